import fc from 'fast-check';
import { decodeAscii, decodeText, encodePassingText, encodeText } from '../../../src/simulator/process';

const encoder = new TextEncoder();

test.each(['', 'ok\n', 'x'.repeat(64), 'x'.repeat(65), 'ä', 'two €uro', '😀'.repeat(40), 'x'.repeat(5000)])(
  'a text becomes UTF-8, however long it is: %j',
  (text) => {
    expect([...encodeText(text)]).toEqual([...encoder.encode(text)]);
    expect([...encodePassingText(text)]).toEqual([...encoder.encode(text)]);
  },
);

test('bytes that are no UTF-8 survive a way as text', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect([...encodeText(decodeText(bytes))]).toEqual([...bytes]);
      expect([...encodePassingText(decodeText(bytes))]).toEqual([...bytes]);
    }),
  );
});

test('passing texts do not change each other', () => {
  const texts = Array.from({ length: 2000 }, (_, index) => `line ${index} ${'ä'.repeat(index % 3)}\n`);
  const passing = texts.map(encodePassingText);
  expect(passing.map(decodeText)).toEqual(texts);
});

test('only ASCII is decoded as such', () => {
  expect(decodeAscii(encodeText('GET / HTTP/1.1'))).toBe('GET / HTTP/1.1');
  expect(decodeAscii(encodeText('é'))).toBeUndefined();
});
