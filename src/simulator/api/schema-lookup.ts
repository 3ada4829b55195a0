/** What a strategic merge patch must know of a type. */
export interface SchemaLookup {
  /** Kind of the Go type; only a struct has fields. */
  readonly kind: 'struct' | 'map' | 'slice' | 'string' | 'bool' | 'int32' | 'int64' | 'float64' | 'interface';
  /** Name of the Go type, for messages: `PodSpec`. */
  readonly name: string;
  /** A declared field, or undefined. */
  field(name: string): PatchField | undefined;
}

/** How a field is merged. */
export interface PatchField {
  /** `merge` for lists by key or of scalars, `replace` for maps that are not merged. @default - the type's own way */
  readonly strategy?: 'merge' | 'replace';
  /** The key of the items of a merged list. @default - none: a list of scalars */
  readonly mergeKey?: string;
  /** Type of the field; of its items when it is a list. */
  readonly inner: SchemaLookup;
}
