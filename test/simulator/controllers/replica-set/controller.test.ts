import type { NewObject, ReplicaSetSpec } from '../../../../src/simulator/api';
import { createCluster, type Cluster } from '../../../../src/simulator';
import {
  replicaSetController,
  replicationController,
} from '../../../../src/simulator/controllers/replica-set/controller';
import { ControlledServer, type PodFate } from '../../../support/controlled-server';

const template = {
  metadata: { labels: { app: 'web' } },
  spec: { containers: [{ name: 'main', image: 'web:1' }] },
} as unknown as ReplicaSetSpec['template'];

const replicaSet = (spec: Partial<ReplicaSetSpec> = {}): NewObject<'apps/replicasets'> => ({
  metadata: { name: 'web', namespace: 'demo' },
  spec: { replicas: 3, selector: { matchLabels: { app: 'web' } }, template, ...spec } as ReplicaSetSpec,
});

function serverWith(spec: Partial<ReplicaSetSpec> = {}, fateOf?: () => PodFate): ControlledServer {
  const server = new ControlledServer([replicaSetController], fateOf);
  server.client.create('apps/replicasets', replicaSet(spec));
  server.advance(5000);
  return server;
}

function scale({ client }: ControlledServer, replicas: number): void {
  client.scale('apps/replicasets', 'demo', 'web', replicas);
}

const statusIn = ({ client }: ControlledServer) => client.get('apps/replicasets', 'demo', 'web')?.status;

test('makes the Pods that are missing and counts them', () => {
  const server = serverWith();
  expect(server.pods).toHaveLength(3);
  expect(server.pods.every(({ metadata }) => /^web-[a-z0-9]{5}$/.test(metadata.name))).toBe(true);
  expect(statusIn(server)).toEqual({
    replicas: 3,
    fullyLabeledReplicas: 3,
    readyReplicas: 3,
    availableReplicas: 3,
    terminatingReplicas: 0,
    observedGeneration: 1,
  });
  expect(server.eventsOf('ReplicaSet')).toEqual(
    server.pods.map(({ metadata }) => `Normal SuccessfulCreate Created pod: ${metadata.name}`).sort(),
  );
});

test('does nothing more when nothing changes', () => {
  const server = serverWith();
  const before = server.client.get('apps/replicasets', 'demo', 'web')?.metadata.resourceVersion;
  const actions = server.loop.actions;
  server.advance(3_600_000);
  expect(server.client.get('apps/replicasets', 'demo', 'web')?.metadata.resourceVersion).toBe(before);
  expect(server.loop.actions).toBe(actions);
});

test('deletes what is too many, and counts what is on its way out', () => {
  const server = serverWith({}, () => ({ end: 'ready', stopMs: 10_000 }));
  scale(server, 1);
  server.advance(1000);
  expect(statusIn(server)).toMatchObject({ replicas: 1, availableReplicas: 1, terminatingReplicas: 2 });
  server.advance(20_000);
  expect(server.pods).toHaveLength(1);
  expect(statusIn(server)).toMatchObject({ replicas: 1, terminatingReplicas: 0 });
  expect(
    server.eventsOf('ReplicaSet').filter((text) => text.includes('SuccessfulDelete Deleted pod: web-')),
  ).toHaveLength(2);
});

test('replaces a Pod that fails or is deleted', () => {
  const server = serverWith();
  const [first, second] = server.pods.map(({ metadata }) => metadata.name);
  server.client.delete('pods', 'demo', first ?? '');
  const pod = server.client.get('pods', 'demo', second ?? '');
  if (pod === undefined) throw new Error('the second Pod is missing');
  server.client.updateStatus('pods', { ...pod, status: { ...pod.status, phase: 'Failed' } });
  server.advance(5000);
  expect(server.pods.filter(({ status }) => status.phase === 'Running')).toHaveLength(3);
  expect(statusIn(server)).toMatchObject({ replicas: 3, availableReplicas: 3 });
});

