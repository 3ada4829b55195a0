import { type Cluster, createCluster } from '../../../../src/simulator';
import { onNode } from '../../../support/node-command';

/** A cluster with a Pod of busybox, and the address of that. */
function serving(...command: readonly string[]): { readonly cluster: Cluster; readonly address: string } {
  const cluster = createCluster({ nodes: 1 });
  cluster.client.create('pods', {
    metadata: { name: 'server', namespace: 'default' },
    spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'busybox:1.36', command }] } as never,
  });
  cluster.advance('10s');
  return { cluster, address: cluster.client.get('pods', 'default', 'server')?.status.podIP ?? '' };
}

describe('nc of busybox', () => {
  test('with -e runs a program for a connection, and ends with it', () => {
    const { cluster, address } = serving(
      'sh',
      '-c',
      'nc -l -p 80 -e sh -c "read word; echo got \\$word; exit 3"; echo $?',
    );
    expect(onNode(cluster, `echo one | nc ${address} 80`)).toBe('got one\n');
    cluster.advance('1s');
    expect(onNode(cluster, 'grep -h -o "stdout F .*" /var/log/containers/server_*')).toBe('stdout F 3\n');
  });

  test('with -lk -e takes connections side by side, for ever', () => {
    const { cluster, address } = serving('nc', '-lk', '-p', '80', '-e', 'sh', '-c', 'sleep 2; echo done');
    const twice = `nc ${address} 80 </dev/null & nc ${address} 80 </dev/null; wait`;
    expect(onNode(cluster, twice, 3000)).toBe('done\ndone\n');
    expect(onNode(cluster, `nc ${address} 80 </dev/null`, 3000)).toBe('done\n');
  });

  test('with -e says which program it cannot run', () => {
    const { cluster, address } = serving('nc', '-l', '-p', '80', '-e', '/nosuch');
    expect(onNode(cluster, `nc ${address} 80 </dev/null`)).toBe('');
    expect(onNode(cluster, 'grep -h -o "stderr F .*" /var/log/containers/server_*')).toMatch(
      /^stderr F nc: can't execute '\/nosuch': No such file or directory\n/,
    );
  });
});

describe('nc of Debian', () => {
  test('listens for one connection, with -k for one after the other', () => {
    const cluster = createCluster({ nodes: 1 });
    const listen = (options: string): string =>
      onNode(
        cluster,
        `nc -l ${options} 9000 >got & sleep 1; echo one | nc -N 127.0.0.1 9000; echo two | nc -N 127.0.0.1 9000; sleep 1; cat got; kill %1 2>/dev/null`,
        5000,
      );
    expect(listen('')).toBe('one\n');
    expect(listen('-k')).toBe('one\ntwo\n');
  });

  test('runs no programs', () => {
    const cluster = createCluster({ nodes: 1 });
    expect(onNode(cluster, 'nc -l -e cat 9000 2>&1')).toContain("nc: invalid option -- 'e'");
  });
});
