import type { Coroutine } from '../coroutine';
import { findSignal, signalNumber } from '../kernel/signals';
import type { Signal } from '../process';
import type { Shell } from './shell';

/** What can be trapped: signals, and the end of the shell. */
export type TrapName = Signal | 'EXIT' | 'ERR';

/** The trap that a name or number stands for; undefined when there is none. */
export function findTrap(text: string): TrapName | undefined {
  if (text === '0' || text.toUpperCase() === 'EXIT') return 'EXIT';
  return text === 'ERR' ? 'ERR' : findSignal(text);
}

/** Commands that run when a signal comes, or at the end. */
export class Traps {
  /** Commands by what they wait for; an empty one ignores it. */
  private actions = new Map<TrapName, string>();
  private pending: Signal[] = [];

  constructor(private readonly shell: Shell) {}

  get hasPending(): boolean {
    return this.pending.length > 0;
  }

  /** Whether anything is to be run later: such a shell does not become another program. */
  get isEmpty(): boolean {
    return this.actions.size === 0;
  }

  entries(): (readonly [TrapName, string])[] {
    const order = (name: TrapName): number => (name === 'EXIT' ? 0 : name === 'ERR' ? 99 : signalNumber(name));
    return [...this.actions].sort(([left], [right]) => order(left) - order(right));
  }

  set(name: TrapName, action: string): void {
    this.actions.set(name, action);
    if (name === 'EXIT' || name === 'ERR') return this.watchFatalSignals();
    if (action === '') return this.shell.process.onSignal(name, 'ignore');
    this.watch(name);
  }

  clear(name: TrapName): void {
    this.actions.delete(name);
    if (name !== 'EXIT' && name !== 'ERR') this.shell.restoreSignal(name);
  }

  /** What a subshell keeps: only what is ignored. */
  inheritFrom(other: Traps): void {
    this.actions = new Map([...other.actions].filter(([, action]) => action === ''));
  }

  /** Runs the commands of signals that have come. */
  *runPending(): Coroutine<void> {
    while (this.pending.length > 0) {
      const signal = this.pending.shift();
      const action = signal === undefined ? undefined : this.actions.get(signal);
      if (action !== undefined) yield* this.run(action);
    }
  }

  /** Runs the command for the end of the shell, once. */
  *runExit(): Coroutine<void> {
    const action = this.actions.get('EXIT');
    this.actions.delete('EXIT');
    if (action !== undefined && action !== '') yield* this.shell.runText(action);
  }

  /** Runs the command for a command that has failed. */
  *runError(): Coroutine<void> {
    const action = this.actions.get('ERR');
    if (action !== undefined && action !== '') yield* this.run(action);
  }

  private *run(action: string): Coroutine<void> {
    const { status } = this.shell;
    yield* this.shell.runText(action);
    this.shell.status = status;
  }

  private watch(signal: Signal): void {
    const { pending, shell } = this;
    // eslint-disable-next-line require-yield -- A handler of a signal is a coroutine, and this one has nothing to wait for.
    shell.process.onSignal(signal, function* () {
      pending.push(signal);
      shell.jobs.changes.wakeAll();
    });
  }

  /** Bash runs the command for its end before a signal ends it as well. Source: bash 5.2, termsig_handler. */
  private watchFatalSignals(): void {
    if (this.shell.dialect !== 'bash' || this.shell.isInteractive) return;
    for (const signal of ['HUP', 'INT', 'TERM'] as const) {
      if (!this.actions.has(signal)) this.shell.process.onSignal(signal, () => this.die(signal));
    }
  }

  private *die(signal: Signal): Coroutine<void> {
    yield* this.runExit();
    const { process } = this.shell;
    process.onSignal(signal, 'default');
    process.kill(process.pid, signal);
  }
}
