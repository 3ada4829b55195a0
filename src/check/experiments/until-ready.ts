import type { CheckContext, CheckedObject } from '../context';

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
 * Lets time pass until all are ready, or nothing moves any more.
 *
 * @returns those that are not.
 */
export function untilReady(
  context: CheckContext,
  objects: readonly CheckedObject[],
  patience: Patience,
): readonly CheckedObject[] {
  let waiting = objects.filter((object) => context.isUnready(object));
  const missing = (): readonly string[] => {
    // What was ready once is not looked at again: it may lose what the others wait for.
    waiting = waiting.filter((object) => context.isUnready(object));
    return waiting.map((object) => context.missing(object) ?? '');
  };
  untilNothingIsMissing(context, missing, patience);
  return waiting;
}
