import { extended, toTimestamp, type KubeObject } from '../../api';
import type { Fields } from '../../resources/fields';
import type { Call } from '../call';
import { CallAttributes } from '../call-attributes';
import { DEFINITION_CLEANUP, DEFINITIONS } from './definitions';
import { requireDeletePreconditions, type Preconditions } from './preconditions';

/** What happens to the dependents of a deleted object. */
export type PropagationPolicy = 'Background' | 'Foreground' | 'Orphan';

/** How an object is deleted. */
export interface DeleteRequest {
  readonly dryRun: boolean;
  readonly gracePeriodSeconds?: number;
  readonly preconditions?: Preconditions;
  readonly propagationPolicy?: PropagationPolicy;
  /** Whether plugins have seen the write already, as an eviction. @default false */
  readonly isAdmitted?: boolean;
}

/** What became of a deleted object. */
export interface Deleted {
  /** Last state, or the state with its mark. */
  readonly object: KubeObject;
  /** False when it only carries a mark and waits for finalizers or its grace. */
  readonly isGone: boolean;
}

const POLICY_FINALIZERS: readonly string[] = ['orphan', 'foregroundDeletion'];

/** Finalizers of an object; those of a Namespace's content count as well. */
const finalizersOf = (object: KubeObject): readonly string[] => [
  ...(object.metadata.finalizers ?? []),
  ...((object['spec'] as { finalizers?: readonly string[] } | undefined)?.finalizers ?? []),
];

const isHeld = (object: KubeObject): boolean =>
  object.kind === 'Namespace' ? finalizersOf(object).length > 0 : (object.metadata.finalizers ?? []).length > 0;

/**
 * Deletes an object, or marks it when finalizers or a grace period hold it. Throws a StatusError and changes nothing.
 *
 * Source: Kubernetes 1.36, apiserver/pkg/registry/rest/delete.go `BeforeDelete`, generic/registry/store.go `Delete`;
 * for Namespaces pkg/registry/core/namespace/storage/storage.go `Delete`.
 */
export function deleteObject(call: Call, stored: KubeObject, request: DeleteRequest): Deleted {
  requireDeletePreconditions(call, stored, request.preconditions ?? {});
  const name = stored.metadata.name as string;
  if (request.isAdmitted !== true) admitDeletion(call, stored, request);
  const withPolicy = markedByPolicy(
    heldForCleanup(call, stored),
    request.propagationPolicy ?? defaultPolicy(call, stored),
    call.resource.storage === 'events',
  );
  const graceSeconds = call.resource.strategy.gracePeriodSeconds?.(stored, request.gracePeriodSeconds) ?? 0;
  if (!isHeld(withPolicy) && graceSeconds === 0) {
    return { object: request.dryRun ? stored : remove(call, stored, stored), isGone: true };
  }
  const marked = marksDeletion(call, withPolicy, graceSeconds);
  if (marked === stored || request.dryRun) return { object: marked, isGone: false };
  const { store } = call.parts;
  return { object: store.update(call.resource.storage, call.namespace, name, marked, stored), isGone: false };
}

function admitDeletion(call: Call, stored: KubeObject, request: DeleteRequest): void {
  const options = (): Fields => shownOptions(request);
  const name = stored.metadata.name as string;
  const context = call.writeContext(request.dryRun);
  const attributes = new CallAttributes(call, 'delete', name, context, stored, options);
  const { admission } = call.parts;
  admission.admit({}, attributes);
  admission.validate(stored, attributes);
}

/** DeleteOptions as webhooks see them. */
const shownOptions = ({ dryRun, gracePeriodSeconds, preconditions, propagationPolicy }: DeleteRequest): Fields => ({
  kind: 'DeleteOptions',
  apiVersion: 'meta.k8s.io/v1',
  ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
  ...(preconditions === undefined ? {} : { preconditions }),
  ...(propagationPolicy === undefined ? {} : { propagationPolicy }),
  ...(dryRun ? { dryRun: ['All'] } : {}),
});

/**
 * Removes an object whose last finalizer has just gone, and whose grace is over; undefined when something still holds
 * it. Source: generic/registry/store.go `ShouldDeleteDuringUpdate`.
 */
