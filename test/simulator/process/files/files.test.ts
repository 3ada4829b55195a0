import { encodeText, Volume, type FileLayer, type FileSystem, type Program } from '../../../../src/simulator/process';
import { files, NOW_MS, nowMs, outcome } from './sample-files';

const program: Program = function* () {
  yield* [];
  return 0;
};

const IMAGE: FileLayer = {
  '/bin/tool': { type: 'program', program },
  '/etc/motd': { type: 'file', content: 'hello\n' },
  '/etc/secret': { type: 'file', content: 'hidden', mode: 0o600 },
  '/home/ann': { type: 'directory', mode: 0o700, uid: 1000, gid: 1000 },
  '/home/ann/notes': { type: 'file', content: 'mine', uid: 1000, gid: 1000 },
  '/shared': { type: 'directory', mode: 0o2775, gid: 50 },
  '/tmp': { type: 'directory', mode: 0o1777 },
  '/var/run': { type: 'symlink', target: '/run' },
  '/run': { type: 'directory' },
};

const as = (uid: number, groups: readonly number[] = []): FileSystem => files([IMAGE]).as({ uid, gid: uid, groups });

const names = (view: FileSystem, path: string): readonly string[] => view.list(path).map(({ name }) => name);

test.each<[string, number, (view: FileSystem) => unknown, unknown]>([
  ['root reads what is closed to all others', 0, (view) => view.readText('/etc/secret'), 'hidden'],
  ['a user does not read what is closed', 7, (view) => view.readText('/etc/secret'), 'EACCES'],
  ['a user does not write what only root may', 7, (view) => view.write('/etc/motd', ''), 'EACCES'],
  ['a user makes nothing where only root may', 7, (view) => view.write('/etc/new', ''), 'EACCES'],
  ['a user does not pass through a closed directory', 7, (view) => view.readText('/home/ann/notes'), 'EACCES'],
  ['an owner passes', 1000, (view) => view.readText('/home/ann/notes'), 'mine'],
  ['everybody may execute a program', 7, (view) => view.mayAccess('/bin/tool', 'execute'), true],
  ['nobody executes a file without the bit, not even root', 0, (view) => view.mayAccess('/etc/motd', 'execute'), false],
  ['only the owner changes the mode', 7, (view) => view.changeMode('/etc/motd', 0o777), 'EPERM'],
  ['only root gives files away', 1000, (view) => view.changeOwner('/home/ann/notes', 7, 7), 'EPERM'],
  ['a directory is not read as a file', 0, (view) => view.readText('/etc'), 'EISDIR'],
  ['a file has no entries', 0, (view) => view.list('/etc/motd'), 'ENOTDIR'],
  ['a slash asks for a directory', 0, (view) => view.stat('/etc/motd/'), 'ENOTDIR'],
  [
    'an exclusive file must not exist',
    0,
    (view) => view.open('/etc/motd', { creates: true, isExclusive: true }),
    'EEXIST',
  ],
  ['a name has at most 255 letters', 0, (view) => view.write(`/tmp/${'x'.repeat(256)}`, ''), 'ENAMETOOLONG'],
  ['the root stays', 0, (view) => view.remove('/'), 'EBUSY'],
  ['a directory does not move into itself', 0, (view) => view.rename('/home', '/home/ann/home'), 'EINVAL'],
  ['unlink takes no directory', 0, (view) => view.remove('/run', { isDirectory: false }), 'EISDIR'],
  ['rmdir takes no file', 0, (view) => view.remove('/etc/motd', { isDirectory: true }), 'ENOTDIR'],
])('%s', (_about, uid, action, result) => {
  expect(outcome(() => action(as(uid)))).toBe(result);
});

test('in a sticky directory users remove and rename only what is theirs', () => {
  const root = files([IMAGE]);
  const [ann, bob] = [1000, 1001].map((uid) => root.as({ uid, gid: uid }));
  ann?.write('/tmp/ann', '');
  bob?.write('/tmp/bob', '');
  expect(outcome(() => bob?.remove('/tmp/ann'))).toBe('EPERM');
  expect(outcome(() => bob?.rename('/tmp/bob', '/tmp/ann'))).toBe('EPERM');
  ann?.remove('/tmp/ann');
  expect(names(root, '/tmp')).toEqual(['bob']);
});

test('further groups count, and a set-group directory hands its group on', () => {
  const member = as(1000, [50]);
  expect(outcome(() => as(1000).write('/shared/file', ''))).toBe('EACCES');
  member.write('/shared/file', '');
  member.makeDirectory('/shared/inner');
  expect(member.stat('/shared/file')).toMatchObject({ uid: 1000, gid: 50, mode: 0o644 });
  expect(member.stat('/shared/inner')).toMatchObject({ gid: 50, mode: 0o2755 });
});

test('new files obey the umask', () => {
  const view = files().as({ umask: 0o077 });
  view.write('/file', '');
  view.makeDirectory('/directory');
  expect([view.stat('/file').mode, view.stat('/directory').mode]).toEqual([0o600, 0o700]);
});

test('a loop of symlinks ends', () => {
  const view = files();
  view.symlink('b', '/a');
  view.symlink('a', '/b');
  expect(outcome(() => view.stat('/a'))).toBe('ELOOP');
  expect(view.statLink('/a')).toMatchObject({ type: 'symlink', target: 'b' });
});

