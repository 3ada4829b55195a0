import type { Pod, PodSpec } from '../../../src/simulator/api';
import { containerRecord } from '../../../src/simulator/kubelet/pod-record';
import { decidePodStatus, rejectedStatus } from '../../../src/simulator/kubelet/pod-status';
import { container, NOW, recordOf, samplePod } from './sample-pods';

const nowMs = Date.parse(NOW);

const statusFor = (pod: Pod, runs: Readonly<Record<string, 'running' | number>>, isTerminal = false) =>
  decidePodStatus(pod, recordOf(pod, runs), { nowMs, hostIp: '172.18.0.11', isTerminal, mayRun: !isTerminal });

/** Conditions as `Ready=False(reason: message)`. */
const conditionsOf = (status: Pod['status']): string[] =>
  (status.conditions ?? []).map(({ type, status: value, reason, message }) => {
    const why = reason === undefined ? '' : `(${reason}${message === undefined ? '' : `: ${message}`})`;
    return `${type}=${value}${why}`;
  });

test('shows a running Pod as the recorded one', () => {
  const mount = { name: 'kube-api-access-x', mountPath: '/var/run/secrets', readOnly: true };
  const pod = samplePod({ containers: [container('main', { volumeMounts: [mount] })] }, { qosClass: 'BestEffort' });
  expect(statusFor(pod, { main: 'running' })).toEqual({
    observedGeneration: 1,
    phase: 'Running',
    qosClass: 'BestEffort',
    conditions: ['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled'].map(
      (type) => ({
        type,
        observedGeneration: 1,
        status: 'True',
        lastProbeTime: null,
        lastTransitionTime: NOW,
      }),
    ),
    hostIP: '172.18.0.11',
    hostIPs: [{ ip: '172.18.0.11' }],
    podIP: '10.244.1.2',
    podIPs: [{ ip: '10.244.1.2' }],
    startTime: NOW,
    resources: {},
    containerStatuses: [
      {
        name: 'main',
        state: { running: { startedAt: NOW } },
        lastState: {},
        ready: true,
        started: true,
        restartCount: 0,
        image: 'docker.io/library/web:1',
        imageID: 'docker.io/library/web@sha256:0',
        containerID: 'containerd://main',
        resources: {},
        volumeMounts: [{ ...mount, recursiveReadOnly: 'Disabled' }],
      },
    ],
  });
});

interface ConditionCase {
  readonly about: string;
  readonly spec?: Partial<PodSpec>;
  readonly status?: Partial<Pod['status']>;
  readonly runs: Readonly<Record<string, 'running' | number>>;
  readonly isTerminal?: boolean;
  readonly shown: readonly string[];
}

test.each<ConditionCase>([
  {
    about: 'before its container runs',
    runs: {},
    shown: [
      'PodReadyToStartContainers=True',
      'Initialized=True',
      'Ready=False(ContainersNotReady: containers with unready status: [main])',
      'ContainersReady=False(ContainersNotReady: containers with unready status: [main])',
      'PodScheduled=True',
    ],
  },
  {
    about: 'before its init containers are through',
    spec: { initContainers: [container('i'), container('j')] },
    runs: { i: 0 },
    shown: [
      'PodReadyToStartContainers=True',
      'Initialized=False(ContainersNotInitialized: containers with incomplete status: [j])',
      'Ready=False(ContainersNotReady: containers with unready status: [main])',
      'ContainersReady=False(ContainersNotReady: containers with unready status: [main])',
      'PodScheduled=True',
    ],
  },
  {
    about: 'that has completed',
    spec: { restartPolicy: 'Never' },
    runs: { main: 0 },
    isTerminal: true,
    shown: [
      'PodReadyToStartContainers=True',
      'Initialized=True(PodCompleted)',
      'Ready=False(PodCompleted)',
      'ContainersReady=False(PodCompleted)',
      'PodScheduled=True',
    ],
  },
  {
    about: 'that has failed',
    spec: { restartPolicy: 'Never' },
    runs: { main: 1 },
    isTerminal: true,
    shown: [
      'PodReadyToStartContainers=True',
      'Initialized=True',
      'Ready=False(PodFailed)',
      'ContainersReady=False(PodFailed)',
      'PodScheduled=True',
    ],
  },
  {
    about: 'whose readiness gate nobody has opened',
    spec: { readinessGates: [{ conditionType: 'example.com/ok' }] },
    runs: { main: 'running' },
    shown: [
      'PodReadyToStartContainers=True',
      'Initialized=True',
      'Ready=False(ReadinessGatesNotReady: corresponding condition of pod readiness gate "example.com/ok" does not exist.)',
      'ContainersReady=True',
      'PodScheduled=True',
    ],
  },
  {
    about: 'whose readiness gate is shut',
    spec: { readinessGates: [{ conditionType: 'example.com/ok' }] },
    status: { conditions: [{ type: 'example.com/ok', status: 'False' }] },
    runs: { main: 'running' },
    shown: [
      'example.com/ok=False',
      'PodReadyToStartContainers=True',
      'Initialized=True',
      'Ready=False(ReadinessGatesNotReady: the status of pod readiness gate "example.com/ok" is not "True", but False)',
      'ContainersReady=True',
      'PodScheduled=True',
    ],
  },
])('conditions of a Pod $about', ({ spec, status, runs, isTerminal, shown }) => {
  expect(conditionsOf(statusFor(samplePod(spec, status), runs, isTerminal))).toEqual(shown);
});

