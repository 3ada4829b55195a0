import { type Fields, isFields, sortedMap } from '../fields';

/**
 * One field of a Go struct. `zero` is what Go writes for an absent one: null for pointers, lists and maps.
 * `shape` is set for structs, which also are written whole when they are held by value (`zero` is then undefined).
 */
export interface InternalField {
  readonly goName: string;
  readonly field: string;
  readonly zero: unknown;
  readonly shape?: () => InternalShape;
  readonly isList: boolean;
}

/** The fields of a Go struct, in order. */
export type InternalShape = readonly InternalField[];

/** `HTTPGet` is `httpGet` in JSON, `TTY` is `tty`: the leading capitals go down, but for one that begins a word. */
const jsonName = (goName: string): string =>
  goName.replace(/^[A-Z]+(?![a-z])|^[A-Z]+(?=[A-Z][a-z])|^[A-Z]/, (capitals) => capitals.toLowerCase());

const ZEROS: Readonly<Record<string, unknown>> = { text: '', number: 0, flag: false, pointer: null };

/**
 * Reads the text of a shape: words `Name:type`, or `Name=field:type` where the JSON name is not the usual one. Types:
 * text, number, flag, pointer (to anything plain), *Struct (pointer), [Struct] (list) and Struct (held by value).
 */
export function internalShape(text: string, structs: (name: string) => InternalShape): InternalShape {
  return text
    .trim()
    .split(/\s+/)
    .map((word) => {
      const [, goName = '', field, type = ''] = /^(\w+)(?:=(\w+))?:(.+)$/.exec(word) ?? [];
      const struct = /\w+/.exec(type)?.[0] ?? '';
      const common = { goName, field: field ?? jsonName(goName), isList: type.startsWith('[') };
      if (type in ZEROS) return { ...common, zero: ZEROS[type] };
      return { ...common, zero: /^[*[]/.test(type) ? null : undefined, shape: () => structs(struct) };
    });
}

function plainForm(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainForm);
  return isFields(value) ? sortedMap(value) : value;
}

/**
 * A value as Go writes its internal form: every field by its Go name, absent ones too. Messages of immutable fields and
 * the differences of Pods print it.
 */
export function internalForm(value: Fields | undefined, shape: InternalShape): Record<string, unknown> {
  const form: Record<string, unknown> = {};
  for (const { goName, field, zero, shape: inner, isList } of shape) {
    const found = value?.[field];
    if (inner === undefined) {
      form[goName] = found === undefined ? zero : plainForm(found);
    } else if (isList) {
      const items = Array.isArray(found) ? (found as Fields[]) : [];
      form[goName] = items.length === 0 ? null : items.map((item) => internalForm(item, inner()));
    } else {
      form[goName] = found === undefined && zero === null ? null : internalForm(found as Fields | undefined, inner());
    }
  }
  return form;
}
