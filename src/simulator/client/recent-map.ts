/**
 * A map that forgets what was not used lately: it holds the last `recentMax` keys that were set or found, and less than
 * twice as many in all. Forgetting is free: a Map that drops its oldest key again and again looks for it behind the holes
 * that the others have left.
 */
export class RecentMap<Value> {
  private recent = new Map<string, Value>();
  private older: ReadonlyMap<string, Value> = new Map();

  constructor(private readonly recentMax: number) {}

  get(key: string): Value | undefined {
    const known = this.recent.get(key);
    if (known !== undefined) return known;
    const old = this.older.get(key);
    if (old !== undefined) this.set(key, old);
    return old;
  }

  set(key: string, value: Value): void {
    this.recent.set(key, value);
    if (this.recent.size < this.recentMax) return;
    this.older = this.recent;
    this.recent = new Map();
  }
}
