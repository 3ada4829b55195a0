import { validateRules } from '../../../../src/simulator/resources/custom/rules';
import type { StructuralSchema, ValidationRule } from '../../../../src/simulator/resources/custom/structural-schema';

const rule = (text: string, more: Partial<ValidationRule> = {}): StructuralSchema => ({
  type: 'object',
  'x-kubernetes-validations': [{ rule: text, ...more }],
  properties: {
    size: { type: 'integer' },
    since: { type: 'string', format: 'date-time' },
    every: { type: 'string', format: 'duration' },
  },
});

const said = (schema: StructuralSchema, value: object, old?: object): string[] =>
  validateRules(value, old, schema, 'spec').map(({ field, body }) => `${field}: ${body}`);

test.each<[string, StructuralSchema, object, object | undefined, string[]]>([
  ['a rule that holds', rule('self.size > 1'), { size: 2 }, undefined, []],
  [
    'a rule that fails',
    rule('self.size > 1'),
    { size: 1 },
    undefined,
    ['spec: Invalid value: failed rule: self.size > 1'],
  ],
  ['a part that has not changed', rule('self.size > 1'), { size: 1 }, { size: 1 }, []],
  [
    'a part that changes',
    rule('self.size > 1'),
    { size: 1 },
    { size: 0 },
    ['spec: Invalid value: failed rule: self.size > 1'],
  ],
  ['a transition on create', rule('self.size >= oldSelf.size'), { size: 1 }, undefined, []],
  [
    'a transition',
    rule('self.size >= oldSelf.size', { message: 'no way back' }),
    { size: 1 },
    { size: 2 },
    ['spec: Invalid value: no way back'],
  ],
  [
    'an optional old value on create',
    rule('oldSelf.hasValue()', { optionalOldSelf: true, message: 'new' }),
    {},
    undefined,
    ['spec: Invalid value: new'],
  ],
  [
    'an optional old value',
    rule('self.size == oldSelf.optMap(o, o.size).orValue(0)', { optionalOldSelf: true, message: 'fixed' }),
    { size: 1 },
    { size: 2 },
    ['spec: Invalid value: fixed'],
  ],
  [
    'a message that is worked out',
    rule('self.size > 1', { messageExpression: "'%d is too small'.format([self.size])", message: 'small' }),
    { size: 1 },
    undefined,
    ['spec: Invalid value: 1 is too small'],
  ],
  [
    'a message that cannot be worked out',
    rule('self.size > 1', { messageExpression: 'self.other', message: 'small' }),
    { size: 1 },
    undefined,
    ['spec: Invalid value: small'],
  ],
  [
    'a path and a reason',
    rule('has(self.every)', { fieldPath: '.every', reason: 'FieldValueRequired', message: 'say when' }),
    { size: 1 },
    undefined,
    ['spec.every: Required value: say when'],
  ],
  [
    'times',
    rule("self.since < timestamp('2026-01-01T00:00:00Z') && self.every > duration('1m')"),
    { since: '2025-12-31T23:59:59Z', every: '61s' },
    undefined,
    [],
  ],
])('%s', (_what, schema, value, old, expected) => {
  expect(said(schema, value, old)).toEqual(expected);
});
