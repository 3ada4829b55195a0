import type { ApiClient, KubeObject, ObjectChange, ObjectOf } from '../api';

/** `namespace/name`, or the name of a cluster-scoped object. */
export const keyOf = ({ metadata }: KubeObject): string =>
  metadata.namespace === undefined || metadata.namespace === ''
    ? (metadata.name as string)
    : `${metadata.namespace}/${metadata.name as string}`;

/** Namespace ('' for none) and name of a key. */
export function splitKey(key: string): readonly [namespace: string, name: string] {
  const slash = key.indexOf('/');
  return slash < 0 ? ['', key] : [key.slice(0, slash), key.slice(slash + 1)];
}

const NO_KEYS: readonly string[] = [];

/**
 * The objects of a resource by something in them: their owner, their node. Always as new as the store. Objects of a key
 * come in the order in which they got it.
 */
export class ObjectIndex<Resource extends string> {
  private readonly buckets = new Map<string, Map<string, ObjectOf<Resource>>>();

  /** `keysOf` says under which keys an object is found; it depends on nothing but the object. */
  constructor(
    client: ApiClient,
    resource: Resource,
    private readonly keysOf: (object: ObjectOf<Resource>) => readonly string[],
  ) {
    client.watch(resource, (change) => this.note(change));
  }

  /** Objects under a key; none for a key that nobody has. */
  get(key: string): ObjectOf<Resource>[] {
    const bucket = this.buckets.get(key);
    return bucket === undefined ? [] : [...bucket.values()];
  }

  /** Number of objects under a key. */
  count(key: string): number {
    return this.buckets.get(key)?.size ?? 0;
  }

  private note({ type, object, previous }: ObjectChange<ObjectOf<Resource>>): void {
    const before = previous === undefined ? NO_KEYS : this.keysOf(previous);
    const after = type === 'DELETED' ? NO_KEYS : this.keysOf(object);
    if (before.length === 0 && after.length === 0) return;
    // Texts of keys would be put together, and hashed, anew each time.
    const uid = object.metadata.uid as string;
    for (let index = 0; index < before.length; index += 1) {
      const key = before[index] as string;
      if (!after.includes(key)) this.take(key, uid);
    }
    for (let index = 0; index < after.length; index += 1) this.put(after[index] as string, uid, object);
  }

  private take(key: string, uid: string): void {
    const bucket = this.buckets.get(key);
    bucket?.delete(uid);
    if (bucket?.size === 0) this.buckets.delete(key);
  }

  private put(key: string, uid: string, object: ObjectOf<Resource>): void {
    const bucket = this.buckets.get(key);
    if (bucket === undefined) this.buckets.set(key, new Map([[uid, object]]));
    else bucket.set(uid, object);
  }
}
