import { type Cluster, createCluster } from '../../../src/simulator';
import { onNode } from '../../support/node-command';

function withPod(command: string): Cluster {
  const cluster = createCluster({ nodes: 1 });
  cluster.client.create('pods', {
    metadata: { name: 'talker', namespace: 'default' },
    spec: { containers: [{ name: 'main', image: 'busybox:1.36', command: ['sh', '-c', command] }] } as never,
  });
  return cluster;
}

const podOf = (cluster: Cluster) => {
  const pod = cluster.client.get('pods', 'default', 'talker');
  if (pod === undefined) throw new Error('no Pod');
  return pod;
};

test('a node has a directory for each Pod, and a link for each container', () => {
  const cluster = withPod('echo one; echo two >&2; printf rest; sleep infinity');
  cluster.advance('10s');
  const { metadata, status } = podOf(cluster);
  const folder = `/var/log/pods/default_talker_${metadata.uid}/main`;
  expect(onNode(cluster, 'ls /var/log/pods')).toBe(`default_talker_${metadata.uid}\n`);
  expect(onNode(cluster, `ls ${folder}`)).toBe('0.log\n');
  const id = status.containerStatuses?.[0]?.containerID?.replace('containerd://', '') ?? '';
  const link = `/var/log/containers/talker_default_main-${id}.log`;
  expect(onNode(cluster, `readlink ${link}`)).toBe(`${folder}/0.log\n`);
  expect(onNode(cluster, `cat ${link}`)).toMatch(
    /^2026-01-01T00:00:0\d\.\d{9}Z stdout F one\n2026-01-01T00:00:0\d\.\d{9}Z stderr F two\n$/,
  );
  expect(onNode(cluster, `wc -c < ${link}`)).toBe('88\n');
});

test('a log on a node is followed as it grows', () => {
  const cluster = withPod('for n in 1 2 3 4 5 6 7 8 9; do echo $n; sleep 5; done');
  cluster.advance('10s');
  const said = onNode(cluster, 'tail -f /var/log/containers/talker_*', 20_000);
  expect(said.replace(/^\S+ stdout F /gm, '')).toMatch(/^1\n(2\n)?(.\n){3,4}$/);
});

test('the run before stays, and all goes with the Pod', () => {
  const cluster = withPod('echo hello; exit 1');
  const restarts = (): number => podOf(cluster).status.containerStatuses?.[0]?.restartCount ?? 0;
  expect(cluster.until(() => restarts() === 2, '5m')).toBe(true);
  cluster.advance('1s');
  const { uid } = podOf(cluster).metadata;
  expect(onNode(cluster, `ls /var/log/pods/default_talker_${uid}/main`)).toBe('1.log\n2.log\n');
  expect(onNode(cluster, 'cat /var/log/containers/talker_* | grep -c hello')).toBe('2\n');
  cluster.client.delete('pods', 'default', 'talker');
  cluster.advance('1m');
  expect(onNode(cluster, 'ls /var/log/pods /var/log/containers')).toBe('/var/log/containers:\n\n/var/log/pods:\n');
});

test('a file that was too long is put aside under its time', () => {
  const line = 'x'.repeat(4000);
  const cluster = withPod(
    `n=0; while [ $n -lt 2700 ]; do echo ${line}; n=$((n + 1)); done; echo last; sleep 30; echo new; sleep infinity`,
  );
  cluster.advance('1m');
  const { uid } = podOf(cluster).metadata;
  const listed = onNode(cluster, `ls /var/log/pods/default_talker_${uid}/main`).split('\n');
  expect(listed).toEqual(['0.log', expect.stringMatching(/^0\.log\.20260101-0000\d0$/), '']);
  const [, rotated = ''] = listed;
  expect(onNode(cluster, `grep -c xxxx /var/log/pods/default_talker_${uid}/main/${rotated}`)).toBe('2700\n');
  expect(onNode(cluster, `cat /var/log/pods/default_talker_${uid}/main/0.log`)).toMatch(/^\S+ stdout F new\n$/);
});

test('older files are compressed, and read with the tools of the node', () => {
  const line = 'x'.repeat(4000);
  const burst = `n=0; while [ $n -lt 2700 ]; do echo ${line}; n=$((n + 1)); done`;
  const cluster = withPod(`for file in 1 2 3; do echo file $file; ${burst}; sleep 30; done; sleep infinity`);
  cluster.advance('3m');
  const folder = `/var/log/pods/default_talker_${podOf(cluster).metadata.uid}/main`;
  const listed = onNode(cluster, `ls ${folder}`).split('\n');
  expect(listed.map((name) => name.replace(/\d{8}-\d{6}/, 'TIME'))).toEqual([
    '0.log',
    '0.log.TIME.gz',
    '0.log.TIME.gz',
    '0.log.TIME',
    '',
  ]);
  const [, first = '', second = ''] = listed;
  expect(onNode(cluster, `zcat ${folder}/${first} | grep -c xxxx`)).toBe('2700\n');
  expect(onNode(cluster, `gunzip -c < ${folder}/${second} | head -n 1 | cut -d' ' -f 2-`)).toBe('stdout F file 2\n');
  expect(onNode(cluster, `cat ${folder}/0.log`)).toBe('');
});
