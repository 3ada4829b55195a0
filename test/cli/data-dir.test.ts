import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { readKubeconfig } from '../../src/simulator/edge';
import { BIN, Connection, KilledServer } from './killed-server';
import { runCli } from './run-cli';
import { served } from './served-command';
import { newFolder, writeTeamProgram } from './team-program';

const certificateOf = (text: string): string | undefined => /certificate-authority-data: (.*)/.exec(text)?.[1];

const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';

describe('--data-dir', () => {
  test('keeps what was written, the certificates and how the cluster was begun', async () => {
    const folder = join(newFolder(), 'new', 'data');
    const first = await served(['--empty', '--profile', 'minikube', '--data-dir', folder], async (connection) => {
      await connection.send('POST', CONFIG_MAPS, { metadata: { name: 'kept' } });
    });
    expect(first).toMatchObject({ code: 0, err: '' });
    expect(first.out).toContain(`Ctrl-C ends it; it stays in ${folder}.\n`);

    const bodies: unknown[] = [];
    const second = await served(['--data-dir', folder], async (connection) => {
      bodies.push((await connection.send('GET', `${CONFIG_MAPS}/kept`)).body);
      bodies.push((await connection.send('GET', '/api/v1/nodes')).body);
    });
    expect(second.out).toMatch(/data: goes on from \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ, nothing is loaded\n/);
    expect(second.out).toContain(': 1 node, ready after');
    expect(bodies).toMatchObject([{ metadata: { name: 'kept' } }, { items: [{ metadata: { name: 'minikube' } }] }]);
    const [before, after] = [first, second].map(({ kubeconfig }) => certificateOf(readFileSync(kubeconfig, 'utf8')));
    expect(before).toBeDefined();
    expect(after).toBe(before);
  });

  test('takes no other profile, nodes, seed, environment or stacks than the first time', async () => {
    const folder = newFolder();
    await served(['--empty', '--profile', 'aws', '--nodes', '1', '--seed', '7', '--data-dir', folder]);
    for (const [kept, got] of [
      ['--profile aws', '--profile plain'],
      ['--nodes 1', '--nodes 2'],
      ['--seed 7', '--seed 8'],
      ['--empty', '--env dev'],
      ['--empty', '--stack shop'],
    ] as const) {
      expect(await runCli(['simulate', '--data-dir', folder, ...got.split(' ')])).toEqual({
        code: 2,
        out: '',
        err:
          `workshop: '${folder}' keeps a cluster begun with ${kept}, got ${got}: ` +
          'leave it out, or name another folder with --data-dir\n',
      });
    }
    const same = ['--empty', '--profile', 'aws', '--nodes', '1', '--seed', '7', '--data-dir', folder];
    expect(await served(same)).toMatchObject({ code: 0 });
  });

  test('loads once: what was changed since stays as it is', async () => {
    const folder = newFolder();
    const [app, out] = [writeTeamProgram(newFolder()), join(newFolder(), 'manifests')];
    const words = ['--env', 'trial', '--app', app, '--out', out, '--data-dir', folder];
    const shop = '/apis/apps/v1/namespaces/trial-shop/deployments/shop';
    await served(words, async (connection) => {
      expect(await connection.send('PATCH', shop, { spec: { replicas: 5 } })).toMatchObject({ status: 200 });
    });
    for (const again of [words, ['--data-dir', folder]]) {
      const { out: said } = await served(again, async (connection, kubeconfig) => {
        await runCli(['cluster', 'advance', '1m', '--kubeconfig', kubeconfig]);
        const { body } = await connection.send('GET', shop);
        expect(body).toMatchObject({ spec: { replicas: 5 }, status: { readyReplicas: 5 } });
        const pods = await connection.send('GET', '/api/v1/namespaces/trial-shop/pods');
        expect(pods.body['items']).toHaveLength(5);
      });
      expect(said).not.toContain('stacks ready');
    }
    const other = await runCli(['simulate', '--data-dir', folder, '--env', 'live']);
    expect(other.err).toContain('begun with --env trial, got --env live');
  });

  test('goes on with loading that was interrupted', async () => {
    const folder = newFolder();
    const [app, out] = [writeTeamProgram(newFolder()), join(newFolder(), 'manifests')];
    const words = ['--app', app, '--out', out, '--data-dir', folder];
    const kubeconfig = join(newFolder(), 'kubeconfig');
    await runCli(['simulate', '--env', 'trial', '--port', '0', '--kubeconfig', kubeconfig, ...words], {
      out: (text) => {
        if (text.startsWith('shop')) process.emit('SIGINT');
      },
    });
    expect(existsSync(kubeconfig)).toBe(false);
    const { out: said } = await served(words);
    expect(said).toMatch(/goes on from \S+Z\nshop: 3 objects, ready/);
    expect((await served(words)).out).toContain('nothing is loaded');
  });

  test('has no snapshots', async () => {
    await served(['--empty', '--data-dir', newFolder()], async (_connection, kubeconfig) => {
      const file = join(newFolder(), 'snapshot');
      writeFileSync(file, '{}');
      for (const verb of ['save', 'load']) {
        const { code, err } = await runCli(['cluster', 'snapshot', verb, file, '--kubeconfig', kubeconfig]);
        expect([code, err]).toEqual([
          expect.any(Number),
          expect.stringContaining('a cluster with --data-dir has no snapshots: end it and copy its folder'),
        ]);
        expect(code).not.toBe(0);
      }
    });
  });
});

