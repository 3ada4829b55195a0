/** Node agents act at multiples of this many virtual milliseconds: what happens to many Pods at once is seen at once. */
export const QUANTUM_MS = 50;

/** The first moment to act that is at or after `timeMs`. */
export const quantized = (timeMs: number): number => Math.ceil(timeMs / QUANTUM_MS) * QUANTUM_MS;

/** Places behind each other for what begins at the same moment. */
const PLACES = 8;

/**
 * Puts what begins at the same moment behind each other, as machines that work at their own speeds would: the first few
 * at moments of their own, many still together.
 */
export class Stagger {
  private momentMs = -1;
  private place = 0;

  /** Milliseconds that the next one has to wait which begins at `nowMs`: 0 to 350. */
  delayMs(nowMs: number): number {
    this.place = this.momentMs === nowMs ? (this.place + 1) % PLACES : 0;
    this.momentMs = nowMs;
    return this.place * QUANTUM_MS;
  }
}
