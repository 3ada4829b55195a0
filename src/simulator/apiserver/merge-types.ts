import { parseApiVersion, type SchemaLookup } from '../api';
import type { StructuralSchema } from '../resources/custom/structural-schema';
import { storageApiVersion } from '../resources/registry';
import type { ResourceInfo } from '../resources/resource';
import { definitionOf, typeOf, type FieldSchema, type ScalarType, type ValueType } from '../schema';
import { DEDUCED, type MapType, type MergeType } from './managed-fields';

const METADATA = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';

const byDefinition = new Map<string, MapType>();
const byResource = new WeakMap<ResourceInfo, Map<string, MergeType>>();

/** How apply merges objects of a resource in a version; custom ones as in the version in which they are stored. */
export function mergeTypeOf(resource: ResourceInfo, apiVersion = storageApiVersion(resource)): MergeType {
  let types = byResource.get(resource);
  if (types === undefined) {
    types = new Map();
    byResource.set(resource, types);
  }
  let type = types.get(apiVersion);
  if (type === undefined) {
    type = newMergeType(resource, apiVersion);
    types.set(apiVersion, type);
  }
  return type;
}

function newMergeType(resource: ResourceInfo, apiVersion: string): MergeType {
  const { custom, kind, storageVersion } = resource;
  if (custom !== undefined) return customObjectType(custom.schemaOf(storageVersion));
  const definition = definitionOf({ ...parseApiVersion(apiVersion), kind });
  return definition === undefined ? DEDUCED : structType(definition);
}

function structType(definition: string): MapType {
  const known = byDefinition.get(definition);
  if (known !== undefined) return known;
  const { fields, mapType } = typeOf(definition);
  const types = new Map<string, MergeType>();
  const type: MapType = {
    kind: 'map',
    isAtomic: mapType === 'atomic',
    field: (name) => {
      const field = fields.get(name);
      if (field === undefined) return undefined;
      let own = types.get(name);
      if (own === undefined) {
        own = fieldType(field);
        types.set(name, own);
      }
      return own;
    },
    present: [...fields.values()].filter(isAlwaysWritten).map(({ name, type: { kind } }) => ({
      name,
      isStruct: kind === 'ref',
    })),
  };
  byDefinition.set(definition, type);
  return type;
}

/** Go writes structs that are no pointers, and lists and maps without `omitempty`, even when they are empty. */
function isAlwaysWritten({ type, omitsEmpty, omitsZero }: FieldSchema): boolean {
  if (type.isPointer || omitsZero) return false;
  if (type.kind === 'ref') return true;
  return !omitsEmpty && (type.kind === 'list' || type.kind === 'map');
}

function fieldType(field: FieldSchema): MergeType {
  const { type, listType, listMapKeys, mapType } = field;
  if (type.kind === 'list') {
    const element = valueType(type.items);
    return {
      kind: 'list',
      isAtomic: listType === undefined || listType === 'atomic',
      keys: [...(listMapKeys ?? [])].sort(),
      element,
      keyDefault: (key) => keyDefault(type.items, key),
    };
  }
  const own = valueType(type);
  // A field may be merged otherwise than its type.
  return mapType !== undefined && own.kind === 'map' ? { ...own, isAtomic: mapType === 'atomic' } : own;
}

/** What a key is that an item leaves out: its default, or the empty value of a field that Go always writes. */
function keyDefault(items: ValueType, key: string): unknown {
  const field = items.kind === 'ref' ? typeOf(items.definition).fields.get(key) : undefined;
  if (field === undefined || field.default !== undefined) return field?.default;
  if (field.omitsEmpty || field.type.isPointer || field.type.kind !== 'scalar') return undefined;
  const own = scalarType(field.type);
  if (own.kind !== 'scalar') return undefined;
  return own.scalar === 'string' ? '' : own.scalar === 'numeric' ? 0 : undefined;
}

function valueType(type: ValueType): MergeType {
  switch (type.kind) {
    case 'ref':
      return structType(type.definition);
    case 'list':
      return { kind: 'list', isAtomic: true, keys: [], element: valueType(type.items), keyDefault: () => undefined };
    case 'map':
      return { kind: 'map', isAtomic: false, field: () => undefined, element: valueType(type.values), present: [] };
    case 'scalar':
      return scalarType(type);
  }
}

function scalarType({ scalar }: ScalarType): MergeType {
  switch (scalar) {
    case 'string':
    case 'bytes':
      return { kind: 'scalar', scalar: 'string' };
    case 'bool':
      return { kind: 'scalar', scalar: 'boolean' };
    case 'int32':
    case 'int64':
    case 'float64':
      return { kind: 'scalar', scalar: 'numeric' };
    case 'raw':
    case 'any':
    case 'fieldsV1':
    case 'schemaOrArray':
    case 'schemaOrBool':
    case 'schemaOrStrings':
      return DEDUCED;
    default:
      return { kind: 'scalar', scalar: 'untyped' };
  }
}

