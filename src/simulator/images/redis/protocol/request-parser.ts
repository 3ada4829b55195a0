import { toByteText } from './byte-text';
import { splitWords } from './split-words';

/** What a client sends that is no request; the connection ends with it. */
export class ProtocolError extends Error {}

const INLINE_MAX = 65_536;
const WORDS_MAX = 1024 * 1024;
const BULK_MAX = 512 * 1024 * 1024;

const isCount = (text: string): boolean => /^-?\d{1,18}$/.test(text);

/** Takes bytes as they come, and gives requests: lists of words, or lines of words. Source: Redis 7.0, src/networking.c. */
export class RequestParser {
  private text = '';
  private offset = 0;
  /** Words that a list still lacks; undefined between requests. */
  private missing: number | undefined;
  private bulkLength: number | undefined;
  private words: string[] = [];

  /** Bytes that wait for more. */
  get waitingBytes(): number {
    return this.text.length - this.offset;
  }

  push(bytes: Uint8Array): void {
    this.text = this.text.slice(this.offset) + toByteText(bytes);
    this.offset = 0;
  }

  /** The next request; undefined when more bytes must come first. An empty one is to be ignored. Throws ProtocolError. */
  next(): readonly string[] | undefined {
    if (this.missing === undefined) {
      if (this.offset >= this.text.length) return undefined;
      if (this.text.charAt(this.offset) !== '*') return this.inline();
      const count = this.count('too big mbulk count string', 'invalid multibulk length');
      if (count === undefined) return undefined;
      if (count > WORDS_MAX) throw new ProtocolError('invalid multibulk length');
      if (count <= 0) return [];
      this.missing = count;
      this.words = [];
    }
    while (this.missing > 0) {
      const word = this.bulk();
      if (word === undefined) return undefined;
      this.words.push(word);
      this.missing -= 1;
    }
    this.missing = undefined;
    return this.words;
  }

  private inline(): readonly string[] | undefined {
    const end = this.text.indexOf('\n', this.offset);
    if (end < 0) {
      if (this.waitingBytes > INLINE_MAX) throw new ProtocolError('too big inline request');
      return undefined;
    }
    const words = splitWords(this.text.slice(this.offset, end).replace(/\r$/, ''));
    this.offset = end + 1;
    if (words === undefined) throw new ProtocolError('unbalanced quotes in request');
    return words;
  }

  /** The number of a line such as `*3` or `$5`. */
  private count(tooLong: string, invalid: string): number | undefined {
    const end = this.text.indexOf('\r\n', this.offset);
    if (end < 0) {
      if (this.waitingBytes > INLINE_MAX) throw new ProtocolError(tooLong);
      return undefined;
    }
    const text = this.text.slice(this.offset + 1, end);
    if (!isCount(text)) throw new ProtocolError(invalid);
    this.offset = end + 2;
    return Number(text);
  }

  private bulk(): string | undefined {
    if (this.bulkLength === undefined) {
      if (this.offset >= this.text.length) return undefined;
      const mark = this.text.charAt(this.offset);
      if (mark !== '$') throw new ProtocolError(`expected '$', got '${mark}'`);
      const length = this.count('too big bulk count string', 'invalid bulk length');
      if (length === undefined) return undefined;
      if (length < 0 || length > BULK_MAX) throw new ProtocolError('invalid bulk length');
      this.bulkLength = length;
    }
    if (this.waitingBytes < this.bulkLength + 2) return undefined;
    const word = this.text.slice(this.offset, this.offset + this.bulkLength);
    this.offset += this.bulkLength + 2;
    this.bulkLength = undefined;
    return word;
  }
}
