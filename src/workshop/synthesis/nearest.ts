import { distance } from 'fastest-levenshtein';

/** The one of `candidates` that `word` was most likely meant to be, or undefined when none is close. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(3, Math.ceil(word.length / 2));
  for (const candidate of candidates) {
    const isPrefix = word !== '' && candidate.startsWith(word);
    const steps = isPrefix ? 1 : distance(word.toLowerCase(), candidate.toLowerCase());
    if (steps < bestDistance) {
      best = candidate;
      bestDistance = steps;
    }
  }
  return best;
}

/** `; did you mean 'x'?` when something is close to `word`, else the list of what there is. */
export function suggestion(word: string, candidates: readonly string[]): string {
  const close = nearest(word, candidates);
  return close === undefined ? `; there is ${candidates.join(', ') || 'none'}` : `; did you mean '${close}'?`;
}
