import type { CheckContext } from '../context';

/** How long to wait, in virtual seconds. */
export interface Patience {
  readonly seconds: number;
  /** Time without any progress after which nothing is expected to come. */
  readonly stalledSeconds: number;
}

/**
 * Lets time pass until nothing is missing any more, or nothing moves.
 *
 * @param missing - what is missing now, in words that change with every step forward
 */
export function untilNothingIsMissing(
  { cluster }: CheckContext,
  missing: () => readonly string[],
  { seconds, stalledSeconds }: Patience,
): void {
  let state = missing().join('\n');
  for (let [second, quiet] = [0, 0]; state !== '' && second < seconds && quiet < stalledSeconds; second++) {
    cluster.advance('1s');
    const now = missing().join('\n');
    quiet = now === state ? quiet + 1 : 0;
    state = now;
  }
}

/**
 * Lets time pass until none lacks anything, or nothing moves any more.
 *
 * @param lacking - what one lacks, in words that change with every step forward; undefined when it is ready
 * @returns those that are not ready.
 */
export function untilReady<Item>(
  context: CheckContext,
  items: readonly Item[],
  lacking: (item: Item) => string | undefined,
  patience: Patience,
): readonly Item[] {
  let waiting = items;
  const missing = (): readonly string[] => {
    // What was ready once is not looked at again: it may lose what the others wait for.
    const lacks = waiting.map((item) => ({ item, lack: lacking(item) })).filter(({ lack }) => lack !== undefined);
    waiting = lacks.map(({ item }) => item);
    return lacks.map(({ lack = '' }) => lack);
  };
  untilNothingIsMissing(context, missing, patience);
  return waiting;
}
