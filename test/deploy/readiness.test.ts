import type { KubeObject } from '../../src/deploy';
import { readinessOf } from '../../src/deploy/readiness/rules';

interface Draft {
  readonly apiVersion: string;
  readonly kind: string;
  readonly generation?: number;
  readonly deletionTimestamp?: string;
  readonly spec?: object;
  readonly status?: object;
}

const object = ({
  apiVersion,
  kind,
  generation = 1,
  deletionTimestamp,
  spec = {},
  status = {},
}: Draft): KubeObject => ({
  apiVersion,
  kind,
  metadata: { name: 'it', generation, ...(deletionTimestamp === undefined ? {} : { deletionTimestamp }) },
  spec,
  status,
});

const condition = (type: string, status: string, reason = '', message = ''): object => ({
  type,
  status,
  reason,
  message,
});

/** Status of a Deployment of three Pods that is as it should be. */
const AVAILABLE = {
  observedGeneration: 1,
  replicas: 3,
  updatedReplicas: 3,
  readyReplicas: 3,
  availableReplicas: 3,
  conditions: [condition('Available', 'True')],
};

const deployment = (status: object, more: Partial<Draft> = {}): Draft => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  spec: { replicas: 3 },
  status,
  ...more,
});
const set = (status: object, spec: object = {}): Draft => ({
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  spec: { replicas: 3, ...spec },
  status: {
    observedGeneration: 1,
    replicas: 3,
    readyReplicas: 3,
    currentRevision: 'a',
    updateRevision: 'a',
    ...status,
  },
});
const daemons = (status: object): Draft => ({
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  status: {
    observedGeneration: 1,
    desiredNumberScheduled: 2,
    currentNumberScheduled: 2,
    updatedNumberScheduled: 2,
    numberAvailable: 2,
    numberReady: 2,
    ...status,
  },
});
const job = (status: object, spec: object = {}): Draft => ({ apiVersion: 'batch/v1', kind: 'Job', spec, status });
const pod = (status: object): Draft => ({ apiVersion: 'v1', kind: 'Pod', status });
const waiting = (reason: string): object => ({
  phase: 'Pending',
  containerStatuses: [{ name: 'main', state: { waiting: { reason } } }],
});
const kind = (apiVersion: string, name: string, status: object, spec: object = {}): Draft => ({
  apiVersion,
  kind: name,
  status,
  spec,
});

