import type { KubeObject } from '../api';

/** What an index may read when it begins: all objects of a storage key, of one namespace or of all. */
export type ReadStored = (storage: string, namespace?: string) => readonly KubeObject[];

/** Something worked out from stored objects and kept up to date with every write, so that no write scans them all. */
export interface StoreIndex {
  /** Tells it of a write: what was stored before, and what is now. */
  change(storage: string, namespace: string, previous: KubeObject | undefined, object: KubeObject | undefined): void;
}

/** A kind of index; every store has one of each at most. */
export interface IndexKind<Index extends StoreIndex> {
  readonly name: string;
  /** Makes one from what is stored. */
  create(read: ReadStored): Index;
}
