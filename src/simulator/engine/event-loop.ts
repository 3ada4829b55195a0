import type { VirtualClock } from './clock';

/** Something that will happen, unless it is cancelled. */
export interface Timer {
  /** Virtual time at which it is due, milliseconds since 1970. */
  readonly dueMs: number;
  readonly isPending: boolean;
  /** Whether nobody waits for it. */
  readonly isRoutine: boolean;
  /** Makes it never happen; does nothing when it has. */
  cancel(): void;
}

/** How an action is planned. */
export interface PlanOptions {
  /**
   * Whether it is routine that nobody waits for: heartbeats, the next try of a crash loop, sweeps. What a routine
   * action plans or causes is routine as well. @default - as the action that plans it
   */
  readonly isRoutine?: boolean;
}

class Planned implements Timer {
  action: (() => void) | undefined;

  constructor(
    readonly dueMs: number,
    readonly order: number,
    readonly isRoutine: boolean,
    action: () => void,
    private readonly onCancel: (planned: Planned) => void,
  ) {
    this.action = action;
  }

  get isPending(): boolean {
    return this.action !== undefined;
  }

  cancel(): void {
    if (this.action === undefined) return;
    this.action = undefined;
    this.onCancel(this);
  }
}

const isBefore = (left: Planned, right: Planned): boolean =>
  left.dueMs < right.dueMs || (left.dueMs === right.dueMs && left.order < right.order);

/**
 * What will happen, in order of virtual time; what is due at the same moment happens in the order in which it was
 * planned. Nothing happens by itself: `runTo` moves the clock.
 */
export class EventLoop {
  /** A binary heap: no entry is before its parent. Cancelled entries stay until they come up, or are the majority. */
  private heap: Planned[] = [];
  private planned = 0;
  private cancelled = 0;
  private foreground = 0;
  private runsRoutine = false;
  private actionsRun = 0;

  constructor(readonly clock: VirtualClock) {}

  /** Virtual time, milliseconds since 1970. */
  get nowMs(): number {
    return this.clock.nowMs;
  }

  /** Whether what happens now is routine. */
  get isRoutine(): boolean {
    return this.runsRoutine;
  }

  /** Number of actions that have happened. */
  get actions(): number {
    return this.actionsRun;
  }

  /** Number of planned actions that are not routine. */
  get foregroundPending(): number {
    return this.foreground;
  }

  /** When the next action is due; undefined when none is planned. */
  get nextMs(): number | undefined {
    this.dropCancelled();
    return this.heap[0]?.dueMs;
  }

  /** Plans `action` for `timeMs`, rounded up to a whole millisecond; a time that is past means now. */
  at(timeMs: number, action: () => void, options: PlanOptions = {}): Timer {
    const isRoutine = options.isRoutine ?? this.runsRoutine;
    const planned = new Planned(Math.max(Math.ceil(timeMs), this.nowMs), this.planned, isRoutine, action, this.forget);
    this.planned += 1;
    if (!isRoutine) this.foreground += 1;
    this.push(planned);
    return planned;
  }

  /** Plans `action` for `delayMs` from now. */
  after(delayMs: number, action: () => void, options: PlanOptions = {}): Timer {
    return this.at(this.nowMs + delayMs, action, options);
  }

  /** Does `action` now, as routine. */
  asRoutine(action: () => void): void {
    const before = this.runsRoutine;
    this.runsRoutine = true;
    try {
      action();
    } finally {
      this.runsRoutine = before;
    }
  }

  /** Does the next action, with the clock at its time. False when none is planned. */
  runNext(): boolean {
    this.dropCancelled();
    const next = this.pop();
    const action = next?.action;
    if (next === undefined || action === undefined) return false;
    next.action = undefined;
    if (!next.isRoutine) this.foreground -= 1;
    this.clock.moveTo(next.dueMs);
    this.runsRoutine = next.isRoutine;
    this.actionsRun += 1;
    try {
      action();
    } finally {
      this.runsRoutine = false;
    }
    return true;
  }

  /** Does all that is due until `timeMs`, what that plans included, and leaves the clock there. */
  runTo(timeMs: number): void {
    for (let next = this.nextMs; next !== undefined && next <= timeMs; next = this.nextMs) this.runNext();
    this.clock.moveTo(timeMs);
  }

  private readonly forget = (planned: Planned): void => {
    if (!planned.isRoutine) this.foreground -= 1;
    this.cancelled += 1;
    if (this.cancelled < 64 || this.cancelled * 2 < this.heap.length) return;
    const pending = this.heap.filter((each) => each.isPending);
    this.heap = [];
    this.cancelled = 0;
    for (const each of pending) this.push(each);
  };

  private dropCancelled(): void {
    while (this.heap[0]?.isPending === false) {
      this.pop();
      this.cancelled -= 1;
    }
  }

  private push(planned: Planned): void {
    const { heap } = this;
    heap.push(planned);
    this.rise(planned, heap.length - 1);
  }

  /** Puts an entry where it belongs between the root and the empty place `index`. */
  private rise(planned: Planned, index: number): void {
    const { heap } = this;
    let place = index;
    while (place > 0) {
      const parent = heap[(place - 1) >>> 1] as Planned;
      if (!isBefore(planned, parent)) break;
      heap[place] = parent;
      place = (place - 1) >>> 1;
    }
    heap[place] = planned;
  }

  private pop(): Planned | undefined {
    const { heap } = this;
    const first = heap[0];
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return first;
    // What was last belongs near the end: the empty place goes all the way down first, which takes half the comparisons.
    let place = 0;
    for (let child = 1; child < heap.length; child = 2 * place + 1) {
      let next = heap[child] as Planned;
      const other = heap[child + 1];
      if (other !== undefined && isBefore(other, next)) {
        next = other;
        child += 1;
      }
      heap[place] = next;
      place = child;
    }
    this.rise(last, place);
    return first;
  }
}