test('writing through a symlink that leads nowhere makes its target', () => {
  const view = files();
  view.symlink('/target', '/link');
  view.write('/link', 'text');
  expect(view.readText('/target')).toBe('text');
});

test('hard links are one file, which stays until the last name is gone', () => {
  const view = files();
  view.write('/a', 'one');
  view.link('/a', '/b');
  view.append('/b', ' two');
  expect([view.readText('/a'), view.stat('/a').links]).toEqual(['one two', 2]);
  view.remove('/a');
  expect([view.readText('/b'), view.stat('/b').links]).toEqual(['one two', 1]);
});

test('an open file lives on without a name, and takes no room any more', () => {
  const view = files();
  view.write('/log', 'old');
  const open = view.open('/log', { access: 'both' });
  view.remove('/log');
  open.write(new TextEncoder().encode('new!'));
  open.seek(0);
  expect(new TextDecoder().decode(open.read())).toBe('new!');
  expect(view.mounts()[0]?.usedBytes).toBe(0);
});

test('bytes that were read never change', () => {
  const view = files([IMAGE]);
  const before = view.read('/etc/motd');
  view.append('/etc/motd', 'more\n');
  view.write('/etc/motd', 'HELLO\n');
  expect(new TextDecoder().decode(before)).toBe('hello\n');
});

test('a gap is filled with zeros', () => {
  const view = files();
  const open = view.open('/file', { access: 'write', creates: true });
  open.write(Uint8Array.of(1, 2, 3));
  open.truncate(1);
  open.seek(3);
  open.write(Uint8Array.of(9));
  expect([...view.read('/file')]).toEqual([1, 0, 0, 9]);
});

test('a program is known by its file until somebody writes to it', () => {
  const view = files([IMAGE]);
  expect(view.stat('/bin/tool').program).toBe(program);
  view.rename('/bin/tool', '/bin/other');
  expect(view.stat('/bin/other').program).toBe(program);
  view.append('/bin/other', 'x');
  expect(view.stat('/bin/other').program).toBeUndefined();
  view.installProgram('/bin/new', program);
  expect(view.stat('/bin/new')).toMatchObject({ mode: 0o755, program });
});

test('two containers of one image do not see what the other changes', () => {
  const [one, two] = [files([IMAGE]), files([IMAGE])];
  one.write('/etc/motd', 'changed');
  one.remove('/home', { isRecursive: true });
  one.changeMode('/etc', 0o700);
  expect([two.readText('/etc/motd'), two.exists('/home/ann/notes'), two.stat('/etc').mode]).toEqual([
    'hello\n',
    true,
    0o755,
  ]);
});

test('what was removed from an image stays removed, also when a directory of the name is made again', () => {
  const view = files([IMAGE]);
  view.remove('/home', { isRecursive: true });
  view.makeDirectory('/home');
  expect(names(view, '/home')).toEqual([]);
});

test('a file of a later layer hides a directory of an earlier one', () => {
  const view = files([{ '/data/old': { type: 'file', content: '' } }, { '/data': { type: 'file', content: 'flat' } }]);
  expect(view.readText('/data')).toBe('flat');
});

test('changes are noted with virtual time, and inodes are the same in every run', () => {
  const view = files([IMAGE]);
  view.write('/etc/motd', 'now');
  expect(view.stat('/etc/motd').modifiedMs).toBe(NOW_MS);
  expect(view.stat('/etc/motd').inode).toBe(files([IMAGE]).stat('/etc/motd').inode);
});

test('a process in another directory sees relative paths from there, without symlinks', () => {
  const view = files([IMAGE]).as({ directory: '/var/run' });
  view.write('pid', '1');
  expect([view.directory, view.readText('/run/pid')]).toEqual(['/run', '1']);
});

test('a file of zeros without end is not kept in memory', () => {
  const view = files();
  const open = view.open('/huge', { access: 'write', creates: true });
  expect(outcome(() => open.truncate(2 ** 40))).toBe('EFBIG');
});

test('a volume refuses what does not fit, and takes it once there is room', () => {
  const used: number[] = [];
  const volume = new Volume({ nowMs, sizeBytes: 10, onUse: (bytes) => used.push(bytes) });
  const view = files([], [{ path: '/data', volume }]);
  view.write('/data/a', '12345678');
  expect(outcome(() => view.write('/data/b', '123'))).toBe('ENOSPC');
  view.remove('/data/a');
  view.write('/data/b', '123');
  expect(used).toEqual([8, -8, 3]);
});

test('a text that was read before is read as it is now', () => {
  const view = as(0);
  const open = view.open('/etc/motd', { access: 'both' });
  expect(view.readText('/etc/motd')).toBe('hello\n');
  view.append('/etc/motd', 'again\n');
  expect(view.readText('/etc/motd')).toBe('hello\nagain\n');
  open.write(encodeText('J'));
  expect(view.readText('/etc/motd')).toBe('Jello\nagain\n');
  open.truncate(1);
  expect(view.readText('/etc/motd')).toBe('J');
  view.write('/etc/motd', 'new');
  expect(view.readText('/etc/motd')).toBe('new');
});
