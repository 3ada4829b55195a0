import * as fc from 'fast-check';
import type { Draft, KubeObject } from '../../../src/simulator/api';
import { base64Length, decodeBase64Text, encodeBase64 } from '../../../src/simulator/resources/base64';
import { goJsonObjectError } from '../../../src/simulator/resources/go-json-error';
import { secretStrategy } from '../../../src/simulator/resources/secret';
import { writeContext } from './write-context';

test('base64 brings every text back and knows its length', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const encoded = encodeBase64(text);
      expect(decodeBase64Text(encoded)).toBe(text);
      expect(base64Length(encoded)).toBe(new TextEncoder().encode(text).length);
    }),
  );
});

test('texts become data and overwrite it', () => {
  const secret: Draft = { metadata: {}, data: { a: 'MQ==', b: 'Mg==' }, stringData: { b: 'new' } };
  secretStrategy.default?.(secret);
  expect(secret).toEqual({ metadata: {}, type: 'Opaque', data: { a: 'MQ==', b: 'bmV3' } });
});

const secret = (type: string, data: Readonly<Record<string, string>>): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 's', namespace: 'default' },
  type,
  data,
});

test.each<{ type: string; data: Readonly<Record<string, string>>; missing: string[] }>([
  { type: 'kubernetes.io/basic-auth', data: {}, missing: ['data[username]', 'data[password]'] },
  { type: 'kubernetes.io/basic-auth', data: { username: '' }, missing: [] },
  { type: 'kubernetes.io/ssh-auth', data: {}, missing: ['data[ssh-privatekey]'] },
  { type: 'kubernetes.io/tls', data: { 'tls.crt': '' }, missing: ['data[tls.key]'] },
  { type: 'kubernetes.io/dockercfg', data: {}, missing: ['data[.dockercfg]'] },
  {
    type: 'kubernetes.io/service-account-token',
    data: {},
    missing: ['metadata.annotations[kubernetes.io/service-account.name]'],
  },
  { type: 'example.com/own', data: {}, missing: [] },
])('$type with $data lacks $missing', ({ type, data, missing }) => {
  const errors = secretStrategy.validate?.(secret(type, data), writeContext()) ?? [];
  expect(errors.map(({ field }) => field)).toEqual(missing);
});

test.each([
  ['{"a": [1, -2.5e3, "\\u00e9", null]}', undefined],
  ['null', undefined],
  ['', 'unexpected end of JSON input'],
  ['{"a":', 'unexpected end of JSON input'],
  ['{a}', "invalid character 'a' looking for beginning of object key string"],
  ['{"a" 1}', "invalid character '1' after object key"],
  ['{"a":1 2}', "invalid character '2' after object key:value pair"],
  ['{"a":[1 2]}', "invalid character '2' after array element"],
  ['{} x', "invalid character 'x' after top-level value"],
  ['tru_', "invalid character '_' in literal true (expecting 'e')"],
  ['{"a":01}', "invalid character '1' after object key:value pair"],
  ['"\\q"', "invalid character 'q' in string escape code"],
  ['"a"', 'json: cannot unmarshal string into Go value of type map[string]interface {}'],
  ['[]', 'json: cannot unmarshal array into Go value of type map[string]interface {}'],
])('%s is read with the problem %s', (text, problem) => {
  expect(goJsonObjectError(text)).toBe(problem);
});

test('a text is a JSON object exactly when JavaScript reads it as one', () => {
  const isObject = (text: string): boolean => {
    try {
      const value: unknown = JSON.parse(text);
      return value === null || (typeof value === 'object' && !Array.isArray(value));
    } catch {
      return false;
    }
  };
  const pieces = fc.constantFrom('{', '}', '[', ']', ',', ':', '"', 'a', '"k"', '1', '-', '.5', 'e', 'null', ' ', '\\');
  fc.assert(
    fc.property(
      fc.oneof(
        fc.json(),
        fc.array(pieces).map((parts) => parts.join('')),
      ),
      (text) => {
        expect(goJsonObjectError(text) === undefined).toBe(isObject(text));
      },
    ),
  );
});
