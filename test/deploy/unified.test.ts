import fc from 'fast-check';
import { unifiedLines } from '../../src/deploy/compare/unified';

const letters = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 30 });

/** What `lines` make of `before`, as the program `patch` would. */
function patched(before: readonly string[], lines: readonly string[]): string[] {
  const after: string[] = [];
  let next = 0;
  for (const line of lines) {
    const [, begin, count] = /^@@ -(\d+)(?:,(\d+))? /.exec(line) ?? [];
    if (begin !== undefined) {
      // An empty range names the line in front of it.
      const at = count === '0' ? Number(begin) : Number(begin) - 1;
      after.push(...before.slice(next, at));
      next = at;
    } else if (line.startsWith('+')) {
      after.push(line.slice(1));
    } else {
      expect(before[next]).toBe(line.slice(1));
      if (line.startsWith(' ')) after.push(line.slice(1));
      next += 1;
    }
  }
  return [...after, ...before.slice(next)];
}

/** Length of the longest common part: the least that must not change. */
function commonLength(left: readonly string[], right: readonly string[]): number {
  const row = new Array<number>(right.length + 1).fill(0);
  for (const each of left) {
    let diagonal = 0;
    for (let column = 1; column <= right.length; column += 1) {
      const above = row[column] as number;
      row[column] = each === right[column - 1] ? diagonal + 1 : Math.max(above, row[column - 1] as number);
      diagonal = above;
    }
  }
  return row[right.length] as number;
}

test('leads from one text to the other, by as few lines as can be', () => {
  fc.assert(
    fc.property(letters, letters, (before, after) => {
      const lines = unifiedLines(before, after);
      expect(patched(before, lines)).toEqual(after);
      const changed = lines.filter((line) => /^[-+]/.test(line)).length;
      expect(changed).toBe(before.length + after.length - 2 * commonLength(before, after));
    }),
  );
});

test('shows three lines around a change, and changes that are close together', () => {
  const before = Array.from({ length: 30 }, (_, index) => `line ${index}`);
  const after = before.map((line, index) => ([10, 14, 25].includes(index) ? `${line}!` : line));
  expect(unifiedLines(before, after).filter((line) => line.startsWith('@@'))).toEqual([
    '@@ -8,11 +8,11 @@',
    '@@ -23,7 +23,7 @@',
  ]);
  expect(unifiedLines(before, before)).toEqual([]);
});

test('texts that have nothing in common are replaced, however long they are', () => {
  const text = (word: string): string[] => Array.from({ length: 20_000 }, (_, index) => `${word} ${index}`);
  const lines = unifiedLines(text('old'), text('new'));
  expect(lines).toHaveLength(40_001);
  expect(lines.slice(0, 2)).toEqual(['@@ -1,20000 +1,20000 @@', '-old 0']);
});
