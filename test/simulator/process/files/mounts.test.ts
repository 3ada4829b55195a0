import { createFiles, filesOf, partOf, Volume, type FileLayer } from '../../../../src/simulator/process';
import { files, nowMs, outcome } from './sample-files';

const volume = (layer?: FileLayer): Volume =>
  new Volume({ nowMs, ...(layer === undefined ? {} : { layers: [layer] }) });

test('containers that share a volume see what the others write, each at its own path', () => {
  const shared = volume();
  const [one, two] = [files([], [{ path: '/out', volume: shared }]), files([], [{ path: '/a/b/in', volume: shared }])];
  one.write('/out/page', 'text');
  expect(two.readText('/a/b/in/page')).toBe('text');
  expect(two.list('/a')).toEqual([{ name: 'b', type: 'directory' }]);
});

test('a read-only mount refuses every change, and another mount of the same volume takes it', () => {
  const shared = volume({ '/file': { type: 'file', content: 'x' } });
  const view = files(
    [],
    [
      { path: '/ro', volume: shared, isReadOnly: true },
      { path: '/rw', volume: shared },
    ],
  );
  for (const change of [
    () => view.write('/ro/file', ''),
    () => view.write('/ro/new', ''),
    () => view.makeDirectory('/ro/directory'),
    () => view.remove('/ro/file'),
    () => view.rename('/ro/file', '/ro/other'),
    () => view.changeMode('/ro/file', 0o777),
    () => view.setModified('/ro/file', 0),
  ]) {
    expect(outcome(change)).toBe('EROFS');
  }
  expect(view.mayAccess('/ro/file', 'write')).toBe(false);
  view.write('/rw/file', 'y');
  expect(view.readText('/ro/file')).toBe('y');
});

test('a container whose own files are read-only writes to its volumes alone', () => {
  const view = createFiles({ layers: [], nowMs, isReadOnly: true, mounts: [{ path: '/data', volume: volume() }] });
  expect(outcome(() => view.write('/file', ''))).toBe('EROFS');
  view.write('/data/file', 'x');
  expect(view.readText('/data/file')).toBe('x');
});

test('names do not move between mounts, and mount points stay where they are', () => {
  const view = files([], [{ path: '/data', volume: volume() }]);
  view.write('/file', '');
  expect(outcome(() => view.rename('/file', '/data/file'))).toBe('EXDEV');
  expect(outcome(() => view.link('/file', '/data/file'))).toBe('EXDEV');
  expect(outcome(() => view.rename('/data', '/other'))).toBe('EBUSY');
  expect(outcome(() => view.remove('/data', { isRecursive: true }))).toBe('EBUSY');
});

test('a single file can be mounted, and stays when its name becomes another file', () => {
  const shared = volume({ '/conf': { type: 'file', content: 'old' } });
  const part = partOf(shared, '/conf');
  if (part === undefined) throw new Error('no such part');
  const view = files(
    [{ '/etc/conf': { type: 'file', content: 'image' } }],
    [{ path: '/etc/conf', volume: shared, part }],
  );
  const owner = filesOf(shared);
  owner.write('/new', 'new');
  owner.rename('/new', '/conf');
  expect([view.readText('/etc/conf'), owner.readText('/conf')]).toEqual(['old', 'new']);
});

test('a mount hides what is below, mounts nest, and symlinks on the way are followed', () => {
  const image: FileLayer = {
    '/var/run': { type: 'symlink', target: '/run' },
    '/data/hidden': { type: 'file', content: '' },
  };
  const view = files(
    [image],
    [
      { path: '/data/inner', volume: volume({ '/deep': { type: 'file', content: 'deep' } }) },
      { path: '/data', volume: volume({ '/top': { type: 'file', content: 'top' } }) },
      { path: '/var/run/secrets', volume: volume({ '/token': { type: 'file', content: 'abc' } }) },
    ],
  );
  expect(view.list('/data').map(({ name }) => name)).toEqual(['inner', 'top']);
  expect(view.readText('/data/inner/deep')).toBe('deep');
  expect(view.readText('/run/secrets/token')).toBe('abc');
  expect(view.mounts().map(({ path }) => path)).toEqual(['/', '/data', '/data/inner', '/run/secrets']);
});

test('a volume is not made before somebody looks', () => {
  let asked = 0;
  const lazy = new Volume({ nowMs, layers: () => [{ '/file': { type: 'file', content: String((asked += 1)) } }] });
  const view = files([{ '/data': { type: 'directory' } }], [{ path: '/data', volume: lazy }]);
  view.write('/other', '');
  expect([asked, lazy.isUntouched]).toEqual([0, true]);
  expect(view.readText('/data/file')).toBe('1');
});
