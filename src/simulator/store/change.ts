import type { KubeObject } from '../api';

/** One committed write. */
export interface Change {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  /** Key of the resource: `pods`, `apps/deployments`. */
  readonly storage: string;
  /** '' for cluster-scoped objects. */
  readonly namespace: string;
  readonly name: string;
  /** What is stored now; for DELETED the last state, with the revision of the deletion. */
  readonly object: KubeObject;
  /** What was stored before: for MODIFIED and DELETED. */
  readonly previous?: KubeObject;
  readonly revision: number;
}

/** Why the store refused. */
export type StoreRefusal = 'exists' | 'missing' | 'changed' | 'compacted' | 'future';

/** A read or write that the store refused; nothing has changed. */
export class StoreError extends Error {
  constructor(
    readonly refusal: StoreRefusal,
    detail: string,
  ) {
    super(detail);
    this.name = 'StoreError';
  }
}
