import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

const FOLDER = resolve(__dirname, '../../../shared');

/**
 * The folder of facts and texts that lies beside the repository, or undefined in a clone that stands alone.
 *
 * @throws Error where CI=true and the folder is missing: there nothing may go untested in silence.
 */
export function sharedFolder(): string | undefined {
  if (existsSync(FOLDER)) return FOLDER;
  if (process.env['CI'] === 'true') throw new Error(`CI needs the folder 'shared' beside the repository: ${FOLDER}`);
  return undefined;
}

/**
 * A group of tests that compare with files of the shared folder. In a clone that stands alone one test says that
 * nothing was compared.
 */
export function describeWithShared(name: string, tests: (folder: string) => void): void {
  describe(name, () => {
    const folder = sharedFolder();
    if (folder !== undefined) {
      tests(folder);
      return;
    }
    test("nothing is compared: there is no folder 'shared' beside this clone", () => {
      expect(existsSync(FOLDER)).toBe(false);
    });
  });
}
