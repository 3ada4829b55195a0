import { equalJson, StatusError, type KubeObject, type OwnerReference, type Pod } from '../../api';
import {
  controllerOf,
  isPodActive,
  isPodFinished,
  isPodTerminating,
  keyOf,
  ObjectIndex,
  refersTo,
  splitKey,
  WorkQueue,
  type Controller,
  type ControllerContext,
} from '../../client';
import { claimAll } from '../claim';
import { createPod, deletePod, isNamespaceTerminating, podOf } from '../pod-control';
import { inSlowStartBatches } from '../slow-start';
import { decideReplicas, type ReplicaActions } from './decide-replicas';
import { decideStatus, nextAvailableMs } from './decide-status';
import {
  podSelectorOf,
  REPLICA_SETS,
  REPLICATION_CONTROLLERS,
  wantedReplicas,
  type OwnerKind,
  type ReplicaOwner,
} from './owner-kinds';
import { mattersToOwner, podChangesDelayMs } from './pod-changes';

/** Whether nothing but the status of an object changed. */
const isStatusChange = ({ metadata }: KubeObject, previous: KubeObject | undefined): boolean =>
  previous !== undefined &&
  previous.metadata.uid === metadata.uid &&
  previous.metadata.generation === metadata.generation &&
  previous.metadata.deletionTimestamp === metadata.deletionTimestamp;

/** Whether a Pod that nobody owns is as attractive as it was. */
const isSameOrphan = (pod: Pod, previous: Pod): boolean =>
  controllerOf(previous) === undefined && equalJson(pod.metadata.labels, previous.metadata.labels);

/** Keeps the Pods of all owners of one kind. */
class ReplicaLoop {
  private readonly queue: WorkQueue;
  /** Owners by the UID of what controls them, where something does. */
  private readonly siblings: ObjectIndex<OwnerKind['resource']>;

  constructor(
    private readonly context: ControllerContext,
    private readonly kind: OwnerKind,
  ) {
    const { client, loop } = context;
    this.queue = new WorkQueue(loop, (key) => this.sync(key));
    this.siblings = new ObjectIndex(client, kind.resource, (owner: ReplicaOwner) => {
      const controller = controllerOf(owner);
      return controller === undefined ? [] : [controller.uid];
    });
    client.watch(kind.resource, ({ type, object, previous }) => {
      // Every sync may write a status: were that a reason to sync at once, changes would never be taken together.
      if (type !== 'DELETED' && isStatusChange(object, previous)) this.addForPods(object);
      else this.queue.add(keyOf(object));
    });
    context.pods.watchOwned(kind, ({ type, object, previous }) => this.notePod(type === 'DELETED', object, previous));
  }

  private addForPods(owner: ReplicaOwner): void {
    this.queue.addAfter(keyOf(owner), podChangesDelayMs(Math.max(wantedReplicas(owner), owner.status.replicas)));
  }

  private notePod(isGone: boolean, pod: Pod, previous: Pod | undefined): void {
    const { namespace, labels } = pod.metadata;
    const controller = controllerOf(pod);
    const former = previous === undefined ? undefined : controllerOf(previous);
    if (!isGone && !mattersToOwner(pod, previous)) return;
    if (former !== undefined && former.uid !== controller?.uid) this.addOwner(namespace, former);
    if (controller !== undefined) {
      this.addOwner(namespace, controller);
    } else if (!isGone && (previous === undefined || !isSameOrphan(pod, previous))) {
      for (const owner of this.context.client.list(this.kind.resource, namespace)) {
        if (podSelectorOf(owner).matches(labels)) this.addForPods(owner);
      }
    }
  }

  private addOwner(namespace: string, reference: OwnerReference): void {
    if (!refersTo(reference, this.kind.group, this.kind.kind)) return;
    const owner = this.context.client.get(this.kind.resource, namespace, reference.name);
    if (owner?.metadata.uid === reference.uid) this.addForPods(owner);
  }

