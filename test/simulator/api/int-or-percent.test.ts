import { scaledValue } from '../../../src/simulator/api';

test.each([
  [3, 10, 'up', 3],
  [undefined, 10, 'up', 0],
  ['25%', 10, 'up', 3],
  ['25%', 10, 'down', 2],
  ['100%', 7, 'down', 7],
  ['0%', 7, 'up', 0],
  ['150%', 4, 'up', 6],
  ['three', 10, 'up', 0],
] as const)('%p of %p, rounded %s, is %p', (value, total, rounding, expected) => {
  expect(scaledValue(value, total, rounding)).toBe(expected);
});
