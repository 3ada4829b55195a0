import { toTimestamp, type Pod, type PodCondition } from '../api';
import { withCondition } from '../client';

/** How a try to find a node for a Pod ended badly. */
export interface Failure {
  readonly message: string;
  /** `Unschedulable` when no node can take it, `SchedulerError` when the try itself failed. */
  readonly reason: 'Unschedulable' | 'SchedulerError';
  /** Node that is being freed for it, '' for none any more. @default - as before */
  readonly nominatedNodeName?: string;
}

/**
 * The Pod with what became of the try to find a node for it; the same Pod when it says so already.
 *
 * Source: Kubernetes 1.36, pkg/scheduler/schedule_one.go `updatePod`.
 */
export function withFailure(pod: Pod, { message, reason, nominatedNodeName }: Failure, nowMs: number): Pod {
  const { conditions, nominatedNodeName: before = '', ...status } = pod.status;
  const condition: PodCondition = {
    type: 'PodScheduled',
    observedGeneration: pod.metadata.generation ?? 1,
    status: 'False',
    lastTransitionTime: toTimestamp(nowMs),
    reason,
    message,
  };
  const after = withCondition(conditions, condition);
  const nominated = nominatedNodeName ?? before;
  if (after === conditions && nominated === before) return pod;
  return {
    ...pod,
    status: { ...status, conditions: after, ...(nominated === '' ? {} : { nominatedNodeName: nominated }) },
  };
}
