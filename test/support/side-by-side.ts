/** Enough for all of them, on a machine that is busy. */
const LIMIT_MS = 300_000;

/**
 * Tests that mostly wait, run side by side, `atATime` at most: before the first of them is told, all have ended. Call it
 * behind other `beforeAll`; what it returns takes the place of `test`. `beforeEach` and `afterEach` do not reach them.
 *
 * `test.concurrent` is no way: while jest tells of one that has ended, it lets the others load no module.
 */
export function sideBySide(atATime = 5): (name: string, body: () => Promise<void>) => void {
  const bodies: (() => Promise<void>)[] = [];
  const outcomes: PromiseSettledResult<void>[] = [];
  beforeAll(async () => {
    const waiting = [...bodies.entries()];
    const work = async (): Promise<void> => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const [index, body] = next;
        [outcomes[index]] = await Promise.allSettled([body()]);
      }
    };
    await Promise.all(Array.from({ length: atATime }, work));
  }, LIMIT_MS);
  return (name, body) => {
    const index = bodies.push(body) - 1;
    test(name, () => {
      const outcome = outcomes[index] ?? { status: 'rejected', reason: new Error('it has not ended') };
      if (outcome.status === 'rejected') throw outcome.reason as Error;
    });
  };
}
