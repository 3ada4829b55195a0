import { StatusError, toTimestamp, type Pod } from '../api';
import { isTrue, withCondition, type ControllerContext } from '../client';
import { eventNote } from './fit-message';
import { PREEMPTION_REASON, type Candidate } from './preemption';
import { roleOf, SCHEDULER_NAME } from './pod-changes';
import { withFailure, type Failure } from './scheduled-condition';
import type { ClusterSnapshot } from './snapshot/cluster-snapshot';
import type { PodInfo } from './snapshot/pod-info';

/** A Pod that is told why it must go. Source: Kubernetes 1.36, pkg/scheduler/framework/preemption. */
function disrupted(pod: Pod, nowMs: number): Pod {
  if (isTrue(pod.status.conditions, 'DisruptionTarget')) return pod;
  const conditions = withCondition(pod.status.conditions, {
    type: 'DisruptionTarget',
    observedGeneration: pod.metadata.generation ?? 1,
    status: 'True',
    lastTransitionTime: toTimestamp(nowMs),
    reason: PREEMPTION_REASON,
    message: `${SCHEDULER_NAME}: preempting to accommodate a higher priority pod`,
  });
  return { ...pod, status: { ...pod.status, conditions } };
}

function withoutNomination({ status, ...pod }: Pod): Pod {
  const { nominatedNodeName: _, ...others } = status;
  return { ...pod, status: others } as Pod;
}

/** Writes what was decided about Pods: to the API, and as Events. */
export class Outcomes {
  constructor(private readonly context: ControllerContext) {}

  /**
   * Binds a Pod to its node.
   *
   * @throws StatusError when the API refuses it.
   */
  bind({ pod, namespace, name }: PodInfo, nodeName: string): void {
    this.context.client.bind(namespace, name, nodeName);
    const text = `Successfully assigned ${namespace}/${name} to ${nodeName}`;
    this.context.events.eventf(pod, undefined, 'Normal', 'Scheduled', 'Binding', text);
  }

  /** Says that a Pod is not looked at, because it is on its way out. */
  skip({ pod, key }: PodInfo): void {
    this.warn(pod, `skip schedule deleting pod: ${key}`);
  }

  /** The newest version of a Pod if it still waits for a node. */
  waiting({ uid, namespace, name }: PodInfo): Pod | undefined {
    const pod = this.context.client.get('pods', namespace, name);
    return pod?.metadata.uid === uid && roleOf(pod) === 'waiting' ? pod : undefined;
  }

  /** Says why a Pod has no node. */
  fail(pod: Pod, failure: Failure): void {
    this.warn(pod, eventNote(failure.message));
    const failed = withFailure(pod, failure, this.context.loop.nowMs);
    if (failed !== pod) this.writeStatus(failed);
  }

  /** Has the victims leave a node, and tells less important Pods that it is no longer meant for them. */
  preempt(preemptor: PodInfo, { node, victims }: Candidate, snapshot: ClusterSnapshot): void {
    this.context.trace(
      preemptor.pod,
      `waits for ${node.name} to be freed of ${victims.map(({ key }) => key).join(', ')}`,
    );
    for (const { priority, pod } of [...snapshot.nominatedFor(node.name)]) {
      if (priority < preemptor.priority) this.writeStatus(withoutNomination(pod));
    }
    for (const victim of victims) if (!victim.isTerminating) this.evict(victim, preemptor, node.name);
  }

  private evict({ namespace, name, uid }: PodInfo, preemptor: PodInfo, nodeName: string): void {
    const { client, events, loop } = this.context;
    const pod = client.get('pods', namespace, name);
    if (pod?.metadata.uid !== uid) return;
    this.writeStatus(disrupted(pod, loop.nowMs));
    try {
      client.delete('pods', namespace, name, { uid });
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      return;
    }
    const text = `Preempted by pod ${preemptor.uid} on node ${nodeName}`;
    events.eventf(pod, preemptor.pod, 'Normal', 'Preempted', 'Preempting', text);
  }

  private warn(pod: Pod, text: string): void {
    this.context.events.eventf(pod, undefined, 'Warning', 'FailedScheduling', 'Scheduling', text);
  }

  /** Writes a status; one that the API refuses is lost, as the Pod is gone or somebody else was faster. */
  private writeStatus(pod: Pod): void {
    try {
      this.context.client.updateStatus('pods', pod);
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
    }
  }
}
