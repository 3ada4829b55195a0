import type { Deployment, DeploymentSpec, DeploymentStatus, ReplicaSet } from '../../../../src/simulator/api';

/** Template of a Pod of an image. */
export const templateOf = (image: string): DeploymentSpec['template'] => ({
  metadata: { labels: { app: 'web' } },
  spec: { containers: [{ name: 'main', image }] } as unknown as DeploymentSpec['template']['spec'],
});

/** A strategy that replaces Pods step by step. */
export const rolling = (maxSurge: number | string, maxUnavailable: number | string): DeploymentSpec['strategy'] => ({
  type: 'RollingUpdate',
  rollingUpdate: { maxSurge, maxUnavailable },
});

/** The Deployment `web` in `demo`, with the defaults that the API fills in, at image 2. */
export const sampleDeployment = (
  spec: Partial<DeploymentSpec> = {},
  status: DeploymentStatus = {},
  annotations: Readonly<Record<string, string>> = {},
): Deployment => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: {
    name: 'web',
    namespace: 'demo',
    uid: 'web',
    resourceVersion: '1',
    creationTimestamp: '2026-01-01T00:00:00Z',
    generation: 1,
    annotations,
  },
  spec: {
    replicas: 10,
    selector: { matchLabels: { app: 'web' } },
    template: templateOf('web:2'),
    strategy: rolling('25%', '25%'),
    revisionHistoryLimit: 10,
    progressDeadlineSeconds: 600,
    ...spec,
  },
  status,
});

/** What tests say of a ReplicaSet. */
export interface SampleReplicaSet {
  /** @default - one for the age */
  readonly name?: string;
  /** @default 'web:1' */
  readonly image?: string;
  /** Order in time: a greater one is younger. @default 0 */
  readonly age?: number;
  readonly size: number;
  /** @default - as many as its size */
  readonly available?: number;
  /** Pods that there are. @default - as many as its size */
  readonly replicas?: number;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly status?: Partial<ReplicaSet['status']>;
}

/** A ReplicaSet of the Deployment `web`. */
export function sampleReplicaSet(sample: SampleReplicaSet): ReplicaSet {
  const { age = 0, name = `web-${age}`, image = 'web:1', size, available = size, replicas = size } = sample;
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name,
      namespace: 'demo',
      uid: name,
      resourceVersion: '1',
      creationTimestamp: new Date(Date.UTC(2026, 0, 1, 0, age)).toISOString(),
      generation: 1,
      annotations: sample.annotations ?? {},
    },
    spec: {
      replicas: size,
      selector: { matchLabels: { app: 'web', 'pod-template-hash': name } },
      template: {
        ...templateOf(image),
        metadata: { labels: { app: 'web', 'pod-template-hash': name } },
      },
    },
    status: { replicas, availableReplicas: available, observedGeneration: 1, ...sample.status },
  };
}
