import type { GroupVersionKind } from '../../api';
import { fieldDocumentation, fieldValues, typeDocumentation } from '../documentation';
import { typeOf, type FieldSchema } from '../type-schema';
import type { ScalarType, ValueType } from '../value-type';
import { definitionOfScalar, specialSchema, type Dialect, type Schema } from './special-definitions';

const PLAIN: Readonly<Record<string, Schema>> = {
  string: { type: 'string' },
  bool: { type: 'boolean' },
  int32: { type: 'integer', format: 'int32' },
  int64: { type: 'integer', format: 'int64' },
  float64: { type: 'number', format: 'double' },
  bytes: { type: 'string', format: 'byte' },
};

const ZERO: Readonly<Record<string, unknown>> = { string: '', bool: false, int32: 0, int64: 0, float64: 0 };

/** Kinds that a definition stands for. */
export type KindsOf = (definition: string) => readonly GroupVersionKind[];

/**
 * Schema of a definition, as the server's generator makes it out of the Go type.
 * Source: kube-openapi, pkg/generators/openapi.go; for version 3 a `$ref` with words beside it becomes an `allOf`.
 */
export class SchemaWriter {
  constructor(
    private readonly dialect: Dialect,
    private readonly kindsOf: KindsOf,
  ) {}

  private get prefix(): string {
    return this.dialect === 'v3' ? '#/components/schemas/' : '#/definitions/';
  }

  /** The schema of a definition. @throws Error when there is no such type */
  schemaOf(definition: string): Schema {
    const special = specialSchema(definition, this.dialect);
    if (special !== undefined) return special;
    const type = typeOf(definition);
    const description = typeDocumentation(definition);
    const fields = [...type.fields.values()];
    const required = fields.filter(({ isRequired }) => isRequired).map(({ name }) => name);
    const properties = fields.map((field) => [field.name, this.property(definition, field)] as const);
    const kinds = this.kindsOf(definition);
    return {
      ...(description === '' ? {} : { description }),
      type: 'object',
      ...(required.length === 0 ? {} : { required }),
      ...(properties.length === 0 ? {} : { properties: Object.fromEntries(properties) }),
      ...(kinds.length === 0 ? {} : { 'x-kubernetes-group-version-kind': kinds }),
      ...(type.mapType === undefined ? {} : { 'x-kubernetes-map-type': type.mapType }),
    };
  }

  private property(definition: string, field: FieldSchema): Schema {
    const description = fieldDocumentation(definition, field.name);
    const byDefault = field.default ?? defaultOf(field.type, field.omitsEmpty);
    const values = fieldValues(definition, field.name);
    return this.withReference({
      ...(description === '' ? {} : { description }),
      ...(byDefault === undefined ? {} : { default: byDefault }),
      ...this.value(field.type, values),
      ...extensionsOf(field),
    });
  }

  /** Schema of a value; `values` are those of the innermost text of an enumerated one. */
  private value(type: ValueType, values: readonly string[] | undefined): Schema {
    switch (type.kind) {
      case 'ref':
        return { $ref: `${this.prefix}${type.definition}` };
      case 'scalar':
        return this.scalar(type, values);
      case 'list':
        return { type: 'array', items: this.inner(type.items, values) };
      case 'map':
        return { type: 'object', additionalProperties: this.inner(type.values, values) };
    }
  }

  private scalar({ scalar }: ScalarType, values: readonly string[] | undefined): Schema {
    const definition = definitionOfScalar(scalar);
    if (definition !== undefined) return { $ref: `${this.prefix}${definition}` };
    return { ...PLAIN[scalar], ...(values === undefined ? {} : { enum: values }) };
  }

  private inner(type: ValueType, values: readonly string[] | undefined): Schema {
    const byDefault = defaultOf(type, false);
    return this.withReference({
      ...(byDefault === undefined ? {} : { default: byDefault }),
      ...this.value(type, values),
    });
  }

  private withReference(schema: Schema): Schema {
    const { $ref, ...others } = schema;
    if ($ref === undefined || this.dialect === 'v2' || Object.keys(others).length === 0) return schema;
    return { ...others, allOf: [{ $ref }] };
  }
}

/** What Go holds without being told: nothing for pointers, lists, maps and types that read themselves. */
function defaultOf(type: ValueType, omitsEmpty: boolean): unknown {
  if (type.isPointer) return undefined;
  if (type.kind === 'ref') return {};
  return type.kind === 'scalar' && !omitsEmpty ? ZERO[type.scalar] : undefined;
}

function extensionsOf(field: FieldSchema): Schema {
  const { patchStrategy, patchMergeKey, listType, listMapKeys, mapType } = field;
  return {
    ...(listMapKeys === undefined ? {} : { 'x-kubernetes-list-map-keys': listMapKeys }),
    ...(listType === undefined ? {} : { 'x-kubernetes-list-type': listType }),
    ...(mapType === undefined ? {} : { 'x-kubernetes-map-type': mapType }),
    ...(patchMergeKey === undefined ? {} : { 'x-kubernetes-patch-merge-key': patchMergeKey }),
    ...(patchStrategy === undefined ? {} : { 'x-kubernetes-patch-strategy': patchStrategy }),
  };
}

/** Definitions that a definition leads to directly. */
export function referencesOf(definition: string): readonly string[] {
  if (specialSchema(definition, 'v3') !== undefined) return [];
  const referred = (type: ValueType): readonly string[] => {
    switch (type.kind) {
      case 'ref':
        return [type.definition];
      case 'list':
        return referred(type.items);
      case 'map':
        return referred(type.values);
      case 'scalar': {
        const special = definitionOfScalar(type.scalar);
        return special === undefined ? [] : [special];
      }
    }
  };
  return [...typeOf(definition).fields.values()].flatMap(({ type }) => referred(type));
}

/** Definitions and all that they lead to, by name. */
export function closureOf(definitions: readonly string[]): readonly string[] {
  const found = new Set(definitions);
  // The set grows while it is walked.
  for (const definition of found) {
    for (const referred of referencesOf(definition)) found.add(referred);
  }
  return [...found].sort();
}
