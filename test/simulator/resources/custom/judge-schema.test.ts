import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { judgeSchema } from '../../../../src/simulator/resources/custom/judge-schema';
import type { Json } from '../written';

const AT = 'spec.versions[0].schema.openAPIV3Schema';

/** What is said of one property, whose place is left out. */
const said = (property: Json): string[] =>
  judgeSchema({ type: 'object', properties: { part: property } }, AT).map(({ field, body }) =>
    `${field.replace(`${AT}.properties[part]`, '')}: ${body}`.replaceAll(`${AT}.properties[part]`, 'part'),
  );

const text = { type: 'string' };
const keyed = (items: Json, keys: readonly string[] = ['name']): Json => ({
  type: 'array',
  'x-kubernetes-list-type': 'map',
  'x-kubernetes-list-map-keys': keys,
  items,
});

test.each<[string, Json]>([
  ['a text', { type: 'string', pattern: '^(?i)a|[[:alpha:]]$', enum: ['a'], default: 'a', nullable: true }],
  ['a map', { type: 'object', additionalProperties: text }],
  ['any fields', { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }],
  ['fields and more', { type: 'object', properties: { a: text }, additionalProperties: true }],
  ['anything', { 'x-kubernetes-preserve-unknown-fields': true }],
  ['a number or a text', { 'x-kubernetes-int-or-string': true, anyOf: [{ type: 'integer' }, text], default: 5 }],
  [
    'such a one with a pattern',
    { 'x-kubernetes-int-or-string': true, allOf: [{ anyOf: [{ type: 'integer' }, text] }, { pattern: 'a' }] },
  ],
  [
    'one of two fields',
    { type: 'object', properties: { a: text }, oneOf: [{ required: ['a'] }, { not: { required: ['a'] } }] },
  ],
  ['limits of a field', { type: 'object', properties: { a: text }, anyOf: [{ properties: { a: { minLength: 1 } } }] }],
  ['items with keys', keyed({ type: 'object', required: ['name'], properties: { name: text } })],
  ['items whose key has a default', keyed({ type: 'object', properties: { name: { ...text, default: 'a' } } })],
  [
    'an object of the API',
    { type: 'object', 'x-kubernetes-embedded-resource': true, 'x-kubernetes-preserve-unknown-fields': true },
  ],
  ['a rule', { type: 'integer', 'x-kubernetes-validations': [{ rule: 'self > 1', reason: 'FieldValueForbidden' }] }],
])('%s has a structural schema', (_, schema) => {
  expect(said(schema)).toEqual([]);
});

const structural = 'be structural';