export function finishIfReleased(call: Call, object: KubeObject, old: KubeObject): KubeObject | undefined {
  const { deletionTimestamp, deletionGracePeriodSeconds } = object.metadata;
  if (deletionTimestamp === undefined || isHeld(object) || (deletionGracePeriodSeconds ?? 0) !== 0) return undefined;
  return remove(call, old, object);
}

function remove(call: Call, stored: KubeObject, last: KubeObject): KubeObject {
  const name = stored.metadata.name as string;
  return call.parts.store.delete(call.resource.storage, call.namespace, name, stored, last);
}

/** A definition waits for its objects to go. Source: customresourcedefinition/etcd.go `Delete`. */
function heldForCleanup(call: Call, stored: KubeObject): KubeObject {
  if (call.resource.storage !== DEFINITIONS || stored.metadata.deletionTimestamp !== undefined) return stored;
  const finalizers = [...new Set([...(stored.metadata.finalizers ?? []), DEFINITION_CLEANUP])];
  return withMetadata(stored, { finalizers });
}

/**
 * Kinds whose dependents stay when a DELETE says nothing of them, with what it is warned of: they are older than the
 * garbage collector.
 *
 * Source: Kubernetes 1.36, `DefaultGarbageCollectionPolicy` in pkg/registry, pkg/registry/batch/job/storage.
 */
const ORPHANS_BY_DEFAULT: ReadonlyMap<string, string> = new Map([
  ['replicationcontrollers', ''],
  [
    'batch/jobs',
    'child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove them or ' +
      'set propagationPolicy=Orphan to suppress this warning',
  ],
]);

/** What becomes of dependents when a DELETE does not say. A finalizer that says it already stays. */
function defaultPolicy(call: Call, { metadata }: KubeObject): PropagationPolicy | undefined {
  const warning = ORPHANS_BY_DEFAULT.get(call.resource.storage);
  if (warning === undefined) return undefined;
  call.warn(warning);
  return (metadata.finalizers ?? []).some((each) => POLICY_FINALIZERS.includes(each)) ? undefined : 'Orphan';
}

/** Adds or removes the finalizers by which the garbage collector knows what to do with dependents. */
function markedByPolicy(
  stored: KubeObject,
  policy: PropagationPolicy | undefined,
  isWithoutPolicies: boolean,
): KubeObject {
  if (policy === undefined || isWithoutPolicies) return stored;
  const own = (stored.metadata.finalizers ?? []).filter((finalizer) => !POLICY_FINALIZERS.includes(finalizer));
  if (policy === 'Orphan') own.push('orphan');
  if (policy === 'Foreground') own.push('foregroundDeletion');
  const { finalizers, ...metadata } = stored.metadata;
  if (own.length === (finalizers ?? []).length && own.every((each, index) => each === finalizers?.[index]))
    return stored;
  return { ...stored, metadata: own.length === 0 ? metadata : { ...metadata, finalizers: own } };
}

function marksDeletion(call: Call, object: KubeObject, graceSeconds: number): KubeObject {
  const { deletionTimestamp, deletionGracePeriodSeconds, generation } = object.metadata;
  const nowMs = call.parts.clock.nowMs;
  if (deletionTimestamp !== undefined) {
    // Only a shorter grace changes an object that is on its way out.
    if (deletionGracePeriodSeconds === undefined || graceSeconds >= deletionGracePeriodSeconds) return object;
    const deletedMs = Date.parse(deletionTimestamp) + (graceSeconds - deletionGracePeriodSeconds) * 1000;
    return withMetadata(object, {
      deletionTimestamp: toTimestamp(deletedMs),
      deletionGracePeriodSeconds: graceSeconds,
    });
  }
  if (object.kind === 'Namespace') {
    const marked = withMetadata(object, { deletionTimestamp: call.now });
    return { ...marked, status: { ...(object['status'] as object | undefined), phase: 'Terminating' } };
  }
  return withMetadata(object, {
    deletionTimestamp: toTimestamp(nowMs + graceSeconds * 1000),
    deletionGracePeriodSeconds: graceSeconds,
    ...(generation !== undefined && generation > 0 ? { generation: generation + 1 } : {}),
  });
}

const withMetadata = (object: KubeObject, change: Partial<KubeObject['metadata']>): KubeObject => ({
  ...object,
  metadata: extended(object.metadata, change),
});
