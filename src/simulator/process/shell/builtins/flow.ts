import type { Coroutine } from '../../coroutine';
import { decodeText } from '../../encoding';
import { isSystemError } from '../../system-error';
import { reportError } from '../error-report';
import type { Shell } from '../shell';
import { CommandAborted, FunctionReturn, LoopJump, ShellExit } from '../shell-error';
import { ShellSyntaxError } from '../syntax-error';
import type { Builtins } from './builtin';

/** A code that was given as a number; says so and returns undefined when it is none. */
function* codeOf(shell: Shell, builtin: string, text: string | undefined): Coroutine<number | undefined> {
  if (text === undefined) return shell.status;
  if (/^[+-]?\d+$/.test(text)) return Number(text) & 0xff;
  const bash = `${text}: numeric argument required`;
  yield* shell.complain(shell.dialect === 'bash' ? bash : `Illegal number: ${text}`, builtin);
  return undefined;
}

function jump(type: 'break' | 'continue') {
  return function* (shell: Shell, [text = '1']: readonly string[]): Coroutine<number> {
    const levels = yield* codeOf(shell, type, text);
    if (shell.loops > 0) throw new LoopJump(type, Math.max(1, levels ?? 1));
    if (shell.dialect === 'bash') {
      yield* shell.complain("only meaningful in a `for', `while', or `until' loop", type);
    }
    return 0;
  };
}

function* exit(shell: Shell, [text]: readonly string[]): Coroutine<number> {
  const code = yield* codeOf(shell, 'exit', text);
  if (shell.isInteractive && shell.dialect === 'bash') yield* shell.process.complain('exit\n');
  throw new ShellExit(code ?? 2);
}

function* returnFrom(shell: Shell, [text]: readonly string[]): Coroutine<number> {
  const code = (yield* codeOf(shell, 'return', text)) ?? 2;
  if (shell.calls > 0) throw new FunctionReturn(code);
  if (shell.dialect !== 'bash') throw new ShellExit(code);
  yield* shell.complain("can only `return' from a function or sourced script", 'return');
  return 2;
}

/** Runs a text as part of this shell; what is wrong with it ends a shell that nobody types into, but bash. */
function* evaluate(shell: Shell, text: string): Coroutine<number> {
  try {
    const status = yield* shell.runText(text);
    return text.trim() === '' ? 0 : status;
  } catch (error) {
    if (!(error instanceof ShellSyntaxError)) throw error;
    const status = (yield* reportError(shell, error, text, 'eval')) ?? 2;
    if (shell.dialect === 'bash' || shell.isInteractive) return status;
    throw new CommandAborted(status);
  }
}

/** The file that `source` reads: names without a slash are looked for in PATH, and bash looks here as well. */
function findScript(shell: Shell, name: string): string | undefined {
  const { files } = shell.process;
  const isFile = (path: string): boolean => files.exists(path) && files.stat(path).type === 'file';
  if (name.includes('/')) return name;
  const directories = (shell.variables.text('PATH') ?? '').split(':');
  const found = directories.map((directory) => `${directory === '' ? '.' : directory}/${name}`).find(isFile);
  return found ?? (shell.dialect === 'bash' && isFile(name) ? name : undefined);
}

/** `.` and `source`: a script that cannot be read ends a shell that nobody types into, but bash. */
function* source(shell: Shell, args: readonly string[], called: '.' | 'source'): Coroutine<number> {
  const [name, ...positional] = args;
  const isBash = shell.dialect === 'bash';
  if (name === undefined) {
    if (isBash) yield* shell.complain('filename argument required\n.: usage: . filename [arguments]', '.');
    return 2;
  }
  const path = findScript(shell, name);
  let text: string;
  try {
    text = decodeText(shell.process.files.read(path ?? name));
  } catch (error) {
    if (!isSystemError(error)) throw error;
    yield* refuseScript(shell, { name, called, isFound: path !== undefined, message: error.message });
    if (isBash || shell.isInteractive) return 1;
    throw new CommandAborted(2);
  }
  return yield* runSourced(shell, text, positional);
}

/** A script that cannot be sourced. */
interface RefusedScript {
  readonly name: string;
  readonly called: '.' | 'source';
  /** Whether PATH had it, or it is a path itself. */
  readonly isFound: boolean;
  readonly message: string;
}

function* refuseScript(shell: Shell, { name, called, isFound, message }: RefusedScript): Coroutine<void> {
  if (shell.dialect === 'bash') yield* shell.complain(`${name}: ${message}`);
  else if (!isFound) yield* shell.complain(`${name}: not found`, called);
  else if (shell.dialect === 'busybox') yield* shell.complain(`can't open '${name}': ${message}`, called);
  else yield* shell.complain(`cannot open ${name}: ${message.replace(' or directory', '')}`, called);
}

function* runSourced(shell: Shell, text: string, positional: readonly string[]): Coroutine<number> {
  const { positional: before } = shell;
  if (positional.length > 0) shell.positional = positional;
  shell.calls += 1;
  try {
    return yield* shell.runText(text);
  } catch (error) {
    if (error instanceof FunctionReturn) return error.status;
    throw error;
  } finally {
    shell.calls -= 1;
    if (positional.length > 0) shell.positional = before;
  }
}

const nothing = (code: number) =>
  // eslint-disable-next-line require-yield -- It does nothing.
  function* (): Coroutine<number> {
    return code;
  };

/** Builtins that say what is run next. */
export const flowBuiltins: Builtins = {
  ':': { run: nothing(0), isSpecial: true },
  '.': { run: (shell, args) => source(shell, args, '.'), isSpecial: true },
  break: { run: jump('break'), isSpecial: true },
  continue: { run: jump('continue'), isSpecial: true },
  eval: { run: (shell, args) => evaluate(shell, args.join(' ')), isSpecial: true },
  exit: { run: exit, isSpecial: true },
  false: { run: nothing(1) },
  logout: { run: exit, dialects: ['bash'] },
  return: { run: returnFrom, isSpecial: true },
  source: { run: (shell, args) => source(shell, args, 'source'), isSpecial: true, dialects: ['bash', 'busybox'] },
  true: { run: nothing(0) },
};
