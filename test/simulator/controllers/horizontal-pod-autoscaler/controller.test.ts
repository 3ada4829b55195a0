import { createCluster, type Cluster } from '../../../../src/simulator';
import {
  toTimestamp,
  type ApiClient,
  type MetricSpec,
  type MetricsServer,
  type Pod,
} from '../../../../src/simulator/api';
import { deploymentController } from '../../../../src/simulator/controllers/deployment/controller';
import { horizontalPodAutoscaler } from '../../../../src/simulator/controllers/horizontal-pod-autoscaler/controller';
import { replicaSetController } from '../../../../src/simulator/controllers/replica-set/controller';
import { ControlledServer } from '../../../support/controlled-server';
import { eventsAbout } from '../persistent-volume-binder/storage-objects';

const AUTOSCALERS = 'autoscaling/horizontalpodautoscalers';

/** Two Pods that request 100m each, and their autoscaler. */
function addWorkload(client: ApiClient, namespace: string, minReplicas: number, metrics?: readonly MetricSpec[]): void {
  client.create('apps/deployments', {
    metadata: { name: 'web', namespace },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: 'web' } },
      template: {
        metadata: { labels: { app: 'web' } },
        spec: {
          containers: [{ name: 'main', image: 'registry.k8s.io/pause:3.9', resources: { requests: { cpu: '100m' } } }],
        },
      },
    },
  } as never);
  client.create(AUTOSCALERS, {
    metadata: { name: 'web', namespace },
    spec: {
      minReplicas,
      maxReplicas: 6,
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
      ...(metrics === undefined ? {} : { metrics }),
    },
  } as never);
}

/** Pods that share a load of so many bytes, 100 for each of them at most, on a server that measures it. */
function loaded(load: { bytes: number }): ControlledServer {
  const parts: { server?: ControlledServer } = {};
  const metrics: MetricsServer = {
    podMetrics: ({ metadata }: Pod) => ({
      apiVersion: 'metrics.k8s.io/v1beta1',
      kind: 'PodMetrics',
      metadata,
      timestamp: toTimestamp(parts.server?.loop.nowMs ?? 0),
      window: '15s',
      containers: [
        {
          name: 'main',
          usage: { cpu: '1m', memory: `${Math.round(load.bytes / (parts.server?.pods.length ?? 1))}` },
        },
      ],
    }),
    nodeMetrics: () => undefined,
  };
  const server = new ControlledServer([
    deploymentController,
    replicaSetController,
    horizontalPodAutoscaler({ metrics: () => metrics }),
  ]);
  parts.server = server;
  const target = { type: 'AverageValue', averageValue: '100' };
  addWorkload(server.client, 'demo', 1, [{ type: 'Resource', resource: { name: 'memory', target } }]);
  return server;
}

test('follows the load up within a minute, and down after five', () => {
  const load = { bytes: 195 };
  const server = loaded(load);
  const replicas = (): number | undefined => server.client.get('apps/deployments', 'demo', 'web')?.spec.replicas;
  server.advance(600_000);
  expect(replicas()).toBe(2);
  load.bytes = 500;
  server.advance(60_000);
  expect(replicas()).toBe(5);
  load.bytes = 40;
  server.advance(240_000);
  expect(replicas()).toBe(5);
  server.advance(120_000);
  expect(replicas()).toBe(1);
  expect(server.eventsOf('HorizontalPodAutoscaler').map((text) => text.replace(/;.*/, ''))).toEqual(
    expect.arrayContaining(['Normal SuccessfulRescale New size: 1', 'Normal SuccessfulRescale New size: 5']),
  );
});

test('at the target its status is written no more', () => {
  const server = loaded({ bytes: 195 });
  server.advance(900_000);
  const before = server.client.get(AUTOSCALERS, 'demo', 'web')?.metadata.resourceVersion;
  server.advance(900_000);
  expect(server.client.get(AUTOSCALERS, 'demo', 'web')?.metadata.resourceVersion).toBe(before);
});

const statusIn = ({ client }: Cluster) => client.get(AUTOSCALERS, 'default', 'web')?.status;

test('on a cluster without metrics it keeps the least replicas, and says why it does no more', () => {
  const cluster = createCluster({ nodes: 1 });
  addWorkload(cluster.client, 'default', 3);
  cluster.advance('14s');
  expect(statusIn(cluster)).toEqual({ desiredReplicas: 0, currentMetrics: null });
  cluster.advance('1s');
  expect(statusIn(cluster)).toMatchObject({ currentReplicas: 2, desiredReplicas: 3, currentMetrics: null });
  cluster.advance('15s');
  expect(statusIn(cluster)).toMatchObject({ currentReplicas: 3, desiredReplicas: 3, currentMetrics: [{ type: '' }] });
  expect(cluster.client.get('apps/deployments', 'default', 'web')?.spec.replicas).toBe(3);
  const reasons = eventsAbout(cluster.client, 'HorizontalPodAutoscaler', 'web').map((text) => text.split(' ')[0]);
  expect(reasons).toEqual(['SuccessfulRescale', 'FailedGetResourceMetric', 'FailedComputeMetricsReplicas']);
});

test('a change that it makes is waited for, its looking is not', () => {
  const cluster = createCluster({ nodes: 1 });
  addWorkload(cluster.client, 'default', 3);
  cluster.settle();
  expect(cluster.settle().settled).toBe(true);
  const target = cluster.client.get('apps/deployments', 'default', 'web');
  if (target === undefined) throw new Error('the Deployment is missing');
  cluster.client.scale('apps/deployments', 'default', 'web', 1);
  cluster.settle();
  expect(cluster.client.get('apps/deployments', 'default', 'web')?.status.readyReplicas).toBe(3);
});

test('on a cluster with metrics idle Pods are found idle', () => {
  const cluster = createCluster({ profile: 'minikube' });
  addWorkload(cluster.client, 'default', 1);
  cluster.advance('2m');
  expect(statusIn(cluster)?.conditions).toContainEqual(
    expect.objectContaining({ type: 'ScalingActive', status: 'True', reason: 'ValidMetricFound' }),
  );
  cluster.advance('10m');
  expect(cluster.client.get('apps/deployments', 'default', 'web')?.spec.replicas).toBe(1);
});
