import { equalJson, toTimestamp, type KubeObject, type Node, type ObjectChange, type Pod } from '../../api';
import { keyOf, splitKey, withCondition, WorkQueue, type Controller, type ControllerContext } from '../../client';
import { decideEviction, noExecuteTaints } from './decide';

/** In the place of a time: a Pod is told to leave only once. */
const DONE = -Infinity;

class TaintEviction {
  /** Pods whose time on their node may have changed. */
  private readonly reviews: WorkQueue;
  /** Pods that have to leave, at their time. */
  private readonly evictions: WorkQueue;
  /** When a Pod has to leave, milliseconds since 1970; `DONE` when it was told to. */
  private readonly plannedMs = new Map<string, number>();
  /** Pods that went before they had to, and nobody has said so yet. */
  private readonly freed = new Set<string>();
  /** Nodes with taints that drive Pods away. */
  private readonly tainted = new Set<string>();

  constructor(private readonly context: ControllerContext) {
    const { client, loop } = context;
    this.reviews = new WorkQueue(loop, (key) => this.review(key));
    this.evictions = new WorkQueue(loop, (key) => this.evict(key));
    client.watch('nodes', (change) => this.noteNode(change));
    client.watch('pods', (change) => this.notePod(change));
  }

  private noteNode({ type, object, previous }: ObjectChange<Node>): void {
    const { name } = object.metadata;
    const taints = type === 'DELETED' ? [] : noExecuteTaints(object.spec.taints);
    if (taints.length === 0) this.tainted.delete(name);
    else this.tainted.add(name);
    // Pods of a node that is gone are left to the garbage collector.
    if (type === 'DELETED' || equalJson(taints, noExecuteTaints(previous?.spec.taints))) return;
    for (const pod of this.context.pods.onNode(name)) this.reviews.add(keyOf(pod));
  }

  private notePod({ type, object, previous }: ObjectChange<Pod>): void {
    const { nodeName = '', tolerations } = object.spec;
    if (type === 'DELETED') {
      this.forget(keyOf(object));
      return;
    }
    const isNew = previous === undefined || previous.spec.nodeName !== nodeName;
    if (!isNew && equalJson(previous.spec.tolerations, tolerations)) return;
    const key = keyOf(object);
    if (this.tainted.has(nodeName) || this.plannedMs.has(key)) this.reviews.add(key);
  }

  /** Forgets what was planned for a Pod; that it need not leave is said at its next review. */
  private forget(key: string): void {
    const plannedMs = this.plannedMs.get(key);
    this.plannedMs.delete(key);
    this.evictions.forget(key);
    if (plannedMs === undefined || plannedMs === DONE) return;
    this.freed.add(key);
    this.reviews.add(key);
  }

  private review(key: string): void {
    const { client, loop } = this.context;
    if (this.freed.delete(key)) this.say(key, `Cancelling deletion of Pod ${key}`);
    const pod = client.get('pods', ...splitKey(key));
    const node = client.get('nodes', '', pod?.spec.nodeName ?? '');
    if (pod === undefined || node === undefined) return;
    const plannedMs = this.plannedMs.get(key);
    const action = decideEviction(noExecuteTaints(node.spec.taints), pod.spec.tolerations, plannedMs, loop.nowMs);
    if (action.type === 'keep') return;
    this.forget(key);
    if (action.type === 'cancel') return;
    this.plannedMs.set(key, action.dueMs);
    this.evictions.addAfter(key, action.dueMs - loop.nowMs, false);
  }

  private evict(key: string): void {
    const { client, loop, trace } = this.context;
    const pod = client.get('pods', ...splitKey(key));
    if (pod === undefined) return;
    // A try that the API refused said it already.
    if (this.plannedMs.get(key) !== DONE) this.say(key, `Marking for deletion Pod ${key}`);
    this.plannedMs.set(key, DONE);
    trace(pod, `leaves ${pod.spec.nodeName ?? ''}, whose taints it does not tolerate any longer`);
    const conditions = withCondition(pod.status.conditions, {
      type: 'DisruptionTarget',
      ...(pod.metadata.generation === undefined ? {} : { observedGeneration: pod.metadata.generation }),
      status: 'True',
      reason: 'DeletionByTaintManager',
      message: 'Taint manager: deleting due to NoExecute taint',
      lastTransitionTime: toTimestamp(loop.nowMs),
    });
    if (conditions !== pod.status.conditions) {
      client.updateStatus('pods', { ...pod, status: { ...pod.status, conditions } });
    }
    client.delete('pods', pod.metadata.namespace, pod.metadata.name, { uid: pod.metadata.uid });
  }

  /** The Event names the Pod without its UID, as the real one does. */
  private say(key: string, message: string): void {
    const [namespace, name] = splitKey(key);
    const subject: KubeObject = { apiVersion: 'v1', kind: 'Pod', metadata: { namespace, name } };
    this.context.events.event(subject, 'Normal', 'TaintManagerEviction', message);
  }
}

/**
 * Deletes Pods from nodes whose NoExecute taints they do not tolerate, or no longer.
 * Source: Kubernetes 1.36, pkg/controller/tainteviction/taint_eviction.go.
 */
export const taintEvictionController: Controller = {
  name: 'taint-eviction-controller',
  account: 'node-controller',
  start(context) {
    new TaintEviction(context);
  },
};
