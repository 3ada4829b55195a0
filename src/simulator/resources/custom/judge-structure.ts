import { fieldError, type FieldError } from '../../api';
import { fieldsAt, listAt, textAt, type Fields } from '../fields';
import { childPath, type StructuralSchema } from './structural-schema';
import { validateBySchema } from './validate';

/** Where a schema stands: only there it matters what a missing type is called. */
type Level = 'root' | 'field' | 'item';

const INT_OR_STRING = 'x-kubernetes-int-or-string';
const PRESERVE = 'x-kubernetes-preserve-unknown-fields';
const EMBEDDED = 'x-kubernetes-embedded-resource';

/** What values within allOf, anyOf, oneOf and not cannot say. Source: schema/validation.go. */
const OUTSIDE_ONLY = [
  ['additionalProperties', 'must be undefined to be structural'],
  ['default', 'must be undefined to be structural'],
  ['description', 'must be empty to be structural'],
  ['nullable', 'must be false to be structural'],
  ['title', 'must be empty to be structural'],
  ['type', 'must be empty to be structural'],
  [PRESERVE, 'must be false to be structural'],
  [EMBEDDED, 'must be false to be structural'],
  [INT_OR_STRING, 'must be false to be structural'],
] as const;

/**
 * Why a schema is not structural: every value has one type, said outside of logical junctors, and defaults are valid.
 * Source: Kubernetes 1.36, apiextensions-apiserver/pkg/apiserver/schema/validation.go `ValidateStructural`, and
 * defaulting/validation.go `ValidateDefaults`.
 */
export function judgeStructure(schema: Fields, path: string): FieldError[] {
  const errors = judge(schema, path, 'root');
  return errors.length > 0 ? errors : defaultErrors(schema, path);
}

function judge(schema: Fields, path: string, level: Level): FieldError[] {
  const properties = fieldsAt(schema, 'properties') ?? {};
  const items = fieldsAt(schema, 'items');
  const others = fieldsAt(schema, 'additionalProperties');
  return [
    ...typeErrors(schema, path, level),
    ...extensionErrors(schema, path),
    ...junctorErrors(schema, schema, path),
    ...Object.keys(properties).flatMap((name) =>
      judge(fieldsAt(properties, name) ?? {}, `${path}.properties[${name}]`, 'field'),
    ),
    ...(items === undefined ? [] : judge(items, `${path}.items`, 'item')),
    ...(others === undefined ? [] : judge(others, `${path}.additionalProperties`, 'field')),
  ];
}

function typeErrors(schema: Fields, path: string, level: Level): FieldError[] {
  const type = textAt(schema, 'type');
  const at = `${path}.type`;
  if (type === 'array' && schema['items'] === undefined) {
    return [fieldError.required(`${path}.items`, 'must be specified')];
  }
  if (level === 'root') {
    if (type === '') return [fieldError.required(at, 'must not be empty at the root')];
    return type === 'object' ? [] : [fieldError.invalid(at, type, 'must be object at the root')];
  }
  if (type !== '' || schema[INT_OR_STRING] === true || schema[PRESERVE] === true) return [];
  const what = level === 'item' ? 'array items' : 'object fields';
  return [fieldError.required(at, `must not be empty for specified ${what}`)];
}

function extensionErrors(schema: Fields, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const type = textAt(schema, 'type');
  if (schema[EMBEDDED] === true) {
    const rule = 'must be object if x-kubernetes-embedded-resource is true';
    if (type === '') errors.push(fieldError.required(`${path}.type`, rule));
    else if (type !== 'object') errors.push(fieldError.invalid(`${path}.type`, type, rule));
    if (schema[PRESERVE] !== true && schema['properties'] === undefined) {
      const rule = `must not be empty if ${EMBEDDED} is true without ${PRESERVE}`;
      errors.push(fieldError.required(`${path}.properties`, rule));
    }
  }
  if (schema[INT_OR_STRING] !== true) return errors;
  const rule = 'must be false if x-kubernetes-int-or-string is true';
  if (type !== '') {
    const rule = 'must be empty if x-kubernetes-int-or-string is true';
    errors.push(fieldError.invalid(`${path}.type`, type, rule));
  }
  for (const extension of [PRESERVE, EMBEDDED]) {
    if (schema[extension] === true) errors.push(fieldError.invalid(`${path}.${extension}`, true, rule));
  }
  return errors;
}

