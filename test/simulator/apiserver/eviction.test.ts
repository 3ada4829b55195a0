import { createCluster } from '../../../src/simulator';
import { requestOf } from '../../support/golden-replay';
import { SampleServer } from './sample-server';

const PODS = '/api/v1/namespaces/demo/pods';
const POD = { metadata: { name: 'web' }, spec: { nodeName: 'node-1', containers: [{ name: 'main', image: 'web:1' }] } };
const EVICTION = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: 'web' } };

const conditionsOf = (server: SampleServer): unknown => server.send('GET', `${PODS}/web`).body.status.conditions;

test('an evicted Pod says why it goes', () => {
  const server = new SampleServer();
  server.send('POST', PODS, POD);
  expect(server.send('POST', `${PODS}/web/eviction`, EVICTION).status).toBe(201);
  expect(conditionsOf(server)).toEqual([
    {
      type: 'DisruptionTarget',
      observedGeneration: 1,
      status: 'True',
      lastProbeTime: null,
      lastTransitionTime: '2026-01-01T00:00:00Z',
      reason: 'EvictionByEvictionAPI',
      message: 'Eviction API: evicting',
    },
  ]);
  expect(server.send('GET', `${PODS}/web`).body.metadata).toHaveProperty('deletionTimestamp');
});

test.each([
  ['a dry run', { dryRun: ['All'] }, 201],
  ['the version that it had', { preconditions: { resourceVersion: 'VERSION' } }, 201],
  ['another version', { preconditions: { resourceVersion: '1' } }, 409],
])('an eviction with %s: %p', (_, deleteOptions, status) => {
  const server = new SampleServer();
  const { resourceVersion } = server.send('POST', PODS, POD).body.metadata;
  const options = JSON.parse(JSON.stringify(deleteOptions).replace('VERSION', resourceVersion)) as unknown;
  expect(server.send('POST', `${PODS}/web/eviction`, { ...EVICTION, deleteOptions: options }).status).toBe(status);
  const isMarked = status === 201 && !('dryRun' in deleteOptions);
  expect(conditionsOf(server) ?? []).toHaveLength(isMarked ? 1 : 0);
});

test('a Job that ignores disruptions starts an evicted Pod again', () => {
  const cluster = createCluster({ nodes: 1 });
  const job = {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'work', namespace: 'default' },
    spec: {
      backoffLimit: 0,
      podFailurePolicy: { rules: [{ action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget' }] }] },
      template: {
        spec: {
          restartPolicy: 'Never',
          containers: [{ name: 'main', image: 'busybox:1.36', command: ['sleep', '1h'] }],
        },
      },
    },
  };
  const post = (path: string, body: object): number =>
    cluster.handle(requestOf({ http: 'POST', path, body } as never)).status;
  post('/apis/batch/v1/namespaces/default/jobs', job);
  cluster.advance('10s');
  const name = cluster.client.list('pods', 'default')[0]?.metadata.name ?? '';
  const eviction = { ...EVICTION, metadata: { name } };
  expect(post(`/api/v1/namespaces/default/pods/${name}/eviction`, eviction)).toBe(201);
  cluster.advance('1m');
  expect(cluster.client.get('batch/jobs', 'default', 'work')?.status).toMatchObject({ active: 1 });
  expect(cluster.client.list('pods', 'default').filter(({ status }) => status.phase === 'Running')).toHaveLength(1);
});
