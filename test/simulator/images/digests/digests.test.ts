import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { hexOf, sha1, sha256 } from '../../../../src/simulator/images/digests';

test.each([
  { name: 'sha1', digest: sha1 },
  { name: 'sha256', digest: sha256 },
])('$name is what others compute, for messages of every length around a block', ({ name, digest }) => {
  for (let length = 0; length < 200; length += 1) {
    const message = Uint8Array.from({ length }, (_, index) => (index * 7 + length) % 256);
    expect(hexOf(digest(message))).toBe(createHash(name).update(message).digest('hex'));
  }
});

test('digests of any bytes are what others compute', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 5000 }), (message) => {
      expect(hexOf(sha1(message))).toBe(createHash('sha1').update(message).digest('hex'));
      expect(hexOf(sha256(message))).toBe(createHash('sha256').update(message).digest('hex'));
    }),
    { numRuns: 30 },
  );
});
