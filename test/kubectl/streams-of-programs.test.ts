import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { kubectlPaths } from '../support/real-kubectl';
import { type Said, ServedCluster } from '../support/simulated-cluster';

/** Versions of kubectl; KUBECTL_STREAMS names others. */
const VERSIONS = (process.env['KUBECTL_STREAMS'] ?? '1.28,1.36').split(',');

/** `COPY_MIB=64` is the full size; without it more than one frame of SPDY can hold. */
const COPY_MIB = Number(process.env['COPY_MIB'] ?? '17');

// Programs live at the pace of the wall clock.
jest.setTimeout(120_000);

const paths = kubectlPaths(VERSIONS);
const hasTerminals = spawnSync('script', ['--version']).status === 0;
const PROMPT = /\/ # $/;

const checksum = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Sends bytes to a local port, and returns what comes back until `isAll`. */
function exchange(port: number, sent: Uint8Array | string, isAll: (heard: Buffer) => boolean): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1').on('error', reject);
    const pieces: Buffer[] = [];
    let heard = Buffer.alloc(0);
    socket.on('data', (piece: Buffer) => {
      pieces.push(piece);
      if (!isAll(piece)) return;
      heard = Buffer.concat(pieces);
      socket.destroy();
    });
    socket.on('close', () => resolve(heard));
    socket.write(sent);
  });
}

let cluster: ServedCluster;

const boxLoop = 'echo first; echo second >&2; i=0; while true; do echo tick $i; i=$((i+1)); sleep 1; done';

