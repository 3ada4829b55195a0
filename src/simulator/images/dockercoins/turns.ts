import { type Coroutine, type Wait, waitFor } from '../../process';

/** Lets one in after the other, in the order in which they come. */
export class Turns {
  private isTaken = false;
  private readonly waiting = new Set<() => void>();

  /** Runs `work` when all who came earlier have done theirs. */
  *take<T>(work: Coroutine<T>): Coroutine<T> {
    let isMine = !this.isTaken;
    this.isTaken = true;
    try {
      if (!isMine) {
        const turn: Wait<void> = {
          begin: (resume) => {
            const enter = (): void => {
              isMine = true;
              resume();
            };
            this.waiting.add(enter);
            return () => this.waiting.delete(enter);
          },
        };
        yield* waitFor(turn);
      }
      return yield* work;
    } finally {
      if (isMine) this.pass();
    }
  }

  private pass(): void {
    const [next] = this.waiting;
    if (next === undefined) {
      this.isTaken = false;
      return;
    }
    this.waiting.delete(next);
    next();
  }
}
