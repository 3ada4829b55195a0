import type { Coroutine } from '../coroutine';
import { decodeText, joinBytes } from '../encoding';
import type { Process, ProcessExit, Signal } from '../process';
import type { CommandList, FunctionDefinition } from './ast';
import { evaluateArithmetic } from './arithmetic';
import { DIALECTS, type Dialect, type DialectFeatures } from './dialect';
import { reportError } from './error-report';
import { Expansion } from './expansion';
import { Interpreter } from './interpreter';
import { formatTime } from './format-time';
import { Jobs, signalText } from './jobs';
import { ShellOptions } from './options';
import { Parser } from './parser';
import { withStreams } from './redirection';
import { CommandAborted, ShellExit } from './shell-error';
import { SourceText } from './source-text';
import { Traps } from './traps';
import { Variables } from './variables';

/** What a shell begins with. */
export interface ShellSetup {
  readonly dialect: Dialect;
  /** `$0`. */
  readonly name: string;
  readonly positional: readonly string[];
  /** Where its commands come from. */
  readonly source: '-c' | 'file' | 'stdin';
  readonly isInteractive: boolean;
}

/** Commands that take a millisecond of one processor, as builtins of a real shell about do. */
const COMMANDS_PER_MS = 500;
/** Commands after which a shell is slower than a real one: a loop that never ends must not cost as much as it would. */
const QUICK_COMMANDS = 20_000;
const LATER_COMMANDS_PER_MS = 5;

/** A shell and all that it knows; a subshell is a copy of it in another process. */
export class Shell {
  readonly dialect: Dialect;
  readonly features: DialectFeatures;
  readonly isInteractive: boolean;
  readonly source: ShellSetup['source'];
  name: string;
  positional: readonly string[];
  variables: Variables;
  functions = new Map<string, FunctionDefinition>();
  aliases = new Map<string, string>();
  options = new ShellOptions();
  /** Where programs were found. */
  hashed = new Map<string, string>();
  /** `$?`. */
  status = 0;
  /** `$!`. */
  lastBackground: number | undefined;
  /** `$$`: that of the outermost shell. */
  pid: number;
  /** Line of the command that runs. */
  line = 1;
  /** Loops that run, for `break`. */
  loops = 0;
  /** Functions and sourced scripts that run, for `return`. */
  calls = 0;
  /** Functions alone. */
  functionCalls = 0;
  /** Conditions that are being tested: `set -e` does not apply there. */
  tests = 0;
  /** Place of `getopts` within the argument that it reads. */
  optionOffset = 0;
  /** Whether Ctrl-C was typed and what runs is to stop. */
  isInterrupted = false;
  /** Lines that were typed. */
  history: readonly string[] = [];
  /** Process of the job that `fg` has brought to the front. */
  foregroundJob: number | undefined;
  /** Code of the last command substitution of the command that runs. */
  substitutionStatus: number | undefined;
  readonly jobs = new Jobs();
  readonly traps: Traps;
  readonly expansion: Expansion;
  readonly interpreter: Interpreter;
  private readonly substitutions: number[] = [];
  private commands = 0;
  private unpaid = 0;

  constructor(
    readonly process: Process,
    setup: ShellSetup,
  ) {
    this.dialect = setup.dialect;
    this.features = DIALECTS[setup.dialect];
    this.name = setup.name;
    this.positional = setup.positional;
    this.source = setup.source;
    this.isInteractive = setup.isInteractive;
    this.pid = process.pid;
    this.traps = new Traps(this);
    this.expansion = new Expansion(this);
    this.interpreter = new Interpreter(this);
    this.variables = new Variables(
      [...process.env].map(([name, value]) => [name, { value, isExported: true, isReadOnly: false }] as const),
    );
  }

