import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describeWithKubectl } from '../support/real-kubectl';
import { BIN } from './killed-server';
import { newFolder } from './team-program';

const PATIENCE_MS = 30_000;
const LIMIT_MS = 90_000;

/** Processes in a folder, or below it: the shells of a lesson, and what they have started. */
function processesIn(folder: string): readonly string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readlinkSync(`/proc/${pid}/cwd`).startsWith(`${folder}/`);
      } catch {
        return false;
      }
    });
}

async function until(isSo: () => boolean, what: () => string): Promise<void> {
  for (const endMs = Date.now() + PATIENCE_MS; !isSo();) {
    if (Date.now() > endMs) throw new Error(what());
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** A lesson of its own process: one of its steps watches in the background. */
async function begun(folder: string, kubectl: string): Promise<{ child: ChildProcess; text: () => string }> {
  const env = { ...process.env, WORKSHOP_PROGRESS: join(folder, 'progress.json') };
  const child = spawn(process.execPath, [BIN, 'lesson', 'COINS-27', '--kubectl', kubectl, '--speed', '20'], {
    cwd: folder,
    env,
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (part: string) => (text += part));
  }
  const hears = (words: string): Promise<void> =>
    until(
      () => text.includes(words),
      () => `'${words}' is not said, but:\n${text}`,
    );
  await hears('d: do it for me');
  child.stdin.write('d\n');
  await hears('it goes on in the background');
  return { child, text: () => text };
}

const hasProc = existsSync('/proc/self/cwd');

describeWithKubectl('a lesson that is ended in the middle', ({ path }) => {
  test.each([
    ['Ctrl-C', 'SIGINT'],
    ['a polite end', 'SIGTERM'],
    ['a terminal that is closed', 'SIGHUP'],
  ] as const)(
    '%s leaves nothing running',
    async (_, signal) => {
      const folder = newFolder();
      const { child, text } = await begun(folder, path);
      if (hasProc) expect(processesIn(folder)).not.toEqual([]);
      const code = await new Promise((resolve) => {
        child.once('exit', resolve);
        child.kill(signal);
        // A shell tells what it has started, too, that its terminal is gone.
        if (signal === 'SIGHUP') setTimeout(() => child.kill(signal), 50);
      });
      expect(code).toBe(130);
      expect(text()).toContain('workshop: stopped; nothing is left running\n');
      if (hasProc) expect(processesIn(folder)).toEqual([]);
      expect(existsSync(join(folder, '.workshop/lessons/COINS-27/.kubeconfig'))).toBe(false);
    },
    LIMIT_MS,
  );

  test(
    'a kill leaves nothing running either, kubectl says what is wrong, and the next start goes on',
    async () => {
      const folder = newFolder();
      const { child } = await begun(folder, path);
      child.kill('SIGKILL');
      const left = (): readonly string[] => (hasProc ? processesIn(folder) : []);
      await until(
        () => left().length === 0,
        () => `still there: ${left().join(' ')}`,
      );
      const kubeconfig = join(folder, '.workshop/lessons/COINS-27/.kubeconfig');
      const { status, stderr } = spawnSync(path, ['get', 'pods', '--kubeconfig', kubeconfig], { encoding: 'utf8' });
      expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining('was refused') as string });
      const again = await begun(folder, path);
      again.child.kill('SIGTERM');
      await new Promise((resolve) => again.child.once('exit', resolve));
    },
    LIMIT_MS,
  );
});