test('adopts Pods that match and that nobody owns, and makes only the rest', () => {
  const server = new ControlledServer([replicaSetController]);
  server.client.create('pods', {
    metadata: { name: 'stray', namespace: 'demo', labels: { app: 'web' } },
    spec: template.spec,
  } as never);
  server.client.create('apps/replicasets', replicaSet());
  server.advance(5000);
  expect(server.pods).toHaveLength(3);
  expect(server.client.get('pods', 'demo', 'stray')?.metadata.ownerReferences).toMatchObject([
    { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web', controller: true, blockOwnerDeletion: true },
  ]);
});

test('deletes a Pod that it adopts when it has enough', () => {
  const server = serverWith();
  server.client.create('pods', {
    metadata: { name: 'stray', namespace: 'demo', labels: { app: 'web' } },
    spec: template.spec,
  } as never);
  server.advance(5000);
  expect(server.pods).toHaveLength(3);
});

test('releases a Pod whose labels no longer match, and replaces it', () => {
  const server = serverWith();
  const [pod] = server.pods;
  if (pod === undefined) throw new Error('there is no Pod');
  server.client.update('pods', { ...pod, metadata: { ...pod.metadata, labels: { app: 'debug' } } });
  server.advance(5000);
  expect(server.client.get('pods', 'demo', pod.metadata.name)?.metadata).not.toHaveProperty('ownerReferences');
  expect(server.pods).toHaveLength(4);
  expect(statusIn(server)).toMatchObject({ replicas: 3 });
});

test('leaves the Pods of a namesake that is gone alone', () => {
  const server = new ControlledServer([replicaSetController]);
  const ownerReferences = [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web', uid: 'gone', controller: true }];
  const metadata = { name: 'stray', namespace: 'demo', labels: { app: 'web' }, ownerReferences };
  server.client.create('pods', { metadata, spec: template.spec } as never);
  server.client.create('apps/replicasets', replicaSet());
  server.advance(5000);
  expect(server.pods).toHaveLength(4);
});

test('Pods become available when they have been ready for minReadySeconds', () => {
  const server = serverWith({ minReadySeconds: 30 });
  expect(statusIn(server)).toMatchObject({ readyReplicas: 3 });
  expect(statusIn(server)).not.toHaveProperty('availableReplicas');
  server.advance(26_000);
  expect(statusIn(server)).toMatchObject({ availableReplicas: 3 });
});

test('goes on in bursts until it has all Pods', () => {
  const server = serverWith({ replicas: 1200 });
  server.advance(60_000);
  expect(statusIn(server)).toMatchObject({ replicas: 1200, availableReplicas: 1200 });
});

test('syncs little more often for many Pods than for few', () => {
  let writes = 0;
  const server = new ControlledServer([replicaSetController], ({ metadata }) => ({
    end: 'ready',
    // Spread over ten seconds, each at a time of its own.
    afterMs: [...metadata.name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 10_007, 7),
  }));
  server.client.watch('apps/replicasets', () => (writes += 1));
  server.client.create('apps/replicasets', replicaSet({ replicas: 2000 }));
  server.advance(60_000);
  expect(statusIn(server)).toMatchObject({ availableReplicas: 2000 });
  expect(writes).toBeLessThan(200);
});

test('a ReplicationController does the same, without counting Pods on their way out', () => {
  const server = new ControlledServer([replicaSetController, replicationController]);
  server.client.create('replicationcontrollers', {
    metadata: { name: 'web', namespace: 'demo' },
    spec: { replicas: 2, selector: { app: 'web' }, template },
  });
  server.advance(5000);
  expect(server.pods.map(({ metadata }) => metadata.ownerReferences?.[0]?.kind)).toEqual([
    'ReplicationController',
    'ReplicationController',
  ]);
  expect(server.client.get('replicationcontrollers', 'demo', 'web')?.status).toEqual({
    replicas: 2,
    fullyLabeledReplicas: 2,
    readyReplicas: 2,
    availableReplicas: 2,
    observedGeneration: 1,
  });
});

function clusterWithQuota(pods: string): Cluster {
  const cluster = createCluster({ nodes: 0 });
  cluster.client.create('namespaces', { metadata: { name: 'demo' } });
  cluster.client.create('resourcequotas', { metadata: { name: 'few', namespace: 'demo' }, spec: { hard: { pods } } });
  cluster.advance('1s');
  cluster.client.create('apps/replicasets', replicaSet({ replicas: 5 }));
  cluster.advance('1s');
  return cluster;
}

test('tells of the Pods that a quota refuses, and makes them when it allows', () => {
  const { client, ...cluster } = clusterWithQuota('2');
  const conditions = client.get('apps/replicasets', 'demo', 'web')?.status.conditions;
  expect(client.count('pods', 'demo')).toBe(2);
  expect(conditions).toMatchObject([{ type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate' }]);
  expect(conditions?.[0]?.message).toMatch(
    /^pods "web-[a-z0-9]{5}" is forbidden: exceeded quota: few, requested: pods=1, used: pods=2, limited: pods=2$/,
  );
  const quota = client.get('resourcequotas', 'demo', 'few');
  if (quota === undefined) throw new Error('the quota is missing');
  client.update('resourcequotas', { ...quota, spec: { hard: { pods: '9' } } });
  cluster.advance('20m');
  expect(client.count('pods', 'demo')).toBe(5);
  expect(client.get('apps/replicasets', 'demo', 'web')?.status).not.toHaveProperty('conditions');
});

test('tries less and less often what is refused', () => {
  const { client, ...cluster } = clusterWithQuota('2');
  const refusals = (): number =>
    client
      .list('events', 'demo')
      .filter(({ reason }) => reason === 'FailedCreate')
      .reduce((sum, { count }) => sum + (count ?? 1), 0);
  const early = refusals();
  expect(early).toBeGreaterThan(0);
  cluster.advance('1h');
  expect(refusals() - early).toBeLessThan(30);
});
