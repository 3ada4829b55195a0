import { spawnSync } from 'node:child_process';
import { kubectlPaths } from '../support/real-kubectl';
import { ServedCluster, type TerminalProgram } from '../support/simulated-cluster';

/** Versions of kubectl: one asks for SPDY, one for WebSocket. KUBECTL_STREAMS names others. */
const VERSIONS = (process.env['KUBECTL_STREAMS'] ?? '1.28,1.36').split(',');

// Programs live at the pace of the wall clock.
jest.setTimeout(120_000);

const paths = kubectlPaths(VERSIONS);
const hasWindows = spawnSync('python3', ['-c', 'import pty']).status === 0;
const PROMPT = /\/ # $/;

if (typeof paths === 'string' || !hasWindows) {
  test('nothing is called: this machine has no kubectl, or no terminals', () => {
    expect(typeof paths === 'string' || !hasWindows).toBe(true);
  });
} else {
  const [any = ''] = Object.values(paths);
  let cluster: ServedCluster;

  beforeAll(async () => {
    cluster = await ServedCluster.start();
    await cluster.run(any, ['run', 'box', '--image=busybox', '--command', '--', 'sleep', '100000']);
    const attached = ['--image=busybox', '-it', '--leave-stdin-open', '--attach=false', '--command', '--', 'sh'];
    for (const version of Object.keys(paths)) await cluster.run(any, ['run', podOf(version), ...attached]);
    await cluster.run(any, ['wait', '--for=condition=Ready', 'pod', '--all', '--timeout=60s']);
  });

  afterAll(() => cluster.stop());

  const podOf = (version: string): string => `shell-${version.replace('.', '-')}`;

  /** A shell in a window, once it waits for a command. */
  async function shellIn(path: string, words: readonly string[]): Promise<TerminalProgram> {
    const shell = cluster.inWindow(path, words);
    if (words[0] === 'attach') {
      await shell.says(/try pressing enter/);
      shell.type('\n');
    }
    await shell.says(PROMPT);
    return shell;
  }

  /** Asks the shell for its size until it is that. */
  async function sizeIs(shell: TerminalProgram, size: string): Promise<void> {
    for (let tries = 0; tries < 50 && !shell.said.includes(`\r\n${size}\r\n`); tries += 1) {
      shell.type('stty size\n');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(shell.said).toContain(`\r\n${size}\r\n`);
  }

  describe.each(Object.entries(paths))('kubectl %s in a window', (version, path) => {
    test.each(['exec', 'attach'])(
      '%s -it: the shell knows the size of the window, whenever it changes',
      async (verb) => {
        const words = verb === 'exec' ? ['exec', '-it', 'box', '--', 'sh'] : ['attach', '-it', podOf(version)];
        const shell = await shellIn(path, words);
        await sizeIs(shell, '24 80');
        shell.resize(40, 100);
        await sizeIs(shell, '40 100');
        shell.resize(5, 30);
        await sizeIs(shell, '5 30');
        shell.kill();
      },
    );

    test('a program on the whole window hears that it has changed, and fills it', async () => {
      const shell = await shellIn(path, ['exec', '-it', 'box', '--', 'sh']);
      shell.type('top -d 1\n');
      await shell.says(/Load average: [\d./ ]+\r\n {2}PID {2}PPID USER/);
      shell.resize(6, 30);
      // Three lines of head, the names, and one that is left, none of them wider than the window.
      const line = '[^\\r\\x1b]{0,30}';
      await shell.says(
        new RegExp(`\\[J(?:${line}\\r\\n){3} {2}PID {2}PPID USER {5}STAT {3}VS\\r\\n${line}\\r\\n\\x1b`),
      );
      shell.type('q');
      await shell.says(PROMPT);
      shell.type('exit 7\n');
      expect(await shell.ended).toBe(7);
    });

    test('keys move in a line, bring back earlier ones, end programs and input', async () => {
      const shell = await shellIn(path, ['exec', '-it', 'box', '--', 'sh']);
      shell.type('echo lst\x1b[D\x1b[D\x1b[Da\x1b[C\x1b[D\x7fo\n');
      await shell.says(/\r\nolst\r\n/);
      shell.type('\x1b[A\x01\x0becho up\n');
      await shell.says(/\r\nup\r\n/);
      shell.type('cat\n');
      await shell.says(/cat[^\n]*\n$/);
      shell.type('typed\n\x04');
      await shell.says(/typed\r\ntyped\r\n\/ # $/);
      shell.type('sleep 1000\n');
      await shell.says(/sleep 1000[^\n]*\n$/);
      shell.type('\x03');
      await shell.says(/\^C\r\n\/ # $/);
      shell.type('\x04');
      expect(await shell.ended).toBe(130);
    });
  });
}
