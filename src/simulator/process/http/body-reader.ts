import type { Coroutine } from '../coroutine';
import type { HttpHeaders } from '../http-message';
import type { ByteReader } from '../streams';
import { SystemError } from '../system-error';
import type { BufferedReader } from './buffered-reader';
import { hasWord, HttpSyntaxError } from './head';

const CHUNK_LINE_MAX = 4096;

/** How a body is told from what follows. */
export type Framing = { readonly type: 'length'; readonly bytes: number } | { readonly type: 'chunked' | 'untilEnd' };

/**
 * How the body of a message is framed; `fallback` when its headers do not say.
 *
 * @throws HttpSyntaxError for a length that is no number, and encodings other than `chunked`.
 */
export function framingOf(headers: HttpHeaders, fallback: Framing): Framing {
  const encoding = headers['transfer-encoding'];
  if (encoding !== undefined) {
    if (!hasWord(encoding, 'chunked')) throw new HttpSyntaxError(501, `unsupported transfer encoding: "${encoding}"`);
    return { type: 'chunked' };
  }
  const length = headers['content-length'];
  if (length === undefined) return fallback;
  if (!/^\d{1,15}$/.test(length)) throw new HttpSyntaxError(400, 'bad Content-Length');
  return { type: 'length', bytes: Number(length) };
}

/** The body of a message that is being read from a connection. It ends where its framing says, not with the connection. */
export class BodyReader implements ByteReader {
  /** Bytes of the body, or of its present chunk, that are still to come; undefined before the first. */
  private leftBytes: number | undefined;
  private isDone = false;
  private hasBegun = false;

  constructor(
    private readonly reader: BufferedReader,
    private readonly framing: Framing,
    /** Called before the first byte is read, and when nobody will read any more. */
    private readonly hooks: { readonly onBegin?: () => Coroutine<void>; readonly onClose?: () => void } = {},
  ) {
    if (framing.type === 'length') this.leftBytes = framing.bytes;
    this.isDone = this.leftBytes === 0;
  }

  /** Whether all of it was read. */
  get isOver(): boolean {
    return this.isDone;
  }

  *read(maxBytes = 65_536): Coroutine<Uint8Array | undefined> {
    if (!this.hasBegun) {
      this.hasBegun = true;
      if (!this.isDone && this.hooks.onBegin !== undefined) yield* this.hooks.onBegin();
    }
    if (!this.isDone && this.framing.type === 'chunked' && !this.leftBytes) yield* this.beginChunk();
    if (this.isDone) return undefined;
    const bytes = yield* this.reader.read(Math.min(maxBytes, this.leftBytes ?? Infinity));
    if (bytes === undefined) {
      if (this.framing.type !== 'untilEnd') throw new SystemError('ECONNRESET');
      this.isDone = true;
      return undefined;
    }
    if (this.leftBytes === undefined) return bytes;
    this.leftBytes -= bytes.length;
    if (this.leftBytes === 0) yield* this.endPart();
    return bytes;
  }

  /** Reads and forgets the rest, `bytesMax` at most; false when there is more. */
  *skip(bytesMax: number): Coroutine<boolean> {
    let left = bytesMax;
    while (!this.isDone && left > 0) left -= (yield* this.read())?.length ?? 0;
    return this.isDone;
  }

  close(): void {
    this.hooks.onClose?.();
  }

  private *beginChunk(): Coroutine<void> {
    const line = yield* this.reader.line(CHUNK_LINE_MAX);
    if (line === undefined) throw new SystemError('ECONNRESET');
    const [, size] = /^([0-9a-fA-F]{1,8})[ \t]*(?:;.*)?$/.exec(line) ?? [];
    if (size === undefined) throw new HttpSyntaxError(400, 'malformed chunk');
    this.leftBytes = Number.parseInt(size, 16);
    if (this.leftBytes > 0) return;
    // What follows the last chunk are more headers: nobody asks for them.
    for (let trailer: string | undefined = line; trailer !== undefined && trailer !== '';) {
      trailer = yield* this.reader.line(CHUNK_LINE_MAX);
    }
    this.isDone = true;
  }

  private *endPart(): Coroutine<void> {
    if (this.framing.type === 'length') this.isDone = true;
    else if ((yield* this.reader.line(CHUNK_LINE_MAX)) !== '') throw new HttpSyntaxError(400, 'malformed chunk');
  }
}
