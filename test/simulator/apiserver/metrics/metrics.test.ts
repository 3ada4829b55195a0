import { createCluster, type Cluster } from '../../../../src/simulator';
import type { MetricsSource, Node, Pod } from '../../../../src/simulator/api';
import { createMetricsServer } from '../../../../src/simulator/apiserver/metrics';
import { VirtualClock } from '../../../../src/simulator/engine';

const ADMIN = { username: 'admin', groups: ['system:masters'] };
const START_MS = Date.UTC(2026, 0, 1);

const source: MetricsSource = {
  podUsage: (_, name) => (name === 'off' ? undefined : [{ name: 'main', cpuCores: 0.25, memoryBytes: 10_000_000 }]),
  nodeUsage: (name) => (name === 'off' ? undefined : { cpuCores: 1.5, memoryBytes: 2 ** 31 }),
};

/** A Pod whose container started this long after the beginning. */
const podStarted = (afterMs: number, name = 'web', phase = 'Running'): Pod =>
  ({
    metadata: { name, namespace: 'default', labels: { app: 'web' } },
    status: {
      phase,
      containerStatuses: [{ state: { running: { startedAt: new Date(START_MS + afterMs).toISOString() } } }],
    },
  }) as unknown as Pod;

const serverAt = (afterMs: number) => createMetricsServer(source, new VirtualClock(START_MS + afterMs));

test('shows what a Pod uses as the real API does', () => {
  expect(serverAt(40_000).podMetrics(podStarted(1000))).toEqual({
    kind: 'PodMetrics',
    apiVersion: 'metrics.k8s.io/v1beta1',
    metadata: {
      name: 'web',
      namespace: 'default',
      labels: { app: 'web' },
      creationTimestamp: '2026-01-01T00:00:40Z',
    },
    timestamp: '2026-01-01T00:00:30Z',
    window: '15s',
    containers: [{ name: 'main', usage: { cpu: '250m', memory: '9766Ki' } }],
  });
});

test.each([
  [0, 14_999, false],
  [0, 15_000, true],
  [1, 29_999, false],
  [1, 30_000, true],
])('a Pod that started after %d ms has metrics after %d ms: %p', (startedMs, afterMs, expected) => {
  expect(serverAt(afterMs).podMetrics(podStarted(startedMs)) !== undefined).toBe(expected);
});

test('what does not run has no metrics', () => {
  const server = serverAt(60_000);
  expect(server.podMetrics(podStarted(0, 'off'))).toBeUndefined();
  expect(server.podMetrics(podStarted(0, 'web', 'Succeeded'))).toBeUndefined();
  expect(server.nodeMetrics({ metadata: { name: 'off' } } as unknown as Node)).toBeUndefined();
});

test('shows what a node uses', () => {
  const metrics = serverAt(60_000).nodeMetrics({ metadata: { name: 'node-1' } } as unknown as Node);
  expect(metrics).toMatchObject({ kind: 'NodeMetrics', usage: { cpu: '1500m', memory: '2Gi' } });
});

function get(cluster: Cluster, path: string, accept = 'application/json', query: [string, string][] = []) {
  const answer = cluster.handle({
    method: 'GET',
    path,
    query: new Map(query.map(([key, value]) => [key, [value]])),
    headers: { accept },
    body: new Uint8Array(),
    certificate: ADMIN,
  });
  if (!('body' in answer)) throw new Error('the answer is a stream');
  return { status: answer.status, body: JSON.parse(String(answer.body)) as Record<string, unknown> };
}

function minikube(): Cluster {
  const cluster = createCluster({ profile: 'minikube' });
  for (const [name, app] of [
    ['a', 'x'],
    ['b', 'y'],
  ] as const) {
    cluster.client.create('pods', {
      metadata: { name, namespace: 'default', labels: { app } },
      spec: { containers: [{ name: 'main', image: 'registry.k8s.io/pause:3.9' }] },
    } as never);
  }
  cluster.advance('1m');
  return cluster;
}

const BASE = '/apis/metrics.k8s.io/v1beta1';
const namesIn = (body: Record<string, unknown>): string[] =>
  (body['items'] as { metadata: { name: string } }[]).map(({ metadata }) => metadata.name);

test('serves Pods of a namespace, of all, by label and by name, as lists and as Tables', () => {
  const cluster = minikube();
  expect(namesIn(get(cluster, `${BASE}/namespaces/default/pods`).body)).toEqual(['a', 'b']);
  expect(
    namesIn(get(cluster, `${BASE}/namespaces/default/pods`, undefined, [['labelSelector', 'app=y']]).body),
  ).toEqual(['b']);
  expect(namesIn(get(cluster, `${BASE}/pods`).body).length).toBeGreaterThan(2);
  expect(get(cluster, `${BASE}/namespaces/default/pods/a`).body).toMatchObject({ kind: 'PodMetrics', window: '15s' });
  const missing = (path: string): unknown => get(cluster, `${BASE}/${path}`).body['message'];
  expect(missing('namespaces/default/pods/c')).toBe('pods "c" not found');
  expect(missing('nodes/c')).toBe('node "c" not found');
  cluster.client.create('pods', {
    metadata: { name: 'new', namespace: 'default' },
    spec: { containers: [{ name: 'main', image: 'registry.k8s.io/pause:3.9' }] },
  } as never);
  expect(missing('namespaces/default/pods/new')).toBe('podmetrics.metrics.k8s.io "default/new" not found');
  const table = get(cluster, `${BASE}/nodes`, 'application/json;as=Table;v=v1;g=meta.k8s.io');
  expect(table.body).toMatchObject({
    kind: 'Table',
    rows: [{ cells: ['minikube', expect.any(String), expect.any(String), '15s'] }],
  });
});

test('takes no writes', () => {
  const cluster = minikube();
  const answer = cluster.handle({
    method: 'DELETE',
    path: `${BASE}/namespaces/default/pods/a`,
    query: new Map(),
    headers: {},
    body: new Uint8Array(),
    certificate: ADMIN,
  });
  expect(answer.status).toBe(405);
});

test('only a cluster with metrics says that it has them', () => {
  const group = ({ handle }: Cluster): number =>
    handle({ method: 'GET', path: BASE, query: new Map(), headers: {}, body: new Uint8Array(), certificate: ADMIN })
      .status;
  const service = ({ client }: Cluster) =>
    client.get('apiregistration.k8s.io/apiservices', '', 'v1beta1.metrics.k8s.io');
  const [plain, with_] = [createCluster({ nodes: 1 }), minikube()];
  expect([group(plain), service(plain)]).toEqual([404, undefined]);
  expect(group(with_)).toBe(200);
  expect(service(with_)?.['status']).toMatchObject({ conditions: [{ type: 'Available', status: 'True' }] });
});
