import { equalJson, fieldError, type FieldError } from '../../api';
import { regularExpression } from './cel/regular-expression';
import { hasFormat } from './formats';
import { childPath, isMap, schemaOfKey, type StructuralSchema } from './structural-schema';

/** Words for the types of JSON. */
function typeOf(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}

const isOfType = (type: string, value: unknown): boolean =>
  typeOf(value) === type || (type === 'number' && typeof value === 'number');

/** The place in messages: the object itself has no name. */
const inBody = (path: string): string => `${path === '' ? '<nil>' : path} in body`;

/**
 * What is wrong with a value by its schema, in the words of the real server. CEL rules are not part of this.
 * Source: Kubernetes 1.36, kube-openapi/pkg/validation/validate, apiextensions-apiserver/pkg/apiserver/validation.
 */
export function validateBySchema(value: unknown, schema: StructuralSchema, path: string): FieldError[] {
  if (value === null && schema.nullable === true) return [];
  const wrongType = typeError(value, schema, path);
  if (wrongType !== undefined) return [wrongType];
  return [
    ...enumErrors(value, schema, path),
    ...(typeof value === 'string' ? textErrors(value, schema, path) : []),
    ...(typeof value === 'number' ? numberErrors(value, schema, path) : []),
    ...(Array.isArray(value) ? listErrors(value, schema, path) : []),
    ...(isMap(value) ? mapErrors(value, schema, path) : []),
    ...junctorErrors(value, schema, path),
  ];
}

function typeError(value: unknown, schema: StructuralSchema, path: string): FieldError | undefined {
  const actual = typeOf(value);
  if (schema['x-kubernetes-int-or-string'] === true) {
    if (actual === 'integer' || actual === 'string') return undefined;
    return fieldError.typeInvalid(path, actual, `${inBody(path)} must be of type integer,string: "${actual}"`);
  }
  const { type } = schema;
  if (type === undefined || isOfType(type, value)) return undefined;
  return fieldError.typeInvalid(path, actual, `${inBody(path)} must be of type ${type}: "${actual}"`);
}

function enumErrors(value: unknown, schema: StructuralSchema, path: string): FieldError[] {
  if (schema.enum === undefined || schema.enum.some((each) => equalJson(each, value))) return [];
  const supported = schema.enum.map((each) => (typeof each === 'string' ? each : JSON.stringify(each)));
  return [fieldError.notSupported(path, value, supported)];
}

function textErrors(value: string, schema: StructuralSchema, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const { minLength, maxLength, pattern, format } = schema;
  const length = [...value].length;
  if (maxLength !== undefined && length > maxLength) errors.push(fieldError.tooLong(path, maxLength));
  if (minLength !== undefined && length < minLength) {
    errors.push(fieldError.invalid(path, value, `${inBody(path)} should be at least ${minLength} chars long`));
  }
  if (pattern !== undefined && !regularExpression(pattern).test(value)) {
    errors.push(fieldError.invalid(path, value, `${inBody(path)} should match '${pattern}'`));
  }
  if (format !== undefined && !hasFormat(format, value)) {
    errors.push(fieldError.invalid(path, value, `${inBody(path)} must be of type ${format}: ${JSON.stringify(value)}`));
  }
  return errors;
}

function numberErrors(value: number, schema: StructuralSchema, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const should = (detail: string): void => {
    errors.push(fieldError.invalid(path, value, `${inBody(path)} should be ${detail}`));
  };
  const { minimum, maximum, multipleOf } = schema;
  if (maximum !== undefined) {
    if (schema.exclusiveMaximum === true && value >= maximum) should(`less than ${maximum}`);
    else if (value > maximum) should(`less than or equal to ${maximum}`);
  }
  if (minimum !== undefined) {
    if (schema.exclusiveMinimum === true && value <= minimum) should(`greater than ${minimum}`);
    else if (value < minimum) should(`greater than or equal to ${minimum}`);
  }
  if (multipleOf !== undefined && !Number.isInteger(value / multipleOf)) should(`a multiple of ${multipleOf}`);
  return errors;
}

