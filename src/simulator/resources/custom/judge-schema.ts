import { fieldError, type FieldError } from '../../api';
import { fieldsAt, isFields, listAt, textAt, textsAt, type Fields } from '../fields';
import { CelError, compile } from './cel';
import { regularExpression } from './cel/regular-expression';
import { judgeStructure } from './judge-structure';

const TYPES = ['array', 'boolean', 'integer', 'number', 'object', 'string'];
const REASONS = ['FieldValueDuplicate', 'FieldValueForbidden', 'FieldValueInvalid', 'FieldValueRequired'];

/** What JSON schema knows and Kubernetes does not. Source: validation.go `specStandardValidatorV3.validate`. */
const UNSUPPORTED = [
  ['id', 'id is not supported'],
  ['additionalItems', 'additionalItems is not supported'],
  ['patternProperties', 'patternProperties is not supported'],
  ['definitions', 'definitions is not supported'],
  ['dependencies', 'dependencies is not supported'],
  ['$ref', '$ref is not supported'],
] as const;

/**
 * What is wrong with the schema of a version, in the words of the real server. Schemas of which only a controller says
 * later that they are wrong do not exist in v1.
 *
 * Source: Kubernetes 1.36, apiextensions/pkg/apis/apiextensions/validation/validation.go
 * `validateCustomResourceDefinitionValidation`. Not modelled: types and costs of rules, restrictions of metadata.
 */
export function judgeSchema(schema: Fields, path: string): FieldError[] {
  const atRoot =
    schema['nullable'] === true
      ? [fieldError.forbidden(`${path}.nullable`, 'nullable cannot be true at the root')]
      : [];
  return [...atRoot, ...judge(schema, path), ...judgeStructure(schema, path)];
}

function judge(schema: Fields, path: string): FieldError[] {
  return [
    ...wordErrors(schema, path),
    ...typeErrors(schema, path),
    ...extensionErrors(schema, path),
    ...mapListErrors(schema, path),
    ...listAt(schema, 'x-kubernetes-validations').flatMap((rule, index) =>
      ruleErrors(rule, `${path}.x-kubernetes-validations[${index}]`),
    ),
    ...partsOf(schema, path).flatMap(([part, at]) => judge(part, at)),
  ];
}

/** The schemas within a schema, with their places. */
function partsOf(schema: Fields, path: string): (readonly [Fields, string])[] {
  const single = ['additionalProperties', 'not', 'items'].map((name) => [fieldsAt(schema, name), `${path}.${name}`]);
  const several = ['allOf', 'oneOf', 'anyOf'].flatMap((name) =>
    listAt(schema, name).map((each, index) => [each, `${path}.${name}[${index}]`]),
  );
  const properties = fieldsAt(schema, 'properties') ?? {};
  const named = Object.keys(properties).map((name) => [fieldsAt(properties, name), `${path}.properties[${name}]`]);
  return [...named, ...single, ...several].filter((each): each is [Fields, string] => isFields(each[0]));
}

function wordErrors(schema: Fields, path: string): FieldError[] {
  const errors: FieldError[] = [];
  for (const [name, message] of UNSUPPORTED) {
    if (schema[name] !== undefined) errors.push(fieldError.forbidden(`${path}.${name}`, message));
  }
  if (schema['uniqueItems'] === true) {
    const message = 'uniqueItems cannot be set to true since the runtime complexity becomes quadratic';
    errors.push(fieldError.forbidden(`${path}.uniqueItems`, message));
  }
  const others = schema['additionalProperties'];
  if (others !== undefined && others !== true && Object.keys(fieldsAt(schema, 'properties') ?? {}).length > 0) {
    const message = 'additionalProperties and properties are mutual exclusive';
    errors.push(fieldError.forbidden(`${path}.additionalProperties`, message));
  }
  const pattern = textAt(schema, 'pattern');
  try {
    regularExpression(pattern);
  } catch (error) {
    if (!(error instanceof CelError)) throw error;
    const rule = `must be a valid regular expression, but isn't: ${error.message}`;
    errors.push(fieldError.invalid(`${path}.pattern`, pattern, rule));
  }
  return errors;
}

function typeErrors(schema: Fields, path: string): FieldError[] {
  const type = textAt(schema, 'type');
  const errors: FieldError[] = [];
  if (type !== '' && !TYPES.includes(type)) errors.push(fieldError.notSupported(`${path}.type`, type, TYPES));
  if (type === 'null') {
    const message = 'type cannot be set to null, use nullable as an alternative';
    errors.push(fieldError.forbidden(`${path}.type`, message));
  }
  if (Array.isArray(schema['items'])) {
    errors.push(fieldError.forbidden(`${path}.items`, 'items must be a schema object and not an array'));
  }
  return errors;
}

