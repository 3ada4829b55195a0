import type { EventLoop, Timer } from '../../engine';
import type { Processor, ProcessorGroup, ProcessorWork } from '../processor';
import { planForProgram } from './program-timers';
import { divideByWeight } from './water-filling';

/** What is too little to be a rest: sums of shares are not exact. */
const ROUNDING_MS = 1e-6;

class Work implements ProcessorWork {
  cores = 0;
  isCancelled = false;
  private takenUntilMs = 0;

  constructor(
    readonly group: ProcessorGroup,
    private readonly cpuMs: number,
    readonly done: () => void,
    private readonly processor: SharedProcessor,
  ) {}

  get takenMs(): number {
    return Math.min(this.cpuMs, this.takenUntilMs + this.cores * this.processor.sincePlanMs);
  }

  get leftMs(): number {
    return this.cpuMs - this.takenMs;
  }

  /** Notes what it has taken at its share so far, and goes on with another. */
  changeCores(cores: number): void {
    this.takenUntilMs = this.takenMs;
    this.cores = cores;
  }

  cancel(): void {
    this.isCancelled = true;
    this.processor.give(this);
  }
}

/**
 * Processors as a fluid: between two changes of who wants them, everybody takes a constant share. Groups share by weight,
 * within their limits; pieces of work of one group share evenly.
 *
 * Source: what cgroups come to over seconds (cpu.weight, cpu.max). Not modelled: time slices, throttling within a period.
 */
class SharedProcessor implements Processor {
  private readonly works = new Map<ProcessorGroup, Set<Work>>();
  private plannedMs: number;
  private timer: Timer | undefined;

  constructor(
    private readonly loop: EventLoop,
    readonly cores: number,
  ) {
    this.plannedMs = loop.nowMs;
  }

  get takenCores(): number {
    let cores = 0;
    for (const works of this.works.values()) for (const work of works) cores += work.cores;
    return cores;
  }

  /** Virtual time since shares changed last. */
  get sincePlanMs(): number {
    return this.loop.nowMs - this.plannedMs;
  }

  take(group: ProcessorGroup, cpuMs: number, done: () => void): ProcessorWork {
    const work = new Work(group, cpuMs, done, this);
    const works = this.works.get(group) ?? new Set();
    this.works.set(group, works.add(work));
    this.plan();
    return work;
  }

  /** Takes a piece of work out; does nothing when it is done. */
  give(work: Work): void {
    if (this.remove(work)) this.plan();
  }

  private remove(work: Work): boolean {
    const works = this.works.get(work.group);
    if (works?.delete(work) !== true) return false;
    work.changeCores(0);
    if (works.size === 0) this.works.delete(work.group);
    return true;
  }

  /** Gives everybody a share, and plans the end of what ends next. */
  private plan(): void {
    const groups = [...this.works];
    const shares = divideByWeight(
      this.cores,
      groups.map(([{ weight, limitCores }, { size }]) => ({ weight, wanted: Math.min(limitCores, size) })),
    );
    let nextMs = Infinity;
    groups.forEach(([, works], index) => {
      const cores = (shares[index] as number) / works.size;
      for (const work of works) {
        work.changeCores(cores);
        nextMs = Math.min(nextMs, (work.leftMs - ROUNDING_MS) / cores);
      }
    });
    this.plannedMs = this.loop.nowMs;
    this.timer?.cancel();
    this.timer = nextMs === Infinity ? undefined : planForProgram(this.loop, nextMs, this.finish);
  }

  /** Ends what has taken all that it wanted. */
  private readonly finish = (): void => {
    this.timer = undefined;
    const finished = [...this.works.values()].flatMap((works) =>
      [...works].filter((work) => work.leftMs <= ROUNDING_MS),
    );
    for (const work of finished) this.remove(work);
    this.plan();
    // What one does when it is done may be to give up another.
    for (const work of finished) if (!work.isCancelled) work.done();
  };
}

/** The processors of a node. */
export const createProcessor = (loop: EventLoop, cores: number): Processor => new SharedProcessor(loop, cores);
