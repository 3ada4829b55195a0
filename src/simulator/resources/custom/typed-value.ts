import { type CelValue, parseBytes, parseDuration, parseTimestamp } from './cel';
import { isMap, schemaOfKey, type StructuralSchema } from './structural-schema';

const withTyped = new WeakMap<StructuralSchema, boolean>();

/** Texts that rules see as something else. */
const isTyped = ({ type, format = '' }: StructuralSchema): boolean =>
  type === 'string' && ['byte', 'date-time', 'date', 'duration'].includes(format);

/** Whether a part of a schema is such a text. */
function hasTyped(schema: StructuralSchema): boolean {
  let has = withTyped.get(schema);
  if (has === undefined) {
    const { properties, additionalProperties, items } = schema;
    has =
      isTyped(schema) ||
      Object.values(properties ?? {}).some(hasTyped) ||
      (typeof additionalProperties === 'object' && hasTyped(additionalProperties)) ||
      (items !== undefined && hasTyped(items));
    withTyped.set(schema, has);
  }
  return has;
}

function valueOf(text: string, format: string | undefined): CelValue {
  if (format === 'byte') return parseBytes(text) ?? text;
  if (format === 'duration') return parseDuration(text) ?? text;
  return parseTimestamp(format === 'date' ? `${text}T00:00:00Z` : text) ?? text;
}

/**
 * A value as rules see it: texts whose format is a time are times, those in base64 bytes.
 * Source: Kubernetes 1.36, apiserver/pkg/cel/common/values.go `UnstructuredToVal`.
 */
export function typedValue(value: unknown, schema: StructuralSchema): CelValue {
  if (!hasTyped(schema)) return value as CelValue;
  if (typeof value === 'string') return isTyped(schema) ? valueOf(value, schema.format) : value;
  const { items } = schema;
  if (Array.isArray(value))
    return items === undefined ? (value as CelValue) : value.map((each) => typedValue(each, items));
  if (!isMap(value)) return value as CelValue;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => {
      const known = schemaOfKey(schema, key);
      return [key, known === undefined ? (each as CelValue) : typedValue(each, known)];
    }),
  );
}
