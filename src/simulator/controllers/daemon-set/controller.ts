import { equalJson, labelSelectorOf, StatusError, type DaemonSet, type Node, type Pod } from '../../api';
import {
  controllerOf,
  keyOf,
  refersTo,
  splitKey,
  WorkQueue,
  type Controller,
  type ControllerContext,
} from '../../client';
import { claimAll } from '../claim';
import { ownersOfDependents } from '../dependents';
import { createPod, deletePod, isNamespaceTerminating } from '../pod-control';
import { inSlowStartBatches } from '../slow-start';
import { HASH_LABEL, newDaemonPod } from './daemon-pod';
import { DaemonSetRevisions } from './daemon-set-revisions';
import { decidePods, type Decision } from './decide-pods';
import { decideRollout } from './decide-rollout';
import { eligibilityOf, type Eligibility } from './eligibility';
import { FailedPodBackOff } from './failed-pod-back-off';
import { daemonNodes, type Observed } from './observed';
import { daemonSetStatus, nextAvailableMs } from './status';

/** Source: Kubernetes 1.36, pkg/controller/daemon/daemon_controller.go BurstReplicas. */
const BURST_REPLICAS = 250;

/** Shortest time between two runs for a DaemonSet: changes of many Pods are taken together. */
const INTERVAL_MS = 20;

/** Keeps one Pod on each eligible node. Source: Kubernetes 1.36, pkg/controller/daemon. */
export const daemonSetController: Controller = {
  name: 'daemonset-controller',
  account: 'daemon-set-controller',
  start(context) {
    const reconciler = new DaemonSetReconciler(context);
    const { client, pods } = context;
    const enqueue = (key: string): void => reconciler.queue.add(key);
    client.watch('apps/daemonsets', ({ object }) => enqueue(keyOf(object)));
    const owners = { resource: 'apps/daemonsets', group: 'apps', kind: 'DaemonSet' };
    const noteDependent = ownersOfDependents(client, owners, enqueue);
    pods.watchOwned(owners, noteDependent);
    client.watch('apps/controllerrevisions', noteDependent);
    // As in a real cluster, a node that goes changes nothing by itself: the end of its Pods does.
    client.watch('nodes', ({ type, object, previous }) => {
      if (type !== 'DELETED' && !isSameToDaemonSets(object, previous)) reconciler.nodeQueue.add(object.metadata.name);
    });
  },
};

/** Source: pkg/controller/daemon/daemon_controller.go `shouldIgnoreNodeUpdate`. */
const isSameToDaemonSets = (node: Node, previous: Node | undefined): boolean =>
  previous !== undefined &&
  equalJson(node.metadata.labels, previous.metadata.labels) &&
  equalJson(node.spec.taints, previous.spec.taints);

/** What came of writing. */
interface Written {
  readonly hasWritten: boolean;
  /** What the API refused first. */
  readonly failure?: StatusError;
}

class DaemonSetReconciler {
  readonly queue: WorkQueue;
  readonly nodeQueue: WorkQueue;
  private readonly revisions: DaemonSetRevisions;
  private readonly backOff = new FailedPodBackOff();
  /** By template: reading its selectors once is enough for all nodes. */
  private readonly eligibilities = new WeakMap<object, (node: Node) => Eligibility>();

  constructor(private readonly context: ControllerContext) {
    this.revisions = new DaemonSetRevisions(context.client);
    this.queue = new WorkQueue(context.loop, (key) => this.reconcile(key), { intervalMs: INTERVAL_MS });
    this.nodeQueue = new WorkQueue(context.loop, (name) => this.reconcileNode(name));
  }

  private reconcile(key: string): void {
    const { client } = this.context;
    const daemonSet = client.get('apps/daemonsets', ...splitKey(key));
    if (daemonSet === undefined) return this.queue.forget(key);
    // The garbage collector may have its revisions already: nothing can be said about it.
    if (daemonSet.metadata.deletionTimestamp !== undefined) return;
    const revisions = this.revisions.of(daemonSet, () => this.podsOf(daemonSet));
    const hash = revisions.current.metadata.labels?.[HASH_LABEL] ?? '';
    const before = this.observe(daemonSet, hash);
    const { failure, hasWritten } = this.manage(key, before);
    const observed = hasWritten ? this.observe(daemonSet, hash) : before;
    if (failure === undefined) this.revisions.truncate(daemonSet, revisions.old, this.podsOf(daemonSet));
    const status = daemonSetStatus(observed);
    if (!equalJson(status, daemonSet.status)) client.updateStatus('apps/daemonsets', { ...daemonSet, status });
    if (failure !== undefined) throw failure;
    const availableMs = nextAvailableMs(observed);
    if (availableMs !== undefined) this.queue.addAfter(key, availableMs - observed.nowMs);
  }

