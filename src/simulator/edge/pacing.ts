/** A clock that something else moves. */
export interface PacedClock {
  readonly nowMs: number;
  /** Moves virtual time to `timeMs`, and does all that is due until then. */
  advanceTo(timeMs: number): void;
}

/** How often virtual time moves while no request comes. */
const TICK_MS = 250;

/** Lets virtual time follow the wall clock, `speed` times as fast. */
export class Pacing {
  private readonly beganMs: number;
  private readonly beganVirtualMs: number;
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly clock: PacedClock,
    readonly speed: number,
  ) {
    this.beganMs = Date.now();
    this.beganVirtualMs = clock.nowMs;
    this.timer = setInterval(() => this.catchUp(), TICK_MS);
    this.timer.unref();
  }

  /** Brings virtual time to where it belongs now. */
  catchUp(): void {
    this.clock.advanceTo(this.beganVirtualMs + (Date.now() - this.beganMs) * this.speed);
  }

  /** Wall milliseconds that `virtualMs` take. */
  wallMs(virtualMs: number): number {
    return virtualMs / this.speed;
  }

  /** Leaves virtual time where it is. */
  stop(): void {
    clearInterval(this.timer);
  }
}
