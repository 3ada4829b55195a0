import type { SeededRandom } from '../../../engine';

/** Digits of an identifier that nobody else has. */
export const randomHex = (random: SeededRandom, length: number): string =>
  Array.from({ length }, () => random.below(16).toString(16)).join('');
