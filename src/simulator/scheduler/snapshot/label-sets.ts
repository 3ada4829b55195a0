const NOTHING: ReadonlySet<never> = new Set();

/**
 * Items by a scope, such as a Namespace, and by a label in it; an empty label stands for the scope as a whole. Looked up by
 * its parts: one text of them all would be put together, and hashed, for every Pod that comes.
 */
export class LabelSets<Item> {
  private readonly scopes = new Map<string, Map<string, Map<string, Set<Item>>>>();

  get isEmpty(): boolean {
    return this.scopes.size === 0;
  }

  get(scope: string, key = '', value = ''): ReadonlySet<Item> {
    return this.scopes.get(scope)?.get(key)?.get(value) ?? NOTHING;
  }

  add(item: Item, scope: string, key = '', value = ''): void {
    let keys = this.scopes.get(scope);
    if (keys === undefined) {
      keys = new Map();
      this.scopes.set(scope, keys);
    }
    let values = keys.get(key);
    if (values === undefined) {
      values = new Map();
      keys.set(key, values);
    }
    const items = values.get(value);
    if (items === undefined) values.set(value, new Set([item]));
    else items.add(item);
  }

  /** Does nothing for what is not there. */
  delete(item: Item, scope: string, key = '', value = ''): void {
    const keys = this.scopes.get(scope);
    const values = keys?.get(key);
    const items = values?.get(value);
    if (keys === undefined || values === undefined || items === undefined) return;
    items.delete(item);
    if (items.size > 0) return;
    values.delete(value);
    if (values.size > 0) return;
    keys.delete(key);
    if (keys.size === 0) this.scopes.delete(scope);
  }

  clear(): void {
    this.scopes.clear();
  }
}
