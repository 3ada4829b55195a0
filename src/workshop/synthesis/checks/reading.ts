/** Reads manifests of which nothing is certain: a raw one may hold a text where Kubernetes wants a list. */

/** Part of a manifest: names and whatever is behind them. */
export type Fields = Readonly<Record<string, unknown>>;

const NO_FIELDS: Fields = Object.freeze({});
const NO_ITEMS: readonly Fields[] = Object.freeze([]);

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** `value` if it is a map, else an empty one. */
export const fieldsOf = (value: unknown): Fields => (isFields(value) ? value : NO_FIELDS);

/** The items of `value` if it is a list; what is no map in it becomes an empty one, so that positions stay right. */
export function itemsOf(value: unknown): readonly Fields[] {
  if (!Array.isArray(value)) return NO_ITEMS;
  const items: readonly unknown[] = value;
  return items.every(isFields) ? items : items.map(fieldsOf);
}

/** `value` if it is a text, else undefined. */
export const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** `value` if it is a number, else undefined. */
export const numberOf = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);

/** The texts in `value` if it is a list. */
export const textsOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];

/** Shows a value in a message as a reader would write it, shortened where it is long. */
export function shown(value: unknown): string {
  const text = typeof value === 'string' ? `'${value}'` : (JSON.stringify(value) ?? String(value));
  return text.length <= 80 ? text : `${text.slice(0, 77)}...`;
}

/** `a=b,c=d` of labels, as kubectl writes them. */
export const shownLabels = (labels: Fields): string =>
  Object.entries(labels)
    .map(([key, value]) => `${key}=${String(value)}`)
    .join(',');

/** 'one', 'one and two', 'one, two and three'. */
export function inWords(parts: readonly string[]): string {
  const last = parts[parts.length - 1] ?? '';
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')} and ${last}`;
}
