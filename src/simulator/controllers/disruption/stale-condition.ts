import { toTimestamp, type Pod, type PodStatus } from '../../api';
import { conditionOf, isPodFinished, isPodTerminating } from '../../client';

/** A disruption that was announced has so long to happen. Source: Kubernetes 1.36, `stalePodDisruptionTimeout`. */
const TIMEOUT_MS = 120_000;

/**
 * When the announcement that a Pod will be disrupted is no longer true, milliseconds since 1970; undefined for a Pod
 * without one, for one on its way out, and for what the kubelet announced, which may take long. Pure.
 *
 * Source: Kubernetes 1.36, disruption.go `nonTerminatingPodHasStaleDisruptionCondition`.
 */
export function staleFromMs(pod: Pod): number | undefined {
  const condition = conditionOf(pod.status.conditions, 'DisruptionTarget');
  if (condition?.status !== 'True' || condition.reason === 'TerminationByKubelet') return undefined;
  if (isPodTerminating(pod) || isPodFinished(pod)) return undefined;
  return Date.parse(condition.lastTransitionTime ?? '') + TIMEOUT_MS;
}

/** The status of a Pod that will not be disrupted after all. */
export function undisruptedStatus({ metadata, status }: Pod, nowMs: number): PodStatus {
  const { generation } = metadata;
  const conditions = status.conditions?.map((each) =>
    each.type === 'DisruptionTarget'
      ? {
          type: each.type,
          ...(generation === undefined ? {} : { observedGeneration: generation }),
          status: 'False',
          lastTransitionTime: toTimestamp(nowMs),
        }
      : each,
  );
  return { ...status, ...(conditions === undefined ? {} : { conditions }) };
}
