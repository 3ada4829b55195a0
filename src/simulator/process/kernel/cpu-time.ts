import { type EventLoop, SparseSet } from '../../engine';
import { checkpoint, type Coroutine, type Wait, waitFor } from '../coroutine';
import type { Processor, ProcessorGroup, ProcessorWork } from '../processor';

/** One wait for processor time. */
interface Burst {
  leftMs: number;
  work: ProcessorWork | undefined;
  readonly resume: () => void;
}

/** The processor time of one process: what it takes, has taken, and waits for while it is stopped. */
export class CpuTime {
  private readonly bursts = new SparseSet<Burst>();
  private isStopped = false;
  private doneMs = 0;
  /** Less than a millisecond that was asked for and not taken: many short pieces of work wait together. */
  private owedMs = 0;

  /** Cores of work that is too small to wait for, since when, and what it took before. */
  private housekeepingCores = 0;
  private housekeepingSinceMs = 0;
  private housekeepingMs = 0;

  constructor(
    private readonly loop: EventLoop,
    private readonly processor: Processor,
    private readonly group: ProcessorGroup,
  ) {}

  /** Processor time taken so far. */
  get takenMs(): number {
    let takenMs = this.doneMs + this.owedMs + this.housekeptMs;
    for (const { work } of this.bursts) takenMs += work?.takenMs ?? 0;
    return takenMs;
  }

  /** Cores that it takes now. */
  get cores(): number {
    let cores = this.housekeepingCores;
    for (const { work } of this.bursts) cores += work?.cores ?? 0;
    return cores;
  }

  /** Notes what share of a processor it takes all the time, beside all else. */
  setHousekeeping(cores: number): void {
    this.housekeepingMs = this.housekeptMs;
    this.housekeepingSinceMs = this.loop.nowMs;
    this.housekeepingCores = cores;
  }

  /** Takes `cpuMs`; what is less than a millisecond is taken with later work. */
  *compute(cpuMs: number): Coroutine<void> {
    this.owedMs += Math.max(cpuMs, 0);
    const wholeMs = Math.floor(this.owedMs);
    this.owedMs = wholeMs === Infinity ? 0 : this.owedMs - wholeMs;
    if (wholeMs === 0) yield* checkpoint();
    else yield* waitFor(this.take(wholeMs));
  }

  /** Waits until `cpuMs` of processor time are taken. */
  take(cpuMs: number): Wait<void> {
    return {
      begin: (resume) => {
        const burst: Burst = { leftMs: cpuMs, work: undefined, resume: () => resume() };
        this.bursts.add(burst);
        if (!this.isStopped) this.run(burst);
        return () => {
          this.suspend(burst);
          this.bursts.delete(burst);
        };
      },
    };
  }

  /** Takes none until `resume`. */
  stop(): void {
    this.isStopped = true;
    for (const burst of this.bursts) this.suspend(burst);
  }

  resume(): void {
    this.isStopped = false;
    for (const burst of [...this.bursts]) if (burst.work === undefined) this.run(burst);
  }

  private get housekeptMs(): number {
    return this.housekeepingMs + this.housekeepingCores * (this.loop.nowMs - this.housekeepingSinceMs);
  }

  private run(burst: Burst): void {
    burst.work = this.processor.take(this.group, burst.leftMs, () => {
      this.doneMs += burst.leftMs;
      this.bursts.delete(burst);
      burst.resume();
    });
  }

  private suspend(burst: Burst): void {
    const { work } = burst;
    if (work === undefined) return;
    burst.work = undefined;
    const { takenMs } = work;
    work.cancel();
    this.doneMs += takenMs;
    burst.leftMs -= takenMs;
  }
}
