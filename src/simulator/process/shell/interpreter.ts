import type { Coroutine } from '../coroutine';
import type { ProcessHandle } from '../process';
import type { Stream } from '../streams';
import type { AndOr, Command, CommandList, Pipeline } from './ast';
import { runCompound } from './compound';
import type { Shell } from './shell';
import { Interrupted, RedirectionFailed, ShellExit } from './shell-error';
import { runSimple } from './simple-command';
import { BASH_FORMAT, POSIX_FORMAT, StopWatch } from './stop-watch';

/** Runs lists, pipelines and commands. `isLast` says that the shell ends with what is run: it may become that program. */
export class Interpreter {
  constructor(private readonly shell: Shell) {}

  *list(list: CommandList, isLast = false): Coroutine<number> {
    for (const [index, item] of list.entries()) {
      yield* this.andOr(item, isLast && index === list.length - 1);
      if (this.shell.traps.hasPending) yield* this.shell.traps.runPending();
      if (this.shell.isInterrupted) throw new Interrupted();
    }
    return this.shell.status;
  }

  /** A list whose failures do not end the shell: conditions. */
  *condition(list: CommandList): Coroutine<boolean> {
    return (yield* this.tested(this.list(list))) === 0;
  }

  *command(command: Command, isLast: boolean): Coroutine<number> {
    const { shell } = this;
    yield* shell.spend();
    if (command.type === 'function') {
      shell.functions.set(command.name, command);
      return 0;
    }
    shell.line = command.line;
    if (command.type === 'simple') return yield* runSimple(shell, command, isLast);
    try {
      return yield* shell.withStreams(command.redirections, () => runCompound(shell, command, isLast));
    } catch (error) {
      if (error instanceof RedirectionFailed) return error.status;
      throw error;
    }
  }

  private *andOr(item: AndOr, isLast: boolean): Coroutine<void> {
    const { shell } = this;
    if (item.isBackground) {
      yield* this.background(item);
      return;
    }
    const pipelines = [{ operator: undefined, pipeline: item.first }, ...item.rest];
    for (const [index, { operator, pipeline }] of pipelines.entries()) {
      if (operator === '&&' && shell.status !== 0) continue;
      if (operator === '||' && shell.status === 0) continue;
      const isFinal = index === pipelines.length - 1;
      const running = this.pipeline(pipeline, isLast && isFinal);
      shell.status = yield* isFinal ? running : this.tested(running);
    }
  }

  private *tested<T>(body: Coroutine<T>): Coroutine<T> {
    this.shell.tests += 1;
    try {
      return yield* body;
    } finally {
      this.shell.tests -= 1;
    }
  }

  private *background(item: AndOr): Coroutine<void> {
    const { shell } = this;
    const { process, isInteractive } = shell;
    const program = shell.subshell(function* (child) {
      if (!isInteractive) {
        child.process.onSignal('INT', 'ignore');
        child.process.onSignal('QUIT', 'ignore');
      }
      return yield* child.interpreter.list([{ ...item, isBackground: false }], true);
    });
    const streams = new Map(process.streams);
    // What runs in the background must not take the commands that are typed.
    const nothing = !isInteractive && process.files.exists('/dev/null') ? process.openStream('/dev/null') : undefined;
    if (nothing !== undefined) streams.set(0, nothing);
    const handle = process.spawn({ argv: process.argv, program, streams, isGroupLeader: isInteractive });
    nothing?.close();
    shell.lastBackground = handle.pid;
    const job = shell.jobs.add(process, handle, item.source);
    if (isInteractive && shell.dialect === 'bash') yield* process.complain(`[${job.number}] ${job.pid}\n`);
    shell.status = 0;
  }

  private *pipeline(pipeline: Pipeline, isLast: boolean): Coroutine<number> {
    const { timing, ...untimed } = pipeline;
    if (timing === undefined) return yield* this.untimed(pipeline, isLast);
    const watch = new StopWatch(this.shell.process);
    const status = untimed.commands.length === 0 ? 0 : yield* this.untimed(untimed, false);
    yield* this.shell.process.complain(watch.report(timing === 'posix' ? POSIX_FORMAT : this.timeFormat()));
    return status;
  }

  /** Source: bash 5.2, execute_cmd.c `BASH_TIMEFORMAT`. */
  private timeFormat(): string {
    return this.shell.variables.text('TIMEFORMAT') ?? BASH_FORMAT;
  }

  private *untimed(pipeline: Pipeline, isLast: boolean): Coroutine<number> {
    const { shell } = this;
    const [only] = pipeline.commands;
    let status: number;
    if (pipeline.commands.length === 1 && only !== undefined) {
      const running = this.command(only, isLast && !pipeline.isNegated);
      status = yield* pipeline.isNegated ? this.tested(running) : running;
    } else {
      status = yield* this.joined(pipeline.commands);
    }
    if (pipeline.isNegated) return status === 0 ? 1 : 0;
    shell.status = status;
    if (status !== 0 && shell.tests === 0 && (only === undefined || pipeline.commands.length > 1 || isChecked(only))) {
      yield* shell.traps.runError();
      if (shell.options.has('errexit')) throw new ShellExit(status);
    }
    return status;
  }

  /** Runs commands at once, each in a process of its own that reads what the one before it prints. */
  private *joined(commands: readonly Command[]): Coroutine<number> {
    const { shell } = this;
    const { process } = shell;
    const handles: ProcessHandle[] = [];
    let input: Stream | undefined;
    for (const [index, command] of commands.entries()) {
      const streams = new Map(process.streams);
      if (input !== undefined) streams.set(0, input);
      const next = index < commands.length - 1 ? process.pipe() : undefined;
      if (next !== undefined) streams.set(1, next.writer);
      const program = shell.subshell((child) => child.interpreter.command(command, true));
      handles.push(process.spawn({ argv: process.argv, program, streams }));
      input?.close();
      next?.writer.end();
      input = next?.reader;
    }
    const codes: number[] = [];
    for (const handle of handles) codes.push((yield* handle.wait()).code);
    if (shell.features.hasArrays) shell.variables.set('PIPESTATUS', codes.map(String));
    const last = codes.at(-1) ?? 0;
    return shell.options.has('pipefail') ? (codes.findLast((code) => code !== 0) ?? 0) : last;
  }
}

/** Whether the code of a command is one that `set -e` looks at: those of lists have been looked at within. */
const isChecked = (command: Command): boolean =>
  command.type === 'simple' ||
  command.type === 'subshell' ||
  command.type === 'arithmetic' ||
  command.type === 'condition';
