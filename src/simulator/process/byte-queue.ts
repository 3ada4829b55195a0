/** Bytes that wait to be taken, in the order in which they came. Chunks are kept as they are, not copied. */
export class ByteQueue {
  private chunks: Uint8Array[] = [];
  /** Chunks before it are taken. */
  private first = 0;
  private bytes = 0;

  /** Number of bytes in it. */
  get size(): number {
    return this.bytes;
  }

  push(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    this.chunks.push(chunk);
    this.bytes += chunk.length;
  }

  /** Takes the next bytes, at most `maxBytes`: a view of one chunk where that is enough. */
  take(maxBytes = Infinity): Uint8Array {
    const size = Math.min(maxBytes, this.bytes);
    const head = this.chunks[this.first];
    if (head === undefined || size <= 0) return new Uint8Array(0);
    if (head.length >= size) return this.takeFromHead(head, size);
    const taken = new Uint8Array(size);
    for (let offset = 0; offset < size;) {
      const part = this.takeFromHead(this.chunks[this.first] as Uint8Array, size - offset);
      taken.set(part, offset);
      offset += part.length;
    }
    return taken;
  }

  /** Puts bytes back in front of all others. */
  putBack(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    this.chunks = [chunk, ...this.chunks.slice(this.first)];
    this.first = 0;
    this.bytes += chunk.length;
  }

  clear(): void {
    this.chunks = [];
    this.first = 0;
    this.bytes = 0;
  }

  private takeFromHead(head: Uint8Array, maxBytes: number): Uint8Array {
    const isWhole = head.length <= maxBytes;
    const part = isWhole ? head : head.subarray(0, maxBytes);
    this.bytes -= part.length;
    if (!isWhole) {
      this.chunks[this.first] = head.subarray(maxBytes);
      return part;
    }
    this.first += 1;
    // Dropping half at a time keeps the cost of a chunk constant.
    if (this.first * 2 >= this.chunks.length) {
      this.chunks = this.chunks.slice(this.first);
      this.first = 0;
    }
    return part;
  }
}
