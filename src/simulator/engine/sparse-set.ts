/**
 * A set that is empty most of the time, and takes next to no memory then: thousands of containers have some of them each.
 * Keeps the order in which things came, as `Set` does.
 */
export class SparseSet<T> implements Iterable<T> {
  private held: Set<T> | undefined;

  get size(): number {
    return this.held?.size ?? 0;
  }

  add(item: T): void {
    this.held ??= new Set();
    this.held.add(item);
  }

  /** Whether it was there. */
  delete(item: T): boolean {
    return this.held?.delete(item) ?? false;
  }

  clear(): void {
    this.held = undefined;
  }

  [Symbol.iterator](): Iterator<T> {
    return (this.held ?? NOTHING)[Symbol.iterator]();
  }
}

const NOTHING: readonly never[] = [];
