import type { Placed } from '../../lessons';
import { UsageError } from '../failure';
import { loadLessons } from '../load';
import { suggestionFor } from '../suggestion';

const ORDER = /^(\d+)\/(\d+)$/;

/** All exercises that `words` name, in the order of the texts: ids, chapters (KUAR05) and workshops; all without words. */
export function chosenExercises(words: readonly string[]): readonly Placed[] {
  const { chapters, isNamedBy, placed } = loadLessons();
  const all = placed(chapters);
  for (const word of words) {
    if (all.some((each) => isNamedBy(word, each))) continue;
    const names = all.flatMap(({ exercise: { id } }) => [id, id.replace(/-\d+$/, '')]);
    const hint = suggestionFor(word.toUpperCase(), [...new Set(names)]);
    // All of them are too many to be read in a message.
    const near = hint.includes('did you mean') ? hint : ": 'workshop lessons' lists them";
    throw new UsageError(`there is no lesson '${word}'${near}`);
  }
  return words.length === 0 ? all : all.filter((each) => words.some((word) => isNamedBy(word, each)));
}

/**
 * The part of `exercises` that one of several machines plays: `2/3` takes every third, from the second.
 *
 * @throws UsageError for anything but I/N with 1 <= I <= N.
 */
export function shardOf(exercises: readonly Placed[], shard: string | undefined): readonly Placed[] {
  if (shard === undefined) return exercises;
  const [, index, count] = ORDER.exec(shard)?.map(Number) ?? [];
  if (index === undefined || count === undefined || index < 1 || index > count) {
    throw new UsageError(`'--shard' must be I/N with I from 1 to N, such as 1/3, got '${shard}'`);
  }
  return exercises.filter((_, place) => place % count === index - 1);
}
