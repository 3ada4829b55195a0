import type { Row } from './table';
import { type Bindings, matchText } from './text-pattern';

/** What patterns of both gave names to; the later wins. */
export const merged = (left: Bindings, right: Bindings): Bindings => new Map([...left, ...right]);

/** Compares the columns that are named. Undefined when one differs. */
function matchRow(wanted: Row, actual: Row, bound: Bindings): Bindings | undefined {
  let bindings: Bindings = new Map();
  for (const [column, pattern] of Object.entries(wanted)) {
    const match = matchText(pattern, actual[column] ?? '', merged(bound, bindings));
    if (match === undefined) return undefined;
    bindings = merged(bindings, match);
  }
  return bindings;
}

const namesSomething = (row: Row): boolean => Object.values(row).some((pattern) => /\{\{(?:\$|\w+ as )/.test(pattern));

const asksForName = (row: Row): boolean => Object.values(row).some((pattern) => pattern.includes('{{$'));

/**
 * Whether each wanted row can have an actual one of its own, as far as `candidates` (places of actual rows) tell.
 *
 * Source: the augmenting paths of Kuhn; trying all orders would take for ever with ten rows that are alike.
 */
function canAllHaveOne(candidates: readonly (readonly number[])[]): boolean {
  const owners = new Map<number, number>();
  const find = (wanted: number, tried: Set<number>): boolean =>
    (candidates[wanted] ?? []).some((place) => {
      if (tried.has(place)) return false;
      tried.add(place);
      const owner = owners.get(place);
      if (owner !== undefined && !find(owner, tried)) return false;
      owners.set(place, wanted);
      return true;
    });
  return candidates.every((_, wanted) => find(wanted, new Set()));
}

/** The first way to give each wanted row an actual row of its own; undefined when there is none. */
export function assignRows(wanted: readonly Row[], actual: readonly Row[], bound: Bindings): Bindings | undefined {
  const [first, ...others] = wanted;
  if (first === undefined) return new Map();
  const matches = wanted.map((row) => actual.map((each) => matchRow(row, each, bound)));
  // Another row may yet give the names that one asks for.
  const mayBe = (row: Row, index: number, match: Bindings | undefined): boolean =>
    match !== undefined || (index > 0 && asksForName(row));
  const candidates = wanted.map((row, index) =>
    (matches[index] ?? []).flatMap((match, place) => (mayBe(row, index, match) ? [place] : [])),
  );
  if (!canAllHaveOne(candidates)) return undefined;
  if (!wanted.some(namesSomething)) return new Map();
  for (const place of candidates[0] ?? []) {
    const bindings = matches[0]?.[place] ?? new Map<string, string>();
    const left = [...actual.slice(0, place), ...actual.slice(place + 1)];
    const rest = assignRows(others, left, merged(bound, bindings));
    if (rest !== undefined) return merged(bindings, rest);
  }
  return undefined;
}
