/** Keys of one chunk; twice as many make it split. */
const CHUNK_KEYS = 256;

/**
 * A map that walks its keys in byte order. Keys lie in sorted chunks, so that an insert moves a few hundred keys and
 * never the whole list, and a walk may start at any key. New keys find their place when somebody walks: most are written
 * by thousands, and hardly ever asked for in order.
 */
export class SortedMap<Value> {
  private readonly values = new Map<string, Value>();
  private chunks: string[][] = [[]];
  /** Keys that are in no chunk yet. */
  private readonly unplaced = new Set<string>();

  /** Number of entries. */
  get size(): number {
    return this.values.size;
  }

  get(key: string): Value | undefined {
    return this.values.get(key);
  }

  /** Adds or replaces the value of `key`. */
  set(key: string, value: Value): void {
    const { size } = this.values;
    this.values.set(key, value);
    if (this.values.size > size) this.unplaced.add(key);
  }

  /** Whether there was a value to delete. */
  delete(key: string): boolean {
    if (!this.values.delete(key)) return false;
    if (this.unplaced.delete(key)) return true;
    const index = this.chunkOf(key);
    const chunk = this.chunks[index] as string[];
    chunk.splice(firstNotBelow(chunk, key), 1);
    if (chunk.length === 0 && this.chunks.length > 1) this.chunks.splice(index, 1);
    return true;
  }

  /** Entries with `from` <= key < `to`, in order; `to` undefined means to the end. */
  *entries(from = '', to?: string): IterableIterator<readonly [string, Value]> {
    this.placeKeys();
    const first = this.chunkOf(from);
    for (let index = first; index < this.chunks.length; index += 1) {
      const chunk = this.chunks[index] as string[];
      for (let at = index === first ? firstNotBelow(chunk, from) : 0; at < chunk.length; at += 1) {
        const key = chunk[at] as string;
        if (to !== undefined && key >= to) return;
        yield [key, this.values.get(key) as Value];
      }
    }
  }

  /** Appends all values to `list`, in the order of their keys. */
  appendTo(list: Value[]): void {
    this.placeKeys();
    for (const chunk of this.chunks) for (const key of chunk) list.push(this.values.get(key) as Value);
  }

  /** Number of entries with `from` <= key < `to`. */
  count(from = '', to?: string): number {
    this.placeKeys();
    return (to === undefined ? this.size : this.rank(to)) - this.rank(from);
  }

  /** Number of keys before `key`. */
  private rank(key: string): number {
    const index = this.chunkOf(key);
    let before = 0;
    for (let each = 0; each < index; each += 1) before += (this.chunks[each] as string[]).length;
    return before + firstNotBelow(this.chunks[index] as string[], key);
  }

  private placeKeys(): void {
    if (this.unplaced.size === 0) return;
    // Most keys are new: sorting all of them at once is less work than one insert after the other.
    if (this.unplaced.size * 2 > this.size) this.chunks = chunked([...this.values.keys()].sort());
    else for (const key of this.unplaced) this.insertKey(key);
    this.unplaced.clear();
  }

  private insertKey(key: string): void {
    const index = this.chunkOf(key);
    const chunk = this.chunks[index] as string[];
    chunk.splice(firstNotBelow(chunk, key), 0, key);
    if (chunk.length >= 2 * CHUNK_KEYS) this.chunks.splice(index + 1, 0, chunk.splice(CHUNK_KEYS));
  }

  /** Index of the last chunk that does not begin after `key`. */
  private chunkOf(key: string): number {
    let low = 0;
    let high = this.chunks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((this.chunks[middle]?.[0] ?? '') <= key) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

/** Sorted keys in chunks; never without a chunk. */
function chunked(keys: readonly string[]): string[][] {
  const chunks = [keys.slice(0, CHUNK_KEYS)];
  for (let at = CHUNK_KEYS; at < keys.length; at += CHUNK_KEYS) chunks.push(keys.slice(at, at + CHUNK_KEYS));
  return chunks;
}

function firstNotBelow(keys: readonly string[], key: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((keys[middle] as string) < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
