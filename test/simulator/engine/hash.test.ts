import { hashBytes, hashText, olderHashBytes } from '../../../src/simulator/engine';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

test.each([
  ['', 0x811c9dc5, 0x811c9dc5],
  ['a', 0xe40c292c, 0x050c5d7e],
  ['foobar', 0xbf9cf968, 0x31f0b262],
])('%p has the published hashes', (text, hash, older) => {
  expect(hashBytes(bytesOf(text))).toBe(hash);
  expect(hashText(text)).toBe(hash);
  expect(olderHashBytes(bytesOf(text))).toBe(older);
});

test('a hash can be continued', () => {
  expect(hashText('bar', hashText('foo'))).toBe(hashText('foobar'));
});
