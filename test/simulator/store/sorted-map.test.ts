import fc from 'fast-check';
import { SortedMap } from '../../../src/simulator/store/sorted-map';

const key = fc.string({ minLength: 1, maxLength: 4, unit: fc.constantFrom('a', 'b', '-', '/', '0') });
const step = fc.record({ key, isDelete: fc.boolean(), isWalk: fc.boolean() });

const inByteOrder = (keys: Iterable<string>): string[] => [...keys].sort((left, right) => (left < right ? -1 : 1));

test('walks, counts and finds as a plain map whose keys are sorted', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), key, key, (steps, from, to) => {
      const sorted = new SortedMap<number>();
      const plain = new Map<string, number>();
      steps.forEach((each, index) => {
        if (each.isDelete) expect(sorted.delete(each.key)).toBe(plain.delete(each.key));
        else {
          sorted.set(each.key, index);
          plain.set(each.key, index);
        }
        if (each.isWalk) expect(sorted.count()).toBe(plain.size);
      });
      const values: number[] = [];
      sorted.appendTo(values);
      expect(values).toEqual(inByteOrder(plain.keys()).map((each) => plain.get(each)));
      const inRange = inByteOrder(plain.keys()).filter((each) => each >= from && each < to);
      expect([...sorted.entries(from, to)]).toEqual(inRange.map((each) => [each, plain.get(each)]));
      expect(sorted.count(from)).toBe([...plain.keys()].filter((each) => each >= from).length);
      expect(sorted.size).toBe(plain.size);
      if (from <= to) expect(sorted.count(from, to)).toBe(inRange.length);
    }),
  );
});

test('keeps order over many chunks, whatever the order of inserts', () => {
  const sorted = new SortedMap<number>();
  const numbers = Array.from({ length: 5_000 }, (_, index) => (index * 7_919) % 5_000);
  for (const number of numbers) sorted.set(String(number).padStart(5, '0'), number);
  expect([...sorted.entries()].map(([, value]) => value)).toEqual(Array.from({ length: 5_000 }, (_, index) => index));
  for (let number = 0; number < 5_000; number += 2) sorted.delete(String(number).padStart(5, '0'));
  expect([...sorted.entries('02000', '02010')].map(([, value]) => value)).toEqual([2001, 2003, 2005, 2007, 2009]);
  expect(sorted.count('00000', '01000')).toBe(500);
});