function listErrors(value: readonly unknown[], schema: StructuralSchema, path: string): FieldError[] {
  const { minItems, maxItems, items } = schema;
  const errors: FieldError[] = [];
  if (maxItems !== undefined && value.length > maxItems) errors.push(fieldError.tooMany(path, value.length, maxItems));
  if (minItems !== undefined && value.length < minItems) {
    errors.push(fieldError.invalid(path, value.length, `${inBody(path)} should have at least ${minItems} items`));
  }
  if (items === undefined) return errors;
  return [...errors, ...value.flatMap((item, index) => validateBySchema(item, items, `${path}[${index}]`))];
}

function mapErrors(value: Readonly<Record<string, unknown>>, schema: StructuralSchema, path: string): FieldError[] {
  const { minProperties, maxProperties, required } = schema;
  const errors: FieldError[] = [];
  const count = Object.keys(value).length;
  if (maxProperties !== undefined && count > maxProperties) {
    errors.push(fieldError.tooMany(path, count, maxProperties));
  }
  if (minProperties !== undefined && count < minProperties) {
    const detail = `${inBody(path)} should have at least ${minProperties} properties`;
    errors.push(fieldError.invalid(path, count, detail));
  }
  for (const key of required ?? []) {
    if (value[key] === undefined) errors.push(fieldError.required(childPath(path, key)));
  }
  for (const [key, each] of Object.entries(value)) {
    const known = schemaOfKey(schema, key);
    if (known !== undefined) errors.push(...validateBySchema(each, known, childPath(path, key)));
  }
  return errors;
}

function junctorErrors(value: unknown, schema: StructuralSchema, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const must = (detail: string): void => {
    errors.push(fieldError.invalid(path, value, `${inBody(path)} must ${detail}`));
  };
  const fits = (other: StructuralSchema): boolean => validateBySchema(value, other, path).length === 0;
  const { allOf, anyOf, oneOf, not } = schema;
  if (anyOf !== undefined && !anyOf.some(fits)) must('validate at least one schema (anyOf)');
  if (oneOf !== undefined) {
    const valid = oneOf.filter(fits).length;
    if (valid === 0) must('validate one and only one schema (oneOf). Found none valid');
    if (valid > 1) must(`validate one and only one schema (oneOf). Found ${valid} valid alternatives`);
  }
  if (allOf !== undefined && !allOf.every(fits)) must('validate all the schemas (allOf)');
  if (not !== undefined && fits(not)) must('not validate the schema (not)');
  return errors;
}

/**
 * Items that occur twice in sets and maps.
 * Source: Kubernetes 1.36, apiextensions-apiserver/pkg/apiserver/schema/listtype/validation.go.
 */
export function duplicateItems(value: unknown, schema: StructuralSchema, path: string): FieldError[] {
  if (Array.isArray(value)) {
    const { items } = schema;
    const inside =
      items === undefined ? [] : value.flatMap((item, index) => duplicateItems(item, items, `${path}[${index}]`));
    return [...ownDuplicates(value, schema, path), ...inside];
  }
  if (!isMap(value)) return [];
  return Object.entries(value).flatMap(([key, each]) => {
    const known = schemaOfKey(schema, key);
    return known === undefined ? [] : duplicateItems(each, known, childPath(path, key));
  });
}

function ownDuplicates(value: readonly unknown[], schema: StructuralSchema, path: string): FieldError[] {
  const type = schema['x-kubernetes-list-type'];
  if (type !== 'set' && type !== 'map') return [];
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  const seen = new Set<string>();
  return value.flatMap((item, index) => {
    const identity = type === 'set' ? item : pick(item, keys);
    const text = JSON.stringify(identity);
    if (!seen.has(text)) {
      seen.add(text);
      return [];
    }
    return [fieldError.duplicate(`${path}[${index}]`, identity)];
  });
}

function pick(item: unknown, keys: readonly string[]): Readonly<Record<string, unknown>> {
  if (!isMap(item)) return {};
  return Object.fromEntries([...keys].sort().flatMap((key) => (item[key] === undefined ? [] : [[key, item[key]]])));
}
