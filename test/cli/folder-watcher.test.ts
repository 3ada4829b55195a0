import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { watchFolders } from '../../src/cli/folder-watcher';
import { newFolder } from './team-program';

// The file system tells of changes in its own time: these tests cannot wait in simulated time.

/** Resolves when the watcher tells of a change that happens after this call. */
function watched(folder: string, except = join(folder, 'dist')): { next: () => Promise<void>; stop: () => void } {
  let tell = (): void => undefined;
  const stop = watchFolders([folder], except, () => tell());
  return { next: () => new Promise((done) => (tell = done)), stop };
}

test('changes, new files, new folders and files in them are all seen', async () => {
  const folder = newFolder();
  const { next, stop } = watched(folder);
  try {
    for (const change of [
      () => writeFileSync(join(folder, 'a.ts'), '1'),
      () => mkdirSync(join(folder, 'new')),
      () => writeFileSync(join(folder, 'new', 'b.ts'), '1'),
      () => rmSync(join(folder, 'new'), { recursive: true }),
      () => writeFileSync(join(folder, 'a.ts'), '2'),
    ]) {
      const seen = next();
      change();
      await seen;
      // A change may be told in several pieces: those of this one must not pass for the next.
      await new Promise((quiet) => setTimeout(quiet, 20));
    }
  } finally {
    stop();
  }
});

test('the output folder, node_modules and hidden folders are not sources', async () => {
  const folder = newFolder();
  for (const name of ['dist', 'node_modules', '.cache']) mkdirSync(join(folder, name));
  let changes = 0;
  const stop = watchFolders([folder], join(folder, 'dist'), () => (changes += 1));
  for (const name of ['dist', 'node_modules', '.cache']) writeFileSync(join(folder, name, 'file'), '1');
  await new Promise((quiet) => setTimeout(quiet, 50));
  stop();
  expect(changes).toBe(0);
});

test('folders that do not exist are no error', () => {
  expect(() => watchFolders([join(newFolder(), 'none')], 'dist', () => undefined)()).not.toThrow();
});
