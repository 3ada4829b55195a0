import { type Cluster, createCluster } from '../../../src/simulator';
import { humanDuration, humanSize } from '../../../src/simulator/kubelet/clients/wording';
import { onNode } from '../../support/node-command';

function running(profile: 'plain' | 'minikube'): Cluster {
  const cluster = createCluster({ profile, nodes: 1 });
  cluster.client.create('pods', {
    metadata: { name: 'redis', namespace: 'default', labels: { app: 'redis' } },
    spec: {
      containers: [
        { name: 'redis', image: 'redis:7' },
        { name: 'short', image: 'busybox:1.36', command: ['sh', '-c', 'echo hello; exit 1'] },
      ],
    } as never,
  });
  cluster.advance('70s');
  return cluster;
}

const cellsOf = (line: string): readonly string[] => line.trim().split(/ {2,}/);
const linesOf = (text: string): readonly string[] => text.trimEnd().split('\n');

describe('crictl', () => {
  const cluster = running('plain');
  const crictl = (words: string): string => onNode(cluster, `crictl ${words}`, 100);
  const idOf = (name: string): string =>
    cluster.client
      .get('pods', 'default', 'redis')
      ?.status.containerStatuses?.find((each) => each.name === name)
      ?.containerID?.replace('containerd://', '') ?? '';

  test('ps lists what runs', () => {
    const [head = '', ...rows] = linesOf(crictl('ps'));
    expect(head).toMatch(
      /^CONTAINER {11}IMAGE {15}CREATED {14}STATE {15}NAME {16}ATTEMPT {13}POD ID {14}POD {17}NAMESPACE$/,
    );
    expect(rows.map(cellsOf)).toEqual([
      [
        idOf('redis').slice(0, 13),
        expect.stringMatching(/^[0-9a-f]{13}$/),
        expect.stringMatching(/ ago$/),
        'Running',
        'redis',
        '0',
        expect.stringMatching(/^[0-9a-f]{13}$/),
        'redis',
        'default',
      ],
    ]);
  });

  test('ps -a lists what has ended too, with the run before', () => {
    const rows = linesOf(crictl('ps -a')).slice(1).map(cellsOf);
    const restarts = cluster.client
      .get('pods', 'default', 'redis')
      ?.status.containerStatuses?.find(({ name }) => name === 'short')?.restartCount;
    expect(restarts).toBeGreaterThan(0);
    expect(rows.map(([, , , state, name, attempt]) => `${name} ${attempt} ${state}`)).toEqual([
      `short ${restarts} Exited`,
      `short ${Number(restarts) - 1} Exited`,
      'redis 0 Running',
    ]);
    expect(linesOf(crictl('ps -aq'))).toHaveLength(3);
  });

  test('pods, images and logs tell the same story', () => {
    expect(linesOf(crictl('pods')).slice(1).map(cellsOf)).toEqual([
      [expect.any(String), 'About a minute ago', 'Ready', 'redis', 'default', '0', '(default)'],
    ]);
    expect(linesOf(crictl('images')).map((line) => cellsOf(line).slice(0, 2))).toEqual([
      ['IMAGE', 'TAG'],
      ['docker.io/library/busybox', '1.36'],
      ['docker.io/library/redis', '7'],
    ]);
    expect(crictl(`logs ${idOf('short').slice(0, 13)}`)).toBe('hello\n');
    expect(crictl('logs 123x')).toContain('container with ID starting with 123x not found');
    expect(onNode(cluster, 'docker ps')).toContain('docker: command not found');
  });
});

describe('docker on a node of minikube', () => {
  const cluster = running('minikube');
  const docker = (words: string): string => onNode(cluster, `docker ${words}`, 100, 'minikube');

  test('ps lists containers and what holds the network of their Pods', () => {
    const uid = cluster.client.get('pods', 'default', 'redis')?.metadata.uid ?? '';
    const [head = '', ...rows] = linesOf(docker('ps'));
    expect(cellsOf(head)).toEqual(['CONTAINER ID', 'IMAGE', 'COMMAND', 'CREATED', 'STATUS', 'PORTS', 'NAMES']);
    const own = rows.map(cellsOf).filter(([, , , , , name]) => name?.includes('_redis_default_') === true);
    expect(own).toEqual([
      [
        expect.stringMatching(/^[0-9a-f]{12}$/),
        expect.stringMatching(/^redis@sha256:[0-9a-f]{64}$/),
        '"docker-entrypoint.s…"',
        expect.stringMatching(/ ago$/),
        expect.stringMatching(/^Up (?:\d+ seconds|About a minute)$/),
        `k8s_redis_redis_default_${uid}_0`,
      ],
      [
        expect.any(String),
        'registry.k8s.io/pause:3.10',
        '"/pause"',
        'About a minute ago',
        'Up About a minute',
        `k8s_POD_redis_default_${uid}_0`,
      ],
    ]);
  });

  test('ps -a, images and logs', () => {
    const uid = cluster.client.get('pods', 'default', 'redis')?.metadata.uid ?? '';
    expect(docker('ps -a')).toMatch(/Exited \(1\) \d+ seconds ago +k8s_short_redis_default_/);
    expect(docker('images')).toMatch(/^redis +7 /m);
    const [, attempt = ''] = new RegExp(`k8s_short_redis_default_${uid}_(\\d+)`).exec(docker('ps -a')) ?? [];
    expect(docker(`logs k8s_short_redis_default_${uid}_${attempt}`)).toBe('hello\n');
    expect(docker('logs nosuch')).toBe('Error response from daemon: No such container: nosuch\n');
  });
});

test.each([
  [500, 'Less than a second'],
  [1500, '1 second'],
  [59_000, '59 seconds'],
  [60_000, 'About a minute'],
  [3_540_000, '59 minutes'],
  [3_600_000, 'About an hour'],
  [47 * 3_600_000, '47 hours'],
  [72 * 3_600_000, '3 days'],
  [15 * 86_400_000, '2 weeks'],
  [70 * 86_400_000, '2 months'],
  [800 * 86_400_000, '2 years'],
])('%d ms are %s', (ms, text) => {
  expect(humanDuration(ms)).toBe(text);
});

test('sizes have three digits', () => {
  expect([999, 1_440_000, 116_900_000, 2_500_000_000].map((bytes) => humanSize(bytes, 3))).toEqual([
    '999B',
    '1.44MB',
    '117MB',
    '2.5GB',
  ]);
});