  /** Source: Kubernetes 1.36, pkg/controller/replicaset/replica_set.go `syncReplicaSet`. */
  private sync(key: string): void {
    const { client, loop } = this.context;
    const [namespace, name] = splitKey(key);
    const owner = client.get(this.kind.resource, namespace, name);
    if (owner === undefined) {
      this.queue.forget(key);
      return;
    }
    const { active, terminating } = this.claimPods(owner);
    const actions = decideReplicas(owner, active, () => this.relatedPods(owner), loop.nowMs);
    const failure = this.carryOut(owner, actions);
    const observed = {
      active,
      terminating: this.kind.countsTerminating ? terminating : undefined,
      failure: failure?.message,
    };
    const status = decideStatus(owner, observed, loop.nowMs);
    if (!equalJson(status, owner.status)) client.updateStatus(this.kind.resource, { ...owner, status } as ReplicaOwner);
    if (failure !== undefined) throw failure;

    const availableMs = nextAvailableMs(owner, active, loop.nowMs);
    if (availableMs < Infinity) this.queue.addAfter(key, availableMs - loop.nowMs);
  }

  /** The active Pods of an owner, after adopting and releasing what has to be, and the number of those on their way out. */
  private claimPods(owner: ReplicaOwner): { readonly active: Pod[]; readonly terminating: number } {
    const { client, pods } = this.context;
    const { namespace, uid } = owner.metadata;
    const selector = podSelectorOf(owner);
    const isSelected = ({ metadata }: Pod): boolean => selector.matches(metadata.labels);
    const active: Pod[] = [];
    const doubtful = pods.orphansIn(namespace).filter(isPodActive);
    let terminating = 0;
    for (const pod of pods.controlledBy(uid)) {
      if (isPodFinished(pod)) continue;
      if (isSelected(pod)) {
        if (isPodTerminating(pod)) terminating += 1;
        else active.push(pod);
      } else if (!isPodTerminating(pod)) {
        doubtful.push(pod);
      }
    }
    active.push(...claimAll(client, 'pods', owner, doubtful, isSelected));
    return { active, terminating };
  }

  /** Active Pods of all owners with the same controller: those of all ReplicaSets of a Deployment. */
  private relatedPods(owner: ReplicaOwner): Pod[] {
    const controller = controllerOf(owner);
    if (controller === undefined) return [];
    return this.siblings
      .get(controller.uid)
      .flatMap(({ metadata }) => this.context.pods.controlledBy(metadata.uid).filter(isPodActive));
  }

  /** Makes and deletes Pods; the first refusal comes back. */
  private carryOut(owner: ReplicaOwner, actions: ReplicaActions): StatusError | undefined {
    const { spec, metadata } = owner;
    if (actions.create > 0 && spec.template !== undefined) {
      const draft = podOf(spec.template, owner);
      this.context.trace(owner, `make ${actions.create} Pods of ${wantedReplicas(owner)}`);
      return inSlowStartBatches(new Array<undefined>(actions.create).fill(undefined), () => {
        try {
          createPod(this.context, owner, draft);
        } catch (error) {
          // Nothing can be made in a Namespace that goes away, and trying again is of no use.
          if (!(error instanceof StatusError) || !isNamespaceTerminating(error)) throw error;
        }
      });
    }
    let failure: StatusError | undefined;
    for (const pod of actions.delete) {
      this.context.trace(pod, `delete: ${this.kind.kind} ${metadata.name} wants ${wantedReplicas(owner)} Pods`);
      try {
        deletePod(this.context, owner, pod);
      } catch (error) {
        if (!(error instanceof StatusError)) throw error;
        failure ??= error;
      }
    }
    return failure;
  }
}

const controllerOfKind = (kind: OwnerKind): Controller => ({
  name: kind.controller,
  account: kind.component,
  component: kind.component,
  start(context) {
    new ReplicaLoop(context, kind);
  },
});

/** Keeps the Pods of ReplicaSets. */
export const replicaSetController = controllerOfKind(REPLICA_SETS);

/** Keeps the Pods of ReplicationControllers. */
export const replicationController = controllerOfKind(REPLICATION_CONTROLLERS);