/** A custom object: what its schema says, with the type and metadata that every object has. */
function customObjectType(schema: StructuralSchema): MergeType {
  const own = customType(schema);
  if (own.kind !== 'map') return DEDUCED;
  const text: MergeType = { kind: 'scalar', scalar: 'string' };
  const common: Readonly<Record<string, MergeType>> = { apiVersion: text, kind: text, metadata: structType(METADATA) };
  return { ...own, field: (name) => common[name] ?? own.field(name) };
}

function customType(schema: StructuralSchema): MergeType {
  if (schema['x-kubernetes-int-or-string'] === true) return { kind: 'scalar', scalar: 'untyped' };
  switch (schema.type) {
    case 'string':
      return { kind: 'scalar', scalar: 'string' };
    case 'boolean':
      return { kind: 'scalar', scalar: 'boolean' };
    case 'integer':
    case 'number':
      return { kind: 'scalar', scalar: 'numeric' };
    case 'array':
      return customList(schema);
    case 'object':
      return customMap(schema);
    case undefined:
      return DEDUCED;
  }
}

function customList(schema: StructuralSchema): MergeType {
  const type = schema['x-kubernetes-list-type'] ?? 'atomic';
  const { items } = schema;
  return {
    kind: 'list',
    isAtomic: type === 'atomic',
    keys: type === 'map' ? [...(schema['x-kubernetes-list-map-keys'] ?? [])].sort() : [],
    element: items === undefined ? DEDUCED : customType(items),
    keyDefault: (key) => items?.properties?.[key]?.default,
  };
}

function customMap(schema: StructuralSchema): MergeType {
  const { properties, additionalProperties } = schema;
  const isOpen = schema['x-kubernetes-preserve-unknown-fields'] === true || additionalProperties === true;
  if (isOpen && properties === undefined) return DEDUCED;
  const types = new Map(Object.entries(properties ?? {}).map(([name, each]) => [name, customType(each)]));
  const element =
    typeof additionalProperties === 'object' ? customType(additionalProperties) : isOpen ? DEDUCED : undefined;
  return {
    kind: 'map',
    isAtomic: schema['x-kubernetes-map-type'] === 'atomic',
    field: (name) => types.get(name),
    ...(element === undefined ? {} : { element }),
    present: [],
  };
}

const lookups = new Map<string, SchemaLookup>();

/** What a strategic merge patch must know of objects of a built-in resource in a version. */
export function patchLookupOf(resource: ResourceInfo, version: string): SchemaLookup {
  const definition = definitionOf({ group: resource.group, version, kind: resource.kind });
  if (definition === undefined) return { kind: 'interface', name: resource.kind, field: () => undefined };
  return structLookup(definition);
}

function structLookup(definition: string): SchemaLookup {
  let lookup = lookups.get(definition);
  if (lookup === undefined) {
    const { fields } = typeOf(definition);
    lookup = {
      kind: 'struct',
      name: definition.replace(/^.*\./, ''),
      field: (name) => {
        const field = fields.get(name);
        return field === undefined ? undefined : patchField(field);
      },
    };
    lookups.set(definition, lookup);
  }
  return lookup;
}

function patchField({ type, patchStrategy, patchMergeKey }: FieldSchema): ReturnType<SchemaLookup['field']> {
  const strategies = patchStrategy?.split(',') ?? [];
  const strategy = strategies.includes('merge') ? 'merge' : strategies.includes('replace') ? 'replace' : undefined;
  return {
    ...(strategy === undefined ? {} : { strategy }),
    ...(patchMergeKey === undefined ? {} : { mergeKey: patchMergeKey }),
    inner: valueLookup(type.kind === 'list' ? type.items : type),
  };
}

function valueLookup(type: ValueType): SchemaLookup {
  switch (type.kind) {
    case 'ref':
      return structLookup(type.definition);
    case 'list':
      return { kind: 'slice', name: '', field: () => undefined };
    case 'map':
      return { kind: 'map', name: '', field: () => undefined };
    case 'scalar':
      return { kind: goKind(type), name: '', field: () => undefined };
  }
}

function goKind({ scalar }: ScalarType): SchemaLookup['kind'] {
  switch (scalar) {
    case 'string':
    case 'bool':
    case 'int32':
    case 'int64':
    case 'float64':
      return scalar;
    case 'bytes':
      return 'slice';
    default:
      return 'struct';
  }
}
