import { distance } from 'fastest-levenshtein';

/** Steps from `word` to `candidate`, or to its beginning for whoever stopped typing early. */
function steps(word: string, candidate: string): number {
  const [from, to] = [word.toLowerCase(), candidate.toLowerCase()];
  return Math.min(distance(from, to), distance(from, to.slice(0, from.length)) + 1);
}

/** The one of `candidates` that `word` was most likely meant to be, or undefined when none is close. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  // Half of the word may be wrong; beyond that a suggestion misleads.
  let fewest = Math.max(3, Math.ceil(word.length / 2));
  for (const candidate of candidates) {
    const count = steps(word, candidate);
    if (count < fewest) {
      best = candidate;
      fewest = count;
    }
  }
  return best;
}

/** `; did you mean 'x'?` when something is close to `word`, else the list of what there is. */
export function suggestion(word: string, candidates: readonly string[]): string {
  const close = nearest(word, candidates);
  return close === undefined ? `; there is ${candidates.join(', ') || 'none'}` : `; did you mean '${close}'?`;
}
