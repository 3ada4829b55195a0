import type * as Disruption from '../../../src/simulator/controllers/disruption/decide-status';
import type * as PodEndpoint from '../../../src/simulator/controllers/endpoint-slice/pod-endpoint';
import type * as Collection from '../../../src/simulator/controllers/garbage-collector/decide-collection';
import type * as CollectorDependents from '../../../src/simulator/controllers/garbage-collector/dependents';
import type * as JobPods from '../../../src/simulator/controllers/job/decide-pods';
import type * as JobTracking from '../../../src/simulator/controllers/job/decide-tracking';
import type * as PodGarbage from '../../../src/simulator/controllers/pod-garbage-collector/decide-garbage';
import type * as QuotaStatus from '../../../src/simulator/controllers/resource-quota/decide-status';
import type * as DeletionOrder from '../../../src/simulator/controllers/replica-set/deletion-order';
import type * as TaintEviction from '../../../src/simulator/controllers/taint-eviction/decide';
import type * as PodStatus from '../../../src/simulator/kubelet/pod-status';
import type * as Tolerations from '../../../src/simulator/api/tolerations';
import { broken, silenced, type Break } from './break';

/** Rules of all the others, broken each in the smallest way that shows. */
export const brokenControlPlane: readonly Break[] = [
  broken<typeof PodStatus, 'decidePodStatus'>(
    'Node agent: a status says an empty message, which no server stores',
    1,
    'kubelet/pod-status',
    'decidePodStatus',
    (original) =>
      (...input) => ({ message: '', ...original(...input) }),
  ),
  broken<typeof JobPods, 'decidePods'>(
    'Job: one Pod more than parallelism is made',
    3,
    'controllers/job/decide-pods',
    'decidePods',
    (original) => (observation) => {
      const plan = original(observation);
      return plan.type === 'create' ? { ...plan, indexes: [...plan.indexes, undefined] } : plan;
    },
  ),
  broken<typeof JobPods, 'decidePods'>(
    'Job: every Pod of an Indexed Job gets the first index',
    3,
    'controllers/job/decide-pods',
    'decidePods',
    (original) => (observation) => {
      const plan = original(observation);
      if (plan.type !== 'create') return plan;
      return { ...plan, indexes: plan.indexes.map((index) => (index === undefined ? undefined : 0)) };
    },
  ),
  broken<typeof JobTracking, 'countReleased'>(
    'Job: Pods that were counted stay to be counted again',
    4,
    'controllers/job/decide-tracking',
    'countReleased',
    (original) => (status, tracked) => {
      const { uncountedTerminatedPods } = status;
      const counted = original(status, tracked);
      return uncountedTerminatedPods === undefined ? counted : { ...counted, uncountedTerminatedPods };
    },
  ),
  {
    name: 'Job: nothing ever exceeds the back-off limit',
    caughtBy: 10,
    module: 'controllers/job/decide-outcome',
    export: 'decideOutcome',
    replace: () => () => undefined,
  },
  broken<typeof Collection, 'decideCollection'>(
    'garbage collector: dependents of owners that are gone stay',
    2,
    'controllers/garbage-collector/decide-collection',
    'decideCollection',
    () => () => ({ type: 'keep' }),
  ),
  {
    name: 'garbage collector: an owner that is deleted in the foreground does not wait',
    caughtBy: 5,
    module: 'controllers/garbage-collector/dependents',
    export: 'Dependents',
    replace: (original: typeof CollectorDependents.Dependents) =>
      class extends original {
        override blocking(): number {
          return 0;
        }
      },
  },
  broken<typeof Disruption, 'decideBudgetStatus'>(
    'disruption budget: one eviction more than demanded is allowed',
    4,
    'controllers/disruption/decide-status',
    'decideBudgetStatus',
    (original) => (budget, pods, expectation, disrupted, nowMs) => {
      const status = original(budget, pods, expectation, disrupted, nowMs);
      return { ...status, disruptionsAllowed: status.disruptionsAllowed + 1 };
    },
  ),
  silenced(
    'scheduler: nodes are filled beyond what they have',
    35,
    'scheduler/plugins/node-resources-fit',
    'nodeResourcesFit',
    'prepare',
  ),
  broken<typeof Tolerations, 'hasUntoleratedTaint'>(
    'scheduler: taints keep no Pod away',
    16,
    'api/tolerations',
    'hasUntoleratedTaint',
    () => () => false,
  ),
  silenced('quota: nothing is refused', 6, 'apiserver/admission/resource-quota', 'resourceQuota', 'validate'),
  broken<typeof QuotaStatus, 'decideQuotaStatus'>(
    'quota: what is used is reported without the latest Pod',
    1,
    'controllers/resource-quota/decide-status',
    'decideQuotaStatus',
    (original) => (quota, objects, nowMs) =>
      original(quota, { ...objects, listOf: (storage) => objects.listOf(storage).slice(1) }, nowMs),
  ),
  broken<typeof PodEndpoint, 'endpointOf'>(
    'endpoints: every Pod counts as ready',
    1,
    'controllers/endpoint-slice/pod-endpoint',
    'endpointOf',
    (original) => (pod, node, service, addressType) => {
      const endpoint = original(pod, node, service, addressType);
      return endpoint === undefined ? undefined : { ...endpoint, conditions: { ...endpoint.conditions, ready: true } };
    },
  ),
  broken<typeof TaintEviction, 'decideEviction'>(
    'taint eviction: nobody may stay as long as it tolerates',
    26,
    'controllers/taint-eviction/decide',
    'decideEviction',
    (original) => (taints, tolerations, plannedMs, nowMs) => {
      const action = original(taints, tolerations, plannedMs, nowMs);
      return action.type === 'plan' ? { ...action, dueMs: nowMs } : action;
    },
  ),
  broken<typeof PodGarbage, 'decideGarbage'>(
    'Pod garbage collector: Pods of nodes that are gone stay',
    1,
    'controllers/pod-garbage-collector/decide-garbage',
    'decideGarbage',
    () => () => [],
  ),
  {
    ...broken<typeof DeletionOrder, 'podsToDelete'>(
      'chance: the order in which Pods are deleted is drawn outside of the engine',
      3,
      'controllers/replica-set/deletion-order',
      'podsToDelete',
      (original) => (pods, related, count, nowMs) => {
        const chosen = original(pods, related, count, nowMs);
        return Math.random() < 0.5 ? chosen.reverse() : chosen;
      },
    ),
    isChance: true,
  },
];
