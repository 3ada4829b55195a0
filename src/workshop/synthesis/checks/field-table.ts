import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Scalar types of the tables. */
export type ScalarName =
  'string' | 'base64' | 'date' | 'int' | 'number' | 'boolean' | 'any' | 'quantity' | 'intOrString';

/** Type of a field. */
export type FieldType =
  | { readonly is: 'scalar'; readonly name: ScalarName }
  | { readonly is: 'list' | 'map'; readonly of: FieldType }
  | ObjectType;

/** Type with named fields. */
export interface ObjectType {
  readonly is: 'object';
  readonly fields: ReadonlyMap<string, FieldType>;
  readonly required: readonly string[];
}

/** Types and fields of one version of Kubernetes. */
export interface FieldTable {
  /** Version of Kubernetes, such as 1.28. */
  readonly kubernetes: string;
  /** Every kind, as `apiVersion/kind`. */
  readonly kinds: readonly string[];
  /** Type of a kind given as `apiVersion/kind`; undefined when this version does not have it. */
  typeOf(kind: string): ObjectType | undefined;
  /** Type of the metadata of every object. */
  readonly metadata: ObjectType;
}

/** What `scripts/generate-field-tables.mjs` writes, which explains the notation of a field. */
interface GeneratedTable {
  readonly origin: string;
  readonly kubernetes: string;
  readonly kinds: Readonly<Record<string, string>>;
  readonly types: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Reads a generated table; types are built when first asked for, because they refer to each other. */
function readTable(version: string): FieldTable {
  const text = readFileSync(join(__dirname, `fields-${version}.generated.json`), 'utf8');
  const { kubernetes, kinds, types } = JSON.parse(text) as GeneratedTable;
  const built = new Map<string, ObjectType>();
  const parse = (notation: string): FieldType => {
    if (notation.endsWith('[]')) return { is: 'list', of: parse(notation.slice(0, -2)) };
    if (notation.endsWith('{}')) return { is: 'map', of: parse(notation.slice(0, -2)) };
    return types[notation] === undefined ? { is: 'scalar', name: notation as ScalarName } : build(notation);
  };
  const build = (name: string): ObjectType => {
    const known = built.get(name);
    if (known !== undefined) return known;
    const fields = new Map<string, FieldType>();
    const required: string[] = [];
    const type: ObjectType = { is: 'object', fields, required };
    built.set(name, type); // Before its fields: types may hold themselves.
    for (const [field, notation] of Object.entries(types[name] ?? {})) {
      const isRequired = notation.endsWith('!');
      if (isRequired) required.push(field);
      fields.set(field, parse(isRequired ? notation.slice(0, -1) : notation));
    }
    return type;
  };
  return {
    kubernetes,
    kinds: Object.keys(kinds),
    typeOf: (kind) => {
      const name = kinds[kind];
      return name === undefined ? undefined : build(name);
    },
    metadata: build('ObjectMeta' in types ? 'ObjectMeta' : 'V1ObjectMeta'),
  };
}

const tables = new Map<string, FieldTable>();

function tableOf(version: string): FieldTable {
  const known = tables.get(version);
  if (known !== undefined) return known;
  const table = readTable(version);
  tables.set(version, table);
  return table;
}

/** The table of the typed classes; read at the first call. */
export const typedFields = (): FieldTable => tableOf('1.28');

/** The tables of all versions that manifests must suit, the oldest first; read at the first call. */
export const fieldTables = (): readonly FieldTable[] => [typedFields(), tableOf('1.36')];
