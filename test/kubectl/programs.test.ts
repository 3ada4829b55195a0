import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeWithKubectl } from '../support/real-kubectl';
import { type Said, ServedCluster } from '../support/simulated-cluster';

/** `COPY_MIB=64` is the full size; a small file without it. */
const COPY_MIB = Number(process.env['COPY_MIB'] ?? '1');

// Programs live at the pace of the wall clock.
jest.setTimeout(120_000);

const checksum = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describeWithKubectl('kubectl in front of programs', ({ path }) => {
  let cluster: ServedCluster;

  const kubectl = (line: string, stdin = ''): Promise<Said> => cluster.run(path, line.split(' '), stdin);
  const inBox = (script: string, stdin = ''): Promise<Said> =>
    cluster.run(path, ['exec', '-i', 'box', '--', 'sh', '-c', script], stdin);

  beforeAll(async () => {
    cluster = await ServedCluster.start();
    const loop = 'i=0; while true; do echo tick $i; i=$((i+1)); sleep 1; done';
    await cluster.run(path, ['run', 'box', '--image=busybox', '--command', '--', 'sh', '-c', loop]);
    await kubectl('create deployment redis --image=redis:5.0.0');
    await kubectl('expose deployment redis --port=6379');
    await kubectl('wait --for=condition=Ready pod --all --timeout=60s');
  });

  afterAll(() => cluster.stop());

  test('logs follow a loop', async () => {
    const said = await kubectl('logs box -f --limit-bytes=21');
    expect(said.out).toBe('tick 0\ntick 1\ntick 2\n');
  });

  test('exec runs a shell with its tools, and hands back its code', async () => {
    const said = await inBox('sort | uniq -c | head -1; exit 3', 'b\na\nb\na\n');
    expect([said.code, said.out]).toEqual([3, '      2 a\n']);
    expect(said.err).toBe('command terminated with exit code 3\n');
  });

  test('cp takes a file there and back, byte for byte', async () => {
    const bytes = randomBytes(COPY_MIB * 1024 * 1024);
    writeFileSync(join(cluster.folder, 'there.bin'), bytes);
    expect(await kubectl('cp there.bin box:/tmp/there.bin')).toMatchObject({ code: 0 });
    const inside = await inBox('sha256sum /tmp/there.bin | cut -d" " -f1');
    expect(inside.out).toBe(`${checksum(bytes)}\n`);
    expect(await kubectl('cp box:/tmp/there.bin back.bin')).toMatchObject({ code: 0 });
    expect(checksum(readFileSync(join(cluster.folder, 'back.bin')))).toBe(checksum(bytes));
  });

  test('a container without tar cannot be copied from', async () => {
    await kubectl('run bare --image=registry.k8s.io/pause:3.10');
    await kubectl('wait --for=condition=Ready pod/bare --timeout=30s');
    const said = await kubectl('cp bare:/etc/hosts hosts.txt');
    expect(said.code).toBe(1);
    expect(said.err).toContain('exec: "tar": executable file not found in $PATH');
  });

  test('programs find each other by the names of Services', async () => {
    const pong = await cluster.run(path, ['exec', 'deploy/redis', '--', 'redis-cli', '-h', 'redis', 'ping']);
    expect(pong.out).toBe('PONG\n');
    const missing = await inBox('wget -T 3 -O - http://nothing/');
    expect([missing.code, missing.err]).toEqual([
      1,
      "wget: bad address 'nothing'\ncommand terminated with exit code 1\n",
    ]);
  });

  test('run -i --rm shows what a Pod says, and takes it away', async () => {
    const said = await cluster.run(
      path,
      [
        'run',
        '-i',
        '--rm',
        '--restart=Never',
        'once',
        '--image=alpine',
        '--',
        'sh',
        '-c',
        'read line; echo "$line" there; sleep 1',
      ],
      'hello\n',
    );
    expect(said.out).toContain('hello there\n');
    expect((await kubectl('get pod once')).code).toBe(1);
  });

  test('a program that ends is started again, and what it said before is kept', async () => {
    await cluster.run(path, ['run', 'short', '--image=busybox', '--', 'sh', '-c', 'echo once; sleep 2; exit 4']);
    await kubectl('wait --for=jsonpath={.status.containerStatuses[0].restartCount}=1 pod/short --timeout=30s');
    expect((await kubectl('logs short --previous')).out).toBe('once\n');
    const code = await kubectl(
      'get pod short -o jsonpath={.status.containerStatuses[0].lastState.terminated.exitCode}',
    );
    expect(code.out).toBe('4');
  });
});
