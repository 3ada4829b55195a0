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

/** A command that was sent, and what came back for it. */
interface Sent {
  reply?: Reply;
}

/**
 * A connection to redis: many may send commands over it at the same time, and answers come in the order of the commands.
 * Words and texts are byte texts.
 */
export class RedisLink {
  private readonly parser = new ReplyParser();
  private readonly change = new WaitList();
  private hasEnded = false;
  /** Commands without an answer, the oldest first; also those of whom nobody waits any more. */
  private readonly unanswered: Sent[] = [];

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
    const sent: Sent = {};
    this.unanswered.push(sent);
    yield* this.connection.write(fromByteText(encodeCommand(words)));
    while (sent.reply === undefined && !this.hasEnded) yield* waitFor(this.change.change);
    if (sent.reply === undefined) throw new RedisGone();
    if (sent.reply instanceof ErrorReply) throw new RedisRefusal(sent.reply.text);
    return sent.reply;
  }

  /** Takes what comes, also while nobody waits for an answer: the end is noticed at once. */
  private *receive(): Coroutine<void> {
    const { connection } = this;
    try {
      for (let bytes = yield* connection.read(); bytes !== undefined; bytes = yield* connection.read()) {
        this.parser.push(bytes);
        for (let reply = this.parser.next(); reply !== undefined; reply = this.parser.next()) {
          const sent = this.unanswered.shift();
          if (sent !== undefined) sent.reply = reply;
        }
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
