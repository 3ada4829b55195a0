/** A clock that something else moves. */
export interface PacedClock {
  readonly nowMs: number;
  /** When the next thing will happen by itself; undefined when nothing will. */
  readonly nextDueMs: number | undefined;
  /** Moves virtual time to `timeMs`, and does all that is due until then. */
  advanceTo(timeMs: number): void;
}

/** The longest time a timer can wait. Source: HTML, timers: a signed 32-bit number. */
const TIMER_MS_MAX = 2 ** 31 - 1;

/** Wall time for what is due before requests get their turn again. */
const TURN_MS = 20;

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const rethrow = (error: unknown): never => {
  throw error;
};

/**
 * Lets virtual time follow the wall clock, `speed` times as fast. It sleeps until the next thing is due, and never keeps
 * requests waiting for long: what cannot be done in one turn is done in the next ones, and virtual time falls behind.
 */
export class Pacing {
  private anchorMs: number;
  private anchorVirtualMs: number;
  private speedNow: number;
  private paused = false;
  private timer: NodeJS.Timeout | undefined;
  private isStopped = false;
  private jumps = 0;
  private lastJump: Promise<void> = Promise.resolve();

  constructor(
    private clock: PacedClock,
    speed: number,
    private readonly onDefect: (error: unknown) => void = rethrow,
  ) {
    this.speedNow = speed;
    this.anchorMs = Date.now();
    this.anchorVirtualMs = clock.nowMs;
    this.plan();
  }

  /** Virtual seconds in a second. */
  get speed(): number {
    return this.speedNow;
  }

  /** Whether virtual time stands still. */
  get isPaused(): boolean {
    return this.paused;
  }

  /**
   * Brings virtual time to where it belongs now, as far as it gets in one turn, and does all that is due at the moment
   * it reaches. Ends a little earlier while it jumps, is paused or has stopped: then virtual time does not move.
   */
  catchUp(): void {
    if (this.paused || this.isStopped || this.jumps > 0) this.clock.advanceTo(this.clock.nowMs);
    else this.runTo(this.targetMs());
    this.plan();
  }

  /** Plans the next wake-up anew: something may be due earlier than before. */
  plan(): void {
    clearTimeout(this.timer);
    if (this.isStopped || this.paused || this.jumps > 0) return;
    const { nextDueMs } = this.clock;
    if (nextDueMs === undefined) return;
    const delayMs = Math.ceil((nextDueMs - this.targetMs()) / this.speedNow);
    this.timer = setTimeout(() => this.wakeUp(), Math.min(Math.max(delayMs, 0), TIMER_MS_MAX));
    this.timer.unref();
  }

  /** Stops virtual time where it is. */
  pause(): void {
    this.catchUp();
    this.paused = true;
    this.plan();
  }

  /** Lets virtual time follow the wall clock again, from where it is. */
  resume(): void {
    this.paused = false;
    this.anchor();
  }

  /** Changes the speed from now on: more than 0. */
  setSpeed(speed: number): void {
    this.catchUp();
    this.speedNow = speed;
    this.anchor();
  }

  /**
   * Jumps ahead by `virtualMs`, as fast as it goes; requests are answered meanwhile. One jump follows the other. It ends where
   * it is as soon as `isWanted` does not hold any more.
   */
  async advance(virtualMs: number, isWanted: () => boolean = () => true): Promise<void> {
    const jump = this.lastJump.then(() => this.jump(virtualMs, isWanted));
    this.lastJump = jump.catch(() => undefined);
    await jump;
  }

  /** Paces another clock from now on, from where it is. */
  follow(clock: PacedClock): void {
    this.clock = clock;
    this.anchor();
  }

  /** Wall milliseconds that `virtualMs` take. */
  wallMs(virtualMs: number): number {
    return virtualMs / this.speedNow;
  }

  /** Leaves virtual time where it is, for good. */
  stop(): void {
    this.isStopped = true;
    clearTimeout(this.timer);
  }

  private wakeUp(): void {
    try {
      this.catchUp();
    } catch (error) {
      this.onDefect(error);
      this.plan();
    }
  }

  private async jump(virtualMs: number, isWanted: () => boolean): Promise<void> {
    if (!isWanted()) return;
    if (!this.paused) this.runTo(this.targetMs());
    this.jumps += 1;
    this.plan();
    try {
      const targetMs = this.clock.nowMs + virtualMs;
      while (!this.isStopped && isWanted() && !this.runTo(targetMs)) await nextTurn();
    } finally {
      this.jumps -= 1;
      this.anchor();
    }
  }

  private anchor(): void {
    this.anchorMs = Date.now();
    this.anchorVirtualMs = this.clock.nowMs;
    this.plan();
  }

  private targetMs(): number {
    return Math.floor(this.anchorVirtualMs + (Date.now() - this.anchorMs) * this.speedNow);
  }

  /** Whether virtual time has come to `targetMs` in one turn. */
  private runTo(targetMs: number): boolean {
    const endMs = performance.now() + TURN_MS;
    for (;;) {
      const { nextDueMs } = this.clock;
      if (nextDueMs === undefined || nextDueMs > targetMs) {
        this.clock.advanceTo(targetMs);
        return true;
      }
      this.clock.advanceTo(nextDueMs);
      if (performance.now() >= endMs) return false;
    }
  }
}
