import type { Coroutine } from '../coroutine';
import type { Assignment, Redirection, SimpleCommand } from './ast';
import { findBuiltin } from './builtins';
import { becomeProgram, startProgram } from './external-command';
import { quoteForTrace } from './quoting';
import { redirect } from './redirection';
import type { Shell } from './shell';
import { CommandAborted, FunctionReturn, RedirectionFailed } from './shell-error';

/** Functions within functions, at most: what is deeper would end the whole program that simulates. */
const CALLS_MAX = 200;

/** Runs a simple command: a builtin, a function or a program; or assignments alone. */
export function* runSimple(shell: Shell, command: SimpleCommand, isLast: boolean): Coroutine<number> {
  shell.substitutionStatus = undefined;
  const argv = yield* shell.expansion.arguments(command.words);
  const [name, ...args] = argv;
  try {
    if (name === undefined) return yield* assignOnly(shell, command);
    if (shell.options.has('xtrace')) yield* trace(shell, command, argv);
    if (name === 'exec') return yield* runExec(shell, command, args);
    return yield* runNamed(shell, command, name, args, isLast);
  } catch (error) {
    // The shell goes on without the command; only builtins that POSIX calls special end it.
    if (!(error instanceof RedirectionFailed)) throw error;
    const isFatal = shell.dialect !== 'bash' && !shell.isInteractive && name !== undefined && isSpecial(shell, name);
    if (isFatal) throw new CommandAborted(name === 'exec' ? error.status : shell.features.errorCode);
    return error.status;
  } finally {
    shell.closeSubstitutions();
  }
}

const isSpecial = (shell: Shell, name: string): boolean =>
  name === 'exec' || (!shell.functions.has(name) && findBuiltin(shell.dialect, name)?.isSpecial === true);

function* assignOnly(shell: Shell, command: SimpleCommand): Coroutine<number> {
  yield* assign(shell, command.assignments, false);
  if (shell.options.has('xtrace') && command.assignments.length > 0) yield* trace(shell, command, []);
  const status = shell.substitutionStatus ?? 0;
  // eslint-disable-next-line require-yield -- There is nothing to do but to open and close.
  return yield* shell.withStreams(command.redirections, function* () {
    return status;
  });
}

/** Gives variables their values; `isExported` for those that only one command sees. */
export function* assign(shell: Shell, assignments: readonly Assignment[], isExported: boolean): Coroutine<void> {
  for (const { name, index, isAppended, value } of assignments) {
    if ('parts' in value) {
      const text = yield* shell.expansion.text(value, true);
      if (index === undefined) {
        shell.variables.set(name, isAppended ? `${shell.variables.text(name) ?? ''}${text}` : text);
      } else {
        const number = Number(shell.evaluate(yield* shell.expansion.document(index)));
        const before = isAppended ? (shell.variables.elements(name).at(number) ?? '') : '';
        shell.variables.setElement(name, number, `${before}${text}`);
      }
    } else {
      const elements = yield* shell.expansion.arguments(value);
      shell.variables.set(name, isAppended ? [...shell.variables.elements(name), ...elements] : elements);
    }
    if (isExported || shell.options.has('allexport')) shell.variables.mark(name, { isExported: true });
  }
}

function* trace(shell: Shell, command: SimpleCommand, argv: readonly string[]): Coroutine<void> {
  const prompt = shell.variables.text('PS4') ?? '+ ';
  const words = argv.map((word) => (shell.dialect === 'dash' ? word : quoteForTrace(word)));
  const assigned = command.assignments.map(({ name }) => `${name}=${quoteForTrace(shell.variables.text(name) ?? '')}`);
  if (argv.length === 0) yield* shell.process.complain(`${prompt}${assigned.join(' ')}\n`);
  else yield* shell.process.complain(`${prompt}${words.join(' ')}\n`);
}

