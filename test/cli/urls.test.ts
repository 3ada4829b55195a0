import { join } from 'node:path';
import { reachText } from '../../src/cli/simulation/report-text';
import { makeClusterCertificates, type ReachableAddress, writeKubeconfig } from '../../src/simulator/edge';
import { echo, freeNodePort, otherProgram, ReachedCluster } from '../support/reached-cluster';
import { runCli, type Outcome } from './run-cli';
import { newFolder } from './team-program';

describe('workshop urls', () => {
  let reached: ReachedCluster;
  let kubeconfig: string;

  beforeEach(async () => {
    reached = await ReachedCluster.start();
    kubeconfig = join(newFolder(), 'kubeconfig');
    writeKubeconfig(kubeconfig, reached.edge.url, reached.certificates);
  });

  afterEach(() => reached.stop());

  const urls = (...words: string[]): Promise<Outcome> => runCli(['urls', '--kubeconfig', kubeconfig, ...words]);

  test('lists what answers, and why a port is another one', async () => {
    const [web, other] = [await freeNodePort(), await otherProgram(await freeNodePort())];
    reached.service('web', 'NodePort', 80, web);
    reached.service('redis', 'NodePort', 6379, other.port);
    const redis = await reached.port('redis');
    const { code, out } = await urls();
    expect(code).toBe(0);
    expect(out.split('\n').map((line) => line.replace(/ {2,}/g, '  ').replace(/[\d.]+(?=:\d+(:|$))/, 'NODE'))).toEqual([
      `node port  default/web  http://127.0.0.1:${web}/  for NODE:${web}`,
      `node port  default/redis  127.0.0.1:${redis}  for NODE:${other.port}: port ${other.port} is taken by another program`,
      '',
    ]);
    await other.stop();
  });

  test('says what an address waits for, which the summary of a start leaves out', async () => {
    const port = await freeNodePort();
    reached.service('web', 'NodePort', 443, port);
    reached.serve(80, echo);
    expect((await urls()).out).toMatch(
      new RegExp(
        `^node port +default/web +127\\.0\\.0\\.1:${port} +for [\\d.]+:${port}: waits for a program that listens on port 443 of its Pods\n$`,
      ),
    );
    expect(reachText(reached.edge.reach?.list() ?? [])).toBe('');
  });

  test('-o json is a document', async () => {
    const port = await freeNodePort();
    reached.service('web', 'NodePort', 80, port);
    expect(JSON.parse((await urls('-o', 'json')).out)).toEqual({
      urls: [
        {
          kind: 'nodePort',
          name: 'default/web',
          address: `127.0.0.1:${port}`,
          url: `http://127.0.0.1:${port}/`,
          target: expect.stringMatching(/^[\d.]+:\d+$/) as string,
        },
      ],
    });
  });

  test('says when nothing is reached', async () => {
    expect((await urls()).out).toMatch(/^nothing is reached from outside: /);
  });

  test('needs a cluster that answers', async () => {
    const nobody = join(newFolder(), 'kubeconfig');
    writeKubeconfig(nobody, 'https://127.0.0.1:1', makeClusterCertificates(Date.now()));
    expect(await runCli(['urls', '--kubeconfig', nobody])).toMatchObject({ code: 2, out: '' });
  });
});

const address = (index: number): ReachableAddress => ({
  kind: 'nodePort',
  name: `default/web-${index}`,
  address: `127.0.0.1:${30_000 + index}`,
  target: `172.18.0.2:${30_000 + index}`,
});

test('what a simulation tells at its start is a few lines', () => {
  expect(reachText([])).toBe('');
  expect(reachText([address(1)])).toBe('  node port  default/web-1  127.0.0.1:30001  for 172.18.0.2:30001\n');
  const many = reachText(Array.from({ length: 20 }, (_, index) => address(index))).split('\n');
  expect(many).toHaveLength(10);
  expect(many[8]).toBe('  and 12 more: workshop urls');
});
