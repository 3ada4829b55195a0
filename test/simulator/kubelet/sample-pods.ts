import type { Sandbox } from '../../../src/simulator/kubelet/runtime';
import type { Container, ContainerStatus, Pod, PodSpec } from '../../../src/simulator/api';
import { containerRecord, newPodRecord, type PodRecord } from '../../../src/simulator/kubelet/pod-record';

export const NOW = '2026-01-01T00:00:00Z';

/** A container of a specification. */
export const container = (name: string, fields: Partial<Container> = {}): Container => ({
  name,
  image: 'web:1',
  resources: {},
  ...fields,
});

/** A Pod with one container, `main`, unless `spec` says otherwise. */
export const samplePod = (spec: Partial<PodSpec> = {}, status: Partial<Pod['status']> = {}): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: 'web',
    namespace: 'demo',
    uid: 'u',
    resourceVersion: '1',
    generation: 1,
    creationTimestamp: NOW,
  },
  spec: { containers: [container('main')], restartPolicy: 'Always', ...spec },
  status: { phase: 'Pending', ...status },
});

/** State in a word: `running`, `waiting`, `crashed` (waiting after a failure), or an exit code. */
export type Standing = 'running' | 'waiting' | 'crashed' | number;

const terminated = (exitCode: number) => ({
  terminated: { exitCode, reason: exitCode === 0 ? 'Completed' : 'Error', startedAt: NOW, finishedAt: NOW },
});

/** Status of a container in the given state. */
export function statusOf(name: string, standing: Standing, fields: Partial<ContainerStatus> = {}): ContainerStatus {
  const state =
    standing === 'running'
      ? { running: { startedAt: NOW } }
      : typeof standing === 'number'
        ? terminated(standing)
        : { waiting: { reason: standing === 'waiting' ? 'ContainerCreating' : 'CrashLoopBackOff' } };
  const isUp = standing === 'running';
  return {
    name,
    state,
    lastState: standing === 'crashed' ? terminated(1) : {},
    ready: isUp,
    started: isUp,
    restartCount: 0,
    image: 'web:1',
    imageID: '',
    ...fields,
  };
}

/** A sandbox that nothing runs in. */
const SANDBOX: Sandbox = {
  hostname: 'web',
  address: '10.244.1.2',
  network: {
    addresses: ['10.244.1.2'],
    listen: refuse,
    listenHttp: refuse,
    connect: refuse,
    exchange: refuse,
    query: refuse,
    ping: refuse,
  },
  etc: () => [],
  close: () => undefined,
};

/** What an agent knows of a Pod whose containers run or have ended with an exit code. */
export function recordOf(pod: Pod, runs: Readonly<Record<string, 'running' | number>>): PodRecord {
  const record = newPodRecord(pod, Date.parse(NOW));
  record.stage = 'running';
  record.ip = '10.244.1.2';
  record.sandbox = SANDBOX;
  for (const [name, run] of Object.entries(runs)) {
    const known = containerRecord(record, name);
    known.specImage = 'web:1';
    known.run = {
      id: `containerd://${name}`,
      startedMs: Date.parse(NOW),
      image: 'docker.io/library/web:1',
      imageId: 'docker.io/library/web@sha256:0',
      handle: undefined,
      log: undefined,
      ended: run === 'running' ? undefined : { atMs: Date.parse(NOW), state: terminated(run).terminated },
      killAtMs: undefined,
      isKilled: false,
      isRoutine: false,
    };
  }
  return record;
}

function refuse(): never {
  throw new Error('nothing runs here');
}
