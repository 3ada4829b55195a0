/** One value that is owned as a whole. */
export interface ScalarType {
  readonly kind: 'scalar';
  /** What it may be; `untyped` is any scalar (quantities, int-or-string, times). */
  readonly scalar: 'string' | 'numeric' | 'boolean' | 'untyped';
}

/** A struct or a map. */
export interface MapType {
  readonly kind: 'map';
  /** Whether it is owned as a whole. */
  readonly isAtomic: boolean;
  /** A declared field of a struct, or undefined. */
  field(name: string): MergeType | undefined;
  /** Type of the values of undeclared keys. @default - none: such keys are errors */
  readonly element?: MergeType;
  /** Fields that Go writes even when they are empty: structs that are no pointers, lists without `omitempty`. */
  readonly present: readonly { readonly name: string; readonly isStruct: boolean }[];
}

/** A list: atomic, or associative by the keys of its items (by the items themselves without keys: a set). */
export interface ListType {
  readonly kind: 'list';
  readonly isAtomic: boolean;
  /** Names of the fields that tell items apart, sorted. */
  readonly keys: readonly string[];
  readonly element: MergeType;
  /** Value of a key that an item leaves out, such as TCP for `protocol`. */
  keyDefault(key: string): unknown;
}

/** A value without a schema: its own shape decides. Maps are merged, lists are atomic. */
export interface DeducedType {
  readonly kind: 'deduced';
}

/** How values of a type are owned and merged. */
export type MergeType = ScalarType | MapType | ListType | DeducedType;

/** A type after the value at hand has decided what a deduced one is. */
export type Atom = ScalarType | MapType | ListType;

/** The type without a schema. */
export const DEDUCED: DeducedType = { kind: 'deduced' };

const DEDUCED_SCALAR: ScalarType = { kind: 'scalar', scalar: 'untyped' };
const DEDUCED_MAP: MapType = { kind: 'map', isAtomic: false, field: () => undefined, element: DEDUCED, present: [] };
const DEDUCED_LIST: ListType = {
  kind: 'list',
  isAtomic: true,
  keys: [],
  element: DEDUCED,
  keyDefault: () => undefined,
};

/** Decides what a type is for a value; without a value, or for null, a deduced type is a map. */
export function atomOf(type: MergeType, value: unknown): Atom {
  if (type.kind !== 'deduced') return type;
  if (Array.isArray(value)) return DEDUCED_LIST;
  return value === undefined || value === null || typeof value === 'object' ? DEDUCED_MAP : DEDUCED_SCALAR;
}

/** Type of the value of a key: that of the declared field, or of any value of the map. */
export const typeOfKey = (type: MapType, key: string): MergeType => type.field(key) ?? type.element ?? DEDUCED;

/** The object that Go makes of a kind without any data: what a new object is compared with. */
export function emptyValue(type: MergeType): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  if (type.kind !== 'map') return result;
  for (const { name, isStruct } of type.present) {
    const field = type.field(name);
    result[name] = isStruct && field !== undefined ? emptyValue(field) : null;
  }
  return result;
}
