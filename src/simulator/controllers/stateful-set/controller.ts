import type { StatusError } from '../../api';
import { equalJson, labelSelectorOf, type ControllerRevision, type Pod, type StatefulSet } from '../../api';
import { keyOf, splitKey, WorkQueue, type Controller, type ControllerContext } from '../../client';
import { claimAll } from '../claim';
import { ownersOfDependents } from '../dependents';
import {
  decideHistory,
  excessRevisions,
  newRevision,
  revisionData,
  revisionHash,
  revisionName,
  Revisions,
  templateOf,
} from '../history';
import { inSlowStartBatches } from '../slow-start';
import { decidePods, isParallel, type Action } from './decide-pods';
import { newStatefulPod, ordinalOf, revisionOf } from './identity';
import { StatefulPodWriter } from './pod-writer';
import { nextAvailableMs, statefulSetStatus, type StatusParts } from './status';

/** Label of a StatefulSet's revision. Source: Kubernetes 1.36, pkg/controller/history `ControllerRevisionHashLabel`. */
const HASH_LABEL = 'controller.kubernetes.io/hash';

/** Time after which a claim that has to go away first is looked at again. The real controller waits for any change. */
const CLAIM_RECHECK_MS = 1000;

/** Shortest time between two runs for a set: changes of many Pods are taken together. */
const INTERVAL_MS = 20;

/** The revisions that a set's Pods are made of. */
interface SetRevisions {
  readonly all: readonly ControllerRevision[];
  readonly current: ControllerRevision;
  readonly update: ControllerRevision;
  readonly collisionCount: number;
}

/** Keeps Pods with an identity, in order. Source: Kubernetes 1.36, pkg/controller/statefulset. */
export const statefulSetController: Controller = {
  name: 'statefulset-controller',
  start(context) {
    const reconciler = new StatefulSetReconciler(context);
    context.client.watch('apps/statefulsets', ({ object }) => reconciler.queue.add(keyOf(object)));
    const owners = { resource: 'apps/statefulsets', group: 'apps', kind: 'StatefulSet' };
    context.pods.watchOwned(
      owners,
      ownersOfDependents(context.client, owners, (key) => reconciler.queue.add(key)),
    );
  },
};

class StatefulSetReconciler {
  readonly queue: WorkQueue;
  private readonly revisions: Revisions;
  private readonly writer: StatefulPodWriter;

  constructor(private readonly context: ControllerContext) {
    this.revisions = new Revisions(context.client);
    this.writer = new StatefulPodWriter(context);
    this.queue = new WorkQueue(context.loop, (key) => this.reconcile(key), { intervalMs: INTERVAL_MS });
  }

  private reconcile(key: string): void {
    const { client, loop } = this.context;
    const set = client.get('apps/statefulsets', ...splitKey(key));
    if (set === undefined) return this.queue.forget(key);
    const pods = this.podsOf(set);
    if (set.metadata.deletionTimestamp !== undefined) {
      // The garbage collector has its revisions and Pods by now: nothing may be made for it any more.
      const { currentRevision = '', updateRevision = '', collisionCount = 0 } = set.status;
      return this.writeStatus(set, pods, { current: currentRevision, update: updateRevision }, collisionCount, 0);
    }
    const revisions = this.revisionsOf(set);
    const names = { current: revisions.current.metadata.name, update: revisions.update.metadata.name };
    const decision = decidePods({
      set,
      pods,
      revisions: names,
      claimOf: (name) => client.get('persistentvolumeclaims', set.metadata.namespace, name),
      nowMs: loop.nowMs,
    });
    let failure: StatusError | undefined;
    for (const actions of [decision.replicas, decision.condemned, decision.update]) {
      failure ??= this.act(set, actions, revisions);
    }
    const replaced = failure === undefined ? decision.update.length : 0;
    this.writeStatus(set, pods, names, revisions.collisionCount, replaced);
    this.truncate(set, pods, revisions);
    if (failure !== undefined) throw failure;
    const availableMs = nextAvailableMs(set, pods, loop.nowMs);
    if (availableMs !== undefined) this.queue.addAfter(key, availableMs - loop.nowMs);
    if (decision.isWaitingForClaim) this.queue.addAfter(key, CLAIM_RECHECK_MS);
  }

