import fc from 'fast-check';
import { gunzipSync, gzipSync } from 'node:zlib';
import { CompressionError, gunzip, gzip } from '../../../src/simulator/images/compression';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Bytes with and without repetitions. */
const contents = fc.oneof(
  fc.uint8Array({ maxLength: 2000 }),
  fc
    .tuple(fc.array(fc.constantFrom('INFO', ' units ', 'of work done', '\n', '7'), { maxLength: 400 }), fc.string())
    .map(([words, end]) => bytes(words.join('') + end)),
);

test('others read what is compressed here', () => {
  fc.assert(
    fc.property(contents, (content) => {
      expect(new Uint8Array(gunzipSync(gzip(content)))).toEqual(new Uint8Array(content));
    }),
  );
});

test('what others have compressed is read here, whatever their diligence', () => {
  fc.assert(
    fc.property(contents, fc.integer({ min: 0, max: 9 }), (content, level) => {
      expect(gunzip(new Uint8Array(gzipSync(content, { level })))).toEqual(new Uint8Array(content));
    }),
  );
});

test('copies reach back as far as they may, and are as long as they may be', () => {
  const block = Uint8Array.from({ length: 32_768 }, (_, index) => (index * index * 31 + (index >> 5)) & 0xff);
  const content = new Uint8Array([...block, ...block, ...new Uint8Array(70_000)]);
  expect(new Uint8Array(gunzipSync(gzip(content)))).toEqual(content);
  expect(gunzip(gzip(content))).toEqual(content);
});

test('a log shrinks to less than a fifth', () => {
  const lines = Array.from(
    { length: 20_000 },
    (_, line) => `2026-01-01T00:${String(line % 60).padStart(2, '0')}:07.${line}Z stdout F INFO: ${line} units done\n`,
  );
  const log = bytes(lines.join(''));
  expect(gzip(log).length).toBeLessThan(log.length / 5);
});

test('several files of gzip one behind the other are one', () => {
  expect(gunzip(Uint8Array.from([...gzipSync('one '), ...gzip(bytes('two'))]))).toEqual(bytes('one two'));
});

test.each([
  ['what is none', bytes('plain text'), 'invalid compressed data--format violated'],
  ['one that was cut off', gzip(bytes('some text')).slice(0, -9), 'unexpected end of file'],
  [
    'one that was changed',
    Uint8Array.from(gzip(bytes('some text')), (byte, place) => (place === 12 ? byte ^ 4 : byte)),
    'invalid compressed data--format violated',
  ],
])('%s is refused', (_what, file, words) => {
  expect(() => gunzip(file)).toThrow(new CompressionError(words.startsWith('un') ? 'end' : 'damaged'));
});
