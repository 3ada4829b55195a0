import { lstatSync, readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

/** Paths of all files below `folder`, and links as `path -> target`, in order; links are not followed. */
export function writtenTree(folder: string, below = ''): string[] {
  return readdirSync(join(folder, below))
    .flatMap((name) => {
      const path = below === '' ? name : `${below}/${name}`;
      const status = lstatSync(join(folder, path));
      if (status.isSymbolicLink()) return [`${path} -> ${readlinkSync(join(folder, path))}`];
      return status.isDirectory() ? writtenTree(folder, path) : [path];
    })
    .sort();
}
