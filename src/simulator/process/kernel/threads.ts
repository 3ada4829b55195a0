import type { EventLoop } from '../../engine';
import { type Coroutine, prepareTask, type Task, type Wait } from '../coroutine';
import { WaitList } from '../wait-list';
import type { CpuTime } from './cpu-time';

/**
 * Steps of a process that cost a millisecond of processor time when they come within one of virtual time: ten
 * microseconds each, for a system call and what a program does between two. Programs that never wait for anything else take
 * processor time so, and time goes on.
 */
const STEPS_PER_MS = 100;

/** The tasks of one process: they are stopped, continued and ended together. */
export class Threads {
  private readonly tasks = new Set<Task>();
  private readonly continued = new WaitList();
  private isHalted = false;
  private momentMs = -1;
  private steps = 0;

  constructor(
    private readonly loop: EventLoop,
    private readonly cpu: CpuTime,
    private readonly onError: (error: unknown) => void,
  ) {}

  get isStopped(): boolean {
    return this.isHalted;
  }

  /** Runs `coroutine` until it first waits. */
  start<T>(coroutine: Coroutine<T>, onEnd?: (value: T) => void): Task {
    const task = prepareTask(coroutine, {
      pace: () => this.pace(),
      onEnd: (value) => {
        this.tasks.delete(task);
        onEnd?.(value);
      },
      onError: (error) => {
        this.tasks.delete(task);
        this.onError(error);
      },
    });
    this.tasks.add(task);
    task.start();
    return task;
  }

  /** Keeps all from taking another step until `resume`. */
  stop(): void {
    this.isHalted = true;
    this.cpu.stop();
  }

  resume(): void {
    this.isHalted = false;
    this.cpu.resume();
    this.continued.wakeAll();
  }

  /** Ends all. What a program throws while it is ended is heard by nobody. */
  cancelAll(): void {
    const tasks = [...this.tasks];
    this.tasks.clear();
    for (const task of tasks) {
      try {
        task.cancel();
      } catch {
        // The process is dead.
      }
    }
  }

  private pace(): Wait<void> | undefined {
    if (this.isHalted) return this.continued.change;
    const { nowMs } = this.loop;
    if (nowMs !== this.momentMs) {
      this.momentMs = nowMs;
      this.steps = 0;
    }
    this.steps += 1;
    return this.steps <= STEPS_PER_MS ? undefined : this.cpu.take(1);
  }
}
