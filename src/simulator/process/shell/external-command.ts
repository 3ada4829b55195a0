import type { Coroutine } from '../coroutine';
import { decodeText } from '../encoding';
import type { ProcessHandle, Program } from '../process';
import { isSystemError, type SystemError } from '../system-error';
import type { Shell } from './shell';
import { CommandAborted } from './shell-error';

/** Builtins that take as long as starting a program. */
const START_COMMANDS = 250;

/** A program that runs, or the code for one that cannot, which was said. */
export type Started = ProcessHandle | number;

/** What is wrong with a program that cannot be run, and the code for it. */
function refusal(shell: Shell, name: string, error: SystemError): { readonly text: string; readonly code: number } {
  const { dialect } = shell;
  const { files } = shell.process;
  const isThere = name.includes('/') && files.exists(name);
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') {
    if (dialect !== 'bash') return { text: `${name}: not found`, code: 127 };
    if (isThere) return { text: `${name}: cannot execute: required file not found`, code: 127 };
    return {
      text: `${name}: ${name.includes('/') || shell.variables.text('PATH') === undefined ? error.message : 'command not found'}`,
      code: 127,
    };
  }
  const isDirectory = dialect === 'bash' && isThere && files.stat(name).type === 'directory';
  return { text: `${name}: ${isDirectory ? 'Is a directory' : error.message}`, code: 126 };
}

/** A file that is neither a program nor says what reads it is a script of this shell. */
function scriptProgram(shell: Shell, argv: readonly string[]): Program {
  const [path = '', ...args] = argv;
  return shell.subshell(function* (child) {
    child.name = path;
    child.positional = args;
    return yield* child.runText(decodeText(child.process.files.read(findProgram(child, path) ?? path)));
  });
}

/** Path of the file that runs for `name`; undefined when there is none. */
export function findProgram(shell: Shell, name: string): string | undefined {
  const { files } = shell.process;
  const isProgram = (path: string): boolean =>
    files.exists(path) && files.stat(path).type === 'file' && files.mayAccess(path, 'execute');
  if (name.includes('/')) return isProgram(name) ? name : undefined;
  const directories = (shell.variables.text('PATH') ?? '/bin:/usr/bin').split(':');
  return directories.map((directory) => `${directory === '' ? '.' : directory}/${name}`).find(isProgram);
}

/** Starts a program as a child, or becomes it when the shell ends with it. */
export function* startProgram(shell: Shell, argv: readonly string[], isLast: boolean): Coroutine<Started> {
  const { process } = shell;
  const env = shell.variables.environment();
  if (!isLast) yield* shell.spend(START_COMMANDS);
  try {
    return isLast ? yield* process.exec({ argv, env }) : process.spawn({ argv, env });
  } catch (error) {
    if (!isSystemError(error)) throw error;
    if (error.code === 'ENOEXEC') return process.spawn({ argv, env, program: scriptProgram(shell, argv) });
    const { text, code } = refusal(shell, argv[0] ?? '', error);
    yield* shell.complain(text);
    return code;
  }
}

/** `exec name`: the shell becomes the program, and ends when it cannot. */
export function* becomeProgram(shell: Shell, argv: readonly string[]): Coroutine<never> {
  const { process } = shell;
  try {
    return yield* process.exec({ argv, env: shell.variables.environment() });
  } catch (error) {
    if (!isSystemError(error)) throw error;
    const { text, code } = refusal(shell, argv[0] ?? '', error);
    yield* shell.complain(text.replace('command not found', 'not found'), 'exec');
    throw new CommandAborted(code);
  }
}
