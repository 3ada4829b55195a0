/** Every type as strings, see scripts/simulator-schema/type-table.mjs for their form. */
export interface TypesFile {
  /** Definition by `group/version/Kind`. */
  readonly kinds: Readonly<Record<string, string>>;
  /** Lines by definition. */
  readonly types: Readonly<Record<string, readonly string[]>>;
}

/** Descriptions of one type: its own under '', those of its fields by name, with the values of an enumerated one. */
export type TypeDocs = Readonly<Record<string, string | readonly [string, ...string[]]>>;

/** One line of discovery, in the order of facts/discovery.tsv. */
export type DiscoveryTuple = readonly [
  groupVersion: string,
  resource: string,
  kind: string,
  gvOverride: string,
  singular: string,
  namespaced: boolean,
  shortNames: readonly string[],
  categories: readonly string[],
  verbs: readonly string[],
];

/** One printer column: name, type, format, priority. */
export type ColumnTuple = readonly [name: string, type: string, format: string, priority: number];

interface Files {
  types: TypesFile;
  docs: { readonly docs: Readonly<Record<string, TypeDocs>> };
  discovery: { readonly rows: readonly DiscoveryTuple[] };
  columns: { readonly columns: Readonly<Record<string, readonly ColumnTuple[]>> };
}

// Each piece is read when it is first asked for: descriptions alone would take as long as the rest of the start.
const loaders: { readonly [K in keyof Files]: () => Files[K] } = {
  /* eslint-disable @typescript-eslint/no-require-imports */
  types: () => require('./generated/types.generated.json') as Files['types'],
  docs: () => require('./generated/docs.generated.json') as Files['docs'],
  discovery: () => require('./generated/discovery.generated.json') as Files['discovery'],
  columns: () => require('./generated/columns.generated.json') as Files['columns'],
  /* eslint-enable @typescript-eslint/no-require-imports */
};

/** A generated file; the module system keeps it after the first time. */
export const generatedData = <K extends keyof Files>(name: K): Files[K] => loaders[name]();
