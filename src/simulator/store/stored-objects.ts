import type { KubeObject } from '../api';
import { SortedMap } from './sorted-map';

/** Key of an object within its collection: order of keys is order of lists, as in etcd. */
export const keyOf = (namespace: string, name: string): string => (namespace === '' ? name : `${namespace}/${name}`);

/** What all keys of a namespace begin with. */
const prefixOf = (namespace: string): string => (namespace === '' ? '' : `${namespace}/`);

/**
 * The objects of one resource by namespace and name. Names are looked up as they are: a key is put together only for who
 * asks for keys.
 */
export class StoredObjects {
  private readonly namespaces = new Map<string, SortedMap<KubeObject>>();
  /** Namespaces in the order of their keys; undefined until somebody asks. */
  private order: readonly string[] | undefined;

  get(namespace: string, name: string): KubeObject | undefined {
    return this.namespaces.get(namespace)?.get(name);
  }

  /** Adds or replaces an object. */
  set(namespace: string, name: string, object: KubeObject): void {
    let objects = this.namespaces.get(namespace);
    if (objects === undefined) {
      objects = new SortedMap();
      this.namespaces.set(namespace, objects);
      this.order = undefined;
    }
    objects.set(name, object);
  }

  delete(namespace: string, name: string): void {
    const objects = this.namespaces.get(namespace);
    if (objects?.delete(name) !== true || objects.size > 0) return;
    this.namespaces.delete(namespace);
    this.order = undefined;
  }

  /** Objects of a namespace, or of all, in the order of their keys. */
  list(namespace: string): KubeObject[] {
    const list: KubeObject[] = [];
    for (const each of this.within(namespace)) this.namespaces.get(each)?.appendTo(list);
    return list;
  }

  /** Keys from `start` on and their objects, of a namespace or of all, in order. */
  *entries(namespace = '', start = ''): IterableIterator<readonly [string, KubeObject]> {
    for (const each of this.within(namespace)) {
      const prefix = prefixOf(each);
      for (const [name, object] of this.from(each, start)?.entries(nameFrom(prefix, start)) ?? []) {
        yield [prefix + name, object];
      }
    }
  }

  /** Number of keys from `start` on, of a namespace or of all. */
  count(namespace: string, start: string): number {
    let count = 0;
    for (const each of this.within(namespace)) {
      count += this.from(each, start)?.count(nameFrom(prefixOf(each), start)) ?? 0;
    }
    return count;
  }

  private within(namespace: string): readonly string[] {
    if (namespace !== '') return [namespace];
    // A dash and a dot sort before the slash that ends a namespace.
    this.order ??= [...this.namespaces.keys()].sort((left, right) => (prefixOf(left) < prefixOf(right) ? -1 : 1));
    return this.order;
  }

  /** The objects of a namespace that has keys from `start` on. */
  private from(namespace: string, start: string): SortedMap<KubeObject> | undefined {
    const prefix = prefixOf(namespace);
    return start <= prefix || start.startsWith(prefix) ? this.namespaces.get(namespace) : undefined;
  }
}

/** The part of `start` that names are compared with, behind the prefix of their keys. */
const nameFrom = (prefix: string, start: string): string => (start <= prefix ? '' : start.slice(prefix.length));
