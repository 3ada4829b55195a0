import { toTimestamp, type Pod } from '../../api';
import { readyConditionOf } from '../../client';

/**
 * A Pod of a lost node: it is not ready. The same object when it was not before.
 * Source: Kubernetes 1.36, pkg/controller/util/node/controller_utils.go `MarkPodsNotReady`.
 */
export function lostPod(pod: Pod, nowMs: number): Pod {
  const ready = readyConditionOf(pod);
  if (ready === undefined || ready.status === 'False') return pod;
  const conditions = pod.status.conditions?.map((condition) =>
    condition === ready ? { ...ready, status: 'False', lastTransitionTime: toTimestamp(nowMs) } : condition,
  );
  return { ...pod, status: { ...pod.status, ...(conditions === undefined ? {} : { conditions }) } };
}
