import { type Cluster, createCluster } from '../../../../src/simulator';
import { VolumeWorld, seenBy } from './volume-world';

const MASTER = { username: 'admin', groups: ['system:masters'] };

/** What a container has written. */
function logOf(cluster: Cluster, pod: string): string {
  const answer = cluster.receive({
    method: 'GET',
    path: `/api/v1/namespaces/default/pods/${pod}/log`,
    query: new Map(),
    headers: {},
    body: new Uint8Array(),
    certificate: MASTER,
  });
  if (!('kind' in answer) || answer.kind !== 'exchange') throw new Error('no log');
  let text = '';
  answer.open(() => undefined, {
    data: (_stream, bytes) => (text += new TextDecoder().decode(bytes)),
    end: () => undefined,
    ready: () => undefined,
  });
  return text;
}

const setting = (cluster: Cluster, value: string): void => {
  const known = cluster.client.get('configmaps', 'default', 'settings');
  const metadata = { name: 'settings', namespace: 'default' };
  if (known === undefined) cluster.client.create('configmaps', { metadata, data: { value } });
  else cluster.client.update('configmaps', { ...known, data: { value } });
};

/** A Pod that shows its setting, and what else it needs. */
const reader = (cluster: Cluster, command: string, more: object = {}): void => {
  cluster.client.create('pods', {
    metadata: { name: 'reader', namespace: 'default' },
    spec: {
      containers: [
        {
          name: 'main',
          image: 'busybox:1.36',
          command: ['sh', '-c', command],
          volumeMounts: [{ name: 'settings', mountPath: '/settings' }],
          ...more,
        },
      ],
      volumes: [{ name: 'settings', configMap: { name: 'settings' } }],
    } as never,
  });
};

const READ_AND_STAY = 'echo "$(cat /settings/value)"; sleep infinity';

test('a container that waited for something else finds a volume as it is when it starts', () => {
  const cluster = createCluster();
  setting(cluster, 'old');
  reader(cluster, READ_AND_STAY, { envFrom: [{ secretRef: { name: 'awaited' } }] });
  cluster.advance('30s');
  const waiting = cluster.client.get('pods', 'default', 'reader')?.status.containerStatuses?.[0]?.state.waiting;
  expect(waiting?.reason).toBe('CreateContainerConfigError');
  setting(cluster, 'new');
  cluster.client.create('secrets', { metadata: { name: 'awaited', namespace: 'default' } });
  cluster.advance('20s');
  expect(logOf(cluster, 'reader')).toBe('new\n');
});

test('a Pod that waited for a ConfigMap finds what it was made with', () => {
  const cluster = createCluster();
  reader(cluster, READ_AND_STAY);
  cluster.advance('10s');
  setting(cluster, 'first');
  cluster.advance('1s');
  setting(cluster, 'second');
  cluster.advance('30s');
  expect(logOf(cluster, 'reader')).toBe('second\n');
});

test('a container that is started again finds what is there by then', () => {
  const cluster = createCluster();
  setting(cluster, 'old');
  reader(cluster, 'echo "$(cat /settings/value)"; sleep 5; exit 1');
  cluster.advance('3s');
  expect(logOf(cluster, 'reader')).toBe('old\n');
  setting(cluster, 'new');
  const restarts = (): number =>
    cluster.client.get('pods', 'default', 'reader')?.status.containerStatuses?.[0]?.restartCount ?? 0;
  expect(cluster.until(() => restarts() === 1, '30s')).toBe(true);
  cluster.advance('1s');
  expect(logOf(cluster, 'reader')).toBe('new\n');
});

test('a change to the Pod makes its volumes follow at once', () => {
  const cluster = createCluster();
  setting(cluster, 'old');
  reader(cluster, 'while sleep 1; do echo "$(cat /settings/value)"; done');
  cluster.advance('10s');
  setting(cluster, 'NEW');
  const pod = cluster.client.get('pods', 'default', 'reader');
  if (pod === undefined) throw new Error('no Pod');
  cluster.client.update('pods', { ...pod, metadata: { ...pod.metadata, annotations: { touched: 'yes' } } });
  cluster.advance('2s');
  expect(logOf(cluster, 'reader')).toMatch(/^(old\n)+NEW\n/);
});

test('what is ready is brought up to date while another volume is tried again', () => {
  const world = new VolumeWorld();
  world.configMaps['settings'] = { data: { key: 'old' } };
  const volumes = world.volumes([
    { name: 'v', configMap: { name: 'settings' } },
    { name: 'data', hostPath: { path: '/data', type: 'Directory' } },
  ]);
  expect(volumes.setUp()?.message).toContain("hostPath /data doesn't exist");
  world.configMaps['settings'] = { data: { key: 'new' } };
  volumes.setUp();
  expect(seenBy(volumes).readText('/v/key')).toBe('new');
});
