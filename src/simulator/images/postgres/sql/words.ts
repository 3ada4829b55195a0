import { remembering } from '../../../engine';

/** Words of a short statement in lower case; names lose their quotes, texts keep theirs. */
export const splitWords = remembering((text): readonly string[] =>
  [...text.matchAll(/'(?:[^']|'')*'|"[^"]*"|[\w.]+|[^\s\w]/g)].map(([word]) =>
    word.startsWith("'") ? word : word.startsWith('"') ? word.slice(1, -1) : word.toLowerCase(),
  ),
);
