/** A group of processes that shares processors with others: a container. */
export interface ProcessorGroup {
  /** Against that of others who want the same processors. */
  readonly weight: number;
  /** Cores it gets at most; Infinity for no limit. */
  readonly limitCores: number;
}

/** Work that takes processor time. */
export interface ProcessorWork {
  /** Share of a processor that it takes now: at most 1. */
  readonly cores: number;
  /** Processor time taken so far. */
  readonly takenMs: number;
  /** Gives it up. */
  cancel(): void;
}

/**
 * The processors of a node: everybody who wants them gets a share in proportion to weights, no group more than its
 * limit, no piece of work more than one processor.
 */
export interface Processor {
  readonly cores: number;
  /** Takes `cpuMs` of one processor for `group` (Infinity: for ever), and calls `done` when it has them. */
  take(group: ProcessorGroup, cpuMs: number, done: () => void): ProcessorWork;
  /** Cores that are taken now. */
  readonly takenCores: number;
}
