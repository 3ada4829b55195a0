/** Virtual time and seeded chance. */
export { VirtualClock } from './clock';
export { durationMs } from './duration';
export { SeededRandom } from './random';
