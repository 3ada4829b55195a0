import { createHash } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { patternAt } from '../support/fake-containers';
import { kubectlPaths } from '../support/real-kubectl';
import { ROOT } from '../support/source-files';
import { StreamingCluster } from '../support/streaming-cluster';

/** Versions of kubectl: the oldest and the newest speak all protocols there are. KUBECTL_STREAMS names others. */
const VERSIONS = (process.env['KUBECTL_STREAMS'] ?? '1.28,1.36').split(',');

/** Sessions at a time, and MiB through a forwarded port. */
const SESSIONS = Number(process.env['STREAM_SESSIONS'] ?? 20);
const MIB = Number(process.env['STREAM_MIB'] ?? 4);

/** Clients that start at a time. */
const STARTING = 8;

// Hundreds of kubectl at a time take theirs to start.
jest.setTimeout(120_000);

const paths = kubectlPaths(VERSIONS);

let cluster: StreamingCluster;

beforeAll(async () => {
  cluster = await StreamingCluster.start();
});

afterAll(async () => {
  await cluster.stop();
});

/** Runs kubectl, which must succeed, and returns what it printed. */
async function printed(kubectl: string, words: readonly string[], input = ''): Promise<string> {
  const { code, out, err } = await cluster.run(kubectl, words, input);
  if (code !== 0) throw new Error(`kubectl ${words.join(' ')}: ${code} ${err}`);
  return out.toString();
}

/** Starts a port-forward, and returns its local ports once it listens on all of them. */
async function forwarded(
  kubectl: string,
  words: readonly string[],
  count: number,
): Promise<{ readonly ports: readonly number[]; readonly stop: () => Promise<void> }> {
  const child = cluster.spawn(kubectl, ['port-forward', ...words]);
  let said = '';
  const hear = (piece: Buffer): void => {
    said += piece.toString();
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const portsSaid = (): number[] => [...said.matchAll(/127\.0\.0\.1:(\d+) ->/g)].map(([, port]) => Number(port));
  await cluster.until(() => portsSaid().length === count || child.exitCode !== null);
  if (portsSaid().length !== count) throw new Error(said);
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('close', resolve));
  };
  return { ports: portsSaid(), stop };
}

/** Sends to a local port, ends, and returns all that comes back. */
function exchange(port: number, text: string | Buffer, ends = true): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect(port, '127.0.0.1');
    const pieces: Buffer[] = [];
    socket.on('data', (piece: Buffer) => pieces.push(piece));
    socket.on('error', reject);
    socket.on('close', () => resolve(Buffer.concat(pieces)));
    if (ends) socket.end(text);
    else socket.write(text);
  });
}

/** SHA-256 of what a source sends. */
function patternHash(size: number): string {
  const bytes = Buffer.alloc(size);
  for (let place = 0; place < size; place += 1) bytes[place] = patternAt(place);
  return createHash('sha256').update(bytes).digest('hex');
}

const hash = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