/** The two alternatives of what is a number or a text may name their types. */
const isIntOrString = (schema: Fields, name: string, list: readonly Fields[]): boolean =>
  schema[INT_OR_STRING] === true &&
  ['allOf', 'anyOf'].includes(name) &&
  list.every((each) => ['integer', 'string'].includes(textAt(each, 'type')) || each['anyOf'] !== undefined);

/** Rules of what stands in the junctors of a schema; `outer` is the structure that they speak of. */
function junctorErrors(schema: Fields, outer: Fields, path: string): FieldError[] {
  const not = fieldsAt(schema, 'not');
  const lists = ['allOf', 'anyOf', 'oneOf'].flatMap((name) => {
    const list = listAt(schema, name);
    const skipsTypes = isIntOrString(outer, name, list);
    return list.flatMap((each, index) => nestedErrors(each, outer, `${path}.${name}[${index}]`, skipsTypes));
  });
  return [...lists, ...(not === undefined ? [] : nestedErrors(not, outer, `${path}.not`, false))];
}

function nestedErrors(nested: Fields, outer: Fields, path: string, skipsTypes: boolean): FieldError[] {
  const errors: FieldError[] = [];
  for (const [name, rule] of OUTSIDE_ONLY) {
    const value = nested[name];
    if (value === undefined || value === '' || value === false || (skipsTypes && name === 'type')) continue;
    errors.push(fieldError.forbidden(`${path}.${name}`, rule));
  }
  const properties = fieldsAt(nested, 'properties') ?? {};
  const known = fieldsAt(outer, 'properties') ?? {};
  for (const name of Object.keys(properties)) {
    const at = `${path}.properties[${name}]`;
    const counterpart = fieldsAt(known, name) ?? fieldsAt(outer, 'additionalProperties');
    // The place outside is told relative to the root of what is missing there.
    if (counterpart === undefined)
      errors.push(fieldError.required(missingAt(path, name), `because it is defined in ${at}`));
    else errors.push(...nestedErrors(fieldsAt(properties, name) ?? {}, counterpart, at, false));
  }
  const items = fieldsAt(nested, 'items');
  const outerItems = fieldsAt(outer, 'items');
  if (items !== undefined && outerItems !== undefined)
    errors.push(...nestedErrors(items, outerItems, `${path}.items`, false));
  return [...errors, ...junctorErrors(nested, outer, path)];
}

/** Where a property would have to be, given where a junctor speaks of it. */
const missingAt = (path: string, name: string): string =>
  `${path.replace(/\.(?:(?:allOf|anyOf|oneOf)\[\d+\]|not)/g, '')}.properties[${name}]`;

/** Defaults that their own schema refuses. */
function defaultErrors(schema: Fields, path: string): FieldError[] {
  const properties = fieldsAt(schema, 'properties') ?? {};
  const items = fieldsAt(schema, 'items');
  const others = fieldsAt(schema, 'additionalProperties');
  const value = schema['default'];
  const own =
    value === undefined ? [] : validateBySchema(value, schema as StructuralSchema, childPath(path, 'default'));
  return [
    ...own,
    ...Object.keys(properties).flatMap((name) =>
      defaultErrors(fieldsAt(properties, name) ?? {}, `${path}.properties[${name}]`),
    ),
    ...(items === undefined ? [] : defaultErrors(items, `${path}.items`)),
    ...(others === undefined ? [] : defaultErrors(others, `${path}.additionalProperties`)),
  ];
}
