/** Files beyond are refused: they are held in memory. */
export const FILE_BYTES_MAX = 2 ** 30;

const EMPTY = new Uint8Array(0);

/** Files up to this size are decoded once for each change: programs read settings of a few lines again and again. */
const KEPT_TEXT_BYTES_MAX = 4096;

const decoder = new TextDecoder();

/**
 * Bytes of a file. Reading gives views, not copies: bytes that were handed out, or that belong to an image, are never
 * changed in place. Appending copies nothing but now and then, when the room is used up.
 */
export class FileContent {
  private length: number;
  /** So many bytes from the beginning are seen by others too. */
  private sharedBytes: number;
  /** All of it as text, as somebody has read it. */
  private knownText: string | undefined;

  /** `bytes` belong to others and stay as they are. */
  constructor(private bytes: Uint8Array = EMPTY) {
    this.length = bytes.length;
    this.sharedBytes = bytes.length;
  }

  get sizeBytes(): number {
    return this.length;
  }

  /** At most `maxBytes` from `offset`; none behind the end. */
  read(offset: number, maxBytes: number): Uint8Array {
    const end = Math.min(this.length, offset + maxBytes);
    if (offset >= end) return EMPTY;
    this.sharedBytes = Math.max(this.sharedBytes, end);
    return this.bytes.subarray(offset, end);
  }

  /** All of it as text. */
  text(): string {
    if (this.knownText !== undefined) return this.knownText;
    const text = decoder.decode(this.read(0, Infinity));
    if (this.length <= KEPT_TEXT_BYTES_MAX) this.knownText = text;
    return text;
  }

  /** Puts `data` at `offset`; a gap before it is filled with zeros. */
  write(offset: number, data: Uint8Array): void {
    if (data.length === 0) return;
    const end = offset + data.length;
    this.knownText = undefined;
    this.makeRoom(Math.min(this.length, offset), Math.max(this.length, end));
    if (offset > this.length) this.bytes.fill(0, this.length, offset);
    this.bytes.set(data, offset);
    this.length = Math.max(this.length, end);
  }

  truncate(sizeBytes: number): void {
    this.knownText = undefined;
    if (sizeBytes === 0) {
      this.bytes = EMPTY;
      this.sharedBytes = 0;
    } else if (sizeBytes > this.length) {
      this.makeRoom(this.length, sizeBytes);
      this.bytes.fill(0, this.length, sizeBytes);
    }
    this.length = sizeBytes;
  }

  /** Makes sure that bytes from `firstChanged` on may be changed, and that there is room for `sizeBytes`. */
  private makeRoom(firstChanged: number, sizeBytes: number): void {
    const isTooSmall = sizeBytes > this.bytes.length;
    if (!isTooSmall && firstChanged >= this.sharedBytes) return;
    const room = new Uint8Array(isTooSmall && this.length > 0 ? Math.max(sizeBytes, this.length * 2) : sizeBytes);
    room.set(this.bytes.subarray(0, this.length));
    this.bytes = room;
    this.sharedBytes = 0;
  }
}
