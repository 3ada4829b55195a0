import { filesOf, Volume, type FileSystem } from '../../../../src/simulator/process';
import { files, nowMs } from './sample-files';

/** Counts what a watch tells of. */
function watched(view: FileSystem, path: string): { count: number; end: () => void } {
  const seen = { count: 0, end: (): void => undefined };
  seen.end = view.watch(path, () => {
    seen.count += 1;
  });
  return seen;
}

test('who watches a file hears of its changes, and of nothing else', () => {
  const view = files();
  view.write('/log', '');
  const seen = watched(view, '/log');
  view.append('/log', 'line');
  view.write('/other', 'text');
  expect(seen.count).toBe(1);
  seen.end();
  view.append('/log', 'line');
  expect(seen.count).toBe(1);
});

test('who watches a name hears when its file appears, is replaced and disappears', () => {
  const view = files();
  const seen = watched(view, '/log');
  view.write('/log', '');
  view.write('/new', 'x');
  const before = seen.count;
  view.rename('/new', '/log');
  expect(seen.count).toBe(before + 1);
  view.append('/log', 'y');
  expect(seen.count).toBe(before + 2);
  view.remove('/log');
  expect(seen.count).toBe(before + 3);
});

test('who watches a directory hears of everything below it, in volumes too', () => {
  const shared = new Volume({ nowMs });
  const view = files(
    [{ '/conf/deep/file': { type: 'file', content: '' } }],
    [{ path: '/conf/volume', volume: shared }],
  );
  const seen = watched(view, '/conf');
  view.append('/conf/deep/file', 'x');
  const first = seen.count;
  expect(first).toBeGreaterThan(0);
  filesOf(shared).write('/file', 'x');
  expect(seen.count).toBeGreaterThan(first);
  const second = seen.count;
  view.write('/elsewhere', 'x');
  expect(seen.count).toBe(second);
});

test('who watches a file behind symlinks hears when one of them is moved', () => {
  const view = files([
    {
      '/one/app.conf': { type: 'file', content: '1' },
      '/two/app.conf': { type: 'file', content: '2' },
      '/current': { type: 'symlink', target: 'one' },
      '/app.conf': { type: 'symlink', target: 'current/app.conf' },
    },
  ]);
  const seen = watched(view, '/app.conf');
  view.symlink('two', '/next');
  expect(seen.count).toBe(0);
  view.rename('/next', '/current');
  expect([seen.count, view.readText('/app.conf')]).toEqual([1, '2']);
});
