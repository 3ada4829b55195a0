/** Virtual time: it moves only when told to, and never backwards. */
export class VirtualClock {
  /** Begins at `nowMs`, milliseconds since 1970. */
  constructor(
    /** Milliseconds since 1970. A field, as everything asks for it all the time; `moveTo` is the only one that sets it. */
    readonly nowMs: number,
  ) {}

  /** Moves to `timeMs`; an earlier time is ignored. */
  moveTo(timeMs: number): void {
    (this as { nowMs: number }).nowMs = Math.max(this.nowMs, timeMs);
  }
}
