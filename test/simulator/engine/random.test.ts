import { SeededRandom } from '../../../src/simulator/engine';

describe('seeded chance', () => {
  test('draws the same from equal seeds, and something else from others', () => {
    const drawn = (seed: number): number[] => {
      const random = new SeededRandom(seed);
      return Array.from({ length: 5 }, () => random.next());
    };
    expect(drawn(7)).toEqual(drawn(7));
    expect(drawn(7)).not.toEqual(drawn(8));
  });

  test('makes version 4 UUIDs, none of them twice', () => {
    const random = new SeededRandom(1);
    const uuids = Array.from({ length: 5000 }, () => random.uuid());
    expect(new Set(uuids).size).toBe(uuids.length);
    const odd = uuids.filter(
      (uuid) => !/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(uuid),
    );
    expect(odd).toEqual([]);
  });

  test('gives each name chance of its own, whatever was drawn before', () => {
    const random = new SeededRandom(1);
    const early = random.fork('scheduler').next();
    random.next();
    expect(random.fork('scheduler').next()).toBe(early);
    expect(random.fork('kubelet').next()).not.toBe(early);
  });

  test('stays below its limit and reaches all of it', () => {
    const random = new SeededRandom(3);
    const drawn = new Set(Array.from({ length: 500 }, () => random.below(7)));
    expect([...drawn].sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });
});