test('a transition keeps its time as long as the condition stays', () => {
  const first = '2025-12-31T00:00:00Z';
  const pod = samplePod({}, { conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: first }] });
  const timeOf = (shown: Pod['status']): string | undefined =>
    shown.conditions?.find(({ type }) => type === 'Ready')?.lastTransitionTime;
  expect(timeOf(statusFor(pod, { main: 'running' }))).toBe(first);
  expect(timeOf(statusFor(pod, { main: 1 }))).toBe(NOW);
});

test('a final phase waits until no container can run any more', () => {
  const pod = samplePod({ restartPolicy: 'Never' }, { phase: 'Running' });
  expect(statusFor(pod, { main: 1 }).phase).toBe('Running');
  expect(statusFor(pod, { main: 1 }, true).phase).toBe('Failed');
});

test('a Pod never leaves a final phase', () => {
  expect(statusFor(samplePod({}, { phase: 'Succeeded' }), { main: 'running' }).phase).toBe('Succeeded');
});

test('containers that were never started count as lost once their Pod is over', () => {
  const pod = samplePod();
  const input = { nowMs, hostIp: '172.18.0.11', isTerminal: true, mayRun: false, isGone: true };
  const status = decidePodStatus(pod, recordOf(pod, {}), input);
  expect(status.phase).toBe('Failed');
  expect(status.containerStatuses?.[0]?.state.terminated).toMatchObject({
    exitCode: 137,
    reason: 'ContainerStatusUnknown',
  });
});

test('why a container waits replaces how it ended only when it will be started again', () => {
  const pod = (restartPolicy: string): Pod => samplePod({ restartPolicy });
  const shown = (restartPolicy: string) => {
    const record = recordOf(pod(restartPolicy), { main: 1 });
    containerRecord(record, 'main').waiting = { reason: 'CrashLoopBackOff', message: 'back-off' };
    const input = { nowMs, hostIp: '172.18.0.11', isTerminal: false, mayRun: true };
    return decidePodStatus(pod(restartPolicy), record, input).containerStatuses?.[0];
  };
  expect(shown('Always')).toMatchObject({
    state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off' } },
    lastState: { terminated: { exitCode: 1 } },
  });
  expect(shown('Never')).toMatchObject({ state: { terminated: { exitCode: 1 } }, lastState: {} });
});

test('why a container waits to be started again counts no more once its Pod is on its way out', () => {
  const pod = samplePod();
  const deleted = { ...pod, metadata: { ...pod.metadata, deletionTimestamp: NOW } };
  const record = recordOf(deleted, { main: 1 });
  containerRecord(record, 'main').waiting = { reason: 'CrashLoopBackOff', message: 'back-off' };
  const input = { nowMs, hostIp: '172.18.0.11', isTerminal: false, mayRun: true };
  expect(decidePodStatus(deleted, record, input).containerStatuses?.[0]).toMatchObject({
    state: { terminated: { exitCode: 1 } },
    lastState: {},
  });
});

test('container statuses come by name, init containers as they are written', () => {
  const pod = samplePod({
    containers: [container('b'), container('a')],
    initContainers: [container('z'), container('y')],
  });
  const status = statusFor(pod, {});
  expect(status.containerStatuses?.map(({ name }) => name)).toEqual(['a', 'b']);
  expect(status.initContainerStatuses?.map(({ name }) => name)).toEqual(['z', 'y']);
});

test('a Pod that its node does not take has failed', () => {
  expect(rejectedStatus(samplePod({}, { qosClass: 'Burstable' }), 'OutOfcpu', 'Pod was rejected: x', nowMs)).toEqual({
    observedGeneration: 1,
    phase: 'Failed',
    message: 'Pod was rejected: x',
    reason: 'OutOfcpu',
    startTime: NOW,
    qosClass: 'Burstable',
  });
});
