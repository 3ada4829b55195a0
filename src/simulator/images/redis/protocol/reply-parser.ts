import { StacklessError } from '../../../process';
import { toByteText } from './byte-text';
import {
  DoubleReply,
  ErrorReply,
  MapReply,
  NULL_LIST,
  PushReply,
  type Reply,
  StatusReply,
  VerbatimReply,
} from './reply';

/** What a server sends that is no answer. */
export class ReplySyntaxError extends Error {}

/** Thrown within, where an answer is not yet complete. */
class Incomplete extends StacklessError {}

/** Takes bytes as they come from a server, and gives its answers. */
export class ReplyParser {
  private text = '';
  private offset = 0;

  push(bytes: Uint8Array): void {
    this.text = this.text.slice(this.offset) + toByteText(bytes);
    this.offset = 0;
  }

  /** The next answer; undefined when more bytes must come first. Throws ReplySyntaxError. */
  next(): Reply | undefined {
    const begin = this.offset;
    if (begin === this.text.length) return undefined;
    try {
      return this.reply();
    } catch (error) {
      if (!(error instanceof Incomplete)) throw error;
      this.offset = begin;
      return undefined;
    }
  }

  /** Takes up to `length` bytes that are no answer: the data set that a master sends. */
  takeRaw(length: number): string {
    const raw = this.text.slice(this.offset, this.offset + length);
    this.offset += raw.length;
    return raw;
  }

  /** The next line, without its end; undefined when more bytes must come first. */
  takeLine(): string | undefined {
    const end = this.text.indexOf('\n', this.offset);
    if (end < 0) return undefined;
    const line = this.text.slice(this.offset, end).replace(/\r$/, '');
    this.offset = end + 1;
    return line;
  }

  private line(): string {
    const end = this.text.indexOf('\r\n', this.offset);
    if (end < 0) throw new Incomplete();
    const line = this.text.slice(this.offset, end);
    this.offset = end + 2;
    return line;
  }

  private block(length: number): string {
    if (this.text.length < this.offset + length + 2) throw new Incomplete();
    const block = this.text.slice(this.offset, this.offset + length);
    this.offset += length + 2;
    return block;
  }

  private items(count: number): readonly Reply[] {
    return Array.from({ length: count }, () => this.reply());
  }

  private reply(): Reply {
    const line = this.line();
    const rest = line.slice(1);
    switch (line.charAt(0)) {
      case '+':
        return new StatusReply(rest);
      case '-':
        return new ErrorReply(rest);
      case ':':
        return Number.isSafeInteger(Number(rest)) ? Number(rest) : BigInt(rest);
      case '$':
        return rest === '-1' ? null : this.block(Number(rest));
      case '*':
        return rest === '-1' ? NULL_LIST : this.items(Number(rest));
      case '~':
        return this.items(Number(rest));
      case '>':
        return new PushReply(this.items(Number(rest)));
      case '%':
        return new MapReply(Array.from({ length: Number(rest) }, () => [this.reply(), this.reply()] as const));
      case ',':
        return new DoubleReply(rest === 'inf' ? Infinity : rest === '-inf' ? -Infinity : Number(rest), rest);
      case '#':
        return rest === 't' ? 1 : 0;
      case '=':
        return new VerbatimReply(this.block(Number(rest)).slice(4));
      case '_':
        return null;
      default:
        throw new ReplySyntaxError(`Protocol error, got ${JSON.stringify(line.charAt(0))} as reply type byte`);
    }
  }
}
