import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Folder of this package: src/cli and lib/cli lie equally deep. */
export const PACKAGE_FOLDER = join(__dirname, '..', '..');

/** Whether this is a clone, where sources can be changed and built, and not an installed package. */
export function isClone(): boolean {
  return ['tsconfig.json', join('node_modules', 'typescript')].every((path) => existsSync(join(PACKAGE_FOLDER, path)));
}
