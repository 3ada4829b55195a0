import { execFile, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from './source-files';

const run = promisify(execFile);

/** Processes at a time: more than the cores of a small machine, because kubectl also waits for files. */
const PROCESSES = 4;

/** Enough for the text of a whole environment. */
const OUTPUT_BYTES_MAX = 64 * 2 ** 20;

/** A kubectl of this machine. */
export interface Kubectl {
  /** Path of the program. */
  readonly path: string;
  /** What kubectl says on stdout to each of `calls`, in their order; several run at a time. Throws when one fails. */
  readonly answers: (calls: readonly (readonly string[])[]) => Promise<string[]>;
}

function kubectlAt(path: string): Kubectl {
  const answers = async (calls: readonly (readonly string[])[]): Promise<string[]> => {
    const said: string[] = [];
    const waiting = [...calls.entries()];
    const work = async (): Promise<void> => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const [index, words] = next;
        said[index] = (await run(path, words, { maxBuffer: OUTPUT_BYTES_MAX })).stdout;
      }
    };
    await Promise.all(Array.from({ length: PROCESSES }, work));
    return said;
  };
  return { path, answers };
}

/**
 * A group of tests that call a real kubectl: that of KUBECTL, of PATH, or the one that the scripts bring. Where none
 * can be had, one test says that nothing was called.
 *
 * @throws Error where CI=true and there is no kubectl: there nothing may go untested in silence.
 */
export function describeWithKubectl(name: string, tests: (kubectl: Kubectl) => void): void {
  describe(name, () => {
    const script = join(ROOT, 'scripts', 'get-binaries.mjs');
    const { status, stdout, stderr } = spawnSync(process.execPath, [script], { cwd: ROOT, encoding: 'utf8' });
    if (status === 0) {
      tests(kubectlAt((JSON.parse(stdout) as { kubectl: string }).kubectl));
      return;
    }
    if (process.env['CI'] === 'true') throw new Error(`CI needs a kubectl: ${stderr}`);
    test('nothing is called: no kubectl can be had on this machine', () => {
      expect(stderr).toMatch(/^Error: /m);
    });
  });
}

/**
 * Paths of kubectl of `versions`, by version; why there are none as text.
 *
 * @throws Error where CI=true and there is no kubectl: there nothing may go untested in silence.
 */
export function kubectlPaths(versions: readonly string[]): Readonly<Record<string, string>> | string {
  const found = binariesOf(versions);
  if (typeof found === 'string') return found;
  return Object.fromEntries(Object.entries(found).map(([version, { kubectl }]) => [version, kubectl]));
}

/**
 * Paths of kubectl and helm of `versions`, by version of kubectl; why there are none as text.
 *
 * @throws Error where CI=true and they cannot be had.
 */
export function binariesOf(
  versions: readonly string[],
): Readonly<Record<string, { readonly kubectl: string; readonly helm: string }>> | string {
  const script = join(ROOT, 'scripts', 'get-binaries.mjs');
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...versions], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  if (status === 0) return JSON.parse(stdout) as Record<string, { kubectl: string; helm: string }>;
  if (process.env['CI'] === 'true') throw new Error(`CI needs kubectl ${versions.join(', ')}: ${stderr}`);
  return stderr;
}
