import { decodeText } from '../encoding';
import type { FileSystem } from '../file-system';
import type { Program } from '../process';
import { SystemError } from '../system-error';

/** Where programs are looked for without PATH. Source: glibc, posix/execvpe.c. */
const DEFAULT_PATH = '/bin:/usr/bin';
/** Interpreters that are scripts themselves, at most. Source: Linux, fs/exec.c, exec_binprm. */
const SCRIPT_DEPTH_MAX = 5;
/** Bytes of the first line of a script that are looked at. Source: Linux, BINPRM_BUF_SIZE. */
const FIRST_LINE_BYTES = 256;

/** A program, and the arguments that it is run with. */
export interface Executable {
  readonly program: Program;
  readonly argv: readonly string[];
  /** Path of the file that runs: the interpreter of a script. */
  readonly path: string;
}

/** The path of the file that `name` stands for: a name with a slash is one already, others are looked for in `path`. */
function findPath(files: FileSystem, name: string, path: string): string {
  if (name === '') throw new SystemError('ENOENT', name);
  if (name.includes('/')) return name;
  let isRefused = false;
  for (const directory of path.split(':')) {
    const candidate = `${directory === '' ? '.' : directory}/${name}`;
    if (!files.exists(candidate) || files.stat(candidate).type === 'directory') continue;
    if (files.mayAccess(candidate, 'execute')) return candidate;
    isRefused = true;
  }
  throw new SystemError(isRefused ? 'EACCES' : 'ENOENT', name);
}

/** Interpreter and argument of a script's first line; undefined for a file that is no script. */
function readShebang(files: FileSystem, path: string): readonly string[] | undefined {
  const head = decodeText(files.open(path).read(FIRST_LINE_BYTES));
  const [, interpreter, argument] = /^#![ \t]*([^ \t\n]+)[ \t]*([^\n]*?)[ \t]*(?:\n|$)/.exec(head) ?? [];
  if (interpreter === undefined) return undefined;
  return argument === undefined || argument === '' ? [interpreter] : [interpreter, argument];
}

/**
 * What running `argv` runs, as a user who sees `files`.
 *
 * @throws SystemError ENOENT when there is no such program or interpreter, EACCES when it may not be executed, ENOEXEC
 * when it is neither a program nor a script, ELOOP when scripts interpret each other. Their subject is `argv[0]`.
 */
export function findExecutable(files: FileSystem, argv: readonly string[], path = DEFAULT_PATH): Executable {
  const [name = '', ...rest] = argv;
  const refuse = (code: 'EACCES' | 'ENOENT' | 'ENOEXEC' | 'ELOOP'): never => {
    throw new SystemError(code, name);
  };
  let file = findPath(files, name, path);
  let called: readonly string[] = argv;
  for (let depth = 0; depth <= SCRIPT_DEPTH_MAX; depth += 1) {
    if (!files.exists(file)) refuse('ENOENT');
    const stat = files.stat(file);
    if (stat.type !== 'file' || !files.mayAccess(file, 'execute')) refuse('EACCES');
    if (stat.program !== undefined) return { program: stat.program, argv: called, path: file };
    const shebang = readShebang(files, file) ?? refuse('ENOEXEC');
    called = [...shebang, file, ...(depth === 0 ? rest : called.slice(1))];
    file = shebang[0] as string;
  }
  return refuse('ELOOP');
}