if (typeof paths === 'string') {
  test('nothing is called: no kubectl can be had on this machine', () => {
    expect(paths).toMatch(/^Error: /m);
  });
} else {
  const [any = ''] = Object.values(paths);

  beforeAll(async () => {
    cluster = await ServedCluster.start();
    await cluster.run(any, ['run', 'box', '--image=busybox', '--command', '--', 'sh', '-c', boxLoop]);
    await cluster.run(any, [
      'run',
      'shell',
      '--image=busybox',
      '-it',
      '--leave-stdin-open',
      '--attach=false',
      '--command',
      '--',
      'sh',
    ]);
    await cluster.run(any, ['create', 'deployment', 'redis', '--image=redis:5.0.0', '--port=6379']);
    await cluster.run(any, ['expose', 'deployment', 'redis', '--port=6379']);
    await cluster.run(any, ['wait', '--for=condition=Ready', 'pod', '--all', '--timeout=60s']);
  });

  afterAll(() => cluster.stop());

  describe.each(Object.entries(paths))('kubectl %s in front of programs', (version, path) => {
    const kubectl = (line: string, stdin = ''): Promise<Said> => cluster.run(path, line.split(' '), stdin);
    const inBox = (script: string, stdin = ''): Promise<Said> =>
      cluster.run(path, ['exec', '-i', 'box', '--', 'sh', '-c', script], stdin);

    test('logs shows what both streams said, from its beginning or its end, and follows', async () => {
      expect((await kubectl('logs box --limit-bytes=20')).out).toBe('first\nsecond\ntick 0\n');
      expect((await kubectl('logs box --tail=1 --prefix')).out).toMatch(/^\[pod\/box\/box\] tick \d+\n$/);
      const following = cluster.spawn(path, ['logs', '-f', 'box', '--tail=1']);
      const [, line = ''] = await following.says(/tick (\d+)\n/);
      await following.says(new RegExp(`tick ${Number(line) + 1}\n`));
      following.kill();
    });

    test('exec takes input, keeps the streams apart, and hands back the code', async () => {
      const said = await inBox('sort; echo lost >&2; exit 7', 'b\na\n');
      expect(said).toEqual({ code: 7, out: 'a\nb\n', err: 'lost\ncommand terminated with exit code 7\n' });
    });

    test('what a program says on both streams is shown in the order in which it was said', async () => {
      const script = 'for i in $(seq 100); do echo out $i; echo err $i >&2; done';
      const together = `'${path}' exec box -- sh -c '${script}' 2>&1`;
      const said = await cluster.run('/bin/sh', ['-c', together]);
      expect(said.out).toBe(Array.from({ length: 100 }, (_, index) => `out ${index + 1}\nerr ${index + 1}\n`).join(''));
      // kubectl leaves with the end of the archive, whatever else it has to show.
      for (let times = 0; times < 20; times += 1) {
        const copied = await kubectl('cp box:/etc/passwd passwd');
        expect(copied.out).toBe("tar: removing leading '/' from member names\n");
      }
    });

    test('cp takes a file there and back, byte for byte, and a folder as well', async () => {
      const bytes = randomBytes(COPY_MIB * 1024 * 1024);
      writeFileSync(join(cluster.folder, 'there.bin'), bytes);
      expect(await kubectl(`cp there.bin box:/tmp/${version}.bin`)).toMatchObject({ code: 0 });
      expect((await inBox(`sha256sum < /tmp/${version}.bin`)).out).toBe(`${checksum(bytes)}  -\n`);
      expect(await kubectl(`cp box:/tmp/${version}.bin ${version}.bin`)).toMatchObject({ code: 0 });
      expect(checksum(readFileSync(join(cluster.folder, `${version}.bin`)))).toBe(checksum(bytes));
      await inBox(`mkdir -p /srv/${version}/in; echo deep > /srv/${version}/in/file`);
      expect(await kubectl(`cp box:/srv/${version} folder-${version}`)).toMatchObject({ code: 0 });
      expect(readFileSync(join(cluster.folder, `folder-${version}`, 'in', 'file'), 'utf8')).toBe('deep\n');
    });

    test('port-forward leads to a Pod, a Service and a Deployment', async () => {
      for (const target of ['service/redis', 'deployment/redis']) {
        const forward = cluster.spawn(path, ['port-forward', target, ':6379']);
        const [, port] = await forward.says(/127\.0\.0\.1:(\d+) ->/);
        const set = await exchange(Number(port), `set ${target} ${version}\r\n`, (heard) => heard.includes('\r\n'));
        expect(set.toString()).toBe('+OK\r\n');
        forward.kill();
      }
      const stored = await kubectl('exec deploy/redis -- redis-cli get service/redis');
      expect(stored.out).toBe(`${version}\n`);
    });

    test(`${COPY_MIB} MiB pass through a forwarded port into a program and out of it, unchanged`, async () => {
      const bytes = randomBytes(COPY_MIB * 1024 * 1024);
      const forward = cluster.spawn(path, ['port-forward', 'deployment/redis', ':6379']);
      const [, port] = await forward.says(/127\.0\.0\.1:(\d+) ->/);
      const head = `*3\r\n$3\r\nset\r\n$4\r\nblob\r\n$${bytes.length}\r\n`;
      const framed = Buffer.concat([Buffer.from(head), bytes, Buffer.from('\r\n')]);
      expect((await exchange(Number(port), framed, () => true)).toString()).toBe('+OK\r\n');
      const size = `$${bytes.length}\r\n`.length + bytes.length + 2;
      let got = 0;
      const back = await exchange(Number(port), 'get blob\r\n', (piece) => (got += piece.length) >= size);
      forward.kill();
      expect(checksum(back.subarray(size - bytes.length - 2, -2))).toBe(checksum(bytes));
    });

    describe(hasTerminals ? 'in a terminal' : 'where there is no terminal', () => {
      const cases = hasTerminals ? ['exec', 'attach'] : [];

      test.each(cases)('%s -it gives a shell that knows its size, edits lines and hears Ctrl-C', async (verb) => {
        const words = verb === 'exec' ? ['exec', '-it', 'box', '--', 'sh'] : ['attach', '-it', 'shell'];
        const shell = cluster.inTerminal(path, words);
        if (verb === 'attach') {
          await shell.says(/try pressing enter/);
          shell.type('\n');
        }
        await shell.says(PROMPT);
        shell.type('stty size\n');
        await shell.says(/24 80\r\n/);
        shell.type('echo wromg\b\bng\n');
        await shell.says(/\r\nwrong\r\n/);
        shell.type('sleep 1000\n');
        await shell.says(/sleep 1000[^\n]*\n/);
        shell.type('\u0003');
        await shell.says(/\^C[^]*# $/);
        shell.type('echo "code $?"\n');
        await shell.says(/\r\ncode 130\r\n/);
        // The shell that is attached to is the program of its Pod: others come to it as well.
        if (verb === 'attach') {
          shell.kill();
          return;
        }
        shell.type('exit 5\n');
        expect(await shell.ended).toBe(5);
      });

      test.each(hasTerminals ? ['run -it --rm'] : [])('%s is a Pod for as long as its shell', async () => {
        const once = `once-${version.replace('.', '-')}`;
        const words = ['run', '-it', '--rm', once, '--image=busybox', '--restart=Never', '--', 'sh'];
        const shell = cluster.inTerminal(path, words);
        await shell.says(/try pressing enter/);
        shell.type('\n');
        await shell.says(PROMPT);
        shell.type('hostname; exit\n');
        await shell.says(new RegExp(`\n${once}\r\n`));
        await shell.says(/pod "once-[\d-]+" deleted/);
        expect(await shell.ended).toBe(0);
        expect((await kubectl(`get pod ${once}`)).code).toBe(1);
      });
    });
  });
}
