import { nearest } from '../workshop/synthesis/nearest';

/** `; did you mean '--env'?` or the list of what there is; `prefix` stands before each candidate. */
export function suggestionFor(word: string, candidates: readonly string[], prefix = ''): string {
  const close = nearest(word, candidates);
  if (close !== undefined) return `; did you mean '${prefix}${close}'?`;
  return `; there is ${candidates.map((candidate) => prefix + candidate).join(', ')}`;
}
