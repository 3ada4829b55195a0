import type { Node, Pod } from '../../src/simulator/api';

// What the rules read of Pods. It is written anew and not taken from the simulator: a rule that asked the code under
// test would share its faults.

/** Whether all containers have ended for good. */
export const isFinished = ({ status }: Pod): boolean => status.phase === 'Succeeded' || status.phase === 'Failed';

/** Whether a Pod is on its way out. */
export const isLeaving = ({ metadata }: Pod): boolean => metadata.deletionTimestamp !== undefined;

/** Whether a Pod counts as a replica. */
export const isActive = (pod: Pod): boolean => !isFinished(pod) && !isLeaving(pod);

const conditionOf = ({ status }: Pod, wanted: string): { status?: string; lastTransitionTime?: string } | undefined =>
  status.conditions?.find(({ type }) => type === wanted);

/** Whether a Pod takes requests. */
export const isReady = (pod: Pod): boolean => conditionOf(pod, 'Ready')?.status === 'True';

/** Whether a Pod has been ready for `minReadySeconds` at a time. */
export function isAvailable(pod: Pod, minReadySeconds: number | undefined, nowMs: number): boolean {
  if (!isReady(pod)) return false;
  const sinceMs = Date.parse(conditionOf(pod, 'Ready')?.lastTransitionTime ?? '');
  return sinceMs + (minReadySeconds ?? 0) * 1000 <= nowMs;
}

/** Whether something else than its owner wants a Pod away: its node, an eviction, a more important Pod. */
export const isDisrupted = (pod: Pod): boolean => conditionOf(pod, 'DisruptionTarget')?.status === 'True';

/** UID of who controls an object; '' for one without a controller. */
export const controllerUidOf = ({ metadata }: Pick<Pod, 'metadata'>): string =>
  metadata.ownerReferences?.find(({ controller }) => controller === true)?.uid ?? '';

/** The node that a Pod is on, or that the affinity of a DaemonSet's Pod names; '' for none. */
export function targetNodeOf({ spec }: Pod): string {
  const terms = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  return spec.nodeName ?? terms?.[0]?.matchFields?.[0]?.values?.[0] ?? '';
}

/** Thousandths of a CPU of an amount such as `1` or `250m`. */
export const milliCpuOf = (amount: string | undefined): number =>
  amount === undefined ? 0 : amount.endsWith('m') ? Number.parseInt(amount, 10) : Number(amount) * 1000;

/** Thousandths of a CPU that a Pod requests. */
export const requestedMilliCpu = ({ spec }: Pod): number =>
  spec.containers.reduce((sum, { resources }) => sum + milliCpuOf(resources?.requests?.['cpu']), 0);

/** Whether a Pod may be brought to a node with these taints, an unschedulable one included. */
export function toleratesTaints({ spec }: Pod, { spec: { taints = [] } }: Node): boolean {
  return taints
    .filter(({ effect }) => effect !== 'PreferNoSchedule')
    .every(({ key, effect }) =>
      (spec.tolerations ?? []).some(
        (each) => (each.key ?? key) === key && (each.effect ?? effect) === effect && each.operator === 'Exists',
      ),
    );
}

/** A number of replicas, or a percentage of `total`. */
export function shareOf(amount: number | string | undefined, total: number, round: (exact: number) => number): number {
  return typeof amount === 'string' ? round((Number.parseInt(amount, 10) * total) / 100) : (amount ?? 0);
}
