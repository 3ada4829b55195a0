import type * as Rolling from '../../../src/simulator/controllers/deployment/decide-rolling';
import type * as RollingLimits from '../../../src/simulator/controllers/deployment/rolling-limits';
import type * as DaemonPods from '../../../src/simulator/controllers/daemon-set/decide-pods';
import type * as DaemonLimits from '../../../src/simulator/controllers/daemon-set/limits';
import type * as Replicas from '../../../src/simulator/controllers/replica-set/decide-replicas';
import type * as DeletionOrder from '../../../src/simulator/controllers/replica-set/deletion-order';
import type * as ReplicaStatus from '../../../src/simulator/controllers/replica-set/decide-status';
import type * as StatefulPods from '../../../src/simulator/controllers/stateful-set/decide-pods';
import type * as PodState from '../../../src/simulator/client/pod-state';
import type { StatefulSet } from '../../../src/simulator/api';
import { broken, type Break } from './break';

/** A set with other fields in its spec. */
const withSpec = (set: StatefulSet, changes: Partial<StatefulSet['spec']>): StatefulSet => ({
  ...set,
  spec: { ...set.spec, ...changes },
});

const WITHOUT_PARTITION = { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } } };

/** Rules of what keeps Pods running, broken each in the smallest way that shows. */
export const brokenRollouts: readonly Break[] = [
  broken<typeof Rolling, 'decideCurrentSize'>(
    'Deployment: a rollout starts all new Pods at once, whatever maxSurge says',
    2,
    'controllers/deployment/decide-rolling',
    'decideCurrentSize',
    () => (deployment) => deployment.spec.replicas ?? 1,
  ),
  broken<typeof Rolling, 'decideScaleDown'>(
    'Deployment: a rollout takes one old Pod more than may be unavailable',
    13,
    'controllers/deployment/decide-rolling',
    'decideScaleDown',
    (original) => (deployment, replicaSets) =>
      original(deployment, replicaSets).map((step) => ({ ...step, replicas: Math.max(0, step.replicas - 1) })),
  ),
  broken<typeof RollingLimits, 'maxUnavailable'>(
    'Deployment: a percentage of maxUnavailable is rounded up',
    35,
    'controllers/deployment/rolling-limits',
    'maxUnavailable',
    (original) => (deployment) => {
      const { maxUnavailable } = deployment.spec.strategy.rollingUpdate ?? {};
      if (typeof maxUnavailable !== 'string') return original(deployment);
      return Math.ceil((Number.parseInt(maxUnavailable, 10) * (deployment.spec.replicas ?? 1)) / 100);
    },
  ),
  {
    name: 'Deployment: revisions below the history limit are forgotten',
    caughtBy: 3,
    module: 'controllers/deployment/decide-history',
    export: 'decideForgotten',
    replace: (original: (deployment: object, old: readonly unknown[]) => unknown) => {
      const spec = { revisionHistoryLimit: 0 };
      return (_deployment: object, old: readonly unknown[]) => original({ spec }, old);
    },
  },
  broken<typeof PodState, 'isPodAvailable'>(
    'minReadySeconds is ignored where Pods are asked for',
    4,
    'client/pod-state',
    'isPodAvailable',
    (original) => (pod, _minReadySeconds, nowMs) => original(pod, 0, nowMs),
  ),
  broken<typeof ReplicaStatus, 'decideStatus'>(
    'ReplicaSet: ready Pods are reported as available before minReadySeconds',
    3,
    'controllers/replica-set/decide-status',
    'decideStatus',
    (original) => (owner, observed, nowMs) => {
      const status = original(owner, observed, nowMs);
      const { readyReplicas } = status;
      return readyReplicas === undefined ? status : { ...status, availableReplicas: readyReplicas };
    },
  ),
  broken<typeof Replicas, 'decideReplicas'>(
    'ReplicaSet: one Pod more than wanted is made',
    2,
    'controllers/replica-set/decide-replicas',
    'decideReplicas',
    (original) => (owner, active, relatedPods, nowMs) => {
      const actions = original(owner, active, relatedPods, nowMs);
      return actions.create > 0 ? { ...actions, create: actions.create + 1 } : actions;
    },
  ),
  broken<typeof DeletionOrder, 'podsToDelete'>(
    'ReplicaSet: the Pods that are missed most go first',
    105,
    'controllers/replica-set/deletion-order',
    'podsToDelete',
    (original) => (pods, related, count, nowMs) =>
      original(pods, related, pods.length - 1, nowMs)
        .concat(pods.filter((pod) => !original(pods, related, pods.length - 1, nowMs).includes(pod)))
        .reverse()
        .slice(0, count),
  ),
  broken<typeof StatefulPods, 'decidePods'>(
    'StatefulSet: Pods of an ordered set do not wait for each other',
    15,
    'controllers/stateful-set/decide-pods',
    'decidePods',
    (original) => (observed) =>
      original({ ...observed, set: withSpec(observed.set, { podManagementPolicy: 'Parallel' }) }),
  ),
  broken<typeof StatefulPods, 'decidePods'>(
    'StatefulSet: an update goes on below the partition',
    45,
    'controllers/stateful-set/decide-pods',
    'decidePods',
    (original) => (observed) => {
      const { update } = original({ ...observed, set: withSpec(observed.set, WITHOUT_PARTITION) });
      return { ...original(observed), update };
    },
  ),
  broken<typeof StatefulPods, 'decidePods'>(
    'StatefulSet: Pods below the partition are made of the new revision',
    45,
    'controllers/stateful-set/decide-pods',
    'decidePods',
    (original) => (observed) => {
      const decision = original(observed);
      const replicas = decision.replicas.map((action) =>
        action.type === 'createPod' ? { ...action, revision: 'update' as const } : action,
      );
      return { ...decision, replicas };
    },
  ),
  broken<typeof DaemonLimits, 'rolloutLimits'>(
    'DaemonSet: one Pod more than maxUnavailable is taken down',
    1,
    'controllers/daemon-set/limits',
    'rolloutLimits',
    (original) => (daemonSet, desired) => {
      const limits = original(daemonSet, desired);
      return limits.maxSurge > 0 ? limits : { ...limits, maxUnavailable: limits.maxUnavailable + 1 };
    },
  ),
  broken<typeof DaemonPods, 'decidePods'>(
    'DaemonSet: the next Pod of a node is made before the last one has gone',
    1,
    'controllers/daemon-set/decide-pods',
    'decidePods',
    (original) => (observed, isBackingOff) => {
      const isStaying = ({ metadata }: { metadata: { deletionTimestamp?: string } }): boolean =>
        metadata.deletionTimestamp === undefined;
      const nodes = observed.nodes.map((node) => ({ ...node, pods: node.pods.filter(isStaying) }));
      return original({ ...observed, nodes }, isBackingOff);
    },
  ),
];
