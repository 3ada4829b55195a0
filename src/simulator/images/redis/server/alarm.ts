import type { Coroutine, Process, Task } from '../../../process';

/** Does something at a virtual time that may be brought forward: it costs nothing while it waits. */
export class Alarm {
  private task: Task | undefined;
  private dueMs = Infinity;

  constructor(
    private readonly process: Process,
    private readonly action: () => void,
  ) {}

  /** Rings at `atMs`, or earlier when it is set to that. */
  set(atMs: number): void {
    if (this.dueMs <= atMs) return;
    this.task?.cancel();
    this.dueMs = atMs;
    this.task = this.process.start(this.ring(atMs));
  }

  private *ring(atMs: number): Coroutine<void> {
    // Even what is due is done after what happens now.
    yield* this.process.sleep(Math.max(atMs - this.process.nowMs, 1));
    this.dueMs = Infinity;
    this.task = undefined;
    this.action();
  }
}