test.each<[Json, readonly string[]]>([
  [{ type: 'array' }, ['.items: Required value: must be specified']],
  [
    { type: 'foo' },
    ['.type: Unsupported value: "foo": supported values: "array", "boolean", "integer", "number", "object", "string"'],
  ],
  [{ description: 'a' }, ['.type: Required value: must not be empty for specified object fields']],
  [{ type: 'array', items: {} }, ['.items.type: Required value: must not be empty for specified array items']],
  [
    { ...text, default: 3 },
    ['.default: Invalid value: "integer": part.default in body must be of type string: "integer"'],
  ],
  [
    { type: 'array', items: text, uniqueItems: true },
    ['.uniqueItems: Forbidden: uniqueItems cannot be set to true since the runtime complexity becomes quadratic'],
  ],
  [
    { type: 'object', properties: { a: text }, additionalProperties: text },
    ['.additionalProperties: Forbidden: additionalProperties and properties are mutual exclusive'],
  ],
  [{ ...text, $ref: '#/x' }, ['.$ref: Forbidden: $ref is not supported']],
  [
    { ...text, pattern: '[' },
    ['.pattern: Invalid value: "[": must be a valid regular expression, but isn\'t: error parsing regexp: ['],
  ],
  [
    { type: 'object', 'x-kubernetes-list-type': 'set' },
    ['.type: Invalid value: "object": must be array if x-kubernetes-list-type is specified'],
  ],
  [
    { type: 'array', items: text, 'x-kubernetes-list-type': 'heap' },
    ['.x-kubernetes-list-type: Unsupported value: "heap": supported values: "atomic", "map", "set"'],
  ],
  [
    keyed({ type: 'object', properties: { name: text, tags: { type: 'object' } }, required: ['tags'] }, [
      'name',
      'tags',
      'age',
    ]),
    [
      '.items.properties[name].default: Required value: this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property',
      '.items.properties[tags].type: Invalid value: "object": must be a scalar type if parent array\'s x-kubernetes-list-type is map',
      '.x-kubernetes-list-map-keys: Invalid value: ["name","tags","age"]: entries must all be names of item properties',
    ],
  ],
  [
    keyed(text),
    ['.items.type: Invalid value: "string": must be object if parent array\'s x-kubernetes-list-type is map'],
  ],
  [
    { type: 'array', items: { type: 'object' }, 'x-kubernetes-list-type': 'map' },
    ['.x-kubernetes-list-map-keys: Required value: must not be empty if x-kubernetes-list-type is map'],
  ],
  [
    { ...text, anyOf: [{ type: 'string', description: 'a', nullable: true }] },
    [
      `.anyOf[0].description: Forbidden: must be empty to ${structural}`,
      `.anyOf[0].nullable: Forbidden: must be false to ${structural}`,
      `.anyOf[0].type: Forbidden: must be empty to ${structural}`,
    ],
  ],
  [
    { type: 'object', oneOf: [{ properties: { a: { minLength: 1 } } }] },
    ['.properties[a]: Required value: because it is defined in part.oneOf[0].properties[a]'],
  ],
  [
    { type: 'string', 'x-kubernetes-int-or-string': true },
    ['.type: Invalid value: "string": must be empty if x-kubernetes-int-or-string is true'],
  ],
  [
    { type: 'object', 'x-kubernetes-embedded-resource': true },
    [
      '.properties: Required value: must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields',
    ],
  ],
  [
    {
      ...text,
      'x-kubernetes-validations': [{ rule: ' ' }, { rule: 'true', message: 'a\nb' }, { rule: 'true', reason: 'Odd' }],
    },
    [
      '.x-kubernetes-validations[0].rule: Required value: rule is not specified',
      '.x-kubernetes-validations[1].message: Invalid value: "a\\nb": message must not contain line breaks',
      '.x-kubernetes-validations[2].reason: Unsupported value: "Odd": supported values: "FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired"',
    ],
  ],
])('%j is refused', (schema, errors) => {
  expect(said(schema)).toEqual(errors);
});

test('a rule that cannot be read is refused with the definition', () => {
  expect(said({ ...text, 'x-kubernetes-validations': [{ rule: 'self ==== 1' }] })).toEqual([
    expect.stringMatching(/validations\[0\]\.rule: Invalid value: .*compilation failed: ERROR: <input>/),
  ]);
});

test.each<[Json, string]>([
  [{}, `${AT}.type: Required value: must not be empty at the root`],
  [text, `${AT}.type: Invalid value: "string": must be object at the root`],
  [{ type: 'object', nullable: true }, `${AT}.nullable: Forbidden: nullable cannot be true at the root`],
])('%j cannot be the root', (schema, error) => {
  expect(judgeSchema(schema, AT).map(({ field, body }) => `${field}: ${body}`)).toEqual([error]);
});

const REAL = join(__dirname, '../../../cli/gitops/crds');

test.each(readdirSync(REAL).filter((name) => name.endsWith('.yaml')))('the definitions of %s are accepted', (name) => {
  const documents = parseAllDocuments(readFileSync(join(REAL, name), 'utf8')).map((each) => each.toJS() as Json);
  const schemas = documents.flatMap(({ spec }) =>
    (spec as { versions: { schema: { openAPIV3Schema: Json } }[] }).versions.map(
      ({ schema }) => schema.openAPIV3Schema,
    ),
  );
  expect(schemas.length).toBeGreaterThan(0);
  expect(schemas.flatMap((schema) => judgeSchema(schema, AT))).toEqual([]);
});
