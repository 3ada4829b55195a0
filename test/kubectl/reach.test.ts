import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { writeKubeconfig } from '../../src/simulator/edge';
import { runCli } from '../cli/run-cli';
import { newFolder } from '../cli/team-program';
import { ReachedCluster } from '../support/reached-cluster';
import { kubectlPaths } from '../support/real-kubectl';

jest.setTimeout(60_000);

const paths = kubectlPaths(['1.36']);

if (typeof paths === 'string') {
  test('nothing is called: no kubectl can be had on this machine', () => {
    expect(paths).toMatch(/^Error: /m);
  });
} else {
  const [kubectl = ''] = Object.values(paths);
  let reached: ReachedCluster;
  let kubeconfig: string;

  beforeAll(async () => {
    reached = await ReachedCluster.start();
    kubeconfig = join(newFolder(), 'kubeconfig');
    writeKubeconfig(kubeconfig, reached.edge.url, reached.certificates);
  });

  afterAll(() => reached.stop());

  const run = (line: string): Promise<string> =>
    new Promise((resolve, reject) => {
      execFile(kubectl, ['--kubeconfig', kubeconfig, ...line.split(' ')], (error, out, err) =>
        error === null ? resolve(out) : reject(new Error(`kubectl ${line}: ${err}`)),
      );
    });

  const workshop = async (line: string): Promise<string> =>
    (await runCli([...line.split(' '), '--kubeconfig', kubeconfig])).out;

  test('what kubectl exposes answers on this machine: as it is, from another Pod, and not through a broken network', async () => {
    await run('create deployment kuard --image=gcr.io/kuar-demo/kuard-amd64:blue');
    await run('expose deployment kuard --type=NodePort --port=80 --target-port=8080');
    await run('wait --for=condition=Available deployment/kuard');
    const nodePort = await run('get service kuard -o jsonpath={.spec.ports[0].nodePort}');
    const { urls } = JSON.parse(await workshop('urls -o json')) as {
      urls: { name: string; url: string; target: string }[];
    };
    const { url = '', target } = urls.find(({ name }) => name === 'default/kuard') ?? {};
    expect(target).toMatch(new RegExp(`^[\\d.]+:${nodePort}$`));
    const host = async (): Promise<string> => {
      const answer = await fetch(`${url}env/api`, {
        signal: AbortSignal.timeout(2000),
        headers: { connection: 'close' },
      });
      return ((await answer.json()) as { env: { HOSTNAME: string } }).env.HOSTNAME;
    };
    const first = await host();
    expect(await run('get pods -o name')).toBe(`pod/${first}\n`);
    await run(`delete pod ${first}`);
    await run('wait --for=condition=Available deployment/kuard');
    const second = await host();
    expect(second).not.toBe(first);
    expect(await run('get pods -o name')).toBe(`pod/${second}\n`);
    await workshop('cluster fault add --to service/kuard --drop');
    await expect(host()).rejects.toThrow(/timeout/);
    await workshop('cluster fault remove fault-1');
    expect(await host()).toBe(second);
  });
}
