import type { Draft } from '../api';

/*
 * Readers of decoded JSON. Bodies have passed decoding, so a field has its declared type or is absent; these readers
 * only spare every rule its own check for absence.
 */

/** A JSON object that is only read. */
export type Fields = Readonly<Record<string, unknown>>;

const NO_ITEMS: readonly never[] = [];

/** Whether a value is a JSON object. */
export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The object in a field. */
export function fieldsAt(parent: Fields | undefined, field: string): Fields | undefined {
  const value = parent?.[field];
  return isFields(value) ? value : undefined;
}

/** The objects of a list in a field; none when it is absent. */
export function listAt(parent: Fields | undefined, field: string): readonly Fields[] {
  const value = parent?.[field];
  return Array.isArray(value) ? (value as Fields[]) : NO_ITEMS;
}

/** The texts of a list in a field; none when it is absent. */
export function textsAt(parent: Fields | undefined, field: string): readonly string[] {
  const value = parent?.[field];
  return Array.isArray(value) ? (value as string[]) : NO_ITEMS;
}

/** The numbers of a list in a field; none when it is absent. */
export function numbersAt(parent: Fields | undefined, field: string): readonly number[] {
  const value = parent?.[field];
  return Array.isArray(value) ? (value as number[]) : NO_ITEMS;
}

/** The map of texts in a field. */
export const mapAt = (parent: Fields | undefined, field: string): Readonly<Record<string, string>> | undefined =>
  fieldsAt(parent, field) as Readonly<Record<string, string>> | undefined;

/** The text in a field; empty when it is absent. */
export function textAt(parent: Fields | undefined, field: string): string {
  const value = parent?.[field];
  return typeof value === 'string' ? value : '';
}

/** The number in a field. */
export function numberAt(parent: Fields | undefined, field: string): number | undefined {
  const value = parent?.[field];
  return typeof value === 'number' ? value : undefined;
}

/** The truth value in a field. */
export function flagAt(parent: Fields | undefined, field: string): boolean | undefined {
  const value = parent?.[field];
  return typeof value === 'boolean' ? value : undefined;
}

/** The object in a field of a draft, to be changed in place. */
export const draftAt = (parent: Draft | undefined, field: string): Draft | undefined =>
  fieldsAt(parent, field) as Draft | undefined;

/** The objects of a list in a field of a draft, to be changed in place. */
export const draftsAt = (parent: Draft | undefined, field: string): readonly Draft[] =>
  listAt(parent, field) as readonly Draft[];

/** The object in a field of a draft; an empty one is put there when it is absent. */
export function openDraft(parent: Draft, field: string): Draft {
  const found = draftAt(parent, field);
  if (found !== undefined) return found;
  const opened: Draft = {};
  parent[field] = opened;
  return opened;
}

/** Sets the fields that are absent. */
export function fill(draft: Draft, values: Fields): void {
  for (const field of Object.keys(values)) {
    if (draft[field] === undefined) draft[field] = values[field];
  }
}

/** Fields with their keys in order, as Go writes maps; null when absent. */
export function sortedMap(map: Fields | undefined): Fields | null {
  if (map === undefined) return null;
  return Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));
}

const isEmpty = (value: unknown): boolean => {
  if (value === undefined || value === null) return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
};

/**
 * Whether two values mean the same: the order of keys does not count, and what is absent equals what is empty.
 *
 * Source: Kubernetes 1.36, apimachinery/pkg/api/equality `Semantic.DeepEqual`; quantities and times are canonical by now.
 */
export function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (isEmpty(a)) return isEmpty(b);
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    return a.every((item, index) => isSame(item, b[index]));
  }
  const left = a as Fields;
  const right = b as Fields;
  for (const key of Object.keys(left)) if (!isSame(left[key], right[key])) return false;
  for (const key of Object.keys(right)) if (left[key] === undefined && !isEmpty(right[key])) return false;
  return true;
}
