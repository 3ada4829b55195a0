import type { Coroutine } from '../coroutine';
import type { Signal } from '../process';

/** What a process does at a signal. */
export type SignalAction = (() => Coroutine<void>) | 'ignore' | 'default';

/** What one process does at signals. KILL and STOP are the system's. */
export class SignalActions {
  private actions: Map<Signal, SignalAction> | undefined;
  private postponed: Signal[] = [];

  constructor(ignored: readonly Signal[]) {
    for (let index = 0; index < ignored.length; index += 1) this.set(ignored[index] as Signal, 'ignore');
  }

  set(signal: Signal, action: SignalAction): void {
    if (signal === 'KILL' || signal === 'STOP') return;
    if (action === 'default') this.actions?.delete(signal);
    else (this.actions ??= new Map<Signal, SignalAction>()).set(signal, action);
  }

  of(signal: Signal): SignalAction {
    return this.actions?.get(signal) ?? 'default';
  }

  /** Forgets handlers, as a process does that becomes another program; what is ignored stays ignored. */
  forgetHandlers(): void {
    for (const [signal, action] of this.actions ?? []) if (action !== 'ignore') this.actions?.delete(signal);
  }

  /** Keeps a signal for when the process goes on. */
  postpone(signal: Signal): void {
    this.postponed.push(signal);
  }

  takePostponed(): readonly Signal[] {
    const { postponed } = this;
    this.postponed = [];
    return postponed;
  }

  /** Signals that are ignored: what the process starts ignores them as well. */
  ignored(): readonly Signal[] {
    if (this.actions === undefined) return [];
    return [...this.actions].filter(([, action]) => action === 'ignore').map(([signal]) => signal);
  }
}
