import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { UsageError } from '../failure';

const NAMES = process.platform === 'win32' ? ['kubectl.exe'] : ['kubectl'];

/**
 * Path of the kubectl that is given, of KUBECTL, or of PATH.
 *
 * @throws UsageError when there is none, or it does not run.
 */
export function findKubectl(given: string | undefined): string {
  const asked = given ?? process.env['KUBECTL'];
  const found =
    asked !== undefined && asked !== ''
      ? resolve(asked)
      : (process.env['PATH'] ?? '')
          .split(delimiter)
          .flatMap((folder) => NAMES.map((name) => join(folder, name)))
          .find((path) => existsSync(path));
  if (found === undefined) {
    throw new UsageError('there is no kubectl in PATH: install one, or name it with --kubectl FILE');
  }
  const { status, error } = spawnSync(found, ['version', '--client'], { encoding: 'utf8', timeout: 20_000 });
  if (status === 0) return found;
  throw new UsageError(
    `'${found}' is no kubectl that runs here: ${error?.message ?? `it ends with ${status ?? 'a signal'}`}`,
  );
}
