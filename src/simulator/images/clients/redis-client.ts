import { type Connection, type Coroutine, decodeText, type Process, resolve, SystemError } from '../../process';
import { bytesOfText, fromByteText } from '../redis/protocol/byte-text';
import { encodeCommand } from '../redis/protocol/encode-reply';
import { type Reply, ErrorReply } from '../redis/protocol/reply';
import { ReplyParser } from '../redis/protocol/reply-parser';

/** Port of a server that nobody names another one for. */
export const REDIS_PORT = 6379;

/** What a server has refused: the whole error line. */
export class RedisError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'RedisError';
  }
}

/** One connection to a Redis server, for programs that use it as a library does. */
export class RedisClient {
  private readonly parser = new ReplyParser();

  private constructor(private readonly connection: Connection) {}

  /**
   * Connects to a host.
   *
   * @throws ResolutionError, and SystemError as `NetworkStack.connect`
   */
  static *connect(
    process: Process,
    host: string,
    { port = REDIS_PORT, timeoutMs }: { readonly port?: number; readonly timeoutMs?: number } = {},
  ): Coroutine<RedisClient> {
    const [address = host] = yield* resolve(process, host);
    const options = timeoutMs === undefined ? {} : { timeoutMs };
    return new RedisClient(yield* process.network.connect(address, port, options));
  }

  /**
   * Sends a command, and returns the answer.
   *
   * @throws RedisError what the server refuses; SystemError ECONNRESET when it goes away.
   */
  *command(...words: readonly string[]): Coroutine<Reply> {
    yield* this.connection.write(fromByteText(encodeCommand(words.map(bytesOfText))));
    for (;;) {
      const reply = this.parser.next();
      if (reply instanceof ErrorReply) throw new RedisError(reply.text);
      if (reply !== undefined) return reply;
      const bytes = yield* this.connection.read();
      if (bytes === undefined) throw new SystemError('ECONNRESET');
      this.parser.push(bytes);
    }
  }

  close(): void {
    this.connection.close();
    this.connection.end();
  }
}

/** Text of an answer; undefined where there is nothing. */
export const textOf = (reply: Reply | undefined): string | undefined =>
  typeof reply === 'string' ? decodeText(fromByteText(reply)) : undefined;
