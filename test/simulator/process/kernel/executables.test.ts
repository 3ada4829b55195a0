import type { Program } from '../../../../src/simulator/process';
import { startProgramContainer } from '../../../support/program-container';

/** Says what it was called with. */
const echo: Program = function* (process) {
  yield* process.print(process.argv.join(','));
  return 0;
};

/** What running `argv` prints, or the error that it is refused with. */
function run(argv: readonly string[], path = '/usr/bin:/bin'): string {
  const container = startProgramContainer({
    argv: ['/bin/main'],
    *main(process) {
      process.env.set('PATH', path);
      yield* process.spawn({ argv }).wait();
      return 0;
    },
    programs: { sh: echo, echo },
    layer: {
      '/opt/tool': { type: 'program', program: echo },
      '/opt/locked': { type: 'program', program: echo, mode: 0o644 },
      '/usr/bin/echo': { type: 'program', program: echo, mode: 0o600 },
      '/opt/script': { type: 'file', content: '#!/bin/sh -e\nexit 1\n', mode: 0o755 },
      '/opt/plain': { type: 'file', content: 'exit 1\n', mode: 0o755 },
      '/opt/broken': { type: 'file', content: '#!/bin/none\n', mode: 0o755 },
      '/opt/nested': { type: 'file', content: '#! /opt/script\n', mode: 0o755 },
      '/opt/loop': { type: 'file', content: '#!/opt/loop\n', mode: 0o755 },
      '/opt/link': { type: 'symlink', target: 'tool' },
      '/opt/folder': { type: 'directory' },
      '/data/notes': { type: 'file', content: 'text' },
    },
    uid: 1000,
  });
  container.pass(10);
  return container.stdout() || container.stderr().trim();
}

test.each([
  { argv: ['echo', 'a b'], says: 'echo,a b' },
  { argv: ['/opt/tool', 'x'], says: '/opt/tool,x' },
  { argv: ['/opt/link'], says: '/opt/link' },
  { argv: ['../opt/tool'], says: '../opt/tool' },
  { argv: ['/opt/script', 'x'], says: '/bin/sh,-e,/opt/script,x' },
  { argv: ['/opt/nested', 'x'], says: '/bin/sh,-e,/opt/script,/opt/nested,x' },
  { argv: ['missing'], says: 'main: missing: No such file or directory' },
  { argv: ['/opt/missing'], says: 'main: /opt/missing: No such file or directory' },
  { argv: ['/opt/broken'], says: 'main: /opt/broken: No such file or directory' },
  { argv: ['/opt/locked'], says: 'main: /opt/locked: Permission denied' },
  { argv: ['/opt/folder'], says: 'main: /opt/folder: Permission denied' },
  { argv: ['/data/notes'], says: 'main: /data/notes: Permission denied' },
  { argv: ['/opt/plain'], says: 'main: /opt/plain: Exec format error' },
  { argv: ['/opt/loop'], says: 'main: /opt/loop: Too many levels of symbolic links' },
  { argv: [''], says: 'main: No such file or directory' },
])('running $argv', ({ argv, says }) => {
  expect(run(argv)).toBe(says);
});

test('a program that may not be executed hides none further down the PATH, and is why none was found', () => {
  expect(run(['echo'], '/usr/bin:/bin')).toBe('echo');
  expect(run(['echo'], '/usr/bin')).toBe('main: echo: Permission denied');
});

test('a container whose program cannot be run does not start', () => {
  expect(() => startProgramContainer({ argv: ['nothing'] })).toThrow('No such file or directory');
});

test('a working directory that is missing is made', () => {
  const container = startProgramContainer({
    directory: '/srv/app',
    *main(process) {
      yield* process.print(process.files.directory);
      return 0;
    },
  });
  container.pass(0);
  expect(container.stdout()).toBe('/srv/app');
});
