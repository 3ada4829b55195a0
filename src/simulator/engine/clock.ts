/** Virtual time: it moves only when told to, and never backwards. */
export class VirtualClock {
  private nowMilliseconds: number;

  /** Begins at `startMs`, milliseconds since 1970. */
  constructor(startMs: number) {
    this.nowMilliseconds = startMs;
  }

  /** Milliseconds since 1970. */
  get nowMs(): number {
    return this.nowMilliseconds;
  }

  /** Moves to `timeMs`; an earlier time is ignored. */
  moveTo(timeMs: number): void {
    this.nowMilliseconds = Math.max(this.nowMilliseconds, timeMs);
  }
}
