import { extended, type KubeObject } from '../api';
import { StoreError, type Change } from './change';
import { Collection } from './collection';
import { Listener, Listeners } from './listeners';
import { keyOf } from './stored-objects';

/** How a store is made. */
export interface StoreOptions {
  /** Changes kept per resource for watches and for lists of the past. @default 10000 */
  readonly changesMax?: number;
  /**
   * Hears of every object as it is stored, before anybody else, with what was written and what was there before.
   * @default - nobody
   */
  readonly onStored?: (stored: KubeObject, written: KubeObject, previous: KubeObject | undefined) => void;
}

/** Which part of a resource to list. */
export interface ListRange {
  /** @default - all namespaces */
  readonly namespace?: string;
  /** State of this revision. @default - the newest */
  readonly revision?: number;
  /** First key to return: `namespace/name`, or the name of a cluster-scoped object. @default - the first of all */
  readonly start?: string;
}

/** An object and where it is stored. */
export interface SavedObject {
  readonly storage: string;
  readonly namespace: string;
  readonly name: string;
  readonly object: KubeObject;
}

/** A change that somebody is yet to hear of. */
interface Delivery {
  readonly change: Change;
  readonly listeners: Listeners;
}

/** More revisions than can have been handed out between two saves. */
const RESTORED_GAP = 100_000;

/**
 * The memory of the cluster, in the role of etcd: objects by resource, namespace and name, one revision for all writes,
 * and the changes in between. It checks nothing but revisions, does no I/O, and hands out the stored objects
 * themselves: nobody may change them.
 */
export class Store {
  private lastRevision = 1;
  private readonly collections = new Map<string, Collection>();
  private readonly allListeners = new Listeners();
  private readonly pending: Delivery[] = [];
  private isDelivering = false;
  private restoredRevision = 0;
  private readonly changesMax: number;
  private readonly onStored: StoreOptions['onStored'];

  constructor(options: StoreOptions = {}) {
    this.changesMax = options.changesMax ?? 10_000;
    this.onStored = options.onStored;
  }

  /** Revision of the newest write; starts at 1. */
  get revision(): number {
    return this.lastRevision;
  }

  /**
   * The resourceVersion that the next write gives. An object that has it already is stored itself: who writes an object
   * that nobody else holds spares the store a copy. Any other object is copied with its new version.
   */
  get nextVersion(): string {
    return String(this.lastRevision + 1);
  }

  /** The object, or undefined. `namespace` is '' for cluster-scoped resources. */
  get(storage: string, namespace: string, name: string): KubeObject | undefined {
    return this.collections.get(storage)?.objects.get(namespace, name);
  }

  /** Number of objects in a range. A forgotten revision is counted as far back as changes are known. */
  count(storage: string, range: ListRange = {}): number {
    const revision = range.revision ?? this.lastRevision;
    return this.collections.get(storage)?.countAt(revision, range.namespace ?? '', range.start ?? '') ?? 0;
  }

  /** Objects of a resource by namespace, then name. */
  list(storage: string, namespace = ''): KubeObject[] {
    return this.collections.get(storage)?.objects.list(namespace) ?? [];
  }

  /**
   * Keys and objects in order, lazily. Throws `compacted` when the revision is forgotten and `future` when it is yet to
   * come. Writes while the walk goes on spoil it.
   */
  entries(storage: string, range: ListRange = {}): IterableIterator<readonly [string, KubeObject]> {
    const revision = range.revision ?? this.lastRevision;
    this.requirePresent(revision);
    const collection = this.collection(storage);
    if (revision < collection.compactedRevision) {
      throw new StoreError('compacted', `revision ${revision} of ${storage} is forgotten`);
    }
    return collection.entriesAt(revision, range.namespace ?? '', range.start ?? '');
  }

  /** Stores a new object and returns it with its resourceVersion. Throws `exists`. */
  create(storage: string, namespace: string, name: string, object: KubeObject): KubeObject {
    if (this.get(storage, namespace, name) !== undefined) {
      throw new StoreError('exists', `${storage} ${keyOf(namespace, name)} exists`);
    }
    return this.commit('ADDED', storage, namespace, name, object);
  }

  /** Replaces `previous`, which must be what is stored, and returns the new object. Throws `missing` or `changed`. */
  update(storage: string, namespace: string, name: string, object: KubeObject, previous: KubeObject): KubeObject {
    this.requireCurrent(storage, namespace, name, previous);
    return this.commit('MODIFIED', storage, namespace, name, object, previous);
  }

