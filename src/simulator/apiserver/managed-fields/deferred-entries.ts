import type { KubeObject, ManagedFieldsEntry } from '../../api';

type Entries = readonly ManagedFieldsEntry[] | undefined;

/** Versions of an object whose entries may depend on each other before they are computed. */
const CHAIN_MAX = 8;

/** Work that is put off. It stays in memory as long as the object, so it holds on to no more than it needs. */
export interface EntriesWork {
  compute(): Entries;
}

interface Deferred {
  /** Undefined as soon as it has been asked. */
  work: EntriesWork | undefined;
  entries: Entries;
  readonly chain: number;
}

const deferred = new WeakMap<object, Deferred>();
const completed = new WeakMap<KubeObject, KubeObject>();

/**
 * Puts off who owns which field of a stored object until somebody wants to know: hardly anybody ever asks for the
 * thousands of Pods and Events of a large cluster. The entries are those that would have been computed at once.
 *
 * `before` is the version that they follow from, undefined for a new object.
 */
export function putOffEntries(object: KubeObject, before: KubeObject | undefined, work: EntriesWork): void {
  const chain = (before === undefined ? 0 : (deferred.get(before)?.chain ?? 0)) + 1;
  deferred.set(object, { work, entries: undefined, chain: chain % CHAIN_MAX });
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
  if (found?.work === undefined) return found?.entries;
  const { work } = found;
  // While they are computed the object has none: that is what it was written with.
  found.work = undefined;
  found.entries = work.compute();
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
