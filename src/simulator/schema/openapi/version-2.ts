import { definitionOf } from '../type-schema';
import { ProtobufWriter } from './protobuf-writer';
import { SchemaWriter, closureOf } from './schema-of';
import { kindOfRow, kindsByDefinition, listDefinition, rowsByVersion } from './served-kinds';
import type { Schema } from './special-definitions';

/** Numbers of the messages of gnostic-models. Source: openapiv2/OpenAPIv2.proto. */
const DOCUMENT = { swagger: 1, info: 2, definitions: 9 };
const INFO = { title: 1, version: 2 };
const NAMED = { name: 1, value: 2 };
const ANY_YAML = 2;
const SCHEMA = {
  $ref: 1,
  format: 2,
  description: 4,
  default: 5,
  required: 19,
  enum: 20,
  additionalProperties: 21,
  type: 22,
  items: 23,
  properties: 25,
  extension: 31,
};

/** Fields of a schema that are plain texts. */
const TEXTS = ['$ref', 'format', 'description'] as const;

let document: Uint8Array | undefined;

/**
 * The document of `/openapi/v2` in protobuf, which old clients need: all definitions, without paths. It is made when
 * first asked for.
 */
export function openApiV2Protobuf(): Uint8Array {
  document ??= newDocument();
  return document;
}

/**
 * The same with other definitions, by name, as schemas of version 2. A protobuf message goes on where it was left: what
 * is added is a document of its own behind the first.
 */
export function openApiV2ProtobufWith(others: ReadonlyMap<string, Schema>): Uint8Array {
  const known = openApiV2Protobuf();
  if (others.size === 0) return known;
  const added = new ProtobufWriter()
    .message(DOCUMENT.definitions, (definitions) => {
      for (const [name, schema] of others) writeNamed(definitions, 1, name, schema);
    })
    .finish();
  const whole = new Uint8Array(known.length + added.length);
  whole.set(known);
  whole.set(added, known.length);
  return whole;
}

function newDocument(): Uint8Array {
  const kinds = kindsByDefinition();
  const writer = new SchemaWriter('v2', (definition) => kinds.get(definition) ?? []);
  const roots = [...rowsByVersion().values()]
    .flat()
    .flatMap((row) => [definitionOf(kindOfRow(row)), listDefinition(row)])
    .filter((definition) => definition !== undefined);
  return new ProtobufWriter()
    .text(DOCUMENT.swagger, '2.0')
    .message(DOCUMENT.info, (info) => info.text(INFO.title, 'Kubernetes').text(INFO.version, 'v1.36.0'))
    .message(DOCUMENT.definitions, (definitions) => {
      for (const name of closureOf(roots)) writeNamed(definitions, 1, name, writer.schemaOf(name));
    })
    .finish();
}

function writeNamed(into: ProtobufWriter, field: number, name: string, schema: Schema): void {
  into.message(field, (named) =>
    named.text(NAMED.name, name).message(NAMED.value, (value) => {
      writeSchema(value, schema);
    }),
  );
}

function writeSchema(into: ProtobufWriter, schema: Schema): void {
  for (const name of TEXTS) {
    const text = schema[name];
    if (typeof text === 'string') into.text(SCHEMA[name], text);
  }
  if (schema['default'] !== undefined) writeAny(into, SCHEMA.default, schema['default']);
  for (const name of (schema['required'] ?? []) as readonly string[]) into.text(SCHEMA.required, name);
  for (const value of (schema['enum'] ?? []) as readonly string[]) writeAny(into, SCHEMA.enum, value);
  const inner = (field: number, of: unknown): void => {
    into.message(field, (item) =>
      item.message(1, (value) => {
        writeSchema(value, of as Schema);
      }),
    );
  };
  if (schema['additionalProperties'] !== undefined) inner(SCHEMA.additionalProperties, schema['additionalProperties']);
  if (typeof schema['type'] === 'string') {
    const type = schema['type'];
    into.message(SCHEMA.type, (item) => item.text(1, type));
  }
  if (schema['items'] !== undefined) inner(SCHEMA.items, schema['items']);
  const properties = Object.entries((schema['properties'] ?? {}) as Record<string, Schema>);
  if (properties.length > 0) {
    into.message(SCHEMA.properties, (list) => {
      for (const [name, property] of properties) writeNamed(list, 1, name, property);
    });
  }
  for (const [name, value] of Object.entries(schema)) {
    if (!name.startsWith('x-')) continue;
    into.message(SCHEMA.extension, (named) => {
      writeAny(named.text(NAMED.name, name), NAMED.value, value);
    });
  }
}

/** Any value travels as YAML, of which JSON is a part. */
function writeAny(into: ProtobufWriter, field: number, value: unknown): void {
  into.message(field, (any) => any.text(ANY_YAML, JSON.stringify(value)));
}
