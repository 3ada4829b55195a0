import fc from 'fast-check';
import { IndexSet } from '../../../../src/simulator/controllers/job/index-set';

describe('completion indexes', () => {
  test.each([
    { indexes: [], text: '' },
    { indexes: [3], text: '3' },
    { indexes: [0, 1], text: '0,1' },
    { indexes: [0, 1, 2], text: '0-2' },
    { indexes: [5, 1, 2, 0, 7, 8], text: '0-2,5,7,8' },
  ])('$indexes are written as "$text"', ({ indexes, text }) => {
    expect(IndexSet.of(indexes).toString()).toBe(text);
    expect(IndexSet.parse(text, 10).toString()).toBe(text);
  });

  test.each([
    { text: '0-9', completions: 5, want: '0-4' },
    { text: '1,7', completions: 5, want: '1' },
    { text: 'a,2', completions: 5, want: '2' },
    { text: '1-x,3', completions: 5, want: '3' },
    { text: '4-2,3', completions: 5, want: '3' },
    { text: '0,1,2', completions: 5, want: '0-2' },
    { text: undefined, completions: 5, want: '' },
  ])('"$text" of $completions is read as "$want"', ({ text, completions, want }) => {
    expect(IndexSet.parse(text, completions).toString()).toBe(want);
  });

  const indexesArb = fc.uniqueArray(fc.nat(40), { maxLength: 30 });
  const sorted = (indexes: Iterable<number>): number[] => [...indexes].sort((a, b) => a - b);
  const listed = (set: IndexSet): number[] =>
    Array.from({ length: 50 }, (_, index) => index).filter((at) => set.has(at));

  test('behave as a set of numbers', () => {
    fc.assert(
      fc.property(indexesArb, indexesArb, (left, right) => {
        const [a, b] = [IndexSet.of(left), IndexSet.of(right)];
        expect(listed(a.union(b))).toEqual(sorted(new Set([...left, ...right])));
        expect(a.union(b).size).toBe(new Set([...left, ...right]).size);
        expect(a.overlap(b)).toBe(left.filter((index) => right.includes(index)).length);
        expect(listed(IndexSet.parse(a.toString(), 50))).toEqual(sorted(left));
      }),
    );
  });

  test('name the first that are missing', () => {
    fc.assert(
      fc.property(indexesArb, fc.nat(10), fc.nat(45), (indexes, count, completions) => {
        const all = Array.from({ length: completions }, (_, index) => index);
        const missing = all.filter((index) => !indexes.includes(index)).slice(0, count);
        expect(IndexSet.of(indexes).missing(count, completions)).toEqual(missing);
      }),
    );
  });
});
