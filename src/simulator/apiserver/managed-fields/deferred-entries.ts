import type { KubeObject, ManagedFieldsEntry } from '../../api';

type Entries = readonly ManagedFieldsEntry[] | undefined;

/** Versions of an object whose entries may depend on each other before they are computed. */
const CHAIN_MAX = 8;

/** Entries that are put off. They stay in memory as long as the object, so they hold on to no more than they need. */
export interface DeferredEntries {
  /** Whether nobody has asked yet. */
  isPutOff: boolean;
  /** The entries, once somebody has asked. */
  entries: Entries;
  /** Number of versions before that the entries depend on. */
  chain: number;
  /** Works out the entries, once, and lets go of what that takes. */
  compute(): Entries;
}

const deferred = new WeakMap<object, DeferredEntries>();
const completed = new WeakMap<KubeObject, KubeObject>();

/**
 * Puts off who owns which field of a stored object until somebody wants to know: hardly anybody ever asks for the
 * thousands of Pods and Events of a large cluster. The entries are those that would have been computed at once.
 *
 * `before` is the version that they follow from, undefined for a new object.
 */
export function putOffEntries(object: KubeObject, before: KubeObject | undefined, entries: DeferredEntries): void {
  const chain = (before === undefined ? 0 : (deferred.get(before)?.chain ?? 0)) + 1;
  entries.chain = chain % CHAIN_MAX;
  deferred.set(object, entries);
  // A long chain would keep all versions of an object that is written for ever.
  if (chain === CHAIN_MAX) entriesPutOff(object);
}

/**
 * Hands on to an object, as it is stored, what was put off for it when it was written, or for its last version when a
 * write says nothing of its own: binding a Pod, marking an object for deletion.
 */
export function inheritEntries(stored: KubeObject, written: KubeObject, previous: KubeObject | undefined): void {
  if (stored.metadata.managedFields !== undefined || (stored === written && deferred.has(written))) return;
  const found = deferred.get(written) ?? (previous === undefined ? undefined : deferred.get(previous));
  if (found !== undefined) deferred.set(stored, found);
}

/** The entries that were put off for an object; undefined where none were. */
export function entriesPutOff(object: object): Entries {
  const found = deferred.get(object);
  if (found?.isPutOff !== true) return found?.entries;
  // While they are computed the object has none: that is what it was written with.
  found.isPutOff = false;
  found.entries = found.compute();
  return found.entries;
}

/** An object with all its entries, as clients see it. */
export function completeObject(object: KubeObject): KubeObject {
  if (!deferred.has(object)) return object;
  let complete = completed.get(object);
  if (complete === undefined) {
    const managedFields = entriesPutOff(object);
    complete = managedFields === undefined ? object : { ...object, metadata: { ...object.metadata, managedFields } };
    completed.set(object, complete);
  }
  return complete;
}
