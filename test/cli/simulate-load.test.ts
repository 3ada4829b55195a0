import { createServer, type AddressInfo } from 'node:net';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCli, type Outcome } from './run-cli';
import { newFolder, writeTeamProgram } from './team-program';

/** Runs `workshop simulate --once` on a program of its own, in folders of their own. */
async function once(words: readonly string[], options: Parameters<typeof writeTeamProgram>[1] = {}): Promise<Outcome> {
  const app = writeTeamProgram(newFolder(), options);
  return await runCli(['simulate', '--once', '--app', app, '--out', join(newFolder(), 'manifests'), ...words]);
}

describe('--once', () => {
  test('synthesizes, loads, says when each stack is ready, and ends', async () => {
    const { code, out, err } = await once(['--env', 'trial'], { hasSecond: true });
    expect(err).toMatch(/manifests: \d+ written, 0 deleted\n$/);
    expect(out).toMatch(/^(cart|shop): 3 objects, ready after \d+ s\n(cart|shop): 3 objects, ready after \d+ s\n/);
    expect(out).toMatch(/^2 of 2 stacks ready, 6 objects, after \d+ s of the cluster's time\n$/m);
    expect(code).toBe(0);
  });

  test('takes manifests as they are when they are up to date', async () => {
    const [app, out] = [writeTeamProgram(newFolder()), join(newFolder(), 'manifests')];
    await runCli(['synth', '--app', app, '--out', out]);
    expect(await runCli(['simulate', '--once', '--app', app, '--out', out, '--env', 'live'])).toMatchObject({
      code: 0,
      err: '',
    });
  });

  test('loads one stack alone', async () => {
    const { out } = await once(['--env', 'trial', '--stack', 'cart'], { hasSecond: true });
    expect(out).toContain('1 of 1 stack ready');
    expect(out).not.toContain('shop');
  });

  test('writes one JSON document', async () => {
    const { code, out } = await once(['--env', 'trial', '--profile', 'plain', '-o', 'json']);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      environment: 'trial',
      profile: 'plain',
      isReady: true,
      isSettled: true,
      stillChanging: [],
      stacks: [{ name: 'shop', objects: 3, isReady: true, errors: [], unready: [] }],
      generatedSecrets: [],
    });
  });

  test('equal seeds lead to equal reports', async () => {
    const report = async (): Promise<string> => (await once(['--env', 'trial', '--seed', '7', '-o', 'json'])).out;
    expect(await report()).toBe(await report());
  });

  test('says what is not ready and what the cluster says about it, with exit code 1', async () => {
    const { code, out } = await once(['--env', 'trial', '--nodes', '1']);
    expect(code).toBe(1);
    // The only node of the profile is the control plane, which is tainted.
    expect(out).toMatch(/^shop: 3 objects, not ready\n {2}Deployment shop in trial-shop: 0 of 2 Pods are available\n/);
    expect(out).toMatch(
      /^ {4}Pod shop-\S+: Unschedulable: 0\/1 nodes are available: 1 node\(s\) had untolerated taint/m,
    );
    expect(out).toMatch(/^0 of 1 stack ready/m);
  });

  test('a stage that the text teaches as broken is not ready', async () => {
    const out = join(newFolder(), 'manifests');
    const words = ['--env', 'workshop', '--stack', 'kuar-config/01-missing-key', '--out', out];
    const { code, out: said } = await runCli(['simulate', '--once', ...words]);
    expect(code).toBe(1);
    expect(said).toContain('CreateContainerConfigError');
  });

  test('of a lesson, the first stage is loaded unless another is named', async () => {
    const out = join(newFolder(), 'manifests');
    const load = async (stack: string): Promise<string> =>
      (await runCli(['simulate', '--once', '--env', 'workshop', '--out', out, '--stack', stack])).out;
    expect(await load('dockercoins')).toMatch(/^dockercoins\/01-deployments: 5 objects, ready/);
    expect(await load('dockercoins/02-services')).toMatch(/^dockercoins\/02-services: 9 objects, ready/);
  });

  test('makes up the Secrets that a deployment would bring, the same for the same seed', async () => {
    const out = join(newFolder(), 'manifests');
    const words = ['--env', 'test', '--stack', 'awsme,kuar-ingress', '--out', out, '-o', 'json'];
    const { code, out: said } = await runCli(['simulate', '--once', ...words]);
    expect(code).toBe(0);
    expect(JSON.parse(said)).toMatchObject({
      generatedSecrets: [
        { namespace: 'test-awsme', name: 'mysql', keys: ['password'] },
        { namespace: 'test-kuar-ingress', name: 'tls-secret-name', keys: ['tls.crt', 'tls.key'] },
      ],
    });
  });

  test('opens no port and writes no kubeconfig', async () => {
    const folder = newFolder();
    await once(['--env', 'trial', '--kubeconfig', join(folder, 'kubeconfig')]);
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('what cannot be loaded', () => {
  test.each([
    { words: ['--env', 'trail'], err: "unknown environment 'trail'; did you mean 'trial'?" },
    { words: ['--env', 'trial', '--stack', 'chop'], err: "unknown stack 'chop'; did you mean 'shop'?" },
    { words: ['--env', 'trial', '--stack', 'shop/02'], err: "stack 'shop' has no stages, got 'shop/02'" },
  ])('$words is wrong usage', async ({ words, err }) => {
    expect(await once(words)).toMatchObject({ code: 2, out: '', err: expect.stringContaining(`workshop: ${err}\n`) });
  });

  test('a stage that a lesson does not have', async () => {
    const out = join(newFolder(), 'manifests');
    const stack = 'dockercoins/02-service';
    const { code, err } = await runCli(['simulate', '--once', '--env', 'workshop', '--stack', stack, '--out', out]);
    expect(code).toBe(2);
    expect(err).toContain("stack 'dockercoins' has no stage '02-service'; did you mean '02-services'?");
  });

  test('a program that is not valid is told with its findings', async () => {
    const { code, err } = await once(['--env', 'course'], { expects: 'unknown-host' });
    expect(code).toBe(1);
    expect(err).toContain('[expected-finding]');
  });

  test('a folder that is a file', async () => {
    const file = join(newFolder(), 'file');
    writeFileSync(file, '');
    const { code, err } = await runCli(['simulate', '--once', '--out', file]);
    expect({ code, err }).toEqual({ code: 2, err: `workshop: --out must be a folder, got the file '${file}'\n` });
  });

  test('JSON of a cluster that stays', async () => {
    const { code, out } = await runCli(['simulate', '-o', 'json']);
    expect(code).toBe(2);
    expect(JSON.parse(out)).toMatchObject({
      error: { message: "a cluster that stays has no JSON document: give '--once' with '-o json'" },
    });
  });

  test('a taken port is told before anything is loaded', async () => {
    const other = createServer();
    await new Promise<void>((listening) => other.listen(0, '127.0.0.1', () => listening()));
    const { port } = other.address() as AddressInfo;
    const [out, kubeconfig] = [join(newFolder(), 'manifests'), join(newFolder(), 'kubeconfig')];
    try {
      const { code, err } = await runCli(['simulate', `--port=${port}`, '--out', out, '--kubeconfig', kubeconfig]);
      expect(code).toBe(2);
      expect(err).toMatch(/^workshop: port \d+ is taken: /);
      expect([existsSync(out), existsSync(kubeconfig)]).toEqual([false, false]);
    } finally {
      await new Promise((closed) => other.close(closed));
    }
  });
});

describe('a cluster that stays', () => {
  test('loads, catches up with the wall clock, says where it answers, and ends with 0 on Ctrl-C', async () => {
    const [app, out] = [writeTeamProgram(newFolder()), join(newFolder(), 'manifests')];
    const kubeconfig = join(newFolder(), 'kubeconfig');
    let said = '';
    const words = ['--env', 'trial', '--app', app, '--out', out, '--port', '0', '--kubeconfig', kubeconfig];
    let status: Outcome | undefined;
    const { code } = await runCli(['simulate', ...words], {
      out: (text) => {
        said += text;
        if (!text.includes('Ctrl-C')) return;
        void runCli(['cluster', 'status', '-o', 'json', '--kubeconfig', kubeconfig]).then((outcome) => {
          status = outcome;
          process.emit('SIGINT');
        });
      },
    });
    expect(code).toBe(0);
    expect(said).toMatch(
      /^shop: 3 objects, ready after \d+ s\n[^]*Kubernetes 1\.36 answers on https:\/\/127\.0\.0\.1:\d+: 3 nodes/,
    );
    expect(readFileSync(kubeconfig, 'utf8')).toContain('server: https://127.0.0.1:');
    const { nowMs, wallMs, isPaused } = JSON.parse(status?.out ?? '{}') as Record<string, number>;
    expect(isPaused).toBe(false);
    expect(nowMs).toBeLessThanOrEqual(wallMs as number);
    expect((wallMs as number) - (nowMs as number)).toBeLessThan(5000);
  });

  test('ends with 0 on Ctrl-C while it loads, and writes no kubeconfig', async () => {
    const [app, out] = [writeTeamProgram(newFolder()), join(newFolder(), 'manifests')];
    const kubeconfig = join(newFolder(), 'kubeconfig');
    const words = ['--env', 'trial', '--app', app, '--out', out, '--port', '0', '--kubeconfig', kubeconfig];
    const { code } = await runCli(['simulate', ...words], {
      out: (text) => {
        if (text.startsWith('shop')) process.emit('SIGINT');
      },
    });
    expect([code, existsSync(kubeconfig)]).toEqual([0, false]);
  });

  test('on a terminal, the last line says what is waited for, and goes away', async () => {
    let shown = '';
    const [app, out] = [writeTeamProgram(newFolder()), join(newFolder(), 'manifests')];
    await runCli(['simulate', '--once', '--env', 'trial', '--app', app, '--out', out], {
      isInteractive: true,
      err: (text) => {
        shown += text;
      },
    });
    expect(shown).toContain('[0/1] waiting for shop');
    expect(shown.endsWith('\r\u001b[K')).toBe(true);
  });
});
