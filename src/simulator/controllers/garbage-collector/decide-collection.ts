import type { OwnerReference } from '../../api';

/** How an owner that is referred to stands. */
export type OwnerState =
  /** It exists, and does not wait for its dependents to go. */
  | 'solid'
  /** It does not exist. */
  | 'dangling'
  /** It exists, and waits for its dependents to go. */
  | 'waiting';

/** A reference and how its owner stands. */
export interface ClassifiedReference {
  readonly reference: OwnerReference;
  readonly state: OwnerState;
}

/** An object with owners, as far as its fate depends on it. */
export interface Dependent {
  readonly references: readonly ClassifiedReference[];
  readonly finalizers: readonly string[];
  /** Whether it has dependents itself. */
  readonly hasDependents: boolean;
  /** Whether one of them waits for dependents of its own: there may be a circle. */
  readonly hasWaitingDependents: boolean;
}

/** What becomes of it. */
export type Collection =
  | { readonly type: 'keep' }
  | { readonly type: 'dropReferences'; readonly uids: readonly string[] }
  | {
      readonly type: 'delete';
      readonly policy: 'Background' | 'Foreground' | 'Orphan';
      /** Whether its references must no longer hold its owners, because they might hold each other. */
      readonly unblocksOwners: boolean;
    };

/**
 * Decides what becomes of an object of which an owner has gone or waits: it stays while a solid owner is left, and loses
 * the references to the others; without a solid owner it goes.
 *
 * Source: Kubernetes 1.36, pkg/controller/garbagecollector/garbagecollector.go `attemptToDeleteItem`.
 */
export function decideCollection(dependent: Dependent): Collection {
  const { references, finalizers, hasDependents, hasWaitingDependents } = dependent;
  if (references.length === 0) return { type: 'keep' };
  const gone = references.filter(({ state }) => state !== 'solid');
  if (gone.length < references.length) {
    if (gone.length === 0) return { type: 'keep' };
    return { type: 'dropReferences', uids: gone.map(({ reference }) => reference.uid) };
  }
  if (hasDependents && references.some(({ state }) => state === 'waiting')) {
    return { type: 'delete', policy: 'Foreground', unblocksOwners: hasWaitingDependents };
  }
  return { type: 'delete', policy: policyOf(finalizers), unblocksOwners: false };
}

/** A policy that the object has been given already is kept. */
function policyOf(finalizers: readonly string[]): 'Background' | 'Foreground' | 'Orphan' {
  if (finalizers.includes(ORPHAN)) return 'Orphan';
  return finalizers.includes(FOREGROUND) ? 'Foreground' : 'Background';
}

/** Finalizer of an owner whose dependents shall stay. */
export const ORPHAN = 'orphan';
/** Finalizer of an owner that waits for its dependents to go. */
export const FOREGROUND = 'foregroundDeletion';