  /** Pods that the set owns, by adopting and releasing: those that it selects and whose names are of it. */
  private podsOf(set: StatefulSet): readonly Pod[] {
    const { client, pods } = this.context;
    const { namespace, uid } = set.metadata;
    const selector = labelSelectorOf(set.spec.selector);
    return claimAll(
      client,
      'pods',
      set,
      [...pods.controlledBy(uid), ...pods.orphansIn(namespace)],
      ({ metadata }) => ordinalOf(set, metadata.name) !== undefined && selector.matches(metadata.labels),
    );
  }

  private revisionsOf(set: StatefulSet): SetRevisions {
    const { namespace } = set.metadata;
    const selector = labelSelectorOf(set.spec.selector);
    const selected = [...this.revisions.of(set), ...this.revisions.orphansIn(namespace)].filter(({ metadata }) =>
      selector.matches(metadata.labels),
    );
    const all = claimAll(this.context.client, 'apps/controllerrevisions', set, selected, () => true);
    const data = revisionData(set.spec.template);
    const history = decideHistory(all, data);
    let collisionCount = set.status.collisionCount ?? 0;
    let update = history.current === undefined ? undefined : this.revisions.renumber(history.current, history.number);
    while (update === undefined) {
      const hash = revisionHash(data, collisionCount);
      const name = revisionName(set.metadata.name, hash);
      const parts = { name, data, revision: history.number, label: HASH_LABEL, hash };
      update = this.revisions.create(newRevision(set, set.spec.template, parts));
      if (update === undefined) collisionCount += 1;
    }
    const current = all.find(({ metadata }) => metadata.name === set.status.currentRevision) ?? update;
    return { all, current, update, collisionCount };
  }

  /** Does what was decided; without Parallel the first failure ends it. */
  private act(set: StatefulSet, actions: readonly Action[], revisions: SetRevisions): StatusError | undefined {
    if (isParallel(set)) return inSlowStartBatches(actions, (action) => this.actOn(set, action, revisions));
    for (const action of actions) {
      const failure = inSlowStartBatches([action], () => this.actOn(set, action, revisions));
      if (failure !== undefined) return failure;
    }
    return undefined;
  }

  private actOn(set: StatefulSet, action: Action, revisions: SetRevisions): void {
    switch (action.type) {
      case 'createPod': {
        const revision = revisions[action.revision];
        const template = templateOf(revision) ?? set.spec.template;
        const draft = newStatefulPod(set, template, revision.metadata.name, action.ordinal);
        return this.writer.create(set, draft, action.ordinal);
      }
      case 'deletePod':
        return this.writer.delete(set, action.pod);
      case 'completeClaims':
        return this.writer.completeClaims(set, action.pod, action.ordinal);
      case 'repairPod':
        return this.writer.repair(set, action.pod, action.ordinal);
      case 'correctClaims':
        return this.writer.correctClaims(set, action.pod, action.ordinal);
    }
  }

  private writeStatus(
    set: StatefulSet,
    pods: readonly Pod[],
    revisions: StatusParts['revisions'],
    collisionCount: number,
    replaced: number,
  ): void {
    const { client, loop } = this.context;
    const status = statefulSetStatus({ set, pods, revisions, collisionCount, replaced, nowMs: loop.nowMs });
    if (!equalJson(status, set.status)) client.updateStatus('apps/statefulsets', { ...set, status });
  }

  private truncate(set: StatefulSet, pods: readonly Pod[], { all, current, update }: SetRevisions): void {
    const live = new Set([current.metadata.name, update.metadata.name, ...pods.map(revisionOf)]);
    const old = all.filter(({ metadata }) => !live.has(metadata.name));
    const limit = set.spec.revisionHistoryLimit ?? 10;
    for (const revision of excessRevisions(old, () => false, limit)) this.revisions.delete(revision);
  }
}
