import type { PersistentVolumeClaim, Pod, StatefulSet } from '../../api';
import { isPodAvailable, isPodFinished, isPodReady, isPodTerminating } from '../../client';
import { decideClaimOwners, isStaleClaim, type ClaimUser } from './claim-owners';
import {
  claimNameOf,
  hasIdentity,
  isInRange,
  ordinalOf,
  podNameOf,
  revisionOf,
  startOrdinal,
  wantedReplicas,
} from './identity';

/** Something to do about the Pods of a set. */
export type Action =
  /** Makes the claims of an ordinal, then its Pod, of the named revision. */
  | { readonly type: 'createPod'; readonly ordinal: number; readonly revision: 'current' | 'update' }
  | { readonly type: 'deletePod'; readonly pod: Pod }
  /** Makes the claims that a Pod waits for. */
  | { readonly type: 'completeClaims'; readonly pod: Pod; readonly ordinal: number }
  /** Gives a Pod the labels, the volumes and the claims of its ordinal. */
  | { readonly type: 'repairPod'; readonly pod: Pod; readonly ordinal: number }
  /** Gives the claims of a Pod that is to go the owners of the retention policy. */
  | { readonly type: 'correctClaims'; readonly pod: Pod; readonly ordinal: number };

/** What is observed of a set. */
export interface Observed {
  readonly set: StatefulSet;
  /** Pods that the set owns. */
  readonly pods: readonly Pod[];
  /** Names of the revisions that Pods are made of, below the partition and from it on. */
  readonly revisions: { readonly current: string; readonly update: string };
  /** The claim of a name in the set's namespace. */
  readonly claimOf: (name: string) => PersistentVolumeClaim | undefined;
  /** Milliseconds since 1970. */
  readonly nowMs: number;
}

/** What to do, in this order; what fails ends it all. */
export interface Decision {
  /** About Pods that the set wants, by ordinal. */
  readonly replicas: readonly Action[];
  /** About Pods beyond them, from the highest ordinal down. */
  readonly condemned: readonly Action[];
  /** About Pods of an older revision. */
  readonly update: readonly Action[];
  /** Whether a Pod waits for a claim of its predecessor to go away. */
  readonly isWaitingForClaim: boolean;
}

interface Member {
  readonly ordinal: number;
  /** Undefined when it does not exist. */
  readonly pod: Pod | undefined;
}

/** Whether Pods come and go without waiting for each other. */
export const isParallel = ({ spec }: StatefulSet): boolean => spec.podManagementPolicy === 'Parallel';

/** Source: Kubernetes 1.36, pkg/controller/statefulset/stateful_set_utils.go `isRunningAndReady`. */
export const isRunningAndReady = (pod: Pod): boolean => pod.status.phase === 'Running' && isPodReady(pod);

/**
 * Decides what to do about the Pods of a StatefulSet: create what is missing in ascending order, delete what is too much
 * from the highest ordinal down, then replace one Pod of an older revision. Without Parallel each step waits until all
 * Pods before it run, are ready and available, so that a broken Pod stops everything.
 *
 * Source: Kubernetes 1.36, pkg/controller/statefulset/stateful_set_control.go `updateStatefulSet`, `processReplica`,
 * `processCondemned`. `spec.updateStrategy.rollingUpdate.maxUnavailable` is ignored: its gate is off in 1.36.
 */
export function decidePods(observed: Observed): Decision {
  const { set, pods } = observed;
  if (set.metadata.deletionTimestamp !== undefined) return NOTHING;
  const members = pods.flatMap((pod) => {
    const ordinal = ordinalOf(set, pod.metadata.name);
    return ordinal === undefined ? [] : [{ ordinal, pod }];
  });
  const byOrdinal = new Map(members.map(({ ordinal, pod }) => [ordinal, pod]));
  const replicas = wantedMembers(set, byOrdinal);
  const condemned = members
    .filter(({ ordinal }) => !isInRange(set, ordinal))
    .sort((left, right) => right.ordinal - left.ordinal);
  const first = decideReplicas(observed, replicas);
  if (first.isBlocked) return { ...NOTHING, replicas: first.actions, isWaitingForClaim: first.isWaitingForClaim };
  const second = decideCondemned(observed, replicas, condemned);
  return {
    replicas: first.actions,
    condemned: second.actions,
    update: second.isBlocked ? [] : decideUpdate(observed, replicas),
    isWaitingForClaim: first.isWaitingForClaim,
  };
}

/** Pods that are made in one round; the next one goes on. Not in the real controller: such a set takes its memory. */
const MISSING_MAX = 500;

/** The Pods that a set wants, by ordinal; only so many that are missing. */
function wantedMembers(set: StatefulSet, byOrdinal: ReadonlyMap<number, Pod>): Member[] {
  const members: Member[] = [];
  const start = startOrdinal(set);
  const end = start + wantedReplicas(set);
  for (let ordinal = start, missing = 0; ordinal < end && missing < MISSING_MAX; ordinal += 1) {
    const pod = byOrdinal.get(ordinal);
    if (pod === undefined) missing += 1;
    members.push({ ordinal, pod });
  }
  return members;
}

const NOTHING: Decision = { replicas: [], condemned: [], update: [], isWaitingForClaim: false };

const isAvailable = ({ set, nowMs }: Observed, pod: Pod): boolean =>
  isPodAvailable(pod, set.spec.minReadySeconds ?? 0, nowMs);

const isUnavailable = (observed: Observed, pod: Pod | undefined): boolean =>
  pod === undefined || isPodTerminating(pod) || !isAvailable(observed, pod);

