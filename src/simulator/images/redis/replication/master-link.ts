import { type Connection, type Coroutine, type Process, SystemError } from '../../../process';
import { fromByteText } from '../protocol/byte-text';
import { encodeCommand } from '../protocol/encode-reply';
import { ErrorReply, type Reply, StatusReply } from '../protocol/reply';
import { ReplyParser } from '../protocol/reply-parser';

/** A connection to a server on which commands are answered one after the other. */
export class MasterLink {
  private readonly parser = new ReplyParser();

  constructor(
    readonly process: Process,
    readonly connection: Connection,
  ) {}

  /** Sends a command and waits for its answer. Throws SystemError. */
  *ask(...words: readonly string[]): Coroutine<Reply> {
    yield* this.send(...words);
    return yield* this.receive();
  }

  /** The next answer. Throws SystemError. */
  *receive(): Coroutine<Reply> {
    for (;;) {
      const reply = this.parser.next();
      if (reply !== undefined) return reply;
      yield* this.more();
    }
  }

  *send(...words: readonly string[]): Coroutine<void> {
    yield* this.connection.write(fromByteText(encodeCommand(words)));
  }

  /** The dump that a master sends before its stream. Throws SystemError. */
  *readDump(onLength: (length: number) => void): Coroutine<string> {
    let line = this.parser.takeLine();
    // Empty lines are signs of life while the dump is made.
    while (line === undefined || line === '') {
      if (line === undefined) yield* this.more();
      line = this.parser.takeLine();
    }
    const length = Number(line.slice(1));
    onLength(length);
    let dump = this.parser.takeRaw(length);
    while (dump.length < length) {
      yield* this.more();
      dump += this.parser.takeRaw(length - dump.length);
    }
    return dump;
  }

  /** Bytes that have come and were not asked for. */
  rest(): string {
    return this.parser.takeRaw(Infinity);
  }

  private *more(): Coroutine<void> {
    const bytes = yield* this.connection.read();
    if (bytes === undefined) throw new SystemError('ECONNRESET');
    this.parser.push(bytes);
  }
}

/** An answer as one line: what logs say of it. */
export const lineOf = (reply: Reply): string =>
  reply instanceof ErrorReply ? `-${reply.text}` : reply instanceof StatusReply ? `+${reply.text}` : String(reply);
