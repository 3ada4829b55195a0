import { type Connection, type Coroutine, type Process, resolve, waitFor, WaitList } from '../../process';
import { fromByteText } from '../redis/protocol/byte-text';
import { encodeCommand } from '../redis/protocol/encode-reply';
import { ErrorReply, type Reply } from '../redis/protocol/reply';
import { ReplyParser } from '../redis/protocol/reply-parser';

/** What redis refuses a command with; the message is its error line. */
export class RedisRefusal extends Error {}

/** A connection that redis has ended amid a command. */
export class RedisGone extends Error {
  constructor() {
    super('Connection closed by server.');
  }
}

/** A connection to redis: commands and answers in turn. Words and texts are byte texts. */
export class RedisLink {
  private readonly parser = new ReplyParser();
  private readonly change = new WaitList();
  private hasEnded = false;
  /** Whether something came since an answer was last looked for. */
  private hasNews = false;

  private constructor(
    process: Process,
    private readonly connection: Connection,
  ) {
    process.start(this.receive());
  }

  /** Connects to port 6379 of `host`. @throws ResolutionError, and SystemError as `NetworkStack.connect` */
  static *open(process: Process, host: string): Coroutine<RedisLink> {
    const [address = ''] = yield* resolve(process, host);
    return new RedisLink(process, yield* process.network.connect(address, 6379));
  }

  /** Whether redis has not ended it. */
  get isOpen(): boolean {
    return !this.hasEnded;
  }

  /** Waits until redis has ended it. */
  *ended(): Coroutine<void> {
    while (!this.hasEnded) yield* waitFor(this.change.change);
  }

  /** Sends a command and returns the answer. @throws RedisRefusal, RedisGone, SystemError EPIPE */
  *call(...words: readonly string[]): Coroutine<Reply> {
    yield* this.connection.write(fromByteText(encodeCommand(words)));
    for (;;) {
      while (!this.hasNews && !this.hasEnded) yield* waitFor(this.change.change);
      this.hasNews = false;
      const reply = this.parser.next();
      if (reply instanceof ErrorReply) throw new RedisRefusal(reply.text);
      if (reply !== undefined) return reply;
      if (this.hasEnded) throw new RedisGone();
    }
  }

  /** Takes what comes, also while nobody waits for an answer: the end is noticed at once. */
  private *receive(): Coroutine<void> {
    const { connection } = this;
    try {
      for (let bytes = yield* connection.read(); bytes !== undefined; bytes = yield* connection.read()) {
        this.parser.push(bytes);
        this.hasNews = true;
        this.change.wakeAll();
      }
    } catch {
      // A reset ends it as well as a word of parting does.
    } finally {
      this.hasEnded = true;
      connection.close();
      connection.end();
      this.change.wakeAll();
    }
  }
}
