import type { Coroutine } from '../../coroutine';
import { isSystemError } from '../../system-error';
import type { Shell } from '../shell';
import type { Builtins } from './builtin';
import { write } from './output';

/** A path without `.` and `..`, as `cd` goes there: `..` behind a symlink leads back to where the symlink is. */
function logicalPath(from: string, path: string): string {
  const parts: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${from}/${path}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

/** Where the shell is, as it came there: a PWD that is somewhere else counts for nothing. */
function currentDirectory(shell: Shell): string {
  const { files } = shell.process;
  const logical = shell.variables.text('PWD');
  if (logical?.startsWith('/') === true && files.exists(logical) && files.realPath(logical) === files.directory)
    return logical;
  return files.directory;
}

function* refuse(shell: Shell, path: string, message: string): Coroutine<number> {
  if (shell.dialect === 'bash') yield* shell.complain(`${path}: ${message}`, 'cd');
  else if (shell.dialect === 'dash') yield* shell.complain(`can't cd to ${path}`, 'cd');
  else yield* shell.complain(`can't cd to ${path}: ${message}`, 'cd');
  return shell.dialect === 'bash' || shell.isInteractive ? 1 : 2;
}

function* cd(shell: Shell, args: readonly string[]): Coroutine<number> {
  const words = args.filter((arg) => !/^-(?:[LP]+|-)$/.test(arg));
  const isPhysical = args.some((arg) => /^-[LP]*P$/.test(arg));
  if (words.length > 1 && shell.dialect === 'bash') {
    yield* shell.complain('too many arguments', 'cd');
    return 1;
  }
  const given = words[0] ?? shell.variables.text('HOME');
  if (given === undefined) {
    if (shell.dialect !== 'bash') return 0;
    yield* shell.complain('HOME not set', 'cd');
    return 1;
  }
  const isBack = given === '-';
  const target = isBack ? shell.variables.text('OLDPWD') : given;
  if (target === undefined) {
    yield* shell.complain('OLDPWD not set', 'cd');
    return 1;
  }
  const before = currentDirectory(shell);
  const searched = yield* search(shell, target);
  const path = logicalPath(before, searched ?? target);
  try {
    shell.process.changeDirectory(isPhysical ? (searched ?? target) : path);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return yield* refuse(shell, target, error.message);
  }
  shell.variables.set('OLDPWD', before);
  shell.variables.set('PWD', isPhysical ? shell.process.files.directory : path);
  return isBack || searched !== undefined ? yield* write(shell, `${shell.variables.text('PWD') ?? ''}\n`, 'cd') : 0;
}

/** A directory of CDPATH that has `target`. */
// eslint-disable-next-line require-yield -- Files are there at once.
function* search(shell: Shell, target: string): Coroutine<string | undefined> {
  if (/^\.{0,2}(?:\/|$)/.test(target)) return undefined;
  const { files } = shell.process;
  const candidates = (shell.variables.text('CDPATH') ?? '').split(':').filter((directory) => directory !== '');
  const paths = candidates.map((directory) => `${directory}/${target}`);
  return paths.find((path) => files.exists(path) && files.stat(path).type === 'directory');
}

function* pwd(shell: Shell, args: readonly string[]): Coroutine<number> {
  const isPhysical = args.at(-1) === '-P';
  return yield* write(shell, `${isPhysical ? shell.process.files.directory : currentDirectory(shell)}\n`, 'pwd');
}

/** Builtins about the current directory. */
export const directoryBuiltins: Builtins = {
  cd: { run: cd },
  chdir: { run: cd, dialects: ['dash', 'busybox'] },
  pwd: { run: pwd },
};
