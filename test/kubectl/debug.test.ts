import { spawnSync } from 'node:child_process';
import { kubectlPaths } from '../support/real-kubectl';
import { type Said, ServedCluster } from '../support/simulated-cluster';

/** Versions of kubectl; KUBECTL_STREAMS names others. */
const VERSIONS = (process.env['KUBECTL_STREAMS'] ?? '1.28,1.36').split(',');

// Programs live at the pace of the wall clock.
jest.setTimeout(120_000);

const paths = kubectlPaths(VERSIONS);
const hasTerminals = spawnSync('script', ['--version']).status === 0;
const PROMPT = /\/ # $/;

let cluster: ServedCluster;

beforeAll(async () => {
  cluster = await ServedCluster.start();
});

afterAll(() => cluster.stop());

if (typeof paths === 'string') {
  test('nothing is called: no kubectl can be had on this machine', () => {
    expect(paths).toMatch(/^Error: /m);
  });
} else {
  describe.each(Object.entries(paths))('kubectl %s debug', (version, path) => {
    const name = `kuard-${version.replace('.', '-')}`;
    const kubectl = (line: string): Promise<Said> => cluster.run(path, line.split(' '));
    const debug = (words: string, script: string): Promise<Said> =>
      // What it says before somebody has joined it would be in its log only: it waits for a line of theirs.
      cluster.run(
        path,
        ['debug', '-i', ...words.split(' '), '--image=busybox', '--', 'sh', '-c', `read line; ${script}`],
        'joined\n',
      );

    beforeAll(async () => {
      await kubectl(`run ${name} --image=gcr.io/kuar-demo/kuard-amd64:blue --env=COLOUR=blue`);
      await kubectl(`wait --for=condition=Ready pod/${name} --timeout=60s`);
    });

    test('puts a container into the network of a Pod, with processes of its own', async () => {
      const { out } = await debug(name, 'wget -qO- http://127.0.0.1:8080/healthy; echo; hostname; ps');
      expect(out).toMatch(new RegExp(`\nok\n${name}\nPID .*\n +1 root .* ps\n$`));
    });

    test('with --target it is among the processes of a container', async () => {
      const { out } = await debug(`${name} --target=${name}`, 'ps; tr "\\\\0" "\\\\n" < /proc/1/environ | grep COLOUR');
      expect(out).toMatch(/ 1 nobody .* \/kuard\n[^]* sh -c [^]*COLOUR=blue\n/);
    });

    test('a target that is no container of the Pod is refused', async () => {
      const { code, err } = await debug(`${name} --target=nobody`, 'ps');
      expect(code).toBe(1);
      expect(err).toContain('spec.ephemeralContainers[');
      expect(err).toContain('].targetContainerName: Not found: "nobody"');
    });

    test('with --copy-to a copy runs beside the Pod; its containers may see each other', async () => {
      const { out } = await debug(`${name} --copy-to=${name}-copy --share-processes`, 'ps; ls /proc/1/environ');
      expect(out).toMatch(/ 1 65535 .* \/pause\n.* nobody .* \/kuard\n.* root .* sh -c /);
      const names = await kubectl(`get pod ${name}-copy -o jsonpath={.spec.containers[*].name},{.metadata.labels}`);
      expect(names.out).toMatch(new RegExp(`^${name} debugger-\\w+,$`));
    });

    test('of a node it shows the files, the network and the processes', async () => {
      const node = (await kubectl('get nodes -o jsonpath={.items[0].metadata.name}')).out;
      const first = await debug(`node/${node}`, `echo ${version} > /host/root/note; ps; hostname`);
      expect(first.out).toMatch(new RegExp(` 1 root .* /sbin/init\n[^]*\n${node}\n$`));
      const second = await debug(`node/${node}`, 'cat /root/note; chroot /host cat /root/note');
      expect(second.out).toMatch(new RegExp(`No such file or directory\n${version}\n$|\n${version}\n$`));
    });

    test.each(hasTerminals ? ['Pod'] : [])('with -it there is a shell to type into, in a %s', async () => {
      const words = ['debug', '-it', name, '--image=busybox', `--target=${name}`, '-c', 'shell'];
      const shell = cluster.inTerminal(path, words);
      await shell.says(/try pressing enter/);
      shell.type('\n');
      await shell.says(PROMPT);
      shell.type('ps\n');
      await shell.says(/ 1 nobody .* \/kuard\r\n[^]* ps\r\n/);
      shell.type('exit 3\n');
      await shell.ended;
      const status = `{.status.ephemeralContainerStatuses[?(@.name=="shell")].state.terminated.exitCode}`;
      expect((await kubectl(`get pod ${name} -o jsonpath=${status}`)).out).toBe('3');
    });
  });
}
