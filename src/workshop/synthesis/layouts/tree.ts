import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A symbolic link to a folder. */
export interface Link {
  /** What it leads to, relative to where it stands, exactly as written. */
  readonly to: string;
}

/** Texts of files and targets of links, by path with '/'. */
export type Tree = Map<string, string | Link>;

/** Writes `tree` in place of `folder`, which holds nothing else afterwards; a failure leaves the old one. */
export function replaceFolder(folder: string, tree: Tree): void {
  const temporary = `${folder}.writing-${process.pid}`;
  try {
    mkdirSync(temporary, { recursive: true });
    for (const [path, content] of tree) {
      const place = join(temporary, ...path.split('/'));
      mkdirSync(dirname(place), { recursive: true });
      if (typeof content === 'string') writeFileSync(place, content);
      else symlinkSync(content.to, place, 'dir');
    }
    rmSync(folder, { recursive: true, force: true });
    renameSync(temporary, folder);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}
