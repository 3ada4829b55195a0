import {
  type Connection,
  type Coroutine,
  isSystemError,
  type Listener,
  type Process,
  waitFor,
  WaitList,
} from '../../../process';
import { fromByteText } from '../protocol/byte-text';
import { ErrorReply } from '../protocol/reply';
import { ProtocolError, RequestParser } from '../protocol/request-parser';
import type { Session } from './session';

/** Bytes of requests that are taken in while a client waits for an answer. */
const WAITING_MAX = 1024 * 1024;

/** Who answers clients: a server or a sentinel. */
export interface ClientHost {
  readonly process: Process;
  /** Why a client is not let in, as a byte text; undefined when it is. */
  denial(connection: Connection): string | undefined;
  /** Begins to know a client. */
  welcome(connection: Connection): Session;
  /** Runs one request, and sends the answer. */
  execute(session: Session, words: readonly string[]): Coroutine<void>;
  /** Ends the waiting of a client that has gone. */
  release(session: Session): void;
  /** Forgets a client that has gone. */
  forget(session: Session): void;
  /** Counts bytes that have come. */
  noteInput(bytes: number): void;
}

/** One client: what it sends is taken in while its requests are answered one after the other. */
class Conversation {
  private readonly parser = new RequestParser();
  private readonly changes = new WaitList();
  private isOver = false;

  constructor(
    private readonly host: ClientHost,
    private readonly session: Session,
    private readonly connection: Connection,
  ) {}

  /** Takes in what comes until the client has gone. */
  *listen(): Coroutine<void> {
    const { host, connection, parser } = this;
    try {
      for (;;) {
        while (parser.waitingBytes > WAITING_MAX && this.session.isBlocked) yield* waitFor(this.changes.change);
        const bytes = yield* connection.read();
        if (bytes === undefined) break;
        host.noteInput(bytes.length);
        parser.push(bytes);
        this.changes.wakeAll();
      }
    } catch (error) {
      if (!isSystemError(error)) throw error;
    } finally {
      this.isOver = true;
      host.release(this.session);
      this.changes.wakeAll();
    }
  }

  /** Answers until the client has gone. */
  *answer(): Coroutine<void> {
    while (!this.isOver && !this.session.isClosing) {
      const words = this.next();
      if (words === undefined) yield* waitFor(this.changes.change);
      else yield* this.session.together(this.answerAll(words));
      this.changes.wakeAll();
    }
  }

  /** Answers this request and all that have come after it. */
  private *answerAll(first: readonly string[]): Coroutine<void> {
    for (let words: readonly string[] | undefined = first; words !== undefined; words = this.next()) {
      if (words.length > 0) yield* this.host.execute(this.session, words);
      if (this.session.isClosing || this.isOver) return;
    }
  }

  private next(): readonly string[] | undefined {
    try {
      return this.parser.next();
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.session.send(new ErrorReply(`ERR Protocol error: ${error.message}`));
      this.session.close();
      return undefined;
    }
  }
}

/** Answers the requests of one client until it goes. */
export function* serveClient(host: ClientHost, connection: Connection): Coroutine<void> {
  const denied = host.denial(connection);
  if (denied !== undefined) {
    yield* connection.write(fromByteText(denied));
    connection.end();
    return;
  }
  const session = host.welcome(connection);
  const conversation = new Conversation(host, session, connection);
  const listening = host.process.start(conversation.listen());
  try {
    yield* conversation.answer();
  } finally {
    host.forget(session);
    session.close();
    listening.cancel();
  }
}

/** Lets clients in for ever. */
export function* acceptAll(host: ClientHost, listener: Listener): Coroutine<void> {
  for (;;) {
    const connection = yield* listener.accept();
    host.process.start(serveClient(host, connection));
  }
}