  /**
   * A program that goes on in a process of its own as this shell is now: later changes of one do not reach the other.
   * `body` returns its code.
   */
  subshell(body: (shell: Shell) => Coroutine<number>): (process: Process) => Coroutine<number> {
    const { variables, functions, aliases, options, status, lastBackground, pid, line, loops, calls, tests, hashed } =
      this;
    const copy = { variables: variables.copy(), functions: new Map(functions), aliases: new Map(aliases) };
    const state = { ...copy, options: options.copy(), status, lastBackground, pid, line, loops, calls, tests, hashed };
    const { dialect, name, positional, source, traps, functionCalls, history } = this;
    return (process) => {
      const shell = new Shell(process, { dialect, name, positional, source, isInteractive: false });
      Object.assign(shell, state, { functionCalls, history: [...history] });
      shell.traps.inheritFrom(traps);
      shell.defineComputed();
      return shell.toEnd(body(shell));
    };
  }

  /** Runs `body`, then what is trapped for the end; whatever leaves the shell ends here. */
  *toEnd(body: Coroutine<number>): Coroutine<number> {
    this.status = yield* this.caught(body);
    this.status = yield* this.caught(this.ending());
    return this.status;
  }

  /** Runs all commands of a text, line by line. @throws ShellSyntaxError */
  *runText(text: string, isLast = false): Coroutine<number> {
    const source = new SourceText(text);
    const parser = new Parser(source, this.dialect, this.aliases);
    let status = 0;
    for (let list = parser.nextLine(); list !== undefined; list = parser.nextLine()) {
      source.skipBlanks();
      status = yield* this.interpreter.list(list, isLast && source.isAtEnd);
    }
    return status;
  }

  /** What a list of commands prints, without newlines at the end. */
  *substitute(body: CommandList): Coroutine<string> {
    const { process } = this;
    const { reader, writer } = process.pipe();
    const streams = new Map(process.streams).set(1, writer);
    const program = this.subshell(function* (shell) {
      if (shell.dialect === 'bash') shell.options.set('errexit', false);
      return yield* shell.interpreter.list(body, true);
    });
    const child = process.spawn({ argv: process.argv, program, streams });
    writer.end();
    const pieces: Uint8Array[] = [];
    try {
      for (let piece = yield* reader.read(); piece !== undefined; piece = yield* reader.read()) pieces.push(piece);
    } finally {
      reader.close();
    }
    this.substitutionStatus = (yield* child.wait()).code;
    if (this.dialect === 'bash') this.status = this.substitutionStatus;
    return decodeText(joinBytes(pieces)).replaceAll('\0', '').replace(/\n+$/, '');
  }

  /**
   * Path of a pipe at whose other end a list of commands runs; it stays until the command that uses it is over
   * (`closeSubstitutions`).
   */
  substituteProcess(body: CommandList, isRead: boolean): string {
    const { process } = this;
    const { reader, writer } = process.pipe();
    const [own, other] = isRead ? [reader, writer] : [writer, reader];
    const streams = new Map(process.streams).set(isRead ? 1 : 0, other);
    const program = this.subshell((shell) => shell.interpreter.list(body, true));
    process.spawn({ argv: process.argv, program, streams });
    other.close();
    let number = 63;
    while (process.streams.has(number)) number -= 1;
    process.streams.set(number, own);
    this.substitutions.push(number);
    return `/dev/fd/${number}`;
  }

  /** Closes pipes of `substituteProcess`. */
  closeSubstitutions(): void {
    for (const number of this.substitutions.splice(0)) {
      this.process.streams.get(number)?.close();
      this.process.streams.delete(number);
    }
  }

  /** Value of an expression. @throws ArithmeticError */
  evaluate(expression: string): bigint {
    return evaluateArithmetic(expression, {
      get: (name, index) =>
        index === undefined ? this.variables.text(name) : this.variables.elements(name).at(Number(index)),
      set: (name, index, value) => {
        if (index === undefined) this.variables.set(name, value);
        else this.variables.setElement(name, Number(index), value);
      },
    });
  }

  /** Home directory of a user; of oneself without a name. */
  homeOf(user: string | undefined): string | undefined {
    if (user === undefined) return this.variables.text('HOME') ?? this.fieldOfUser('', 5);
    return this.fieldOfUser(user, 5);
  }

