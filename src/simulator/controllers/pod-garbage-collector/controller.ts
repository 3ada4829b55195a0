import { StatusError, type Node, type Pod } from '../../api';
import {
  isPodFinished,
  isPodTerminating,
  isTrue,
  keyOf,
  splitKey,
  type Controller,
  type ControllerContext,
} from '../../client';
import type { Timer } from '../../engine';
import { decideGarbage, failedStatus, type Garbage, type NodeState } from './decide-garbage';

/** Source: Kubernetes 1.36, gc_controller.go `gcCheckPeriod`. */
const PERIOD_MS = 20_000;

/** A node must be missing for so long until its Pods go. Source: Kubernetes 1.36, gc_controller.go `quarantineTime`. */
const QUARANTINE_MS = 40_000;

/** Finished Pods that may stay. Source: Kubernetes 1.36, pkg/controller/podgc/config/v1alpha1/defaults.go. */
const TERMINATED_MAX = 12_500;

const OUT_OF_SERVICE = 'node.kubernetes.io/out-of-service';

const isOutOfService = ({ spec }: Node): boolean => spec.taints?.some(({ key }) => key === OUT_OF_SERVICE) === true;

const nodeStateOf = (node: Node): NodeState => ({
  isReady: isTrue(node.status.conditions, 'Ready'),
  isOutOfService: isOutOfService(node),
});

/** Notes whether a Pod belongs to a set of keys, which is empty most of the time. */
function note(keys: Set<string>, pod: Pod, belongs: boolean): void {
  if (belongs) keys.add(keyOf(pod));
  else if (keys.size > 0) keys.delete(keyOf(pod));
}

class PodGarbageCollector {
  /** Keys of Pods that have ended. */
  private readonly finished = new Set<string>();
  /** Keys of Pods that are on their way out. */
  private readonly leaving = new Set<string>();
  /** Nodes that have Pods and do not exist, by when that was first seen; undefined before the first sweep. */
  private readonly missing = new Map<string, number | undefined>();
  private readonly startMs: number;
  private timer: Timer | undefined;
  private isSweeping = false;

  constructor(private readonly context: ControllerContext) {
    const { client, loop } = context;
    this.startMs = loop.nowMs;
    client.watch('nodes', ({ type, object: node }) => {
      const { name } = node.metadata;
      if (type !== 'DELETED') this.missing.delete(name);
      else if (context.pods.onNode(name).length > 0) this.missing.set(name, undefined);
      if (type === 'DELETED' || isOutOfService(node)) this.planSweep();
    });
    client.watch('pods', ({ type, object }) => this.notePod(object, type === 'DELETED'));
  }

  private notePod(pod: Pod, isDeleted: boolean): void {
    const { nodeName = '' } = pod.spec;
    const isLeaving = !isDeleted && isPodTerminating(pod);
    note(this.leaving, pod, isLeaving);
    note(this.finished, pod, !isDeleted && isPodFinished(pod));
    const isLost = !isDeleted && nodeName !== '' && this.context.client.get('nodes', '', nodeName) === undefined;
    if (isLost && !this.missing.has(nodeName)) this.missing.set(nodeName, undefined);
    if (isLost || (isLeaving && nodeName === '') || this.finished.size > TERMINATED_MAX) this.planSweep();
  }

  /** Sweeps come at the moments at which the real ones do, but only when there may be something to sweep. */
  private planSweep(): void {
    const { loop } = this.context;
    if (this.isSweeping || this.timer?.isPending === true) return;
    const periods = Math.floor((loop.nowMs - this.startMs) / PERIOD_MS) + 1;
    this.timer = loop.at(this.startMs + periods * PERIOD_MS, () => this.sweep());
  }

  private sweep(): void {
    const { client, loop, pods } = this.context;
    for (const [name, sinceMs] of this.missing) if (sinceMs === undefined) this.missing.set(name, loop.nowMs);
    const garbage = decideGarbage({
      pods: this.candidates(),
      nodeState: (name) => {
        const node = client.get('nodes', '', name);
        return node === undefined ? undefined : nodeStateOf(node);
      },
      isGone: (name) => loop.nowMs - (this.missing.get(name) ?? loop.nowMs) >= QUARANTINE_MS,
      terminatedMax: TERMINATED_MAX,
    });
    // What a sweep itself changes is no reason for another.
    this.isSweeping = true;
    const isClean = garbage.map((each) => this.remove(each)).every(Boolean);
    this.isSweeping = false;
    for (const name of this.missing.keys()) if (pods.onNode(name).length === 0) this.missing.delete(name);
    if (!isClean || this.missing.size > 0 || this.finished.size > TERMINATED_MAX) this.planSweep();
  }

  private candidates(): Pod[] {
    const { client, pods } = this.context;
    const keys = new Set(this.leaving);
    for (const name of this.missing.keys()) for (const pod of pods.onNode(name)) keys.add(keyOf(pod));
    if (this.finished.size > TERMINATED_MAX) for (const key of this.finished) keys.add(key);
    return [...keys].map((key) => client.get('pods', ...splitKey(key))).filter((pod) => pod !== undefined);
  }

  /** False when the API refused it: the next sweep tries again. A Pod that is gone meanwhile is what was wanted. */
  private remove(garbage: Garbage): boolean {
    const { client, loop, trace } = this.context;
    const { namespace, name } = garbage.pod.metadata;
    try {
      const status = failedStatus(garbage, loop.nowMs);
      if (status !== undefined) client.updateStatus('pods', { ...garbage.pod, status });
      client.delete('pods', namespace, name, { gracePeriodSeconds: 0 });
      trace(garbage.pod, `removed: ${garbage.reason}`);
      return true;
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      return error.code === 404;
    }
  }
}

/**
 * Removes Pods that nobody else does: those of nodes that are gone, those that never got a node and are on their way
 * out, and finished ones when there are too many.
 *
 * Source: Kubernetes 1.36, pkg/controller/podgc/gc_controller.go.
 */
export const podGarbageCollectorController: Controller = {
  name: 'pod-garbage-collector-controller',
  account: 'pod-garbage-collector',
  start(context) {
    new PodGarbageCollector(context);
  },
};
