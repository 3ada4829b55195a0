import * as fc from 'fast-check';
import { matchText } from '../../../src/lessons/checks/text-pattern';

const NOTHING = new Map<string, string>();

const matches = (pattern: string, text: string, isLoose = false): boolean =>
  matchText(pattern, text, NOTHING, isLoose) !== undefined;

describe('a pattern', () => {
  test.each([
    ['pod/db created', 'pod/db created\n', true],
    ['pod/db created', 'pod/db created again', false],
    ['pod/db', 'pod/db created', false],
    ['created', 'pod/db created', false],
    ['a\nb', 'a   \nb\n', true],
    ['web-{{hash}}-{{suffix}}', 'web-6d4b75cb6d-x7k2p', true],
    ['web-{{hash}}-{{suffix}}', 'web-6d4b75cb6d-x7k2', false],
    ['{{ip}}', '10.244.1.6', true],
    ['{{ip}}', '<none>', false],
    ['{{age}}', '2m7s', true],
    ['{{age}}', '45', false],
    ['{{age}} ago', '20s ago', true],
    ['{{time}}', '2026-01-01T00:00:10Z', true],
    ['{{time}}', 'Sat, 21 Nov 2026 13:36:30 +0000', true],
    ['{{time}}', 'tomorrow', false],
    ['{{uid}}', '0b6b4c7e-6d7c-4f0e-9b1f-2a9d9a6c1e11', true],
    ['pod "a" deleted from default namespace', 'pod "a" deleted from default namespace', true],
    ['pod "a" deleted from default namespace', 'pod "a" deleted', true],
    ['pod "a" deleted from default namespace', 'pod "a" deleted from other namespace', false],
    ['pod "a" deleted', 'pod "a" deleted from default namespace', false],
    ['a.b', 'axb', false],
    ['(a|b)*', 'a', false],
  ])('%j and %j: %s', (pattern, text, isEqual) => {
    expect(matches(pattern, text)).toBe(isEqual);
  });

  test('is equal to itself, whatever it holds, as long as it has no braces', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(!/[{}]/.test(text));
        expect(matches(text, text)).toBe(true);
      }),
    );
  });

  test('compares runs of blanks as one when it is loose', () => {
    expect(matches('Status: Running', 'Status:           Running', true)).toBe(true);
    expect(matches('Status: Running', 'Status:           Running')).toBe(false);
    expect(matches('Status: Running', 'Status: Running now', true)).toBe(false);
  });

  test('gives a name to what a wildcard stands for, and asks for it again', () => {
    const bound = matchText('db {{ip as DB}}', 'db 10.1.2.3', NOTHING);
    expect(bound).toEqual(new Map([['DB', '10.1.2.3']]));
    expect(matchText('{{$DB}}', '10.1.2.3', bound ?? NOTHING)).toBeDefined();
    expect(matchText('{{$DB}}', '10.1.2.4', bound ?? NOTHING)).toBeUndefined();
    expect(matchText('{{ip as DB}}', '10.1.2.4', bound ?? NOTHING)).toBeUndefined();
  });

  test('wants the same twice within one text', () => {
    expect(matches('{{ip as A}} {{$A}}', '10.0.0.1 10.0.0.1')).toBe(true);
    expect(matches('{{ip as A}} {{$A}}', '10.0.0.1 10.0.0.2')).toBe(false);
    expect(matches('{{$NEVER}}', '')).toBe(false);
  });

  test('has no wildcard for anything', () => {
    expect(() => matches('{{anything}}', 'x')).toThrow(
      "'{{anything}}' is no wildcard: there are age, count, hash, ip, name, port, suffix, time, uid",
    );
  });
});
