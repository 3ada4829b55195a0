import type { SeededRandom } from '../../engine';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Letters of the checksum of 32 bytes in base64, without padding. */
const LENGTH = 43;

/** The fingerprint of a key that nobody has made: it looks like that of a real one. */
export function fingerprint(random: SeededRandom): string {
  const letters = Array.from({ length: LENGTH }, () => LETTERS.charAt(random.below(LETTERS.length)));
  return `SHA256:${letters.join('')}`;
}