  /**
   * Removes `previous`, which must be what is stored, and returns its last state with the deletion's revision. `last`
   * is that state when it differs from what is stored. Throws `missing` or `changed`.
   */
  delete(storage: string, namespace: string, name: string, previous: KubeObject, last = previous): KubeObject {
    this.requireCurrent(storage, namespace, name, previous);
    return this.commit('DELETED', storage, namespace, name, last, previous);
  }

  /**
   * Tells `listener` of every change of a resource after `fromRevision`: those of the past at once, the others right
   * after their commit, in order of revisions. The returned function stops it. Throws `compacted` or `future`.
   */
  watch(storage: string, fromRevision: number, listener: (change: Change) => void): () => void {
    this.requirePresent(fromRevision);
    const collection = this.collection(storage);
    if (fromRevision < collection.compactedRevision) {
      throw new StoreError('compacted', `changes after revision ${fromRevision} of ${storage} are forgotten`);
    }
    const past = collection.changesAfter(fromRevision);
    for (const change of past) listener(change);
    return collection.listeners.add(new Listener(listener, past.at(-1)?.revision ?? fromRevision));
  }

  /** Tells `listener` of every change from now on, before the watches of its resource. The returned function stops it. */
  subscribe(listener: (change: Change) => void): () => void {
    return this.allListeners.add(new Listener(listener, -1));
  }

  /** All that is stored, by resource. */
  all(): SavedObject[] {
    return [...this.collections].flatMap(([storage, { objects }]) =>
      [...objects.entries()].map(([key, object]) => ({
        storage,
        namespace: key.includes('/') ? key.slice(0, key.indexOf('/')) : '',
        name: key.slice(key.indexOf('/') + 1),
        object,
      })),
    );
  }

  /**
   * Fills an empty store with what another one held at `revision`. Its history is forgotten, and a gap is left before
   * the next revision: clients that saw writes which were never saved are told to list again.
   */
  restore(objects: Iterable<SavedObject>, revision: number): void {
    for (const { storage, namespace, name, object } of objects) {
      this.collection(storage).objects.set(namespace, name, object);
    }
    this.lastRevision = revision + RESTORED_GAP;
    for (const collection of this.collections.values()) collection.compact(this.lastRevision);
    this.restoredRevision = this.lastRevision;
  }

  /** Forgets all changes up to `revision`. */
  compact(revision: number): void {
    for (const collection of this.collections.values()) collection.compact(Math.min(revision, this.lastRevision));
  }

  private commit(
    type: Change['type'],
    storage: string,
    namespace: string,
    name: string,
    written: KubeObject,
    previous?: KubeObject,
  ): KubeObject {
    const resourceVersion = this.nextVersion;
    this.lastRevision += 1;
    const object =
      written.metadata.resourceVersion === resourceVersion
        ? written
        : { ...written, metadata: extended(written.metadata, { resourceVersion }) };
    this.onStored?.(object, written, previous);
    const collection = this.collection(storage);
    if (type === 'DELETED') collection.objects.delete(namespace, name);
    else collection.objects.set(namespace, name, object);
    const change: Change = { type, storage, namespace, name, object, previous, revision: this.lastRevision };
    collection.record(change);
    this.deliver(change, collection);
    return object;
  }

  /** Listeners may write: their changes wait until everyone has heard of this one. */
  private deliver(change: Change, { listeners }: Collection): void {
    if (this.isDelivering) {
      this.pending.push({ change, listeners });
      return;
    }
    this.isDelivering = true;
    try {
      // What is left of a delivery that failed comes first.
      this.deliverPending();
      this.allListeners.tell(change);
      listeners.tell(change);
      this.deliverPending();
    } finally {
      this.isDelivering = false;
    }
  }

  private deliverPending(): void {
    while (this.pending.length > 0) {
      const { change, listeners } = this.pending.shift() as Delivery;
      this.allListeners.tell(change);
      listeners.tell(change);
    }
  }

  private collection(storage: string): Collection {
    let collection = this.collections.get(storage);
    if (collection === undefined) {
      collection = new Collection(this.changesMax);
      // Nobody knows what it held before.
      collection.compact(this.restoredRevision);
      this.collections.set(storage, collection);
    }
    return collection;
  }

  private requireCurrent(storage: string, namespace: string, name: string, previous: KubeObject): void {
    const current = this.get(storage, namespace, name);
    if (current === undefined) throw new StoreError('missing', `${storage} ${keyOf(namespace, name)} is not stored`);
    if (current !== previous) throw new StoreError('changed', `${storage} ${keyOf(namespace, name)} has changed`);
  }

  private requirePresent(revision: number): void {
    if (revision > this.lastRevision) {
      throw new StoreError('future', `revision ${revision} is yet to come, the newest is ${this.lastRevision}`);
    }
  }
}