test.each([
  { what: 'a Deployment that is available', of: deployment(AVAILABLE), is: 'ready' },
  {
    what: 'one whose latest change nobody has seen',
    of: deployment(AVAILABLE, { generation: 2 }),
    is: 'progressing: its controller has not seen its latest change',
  },
  {
    what: 'one that nobody has seen at all',
    of: deployment({}),
    is: 'progressing: its controller has not seen it yet',
  },
  {
    what: 'one with old Pods',
    of: deployment({ ...AVAILABLE, replicas: 4 }),
    is: 'progressing: old Pods are still there',
  },
  {
    what: 'one half way through an update',
    of: deployment({ ...AVAILABLE, updatedReplicas: 1 }),
    is: 'progressing: 1 of 3 Pods are updated',
  },
  {
    what: 'one whose Pods are not available',
    of: deployment({ ...AVAILABLE, availableReplicas: 2 }),
    is: 'progressing: 2 of 3 Pods are available',
  },
  {
    what: 'one that made no progress',
    of: deployment({
      ...AVAILABLE,
      conditions: [condition('Progressing', 'False', 'ProgressDeadlineExceeded', 'too late')],
    }),
    is: 'failed: too late',
  },
  {
    what: 'one whose Pods are refused',
    of: deployment({
      observedGeneration: 1,
      conditions: [condition('ReplicaFailure', 'True', 'FailedCreate', 'quota')],
    }),
    is: 'progressing: quota',
  },
  { what: 'one that wants no Pods', of: deployment({ observedGeneration: 1 }, { spec: { replicas: 0 } }), is: 'ready' },
  { what: 'a StatefulSet that is updated', of: set({}), is: 'ready' },
  {
    what: 'one of two revisions',
    of: set({ updateRevision: 'b', updatedReplicas: 1 }),
    is: 'progressing: 1 of 3 Pods are updated',
  },
  {
    what: 'one that is updated from its partition on',
    of: set({ updateRevision: 'b', updatedReplicas: 1 }, { updateStrategy: { rollingUpdate: { partition: 2 } } }),
    is: 'ready',
  },
  {
    what: 'one that is updated by hand',
    of: set({ updateRevision: 'b', readyReplicas: 0 }, { updateStrategy: { type: 'OnDelete' } }),
    is: 'ready',
  },
  { what: 'a DaemonSet on every node', of: daemons({}), is: 'ready' },
  {
    what: 'one that is not available everywhere',
    of: daemons({ numberAvailable: 1 }),
    is: 'progressing: 1 of 2 Pods are available',
  },
  { what: 'a Job that has not started', of: job({}), is: 'progressing: it has not started' },
  { what: 'a Job that runs', of: job({ startTime: 'now', active: 1 }), is: 'ready' },
  { what: 'a Job that waits until it may run', of: job({}, { suspend: true }), is: 'ready' },
  {
    what: 'a Job that failed',
    of: job({ conditions: [condition('Failed', 'True', 'BackoffLimitExceeded', 'too often')] }),
    is: 'failed: too often',
  },
  { what: 'a Pod that is ready', of: pod({ phase: 'Running', conditions: [condition('Ready', 'True')] }), is: 'ready' },
  { what: 'a Pod that is done', of: pod({ phase: 'Succeeded' }), is: 'ready' },
  {
    what: 'a Pod that crashes',
    of: pod(waiting('CrashLoopBackOff')),
    is: 'progressing: container main is in CrashLoopBackOff',
  },
  {
    what: 'a Pod that fits nowhere',
    of: pod({ phase: 'Pending', conditions: [condition('PodScheduled', 'False', 'Unschedulable', '0/3 nodes')] }),
    is: 'progressing: 0/3 nodes',
  },
  { what: 'a Pod that failed', of: pod({ phase: 'Failed' }), is: 'failed: it failed' },
  { what: 'a claim that is bound', of: kind('v1', 'PersistentVolumeClaim', { phase: 'Bound' }), is: 'ready' },
  {
    what: 'a claim without a volume',
    of: kind('v1', 'PersistentVolumeClaim', { phase: 'Pending' }),
    is: 'progressing: it is not bound to a volume',
  },
  {
    what: 'a load balancer without an address, which not every cluster gives',
    of: kind('v1', 'Service', {}, { type: 'LoadBalancer' }),
    is: 'ready',
  },
  { what: 'another Service', of: kind('v1', 'Service', {}, { type: 'ClusterIP' }), is: 'ready' },
  {
    what: 'a definition that is not served',
    of: kind('apiextensions.k8s.io/v1', 'CustomResourceDefinition', {}),
    is: 'progressing: its kind is not served yet',
  },
  {
    what: 'a definition whose names are taken',
    of: kind('apiextensions.k8s.io/v1', 'CustomResourceDefinition', {
      conditions: [condition('NamesAccepted', 'False', 'X', 'taken')],
    }),
    is: 'failed: taken',
  },
  { what: 'a custom object without conditions', of: kind('example.com/v1', 'Widget', {}), is: 'ready' },
  {
    what: 'a custom object that is not Ready',
    of: kind('example.com/v1', 'Widget', { conditions: [condition('Ready', 'False', 'Issuing', 'wait')] }),
    is: 'progressing: wait',
  },
  {
    what: 'a custom object that is stalled',
    of: kind('example.com/v1', 'Widget', { conditions: [condition('Stalled', 'True', 'X', 'stuck')] }),
    is: 'failed: stuck',
  },
  {
    what: 'a custom object that is reconciled',
    of: kind('example.com/v1', 'Widget', {
      conditions: [condition('Reconciling', 'True', 'X', 'busy'), condition('Ready', 'True')],
    }),
    is: 'progressing: busy',
  },
  {
    what: 'anything that is deleted',
    of: { ...kind('v1', 'ConfigMap', {}), deletionTimestamp: 'now' },
    is: 'progressing: it is being deleted',
  },
])('$what is $is', ({ of, is }) => {
  const readiness = readinessOf(object(of));
  expect(readiness.state === 'ready' ? 'ready' : `${readiness.state}: ${readiness.message}`).toBe(is);
});
