import { existsSync, type FSWatcher, readdirSync, watch } from 'node:fs';
import { join, resolve } from 'node:path';

/** Folders in which nothing is a source. */
const isIgnored = (name: string): boolean => name.startsWith('.') || name === 'node_modules';

/**
 * Calls `onChange` whenever something changes in or below `folders`, which may not exist yet. `except` and what lies
 * below it is left out.
 *
 * Folders are watched one by one: `fs.watch` with `recursive` misses new folders on Linux with Node 20.
 *
 * @returns a function that ends the watching.
 */
export function watchFolders(folders: readonly string[], except: string, onChange: () => void): () => void {
  const watchers = new Map<string, FSWatcher>();
  const forget = (folder: string): void => {
    watchers.get(folder)?.close();
    watchers.delete(folder);
  };
  const add = (folder: string): void => {
    if (folder === resolve(except) || !existsSync(folder)) return;
    if (!watchers.has(folder)) {
      try {
        const watcher = watch(folder, (_event, name) => {
          if (name !== null && isIgnored(name)) return;
          // Folders come and go; looking again costs less than a millisecond.
          if (existsSync(folder)) add(folder);
          else forget(folder);
          onChange();
        });
        watcher.on('error', () => forget(folder));
        watchers.set(folder, watcher);
      } catch (error) {
        // The folder was deleted between the question and the watching.
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
        return;
      }
    }
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.isDirectory() && !isIgnored(entry.name)) add(join(folder, entry.name));
    }
  };
  for (const folder of folders) add(resolve(folder));
  return () => {
    for (const folder of [...watchers.keys()]) forget(folder);
  };
}
