/** Words for values without fields of their own. */
export type ScalarName =
  | 'string'
  | 'bool'
  | 'int32'
  | 'int64'
  | 'float64'
  | 'bytes'
  | 'quantity'
  | 'intOrString'
  | 'time'
  | 'microTime'
  | 'duration'
  | 'fieldsV1'
  | 'raw'
  | 'any'
  | 'schemaOrArray'
  | 'schemaOrBool'
  | 'schemaOrStrings';

interface Common {
  /** Whether Go holds a pointer: then an empty value differs from none. */
  readonly isPointer: boolean;
  /** Go's name of a named type, such as `v1.PullPolicy`; undefined for plain ones. */
  readonly alias?: string;
}

/** A struct of its own. */
export interface RefType extends Common {
  readonly kind: 'ref';
  readonly definition: string;
}

/** A value that is written and read as a whole. `any` is any JSON, `raw` any object. */
export interface ScalarType extends Common {
  readonly kind: 'scalar';
  readonly scalar: ScalarName;
}

export interface ListType extends Common {
  readonly kind: 'list';
  readonly items: ValueType;
}

/** A map with text as keys. */
export interface MapType extends Common {
  readonly kind: 'map';
  readonly values: ValueType;
  /** Go's name of the type of the keys. */
  readonly keyType: string;
}

/** Type of a value as Go declares it. */
export type ValueType = RefType | ScalarType | ListType | MapType;

const SCALARS: ReadonlySet<string> = new Set<ScalarName>([
  'string',
  'bool',
  'int32',
  'int64',
  'float64',
  'bytes',
  'quantity',
  'intOrString',
  'time',
  'microTime',
  'duration',
  'fieldsV1',
  'raw',
  'any',
  'schemaOrArray',
  'schemaOrBool',
  'schemaOrStrings',
]);

const ALIAS = /^(\w+\.\w+)=/;
const MAP = /^\{([\w.]*)\}/;

/** Reads a type in the notation of types.generated.json; `home` is the prefix of names without a package. */
export function parseValueType(text: string, home: string): ValueType {
  if (text.startsWith('*')) return { ...parseValueType(text.slice(1), home), isPointer: true };
  const alias = ALIAS.exec(text);
  if (alias !== null) return { ...parseValueType(text.slice(alias[0].length), home), alias: alias[1] as string };
  if (text.startsWith('[]')) return { kind: 'list', isPointer: false, items: parseValueType(text.slice(2), home) };
  const map = MAP.exec(text);
  if (map !== null) {
    const keyType = map[1] === '' ? 'string' : (map[1] as string);
    return { kind: 'map', isPointer: false, keyType, values: parseValueType(text.slice(map[0].length), home) };
  }
  if (SCALARS.has(text)) return { kind: 'scalar', isPointer: false, scalar: text as ScalarName };
  return { kind: 'ref', isPointer: false, definition: text.includes('.') ? text : `${home}.${text}` };
}

const GO_SCALARS: Readonly<Record<ScalarName, string>> = {
  string: 'string',
  bool: 'bool',
  int32: 'int32',
  int64: 'int64',
  float64: 'float64',
  bytes: '[]uint8',
  quantity: 'resource.Quantity',
  intOrString: 'intstr.IntOrString',
  time: 'v1.Time',
  microTime: 'v1.MicroTime',
  duration: 'v1.Duration',
  fieldsV1: 'v1.FieldsV1',
  raw: 'runtime.RawExtension',
  any: 'v1.JSON',
  schemaOrArray: 'v1.JSONSchemaPropsOrArray',
  schemaOrBool: 'v1.JSONSchemaPropsOrBool',
  schemaOrStrings: 'v1.JSONSchemaPropsOrStringArray',
};

/** `io.k8s.api.core.v1.Container` is `v1.Container` in Go's messages. */
export const goNameOf = (definition: string): string => definition.replace(/^.*\.(\w+\.\w+)$/, '$1');

/** A type as Go's messages name it: `[]v1.Container`, `map[string]string`. The outermost pointer is left out. */
export function goTypeName(type: ValueType): string {
  if (type.alias !== undefined) return type.alias;
  const inner = (of: ValueType): string => `${of.isPointer ? '*' : ''}${goTypeName(of)}`;
  switch (type.kind) {
    case 'ref':
      return goNameOf(type.definition);
    case 'scalar':
      return GO_SCALARS[type.scalar];
    case 'list':
      return `[]${inner(type.items)}`;
    case 'map':
      return `map[${type.keyType}]${inner(type.values)}`;
  }
}