/** An error when an extension is used with another type than its own. */
function wantsType(schema: Fields, path: string, type: string, extension: string): FieldError[] {
  const actual = textAt(schema, 'type');
  if (actual === type) return [];
  const rule = `must be ${type} if ${extension} is specified`;
  return [actual === '' ? fieldError.required(`${path}.type`, rule) : fieldError.invalid(`${path}.type`, actual, rule)];
}

function extensionErrors(schema: Fields, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const preserve = 'x-kubernetes-preserve-unknown-fields';
  if (schema[preserve] === false) {
    errors.push(fieldError.invalid(`${path}.${preserve}`, false, 'must be true or undefined'));
  }
  for (const [extension, type, values] of [
    ['x-kubernetes-map-type', 'object', ['atomic', 'granular']],
    ['x-kubernetes-list-type', 'array', ['atomic', 'set', 'map']],
  ] as const) {
    const value = textAt(schema, extension);
    if (value === '') continue;
    errors.push(...wantsType(schema, path, type, extension));
    if (!values.some((each) => each === value))
      errors.push(fieldError.notSupported(`${path}.${extension}`, value, values));
  }
  return errors;
}

/** Rules of lists whose items have keys. */
function mapListErrors(schema: Fields, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const keys = textsAt(schema, 'x-kubernetes-list-map-keys');
  const keysPath = `${path}.x-kubernetes-list-map-keys`;
  const listType = textAt(schema, 'x-kubernetes-list-type');
  if (keys.length > 0 && listType !== 'map') {
    const rule = 'must be map if x-kubernetes-list-map-keys is non-empty';
    const at = `${path}.x-kubernetes-list-type`;
    errors.push(listType === '' ? fieldError.required(at, rule) : fieldError.invalid(at, listType, rule));
  }
  if (listType !== 'map') return errors;
  if (keys.length === 0)
    errors.push(fieldError.required(keysPath, 'must not be empty if x-kubernetes-list-type is map'));
  const items = fieldsAt(schema, 'items');
  if (items === undefined) {
    return [...errors, fieldError.required(`${path}.items`, 'must have a schema if x-kubernetes-list-type is map')];
  }
  if (items['type'] !== 'object') {
    const rule = "must be object if parent array's x-kubernetes-list-type is map";
    return [...errors, fieldError.invalid(`${path}.items.type`, textAt(items, 'type'), rule)];
  }
  return [...errors, ...keys.flatMap((key) => keyErrors(items, key, keys, path)), ...duplicates(keys, keysPath)];
}

function keyErrors(items: Fields, key: string, keys: readonly string[], path: string): FieldError[] {
  const property = fieldsAt(fieldsAt(items, 'properties'), key);
  if (property === undefined) {
    const rule = 'entries must all be names of item properties';
    return [fieldError.invalid(`${path}.x-kubernetes-list-map-keys`, keys, rule)];
  }
  const at = `${path}.items.properties[${key}]`;
  const errors: FieldError[] = [];
  const type = textAt(property, 'type');
  if (type === 'array' || type === 'object') {
    const rule = "must be a scalar type if parent array's x-kubernetes-list-type is map";
    errors.push(fieldError.invalid(`${at}.type`, type, rule));
  }
  if (property['default'] === undefined && !textsAt(items, 'required').includes(key)) {
    const rule = 'this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property';
    errors.push(fieldError.required(`${at}.default`, rule));
  }
  return errors;
}

const duplicates = (keys: readonly string[], path: string): FieldError[] =>
  new Set(keys).size === keys.length ? [] : [fieldError.invalid(path, keys, 'must not contain duplicate entries')];

function ruleErrors(rule: Fields, path: string): FieldError[] {
  const text = textAt(rule, 'rule');
  const message = textAt(rule, 'message');
  const errors: FieldError[] = [];
  if (text.trim() === '') errors.push(fieldError.required(`${path}.rule`, 'rule is not specified'));
  else if (message !== '' && message.trim() === '') {
    errors.push(fieldError.invalid(`${path}.message`, message, 'message must be non-empty if specified'));
  } else if (message.trim().includes('\n')) {
    errors.push(fieldError.invalid(`${path}.message`, message, 'message must not contain line breaks'));
  } else if (text.trim().includes('\n') && message === '') {
    const rule = 'message must be specified if rule contains line breaks';
    errors.push(fieldError.required(`${path}.message`, rule));
  }
  const reason = rule['reason'];
  if (typeof reason === 'string' && !REASONS.includes(reason)) {
    errors.push(fieldError.notSupported(`${path}.reason`, reason, REASONS));
  }
  return [...errors, ...syntaxErrors(text, `${path}.rule`, rule)];
}

/** What cannot be read at all; the whole rule is the value, as the real server has it. */
function syntaxErrors(text: string, path: string, rule: Fields): FieldError[] {
  if (text.trim() === '') return [];
  try {
    compile(text);
    return [];
  } catch (error) {
    if (!(error instanceof CelError)) throw error;
    return [fieldError.invalid(path, rule, error.message)];
  }
}
