/** What is the same in every run of an exercise, by name: `{{ip as A}}` in a pattern gives it, `{{$A}}` asks for it. */
export type Bindings = ReadonlyMap<string, string>;

/**
 * What stands for words that no author of a lesson can know: names made by chance, ages and times, addresses, and counters
 * that grow with time. There is none for anything else, so that a text is compared as a whole.
 */
const WILDCARDS: Readonly<Record<string, string>> = {
  age: '(?:\\d+(?:\\.\\d+)?(?:ms|[smhdy])(?:\\d+[smhd])?|<unknown>|<invalid>)',
  count: '\\d+(?:\\.\\d+)?',
  hash: '[a-z0-9]{5,10}',
  ip: '(?:\\d{1,3}(?:\\.\\d{1,3}){3}|[0-9a-f]*:[0-9a-f:]+)',
  name: '[A-Za-z0-9](?:[-A-Za-z0-9._]*[A-Za-z0-9])?',
  port: '\\d{1,5}',
  suffix: '[a-z0-9]{5}',
  time:
    '(?:\\d{4}[-/]\\d\\d[-/]\\d\\d[T ]\\d\\d:\\d\\d:\\d\\d(?:[.,]\\d+)?(?:Z| ?[+-]\\d\\d:?\\d\\d)?' +
    '|[A-Z][a-z]{2},? [ \\d]?\\d [A-Z][a-z]{2} \\d{4} \\d\\d:\\d\\d:\\d\\d(?: (?:[+-]\\d{4}|[A-Z]{3}))?' +
    '|[A-Z][a-z]{2} [A-Z][a-z]{2} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d (?:[A-Z]{3} )?\\d{4}|\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?)',
  uid: '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}',
};

const PLACE = /\{\{\s*([^{}]*?)\s*\}\}/g;

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Whether what stands in double braces is a wildcard, or asks for what one was; anything else is filled in beforehand. */
export const isWildcard = (words: string): boolean =>
  /^\$\w+$/.test(words) || Object.hasOwn(WILDCARDS, words.replace(/ as \w+$/, ''));

/** Part of a pattern for `words` in double braces. `own` are the names that this pattern has given before. */
function partFor(words: string, bound: Bindings, own: Set<string>): string {
  const asked = /^\$(\w+)$/.exec(words)?.[1];
  if (asked !== undefined) {
    if (own.has(asked)) return `\\k<${asked}>`;
    const known = bound.get(asked);
    // Nothing was given that name: nothing is equal to it.
    return known === undefined ? '(?!)' : escaped(known);
  }
  const [, kind = '', name] = /^(\w+)(?: as (\w+))?$/.exec(words) ?? [];
  const part = WILDCARDS[kind];
  if (part === undefined)
    throw new Error(`'{{${words}}}' is no wildcard: there are ${Object.keys(WILDCARDS).join(', ')}`);
  if (name === undefined) return part;
  if (own.has(name)) return `\\k<${name}>`;
  const known = bound.get(name);
  if (known !== undefined) return escaped(known);
  own.add(name);
  return `(?<${name}>${part})`;
}

/** Text without what nobody sees: blanks at the ends of lines, empty lines at both ends, carriage returns. */
export const visible = (text: string): string => text.replace(/[ \t\r]+$/gm, '').replace(/^\n+|\n+$/g, '');

/** As kubectl before 1.34 says it: without the namespace of what was deleted. */
const withoutNamespace = (pattern: string): string =>
  pattern.replace(/(" (?:force )?deleted) from \S+ namespace$/gm, '$1');

function matchOnce(
  pattern: string,
  text: string,
  bound: Bindings,
  narrow: (whole: string) => string,
): Bindings | undefined {
  const own = new Set<string>();
  let source = '';
  let end = 0;
  const wanted = narrow(pattern);
  for (const found of wanted.matchAll(PLACE)) {
    source += escaped(wanted.slice(end, found.index)) + partFor(found[1] ?? '', bound, own);
    end = found.index + found[0].length;
  }
  source += escaped(wanted.slice(end));
  const match = new RegExp(`^${source}$`).exec(narrow(text));
  return match === null ? undefined : new Map(Object.entries(match.groups ?? {}));
}

/**
 * Compares a whole text with a pattern. Lines about deletions may also be those of an older kubectl.
 *
 * @param isLoose - runs of blanks are equal to one blank
 * @returns what the pattern gave names to; undefined when the text is another one
 * @throws Error for a wildcard that there is not
 */
export function matchText(pattern: string, text: string, bound: Bindings, isLoose = false): Bindings | undefined {
  const narrow = (whole: string): string => (isLoose ? whole.trim().replace(/\s+/g, ' ') : visible(whole));
  const older = withoutNamespace(pattern);
  return (
    matchOnce(pattern, text, bound, narrow) ?? (older === pattern ? undefined : matchOnce(older, text, bound, narrow))
  );
}