if (typeof paths === 'string') {
  test('nothing is called: no kubectl can be had on this machine', () => {
    expect(paths).toMatch(/^Error: /m);
  });
} else {
  describe.each(Object.entries(paths))('kubectl %s', (_version, kubectl) => {
    test('logs prints a log, or what is asked of it', async () => {
      expect(await printed(kubectl, ['logs', 'web'])).toBe('main: first\nmain: second\nmain: third\n');
      expect(await printed(kubectl, ['logs', 'web', '--tail=1', '--timestamps'])).toBe(
        '2026-01-01T00:00:00.000000001Z main: third\n',
      );
      expect(await printed(kubectl, ['logs', 'web', '--since=1s'])).toBe('main: third\n');
      expect(await printed(kubectl, ['logs', 'web', '--limit-bytes=4'])).toBe('main');
      expect(await printed(kubectl, ['logs', 'web', '--previous', '--tail=1'])).toBe('main before: third\n');
      expect(await printed(kubectl, ['logs', '-l', 'app=web', '--prefix', '-c', 'main', '--tail=1'])).toContain(
        '[pod/web/main] main: third\n',
      );
      const both = await printed(kubectl, ['logs', 'two', '--all-containers', '--tail=1']);
      // Some versions ask for both at a time.
      expect(both.split('\n').sort()).toEqual(['', 'left: third', 'right: third']);
    });

    test('logs -f prints what is written later, until it ends', async () => {
      expect(await printed(kubectl, ['logs', '-f', 'web', '--tail=1'])).toBe('main: third\nmain: later\n');
    });

    test('exec prints both streams and ends with the code of the program', async () => {
      expect(await cluster.run(kubectl, ['exec', 'web', '--', 'exit', '42'])).toMatchObject({
        code: 42,
        err: 'going\ncommand terminated with exit code 42\n',
      });
      expect(await printed(kubectl, ['exec', 'web', '--', 'echo', 'a', 'b'])).toBe('a b\n');
      expect(await printed(kubectl, ['exec', 'two', '-c', 'right', '--', 'later'])).toBe('now\n');
    });

    test('exec -i hands stdin on and its end as well', async () => {
      expect(await printed(kubectl, ['exec', '-i', 'web', '--', 'cat'], 'some text')).toBe('some text');
    });

    test('a program that cannot be started is told in the words of the node', async () => {
      const { code, err } = await cluster.run(kubectl, ['exec', 'web', '--', 'nope']);
      expect({ code, err }).toEqual({
        code: 1,
        err: 'error: Internal error occurred: exec: "nope": executable file not found in $PATH\n',
      });
    });

    test('a container that does not run takes no program', async () => {
      const { code, err } = await cluster.run(kubectl, ['exec', 'waiting', '--', 'echo']);
      expect(code).toBe(1);
      expect(err).toContain('unable to upgrade connection: container not found ("main")');
    });

    test('attach joins the streams of a container', async () => {
      expect(await printed(kubectl, ['attach', 'web'])).toBe('attached\n');
      expect(await printed(kubectl, ['attach', '-i', 'web'], 'to process 1')).toBe('to process 1');
    });

    test('port-forward serves several ports, of a Pod, a Service and a Deployment', async () => {
      const pod = await forwarded(kubectl, ['web', ':80', ':81'], 2);
      expect((await exchange(pod.ports[0] ?? 0, 'echo me')).toString()).toBe('echo me');
      expect((await exchange(pod.ports[1] ?? 0, '5000', false)).length).toBe(5000);
      await pod.stop();
      for (const [name, port] of [
        ['service/web', ':8080'],
        ['deployment/web', ':80'],
      ] as const) {
        const one = await forwarded(kubectl, [name, port], 1);
        expect((await exchange(one.ports[0] ?? 0, name)).toString()).toBe(name);
        await one.stop();
      }
      await cluster.until(() => cluster.containers.sessions.open === 0);
    });

    test(`${MIB} MiB pass through a forwarded port unchanged, both ways, and never lie around`, async () => {
      const size = MIB * 2 ** 20;
      const source = await forwarded(kubectl, ['web', ':81'], 1);
      const got = await exchange(source.ports[0] ?? 0, String(size), false);
      await source.stop();
      expect({ size: got.length, hash: hash(got) }).toEqual({ size, hash: patternHash(size) });
      expect(cluster.containers.heldBytes).toBeLessThanOrEqual(2 ** 20);
      const echo = await forwarded(kubectl, ['web', ':80'], 1);
      const back = await exchange(echo.ports[0] ?? 0, got);
      await echo.stop();
      expect(hash(back)).toBe(hash(got));
    });

    test('a client that is killed leaves nothing behind', async () => {
      const before = cluster.containers.sessions.closed;
      const children = [
        cluster.spawn(kubectl, ['exec', 'web', '--', 'sleep']),
        cluster.spawn(kubectl, ['exec', '-i', 'web', '--', 'cat']),
      ];
      const forward = await forwarded(kubectl, ['web', ':80'], 1);
      const socket = connect(forward.ports[0] ?? 0, '127.0.0.1').on('error', () => undefined);
      socket.write('hello');
      await cluster.until(() => cluster.containers.sessions.open === 3);
      for (const child of children) child.kill('SIGKILL');
      await forward.stop();
      socket.destroy();
      await cluster.until(() => cluster.containers.sessions.open === 0);
      expect(cluster.containers.sessions.closed - before).toBe(3);
      expect(cluster.session.sessions).toBe(0);
    });

    test(`${SESSIONS} programs run at a time, each with a client of its own`, async () => {
      const { sessions } = cluster.containers;
      const clients: { readonly type: (text: string) => void; readonly said: Promise<string> }[] = [];
      for (let index = 0; index < SESSIONS; index += 1) {
        const child = cluster.spawn(kubectl, ['exec', '-i', 'web', '--', 'cat']);
        let heard = '';
        child.stdout.on('data', (piece: Buffer) => {
          heard += piece.toString();
        });
        clients.push({
          type: (text) => child.stdin.end(text),
          said: new Promise((resolve) => child.on('close', () => resolve(heard))),
        });
        // Not all at once: starting kubectl takes more of a small machine than serving it.
        await cluster.until(() => sessions.open > index - STARTING);
      }
      await cluster.until(() => sessions.open === SESSIONS);
      clients.forEach(({ type }, index) => type(`session ${index}`));
      expect(await Promise.all(clients.map(({ said }) => said))).toEqual(clients.map((_, index) => `session ${index}`));
      expect(sessions.open).toBe(0);
    });

    test('what is sent to a slow program waits for it', async () => {
      const text = 'x'.repeat(2 ** 20);
      expect(await printed(kubectl, ['exec', '-i', 'web', '--', 'count'], text)).toBe(`${text.length}\n`);
    });

    test('get --raw goes through the proxies of Pods and Services', async () => {
      const path = '/api/v1/namespaces/default';
      expect(
        JSON.parse(await printed(kubectl, ['get', '--raw', `${path}/services/web:8080/proxy/a/b?c=d`])),
      ).toMatchObject({
        address: '10.244.0.5',
        port: 80,
        method: 'GET',
        target: '/a/b?c=d',
      });
      const refused = await cluster.run(kubectl, ['get', '--raw', `${path}/pods/web:1/proxy/`]);
      expect(refused.err).toBe(
        'Error from server (ServiceUnavailable): error trying to reach service: dial tcp 10.244.0.5:1: connect: connection refused\n',
      );
      const empty = await cluster.run(kubectl, ['get', '--raw', `${path}/services/empty:http/proxy/`]);
      expect(empty.err).toBe('Error from server (ServiceUnavailable): no endpoints available for service "empty"\n');
    });
  });

  const [newest] = Object.values(paths).slice(-1);

  test('kubectl proxy hands requests to a Service on, with method and body', async () => {
    const child = cluster.spawn(newest ?? '', ['proxy', '--port=0']);
    let said = '';
    child.stdout.on('data', (piece: Buffer) => {
      said += piece.toString();
    });
    await cluster.until(() => /:(\d+)\n/.test(said));
    const port = /:(\d+)\n/.exec(said)?.[1] ?? '';
    const url = `http://127.0.0.1:${port}/api/v1/namespaces/default/services/web:http/proxy`;
    const answer = await fetch(`${url}/form`, { method: 'POST', body: 'a=1' });
    expect(await answer.json()).toMatchObject({ method: 'POST', target: '/form', body: 'a=1' });
    const page = await fetch(`${url}/page`);
    expect(await page.text()).toBe(
      '<a href="/api/v1/namespaces/default/services/web:http/proxy/next">next</a><img src="http://elsewhere/x.png">',
    );
    child.kill();
  });

  const hasTerminals = spawnSync('script', ['--version']).status === 0;

  test.each(hasTerminals ? Object.entries(paths) : [])(
    'with a terminal, kubectl %s tells its size and takes what is typed',
    async (_version, kubectl) => {
      /** Runs it in a terminal of 80 columns; its end, and what it has said so far. */
      const inTerminal = (words: string) => {
        const child = cluster.spawn('script', ['-qec', `stty rows 24 cols 80; ${kubectl} ${words}`, '/dev/null']);
        const heard = { said: '' };
        child.stdout.on('data', (piece: Buffer) => {
          heard.said += piece.toString();
        });
        return { child, heard, code: new Promise((resolve) => child.on('close', resolve)) };
      };
      const size = inTerminal('exec -it web -- size');
      expect(await size.code).toBe(0);
      expect(size.heard.said).toContain('80x24');
      const typed = inTerminal('exec -it web -- cat');
      await cluster.until(() => cluster.containers.sessions.open === 1);
      typed.child.stdin.write('typed\n');
      await cluster.until(() => typed.heard.said.includes('typed'));
      typed.child.stdin.write('\u0004');
      expect(await typed.code).toBe(0);
    },
  );
}

test('@kubernetes/client-node runs programs, reads logs and reaches ports', async () => {
  const script = join(ROOT, 'test', 'kubectl', 'clients', 'exec-forward.mjs');
  const { out, err } = await cluster.run(process.execPath, [script]);
  const heard = out.toString().trim().split('\n');
  expect({ heard: heard.map((line) => JSON.parse(line) as object), err }).toEqual({
    heard: [
      { what: 'exec', value: 'typed: Success' },
      { what: 'exit', value: '3' },
      { what: 'log', value: 'main: third\n' },
      { what: 'port', value: 'through the port' },
    ],
    err: '',
  });
});
