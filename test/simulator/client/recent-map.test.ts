import fc from 'fast-check';
import { RecentMap } from '../../../src/simulator/client/recent-map';

const MAX = 5;

test('finds each of the last keys that were set or found, with its latest value, and forgets those long before', () => {
  const steps = fc.array(fc.record({ key: fc.constantFrom(...'abcdefghijklmnop'), isSet: fc.boolean() }), {
    maxLength: 100,
  });
  fc.assert(
    fc.property(steps, (all) => {
      const map = new RecentMap<number>(MAX);
      const latest = new Map<string, number>();
      /** Keys in the order of their last use, the latest first. */
      let used: string[] = [];
      all.forEach(({ key, isSet }, index) => {
        const known = map.get(key);
        const age = used.indexOf(key);
        if (age >= 0 && age < MAX) expect(known).toBe(latest.get(key));
        if (age < 0 || known === undefined) expect(known).toBeUndefined();
        else expect(known).toBe(latest.get(key));
        if (isSet) {
          map.set(key, index);
          latest.set(key, index);
        }
        if (isSet || known !== undefined) used = [key, ...used.filter((each) => each !== key)];
      });
    }),
  );
});

test('holds less than twice as many keys as it has to', () => {
  const map = new RecentMap<number>(MAX);
  for (let index = 0; index < 1000; index += 1) map.set(`k${index}`, index);
  const held = Array.from({ length: 1000 }, (_, index) => map.get(`k${index}`)).filter((each) => each !== undefined);
  expect(held.length).toBeLessThan(2 * MAX);
});
