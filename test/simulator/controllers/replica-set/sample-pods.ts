import type { Pod, ReplicaSet } from '../../../../src/simulator/api';

/** What tests say of a Pod; the rest is that of a Pod that has been ready for an hour. */
export interface SamplePod {
  readonly name: string;
  /** @default - its name */
  readonly uid?: string;
  /** Empty for a Pod without one. @default 'node-0' */
  readonly node?: string;
  /** @default 'Running' */
  readonly phase?: string;
  /** Seconds since it is ready; undefined while it is not. @default 3600 */
  readonly readyFor?: number | undefined;
  /** Seconds since it was made. @default 3600 */
  readonly age?: number;
  readonly cost?: string;
  readonly restarts?: number;
  readonly sidecarRestarts?: number;
  readonly labels?: Readonly<Record<string, string>>;
}

/** The present of the samples. */
export const NOW_MS = Date.UTC(2026, 0, 2);

const ago = (seconds: number): string => new Date(NOW_MS - seconds * 1000).toISOString();

/** A Pod. */
export function samplePod(sample: SamplePod): Pod {
  const {
    name,
    uid = name,
    node = 'node-0',
    phase = 'Running',
    age = 3600,
    restarts = 0,
    sidecarRestarts = 0,
  } = sample;
  const readyFor = 'readyFor' in sample ? sample.readyFor : 3600;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      uid,
      namespace: 'demo',
      resourceVersion: '1',
      creationTimestamp: ago(age),
      labels: sample.labels ?? { app: 'web' },
      ...(sample.cost === undefined
        ? {}
        : { annotations: { 'controller.kubernetes.io/pod-deletion-cost': sample.cost } }),
    },
    spec: {
      ...(node === '' ? {} : { nodeName: node }),
      containers: [{ name: 'main', image: 'web:1' }],
      initContainers: [
        { name: 'sidecar', image: 'log:1', restartPolicy: 'Always' },
        { name: 'once', image: 'log:1' },
      ],
    },
    status: {
      phase,
      conditions: [
        {
          type: 'Ready',
          status: readyFor === undefined ? 'False' : 'True',
          lastTransitionTime: ago(readyFor ?? 0),
        },
      ],
      containerStatuses: [{ name: 'main', restartCount: restarts }],
      // Restarts of what runs only once say nothing.
      initContainerStatuses: [
        { name: 'sidecar', restartCount: sidecarRestarts },
        { name: 'once', restartCount: 99 },
      ],
    },
  } as unknown as Pod;
}

/** The ReplicaSet `web` in `demo`. */
export const sampleReplicaSet = (
  spec: Partial<ReplicaSet['spec']> = {},
  status: Partial<ReplicaSet['status']> = {},
): ReplicaSet => ({
  apiVersion: 'apps/v1',
  kind: 'ReplicaSet',
  metadata: {
    name: 'web',
    namespace: 'demo',
    uid: 'web',
    resourceVersion: '1',
    creationTimestamp: ago(7200),
    generation: 2,
  },
  spec: {
    replicas: 3,
    selector: { matchLabels: { app: 'web' } },
    template: { metadata: { labels: { app: 'web', tier: 'front' } }, spec: { containers: [] } },
    ...spec,
  } as ReplicaSet['spec'],
  status: { replicas: 0, ...status },
});