function* runExec(shell: Shell, command: SimpleCommand, args: readonly string[]): Coroutine<number> {
  yield* assign(shell, command.assignments, args.length > 0);
  yield* redirect(shell, command.redirections);
  return args.length === 0 ? 0 : yield* becomeProgram(shell, args);
}

function* runNamed(
  shell: Shell,
  command: SimpleCommand,
  name: string,
  args: readonly string[],
  isLast: boolean,
): Coroutine<number> {
  const body = shell.functions.get(name)?.body;
  const builtin = findBuiltin(shell.dialect, name);
  const { assignments, redirections } = command;
  if (shell.dialect !== 'bash' && body === undefined && builtin?.isSpecial === true) {
    // POSIX: what stands before a special builtin stays.
    yield* assign(shell, assignments, false);
    return yield* shell.withStreams(redirections, () => builtin.run(shell, args));
  }
  return yield* withAssignments(shell, assignments, function* () {
    if (body !== undefined) {
      const call = (): Coroutine<number> => shell.interpreter.command(body, false);
      return yield* shell.withStreams(redirections, () => callFunction(shell, args, call));
    }
    if (builtin === undefined) {
      const becomes = isLast && shell.traps.isEmpty && !shell.isInteractive;
      return yield* waiting(shell, [name, ...args], { becomes, redirections, source: command.source });
    }
    const status = yield* shell.withStreams(redirections, () => builtin.run(shell, args));
    for (const word of command.words) if (word.array !== undefined) yield* assign(shell, [word.array], false);
    return status;
  });
}

/** Runs a builtin or a program, as `command` does: a function of that name does not count. */
export function* runUnhidden(shell: Shell, words: readonly string[]): Coroutine<number> {
  const [name = '', ...args] = words;
  const builtin = findBuiltin(shell.dialect, name);
  return yield* builtin === undefined ? waiting(shell, words, NOTHING_MORE) : builtin.run(shell, args);
}

/** How a program is run. */
interface ExternalRun {
  /** Whether the shell may become it. */
  readonly becomes: boolean;
  readonly redirections: readonly Redirection[];
  /** As it was written. @default - its arguments */
  readonly source?: string;
}

const NOTHING_MORE: ExternalRun = { becomes: false, redirections: [] };

/** Starts a program with its streams, gives these back, and waits. */
function* waiting(shell: Shell, argv: readonly string[], run: ExternalRun): Coroutine<number> {
  const started = yield* shell.withStreams(run.redirections, () => startProgram(shell, argv, run.becomes));
  if (typeof started === 'number') return started;
  const exit = yield* started.wait();
  yield* shell.reportSignal(exit, { pid: started.pid, text: run.source ?? argv.join(' ') });
  return exit.code;
}

/** Calls a function: arguments and `local` variables are its own. */
export function* callFunction(shell: Shell, args: readonly string[], body: () => Coroutine<number>): Coroutine<number> {
  if (shell.functionCalls >= CALLS_MAX) {
    yield* shell.complain('maximum function nesting level exceeded');
    throw new CommandAborted(shell.features.errorCode);
  }
  const { positional, loops } = shell;
  shell.positional = args;
  shell.loops = 0;
  shell.calls += 1;
  shell.functionCalls += 1;
  shell.variables.enter();
  try {
    return yield* body();
  } catch (error) {
    if (error instanceof FunctionReturn) return error.status;
    throw error;
  } finally {
    shell.variables.leave();
    shell.functionCalls -= 1;
    shell.calls -= 1;
    shell.loops = loops;
    shell.positional = positional;
  }
}

/** Runs `body` with variables that only it sees. */
function* withAssignments(
  shell: Shell,
  assignments: readonly Assignment[],
  body: () => Coroutine<number>,
): Coroutine<number> {
  if (assignments.length === 0) return yield* body();
  shell.variables.enter();
  try {
    for (const { name } of assignments) shell.variables.hide(name, true);
    yield* assign(shell, assignments, true);
    return yield* body();
  } finally {
    shell.variables.leave();
  }
}
