import { type CelValue, parseDuration, parseTimestamp } from './cel';
import { isMap, schemaOfKey, type StructuralSchema } from './structural-schema';

const withTimes = new WeakMap<StructuralSchema, boolean>();

const isTime = ({ type, format = '' }: StructuralSchema): boolean =>
  type === 'string' && ['date-time', 'date', 'duration'].includes(format);

/** Whether a part of a schema is a time. */
function hasTimes(schema: StructuralSchema): boolean {
  let has = withTimes.get(schema);
  if (has === undefined) {
    const { properties, additionalProperties, items } = schema;
    has =
      isTime(schema) ||
      Object.values(properties ?? {}).some(hasTimes) ||
      (typeof additionalProperties === 'object' && hasTimes(additionalProperties)) ||
      (items !== undefined && hasTimes(items));
    withTimes.set(schema, has);
  }
  return has;
}

function timeOf(text: string, format: string | undefined): CelValue {
  if (format === 'duration') return parseDuration(text) ?? text;
  return parseTimestamp(format === 'date' ? `${text}T00:00:00Z` : text) ?? text;
}

/**
 * A value as rules see it: texts whose format is a time are times.
 * Source: Kubernetes 1.36, apiserver/pkg/cel/common/values.go `UnstructuredToVal`. Not modelled: bytes.
 */
export function typedValue(value: unknown, schema: StructuralSchema): CelValue {
  if (!hasTimes(schema)) return value as CelValue;
  if (typeof value === 'string') return isTime(schema) ? timeOf(value, schema.format) : value;
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
