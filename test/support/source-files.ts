import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Root of the repository. */
export const ROOT = join(__dirname, '..', '..');

/** Folders that hold no sources: installed, compiled or generated. */
const NO_SOURCES = ['node_modules', 'lib', 'dist', 'coverage', '.git', '.cache', 'docs/api'];

/** Every file below `folder` of the repository, as sorted paths from its root, with '/'. */
export function filesBelow(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true })
    .flatMap((entry) => {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (NO_SOURCES.includes(path) || entry.name === 'node_modules') return [];
      return entry.isDirectory() ? filesBelow(path) : [path];
    })
    .sort();
}

/** Names of the entries of a folder of the repository: folders, or files that end in `.ts` without that ending. */
export function namesIn(folder: string, kind: 'folders' | 'modules'): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true })
    .filter((entry) => (kind === 'folders' ? entry.isDirectory() : entry.isFile() && entry.name.endsWith('.ts')))
    .map((entry) => (kind === 'folders' ? entry.name : entry.name.replace(/\.ts$/, '')))
    .sort();
}
