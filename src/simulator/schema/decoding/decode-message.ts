import { setKey, type Draft } from '../../api';
import { typeOf, type TypeSchema } from '../type-schema';
import type { ListType, MapType, ScalarType, ValueType } from '../value-type';
import { formatGoTime } from './go-time';
import { double, readMessage, readPacked, signed, textOfBytes, type WireField } from './protobuf-reader';

/** Lists with a name that protobuf wraps into a message of their own, so that none differs from an empty one. */
const WRAPPED_LIST = /\.(ExtraValue|Verbs)$/;

const SCHEMA_PROPS = 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps';

/**
 * Turns a protobuf message into the JSON that says the same; `typeMeta` is what the envelope says. Zero values that
 * protobuf writes all the same are still there. Unknown field numbers are skipped. Throws a DecodeError.
 */
export function decodeMessage(definition: string, bytes: Uint8Array, typeMeta: unknown): Draft {
  return { ...(typeMeta as Draft), ...structOf(typeOf(definition), bytes) };
}

function structOf(type: TypeSchema, bytes: Uint8Array): Draft {
  const result: Draft = {};
  for (const field of readMessage(bytes)) {
    const known = type.message.get(field.number);
    if (known === undefined) continue;
    if (known.name === undefined) Object.assign(result, valueOf(known.type, field));
    else addTo(result, known.name, known.type, field);
  }
  return result;
}

const isWrapped = (type: ListType): boolean => type.alias !== undefined && WRAPPED_LIST.test(type.alias);

function addTo(result: Draft, name: string, type: ValueType, field: WireField): void {
  if (type.kind === 'map') {
    const map = (result[name] ??= {}) as Draft;
    addEntry(map, type, field);
  } else if (type.kind === 'list' && !isWrapped(type)) {
    const list = (result[name] ??= []) as unknown[];
    list.push(...itemsOf(type.items, field));
  } else {
    result[name] = valueOf(type, field);
  }
}

function itemsOf(items: ValueType, field: WireField): unknown[] {
  const isPacked =
    items.kind === 'scalar' &&
    /^(int|bool)/.test(items.scalar) &&
    field.wireType === 2 &&
    items.scalar !== 'intOrString';
  if (!isPacked) return [valueOf(items, field)];
  return [...readPacked(field.bytes)].map((integer) => scalarOf(items, { ...field, wireType: 0, integer }));
}

function addEntry(map: Draft, type: MapType, entry: WireField): void {
  let key = '';
  let value: unknown;
  for (const field of readMessage(entry.bytes)) {
    if (field.number === 1) key = textOfBytes(field.bytes);
    else if (field.number === 2) value = valueOf(type.values, field);
  }
  setKey(map, key, value ?? null);
}

function valueOf(type: ValueType, field: WireField): unknown {
  switch (type.kind) {
    case 'ref':
      return structOf(typeOf(type.definition), field.bytes);
    case 'scalar':
      return scalarOf(type, field);
    case 'list':
      return [...readMessage(field.bytes)].flatMap((item) => (item.number === 1 ? itemsOf(type.items, item) : []));
    case 'map':
      return null;
  }
}

function scalarOf({ scalar }: ScalarType, { integer, bytes }: WireField): unknown {
  switch (scalar) {
    case 'string':
      return textOfBytes(bytes);
    case 'bool':
      return integer !== 0n;
    case 'int32':
    case 'int64':
      return signed(integer);
    case 'float64':
      return double(integer);
    case 'bytes':
      return base64Of(bytes);
    case 'quantity':
      return textOfBytes(numbered(bytes, 1)?.bytes ?? new Uint8Array(0)) || '0';
    case 'intOrString':
      return (numbered(bytes, 1)?.integer ?? 0n) === 0n
        ? signed(numbered(bytes, 2)?.integer ?? 0n)
        : textOfBytes(numbered(bytes, 3)?.bytes ?? new Uint8Array(0));
    case 'time':
    case 'microTime':
      return timeOf(bytes, scalar === 'microTime');
    case 'duration':
      return `${signed(numbered(bytes, 1)?.integer ?? 0n) / 1e9}s`;
    case 'fieldsV1':
    case 'raw':
    case 'any': {
      const inner = numbered(bytes, 1)?.bytes;
      return inner === undefined || inner.length === 0 ? null : (JSON.parse(textOfBytes(inner)) as unknown);
    }
    case 'schemaOrArray':
    case 'schemaOrBool':
    case 'schemaOrStrings':
      return schemaOr(scalar, bytes);
  }
}

const numbered = (bytes: Uint8Array, number: number): WireField | undefined =>
  [...readMessage(bytes)].find((field) => field.number === number);

/** An empty message is no time at all. */
function timeOf(bytes: Uint8Array, micro: boolean): string | null {
  const seconds = signed(numbered(bytes, 1)?.integer ?? 0n);
  const nanos = signed(numbered(bytes, 2)?.integer ?? 0n);
  return seconds === 0 && nanos === 0 ? null : formatGoTime({ seconds, nanos }, micro);
}

function schemaOr(scalar: string, bytes: Uint8Array): unknown {
  const fields = [...readMessage(bytes)];
  const schemas = (number: number): Draft[] =>
    fields.filter((field) => field.number === number).map((field) => structOf(typeOf(SCHEMA_PROPS), field.bytes));
  if (scalar === 'schemaOrBool')
    return schemas(2)[0] ?? fields.some(({ number, integer }) => number === 1 && integer !== 0n);
  const [schema] = schemas(1);
  if (schema !== undefined) return schema;
  if (scalar === 'schemaOrArray') return schemas(2);
  return fields.filter(({ number }) => number === 2).map((field) => textOfBytes(field.bytes));
}

function base64Of(bytes: Uint8Array): string {
  let binary = '';
  for (let at = 0; at < bytes.length; at += 8192) binary += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(binary);
}