/** Whether a Pod is up, so that the next one may be touched. */
const isHealthy = (observed: Observed, pod: Pod): boolean =>
  !isPodTerminating(pod) && isRunningAndReady(pod) && isAvailable(observed, pod);

interface Step {
  readonly actions: readonly Action[];
  /** Whether nothing may be done after it. */
  readonly isBlocked: boolean;
  readonly isWaitingForClaim: boolean;
}

function decideReplicas(observed: Observed, replicas: readonly Member[]): Step {
  const actions: Action[] = [];
  const isOrdered = !isParallel(observed.set);
  let isWaitingForClaim = false;
  for (const { ordinal, pod } of replicas) {
    if (pod === undefined) {
      if (waitsForClaim(observed, ordinal)) isWaitingForClaim = true;
      else actions.push({ type: 'createPod', ordinal, revision: revisionFor(observed.set, ordinal) });
    } else {
      actions.push(...decideReplica(observed, ordinal, pod));
    }
    const isUp = pod !== undefined && !isPodFinished(pod) && isHealthy(observed, pod);
    if (isOrdered && !isUp) return { actions, isBlocked: true, isWaitingForClaim };
  }
  return { actions, isBlocked: false, isWaitingForClaim };
}

/** Pods below the partition stay at the current revision. Source: `newVersionedStatefulSetPod`. */
function revisionFor(set: StatefulSet, ordinal: number): 'current' | 'update' {
  const { type, rollingUpdate } = set.spec.updateStrategy;
  if (rollingUpdate !== undefined) {
    return ordinal < startOrdinal(set) + (rollingUpdate.partition ?? 0) ? 'current' : 'update';
  }
  const currentReplicas = set.status.currentReplicas ?? 0;
  return type === 'RollingUpdate' && ordinal < startOrdinal(set) + currentReplicas ? 'current' : 'update';
}

function decideReplica(observed: Observed, ordinal: number, pod: Pod): Action[] {
  if (isPodFinished(pod)) return isPodTerminating(pod) ? [] : [{ type: 'deletePod', pod }];
  if (pod.status.phase === 'Pending') {
    return areClaimsComplete(observed, ordinal, pod) ? [] : [{ type: 'completeClaims', pod, ordinal }];
  }
  if (!isParallel(observed.set) && !isHealthy(observed, pod)) return [];
  const isRight = hasIdentity(observed.set, ordinal, pod) && !needsOtherOwners(observed, ordinal, pod);
  return isRight ? [] : [{ type: 'repairPod', pod, ordinal }];
}

const claimsOf = ({ set, claimOf }: Observed, ordinal: number): (PersistentVolumeClaim | undefined)[] =>
  (set.spec.volumeClaimTemplates ?? []).map(({ metadata }) => claimOf(claimNameOf(set, metadata.name, ordinal)));

const userOf = (pod: Pod, ordinal: number): ClaimUser => ({ ...pod.metadata, ordinal });

const waitsForClaim = (observed: Observed, ordinal: number): boolean =>
  claimsOf(observed, ordinal).some(
    (claim) =>
      claim !== undefined && isStaleClaim(observed.set, { name: podNameOf(observed.set, ordinal), ordinal }, claim),
  );

const needsOtherOwners = (observed: Observed, ordinal: number, pod: Pod): boolean =>
  claimsOf(observed, ordinal).some(
    (claim) => claim !== undefined && decideClaimOwners(observed.set, userOf(pod, ordinal), claim) !== undefined,
  );

const areClaimsComplete = (observed: Observed, ordinal: number, pod: Pod): boolean =>
  claimsOf(observed, ordinal).every((claim) => claim !== undefined && claim.metadata.deletionTimestamp === undefined) &&
  !needsOtherOwners(observed, ordinal, pod);

interface ExistingMember {
  readonly ordinal: number;
  readonly pod: Pod;
}

function decideCondemned(
  observed: Observed,
  replicas: readonly Member[],
  condemned: readonly ExistingMember[],
): Omit<Step, 'isWaitingForClaim'> {
  const actions: Action[] = condemned
    .filter(({ ordinal, pod }) => needsOtherOwners(observed, ordinal, pod))
    .map(({ ordinal, pod }) => ({ type: 'correctClaims', pod, ordinal }));
  if (isParallel(observed.set)) {
    for (const { pod } of condemned) if (!isPodTerminating(pod)) actions.push({ type: 'deletePod', pod });
    return { actions, isBlocked: false };
  }
  const highest = condemned[0];
  if (highest === undefined) return { actions, isBlocked: false };
  const { pod } = highest;
  // One that is broken may go only when everything before it is up.
  const firstUnavailable = [...replicas, ...[...condemned].reverse()].find((each) => isUnavailable(observed, each.pod));
  const mayGo = isHealthy(observed, pod) || firstUnavailable?.ordinal === highest.ordinal;
  if (!isPodTerminating(pod) && mayGo) actions.push({ type: 'deletePod', pod });
  return { actions, isBlocked: true };
}

/** The Pod with the highest ordinal that is of another revision goes, unless one above it is not up yet. */
function decideUpdate(observed: Observed, replicas: readonly Member[]): Action[] {
  const { set, revisions } = observed;
  if (set.spec.updateStrategy.type === 'OnDelete') return [];
  for (const { pod } of replicas.slice(set.spec.updateStrategy.rollingUpdate?.partition ?? 0).reverse()) {
    if (pod !== undefined && !isPodTerminating(pod) && revisionOf(pod) !== revisions.update) {
      return [{ type: 'deletePod', pod }];
    }
    if (isUnavailable(observed, pod)) return [];
  }
  return [];
}
