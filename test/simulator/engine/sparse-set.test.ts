import fc from 'fast-check';
import { SparseSet } from '../../../src/simulator/engine';

test('a sparse set does what a Set does', () => {
  const step = fc.tuple(fc.constantFrom('add', 'delete', 'clear'), fc.nat(5));
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const [sparse, plain] = [new SparseSet<number>(), new Set<number>()];
      for (const [does, item] of steps) {
        if (does === 'delete') expect(sparse.delete(item)).toBe(plain.delete(item));
        else if (does === 'add') for (const set of [sparse, plain]) set.add(item);
        else for (const set of [sparse, plain]) set.clear();
        expect([...sparse]).toEqual([...plain]);
        expect(sparse.size).toBe(plain.size);
      }
    }),
  );
});

test('what is added while it is walked through is met, as in a Set', () => {
  const set = new SparseSet<number>();
  set.add(1);
  const met: number[] = [];
  for (const item of set) {
    met.push(item);
    if (item < 3) set.add(item + 1);
  }
  expect(met).toEqual([1, 2, 3]);
});