describe('a folder that cannot be used', () => {
  test('is told: files of somebody else, a file, --once', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'notes.txt'), '');
    const errOf = async (...words: string[]): Promise<string> => (await runCli(['simulate', ...words])).err;
    expect(await errOf('--data-dir', folder)).toBe(
      `workshop: '${folder}' holds files of something else: name a new or an empty folder\n`,
    );
    const file = join(folder, 'notes.txt');
    expect(await errOf('--data-dir', file)).toBe(
      `workshop: cannot use '${file}': a file stands where a folder should be\n`,
    );
    expect(await errOf('--data-dir', join(folder, 'new'), '--once')).toBe(
      "workshop: '--once' keeps nothing: leave out '--data-dir'\n",
    );
  });

  test('is told while another process has it', async () => {
    const folder = newFolder();
    await served(['--empty', '--data-dir', folder], async () => {
      const { code, err } = await runCli(['simulate', '--empty', '--data-dir', folder]);
      expect({ code, err }).toEqual({
        code: 2,
        err: `workshop: '${folder}' is in use by another process: end that one, or name another folder\n`,
      });
    });
  });

  test('is not made for wrong options, and stays new when the port is taken', async () => {
    const folder = join(newFolder(), 'data');
    await runCli(['simulate', '--empty', '--data-dir', folder, '--nodes', 'x']);
    expect(existsSync(folder)).toBe(false);
    const other = createServer();
    await new Promise<void>((listening) => other.listen(0, '127.0.0.1', () => listening()));
    const { port } = other.address() as AddressInfo;
    const kubeconfig = join(newFolder(), 'kubeconfig');
    const { err } = await runCli([
      'simulate',
      ...['--empty', '--data-dir', folder, `--port=${port}`, '--kubeconfig', kubeconfig],
    ]);
    await new Promise((closed) => other.close(closed));
    expect(err).toContain(`port ${port} is taken`);
    expect(await served(['--empty', '--data-dir', folder])).toMatchObject({ code: 0 });
  });

  test('that is full ends the cluster with a word, and nothing that was answered is lost', async () => {
    const [folder, kubeconfig] = [join(newFolder(), 'data'), join(newFolder(), 'kubeconfig')];
    // A process that may write no file beyond 1 MiB stands for a disk without space.
    const words = ['simulate', '--empty', '--nodes', '0', '--port', '0', '--data-dir', folder];
    const limited = `ulimit -f 2048; exec "$0" "$@" --kubeconfig "${kubeconfig}"`;
    const child = spawn('/bin/bash', ['-c', limited, process.execPath, BIN, ...words]);
    let [said, err] = ['', ''];
    child.stderr.on('data', (text: Buffer) => (err += text.toString()));
    const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
    await new Promise<void>((resolve) => {
      child.stdout.on('data', (text: Buffer) => {
        said += text.toString();
        if (said.includes('answers on')) resolve();
      });
      child.on('exit', () => resolve());
    });
    const access = readKubeconfig(kubeconfig);
    if (access === undefined) throw new Error(err);
    const connection = new Connection(access);
    let acknowledged = 0;
    let refusal: unknown;
    try {
      for (;;) {
        const body = { metadata: { name: `c${acknowledged}` }, data: { value: 'x'.repeat(500_000 + acknowledged) } };
        const answer = await connection.send('POST', CONFIG_MAPS, body);
        if (answer.status !== 201) {
          refusal = answer.body['message'];
          break;
        }
        acknowledged += 1;
      }
    } catch {
      // It ended before it could say why.
    }
    connection.close();
    expect(await ended).toBe(2);
    expect(err).toBe(`workshop: '${folder}' cannot be written: no space is left\n`);
    if (refusal !== undefined) expect(refusal).toContain('cannot be written: no space is left');

    const again = KilledServer.start(folder, kubeconfig, []);
    try {
      await again.answers();
      const reader = again.connect();
      const { body } = await reader.send('GET', CONFIG_MAPS);
      reader.close();
      const names = (body['items'] as readonly { metadata: { name: string } }[]).map(({ metadata }) => metadata.name);
      const written = Array.from({ length: acknowledged }, (_, index) => `c${index}`);
      expect(names.filter((name) => name.startsWith('c'))).toEqual(written);
    } finally {
      await again.end('SIGTERM');
    }
  });
});