  /** What /etc/passwd says of a user; of oneself for ''. */
  fieldOfUser(user: string, field: number): string | undefined {
    const { files, uid } = this.process;
    if (!files.exists('/etc/passwd')) return undefined;
    const users = files.readText('/etc/passwd').split('\n');
    const lines = users.map((line) => line.split(':'));
    return lines.find((each) => (user === '' ? each[2] === String(uid) : each[0] === user))?.[field];
  }

  /** Counts a command, and takes processor time for many; one of `weight` counts as so many. */
  *spend(weight = 1): Coroutine<void> {
    this.commands += weight;
    this.unpaid += weight;
    if (this.unpaid < (this.commands < QUICK_COMMANDS ? COMMANDS_PER_MS : LATER_COMMANDS_PER_MS)) return;
    this.unpaid = 0;
    yield* this.process.compute(1);
  }

  /** Says something on stderr with name and line in front, as this shell does; `builtin` is who says it. */
  *complain(text: string, builtin?: string): Coroutine<void> {
    yield* this.process.complain(`${this.prefix(builtin)}${text}\n`);
  }

  /** What stands before messages. Source: bash 5.2, dash 0.5.12 and busybox 1.35, compared by running them. */
  prefix(builtin?: string): string {
    const by = builtin === undefined ? '' : `${builtin}: `;
    if (this.dialect === 'dash') return `${this.name}: ${this.line}: ${by}`;
    const line = this.isInteractive ? '' : `line ${this.line}: `;
    if (this.dialect === 'bash') return `${this.name}: ${line}${by}`;
    const number = this.source === '-c' ? this.line - 1 : this.line;
    return `${this.name}: ${by}${builtin === undefined || this.isInteractive ? '' : `line ${number}: `}`;
  }

  /** Says that a signal has ended a program, as shells do but for Ctrl-C and broken pipes. */
  *reportSignal(exit: ProcessExit, program?: { readonly pid: number; readonly text: string }): Coroutine<void> {
    const text = signalText(exit);
    if (text === undefined || exit.signal === 'PIPE') return;
    if (exit.signal === 'INT') {
      if (this.isInteractive) yield* this.process.complain('\n');
    } else if (this.dialect !== 'bash' || this.isInteractive || program === undefined || exit.signal === 'TERM') {
      yield* this.process.complain(`${text}\n`);
    } else yield* this.complain(`${String(program.pid).padStart(5)} ${text.padEnd(24)}${program.text}`);
  }

  /** Time in the time zone of the container, as strftime has it. */
  formatTime(format: string, timeMs: number): string {
    return formatTime(format, timeMs);
  }

  /** Runs `body` with streams as redirections ask for, and puts them back. */
  readonly withStreams = withStreams;

  /** Lets a signal do what it does where nothing is trapped. */
  restoreSignal(signal: Signal): void {
    const isKept = this.isInteractive && (signal === 'INT' || signal === 'TERM' || signal === 'QUIT');
    if (isKept) this.onRestore(signal);
    else this.process.onSignal(signal, 'default');
  }

  /** What an interactive shell does for signals that must not end it. */
  onRestore: (signal: Signal) => void = (signal) => this.process.onSignal(signal, 'ignore');

  /** Variables that are made when they are read. */
  defineComputed(): void {
    const { process } = this;
    const begunMs = process.nowMs;
    this.variables.compute('LINENO', () => String(this.line));
    if (!this.features.hasBashWords) return;
    this.variables.compute('RANDOM', () => String(process.random.below(32768)));
    this.variables.compute('SECONDS', () => String(Math.floor((process.nowMs - begunMs) / 1000)));
    this.variables.compute('EPOCHSECONDS', () => String(Math.floor(process.nowMs / 1000)));
    this.variables.compute('EPOCHREALTIME', () => (process.nowMs / 1000).toFixed(6));
  }

  private *ending(): Coroutine<number> {
    const { status } = this;
    yield* this.traps.runExit();
    return status;
  }

  private *caught(body: Coroutine<number>): Coroutine<number> {
    try {
      return yield* body;
    } catch (error) {
      if (error instanceof ShellExit || error instanceof CommandAborted) return error.status;
      const status = yield* reportError(this, error);
      if (status === undefined) throw error;
      return status;
    }
  }
}