  /** Makes and deletes Pods; a rolling update goes on only when nothing else is to be done. */
  private manage(key: string, observed: Observed): Written {
    const { daemonSet, nowMs } = observed;
    const { events } = this.context;
    const backOffKey = (node: string): string =>
      `${daemonSet.metadata.uid}/${daemonSet.status.observedGeneration ?? 0}/${node}`;
    const decision = decidePods(observed, (node) => this.backOff.delayMs(backOffKey(node), nowMs) !== undefined);
    for (const { node } of decision.backingOff) {
      // Nobody waits for the next try of what keeps failing.
      this.queue.addAfter(key, this.backOff.delayMs(backOffKey(node), nowMs) ?? 0, true);
    }
    for (const { pod, node } of decision.failed) {
      this.backOff.next(backOffKey(node), nowMs);
      const message = `Found failed daemon pod ${keyOf(pod)} on node ${node}, will try to kill it`;
      events.event(daemonSet, 'Warning', 'FailedDaemonPod', message);
    }
    for (const { pod, node } of decision.succeeded) {
      const message = `Found succeeded daemon pod ${keyOf(pod)} on node ${node}, will try to delete it`;
      events.event(daemonSet, 'Normal', 'SucceededDaemonPod', message);
    }
    const isIdle = decision.create.length === 0 && decision.delete.length === 0;
    return this.write(observed, isIdle ? decideRollout(observed) : decision);
  }

  private write({ daemonSet, hash }: Observed, decision: Decision): Written {
    const creation = inSlowStartBatches(decision.create.slice(0, BURST_REPLICAS), (node) => {
      try {
        createPod(this.context, daemonSet, newDaemonPod(daemonSet, node, hash));
      } catch (error) {
        if (!(error instanceof StatusError) || !isNamespaceTerminating(error)) throw error;
      }
    });
    let deletion: StatusError | undefined;
    for (const pod of decision.delete.slice(0, BURST_REPLICAS)) {
      deletion ??= inSlowStartBatches([pod], () => deletePod(this.context, daemonSet, pod));
    }
    const failure = creation ?? deletion;
    const hasWritten = decision.create.length > 0 || decision.delete.length > 0;
    return { hasWritten, ...(failure === undefined ? {} : { failure }) };
  }

  private observe(daemonSet: DaemonSet, hash: string): Observed {
    const { client, loop } = this.context;
    const nodes = daemonNodes(client.list('nodes'), this.podsOf(daemonSet), this.eligibilityOf(daemonSet));
    return { daemonSet, nodes, hash, nowMs: loop.nowMs };
  }

  /** Pods that the DaemonSet owns, by adopting and releasing. */
  private podsOf(daemonSet: DaemonSet): readonly Pod[] {
    const { client, pods } = this.context;
    const { namespace, uid } = daemonSet.metadata;
    const selector = labelSelectorOf(daemonSet.spec.selector);
    const candidates = [...pods.controlledBy(uid), ...pods.orphansIn(namespace)];
    return claimAll(client, 'pods', daemonSet, candidates, ({ metadata }) => selector.matches(metadata.labels));
  }

  private eligibilityOf(daemonSet: DaemonSet): (node: Node) => Eligibility {
    const { template } = daemonSet.spec;
    const known = this.eligibilities.get(template);
    if (known !== undefined) return known;
    const eligibility = eligibilityOf(daemonSet);
    this.eligibilities.set(template, eligibility);
    return eligibility;
  }

  /**
   * Plans runs for the DaemonSets that a new or changed node matters to: whose Pods come or go. As in a real cluster a
   * status may be behind until then, for example after a NoSchedule taint that lets Pods stay.
   *
   * Source: Kubernetes 1.36, pkg/controller/daemon/daemon_controller.go `syncNodeUpdate`.
   */
  private reconcileNode(name: string): void {
    const { client, pods } = this.context;
    const node = client.get('nodes', '', name);
    if (node === undefined) return this.nodeQueue.forget(name);
    const present = new Set<string>();
    for (const pod of pods.onNode(name)) {
      const owner = controllerOf(pod);
      if (owner !== undefined && refersTo(owner, 'apps', 'DaemonSet')) present.add(owner.uid);
    }
    for (const daemonSet of client.list('apps/daemonsets')) {
      const { shouldRun, shouldContinueRunning } = this.eligibilityOf(daemonSet)(node);
      const hasPod = present.has(daemonSet.metadata.uid);
      const isWanted = hasPod ? !shouldContinueRunning || daemonSet.status.numberMisscheduled > 0 : shouldRun;
      if (isWanted) this.queue.add(keyOf(daemonSet));
    }
  }
}
