import { checkAt, type CheckPlace } from './check-place';
import { type Checked, CheckThreads } from './check-threads';
import type { PlannedSet } from './checked-sets';

/** How sets come about, and how many there may be. */
export interface SetSource {
  /** Called once, while what checks them is already loading. */
  readonly plan: () => Promise<readonly PlannedSet[]>;
  /** @default - nobody knows */
  readonly setsMax?: number;
}

/**
 * Checks sets, each on a cluster of its own, and several at a time where there are processors for them. Results come in the
 * order of the sets, and are the same however many processors there are.
 *
 * @throws whatever planning or a check throws.
 */
export async function* checkSets({ plan, setsMax = Infinity }: SetSource, place: CheckPlace): AsyncGenerator<Checked> {
  const threads = CheckThreads.begin(place, setsMax);
  try {
    const sets = await plan();
    if (threads !== undefined && sets.length > 1) {
      yield* threads.check(sets);
      return;
    }
    const check = await checkAt(place);
    for (const each of sets) {
      const prepared = each.prepare();
      yield { prepared, result: check(prepared.set) };
    }
  } finally {
    threads?.end();
  }
}
