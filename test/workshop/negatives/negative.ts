/** A failure that a text tells of, played on a simulated cluster. */
export interface Negative {
  /** The exercise of the catalogue. */
  readonly id: string;
  /** What must be seen: a sentence. */
  readonly what: string;
  /** Begins the exercise, does its step, and expects what must be seen. */
  readonly play: () => void;
}
