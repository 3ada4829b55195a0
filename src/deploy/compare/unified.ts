/** A line of a comparison: it stays, it goes, or it comes. */
interface Edit {
  readonly sign: ' ' | '-' | '+';
  readonly text: string;
}

/** Lines around a change. */
const CONTEXT = 3;

/** Texts that differ in more lines than this are shown as replaced: the shortest way would take memory without end. */
const DEPTH_MAX = 1_000;

const ofSign = (sign: Edit['sign'], lines: readonly string[]): Edit[] => lines.map((text) => ({ sign, text }));

/** The way from `before` to `after`, line by line: what both begin and end with stays. */
function editsOf(before: readonly string[], after: readonly string[]): Edit[] {
  const least = Math.min(before.length, after.length);
  let [head, tail] = [0, 0];
  while (head < least && before[head] === after[head]) head += 1;
  while (tail < least - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail += 1;
  const [olds, news] = [before.slice(head, before.length - tail), after.slice(head, after.length - tail)];
  const middle = olds.length === 0 || news.length === 0 ? undefined : shortestWay(olds, news);
  return [
    ...ofSign(' ', before.slice(0, head)),
    ...(middle ?? [...ofSign('-', olds), ...ofSign('+', news)]),
    ...ofSign(' ', before.slice(before.length - tail)),
  ];
}

/**
 * The shortest way from `before` to `after`; undefined when it is too long to look for.
 *
 * Source: E. Myers, "An O(ND) Difference Algorithm and Its Variations" (1986), the greedy algorithm.
 */
function shortestWay(before: readonly string[], after: readonly string[]): Edit[] | undefined {
  const max = Math.min(before.length + after.length, DEPTH_MAX);
  const furthest = new Map<number, number>([[1, 0]]);
  const trace: Map<number, number>[] = [];
  for (let depth = 0; depth <= max; depth += 1) {
    trace.push(new Map(furthest));
    for (let diagonal = -depth; diagonal <= depth; diagonal += 2) {
      let x = isDown(furthest, diagonal, depth)
        ? (furthest.get(diagonal + 1) ?? 0)
        : (furthest.get(diagonal - 1) ?? 0) + 1;
      while (x < before.length && x - diagonal < after.length && before[x] === after[x - diagonal]) x += 1;
      furthest.set(diagonal, x);
      if (x >= before.length && x - diagonal >= after.length) return walkBack(trace, before, after);
    }
  }
  return undefined;
}

/** Whether a line comes in, rather than one going, on the way to `diagonal`. */
const isDown = (furthest: ReadonlyMap<number, number>, diagonal: number, depth: number): boolean =>
  diagonal === -depth ||
  (diagonal !== depth && (furthest.get(diagonal - 1) ?? -1) < (furthest.get(diagonal + 1) ?? -1));

function walkBack(trace: readonly Map<number, number>[], before: readonly string[], after: readonly string[]): Edit[] {
  const edits: Edit[] = [];
  let [x, y] = [before.length, after.length];
  for (let depth = trace.length - 1; depth >= 0; depth -= 1) {
    const furthest = trace[depth] as Map<number, number>;
    const diagonal = x - y;
    const previous = isDown(furthest, diagonal, depth) ? diagonal + 1 : diagonal - 1;
    const previousX = furthest.get(previous) ?? 0;
    const previousY = previousX - previous;
    while (x > previousX && y > previousY) {
      x -= 1;
      y -= 1;
      edits.push({ sign: ' ', text: before[x] as string });
    }
    if (depth === 0) break;
    if (x === previousX) edits.push({ sign: '+', text: after[previousY] as string });
    else edits.push({ sign: '-', text: before[previousX] as string });
    [x, y] = [previousX, previousY];
  }
  return edits.reverse();
}

const range = (begin: number, count: number): string =>
  `${count === 0 ? begin : begin + 1}${count === 1 ? '' : `,${count}`}`;

/** The lines of a unified difference without its two headings; none when the texts are equal. */
export function unifiedLines(before: readonly string[], after: readonly string[]): string[] {
  const edits = editsOf(before, after);
  const isShown = new Array<boolean>(edits.length).fill(false);
  for (const [index, { sign }] of edits.entries()) {
    if (sign !== ' ') isShown.fill(true, Math.max(0, index - CONTEXT), Math.min(edits.length, index + CONTEXT + 1));
  }
  const lines: string[] = [];
  let [oldLine, newLine] = [0, 0];
  for (let index = 0; index < edits.length;) {
    if (isShown[index] !== true) {
      oldLine += 1;
      newLine += 1;
      index += 1;
      continue;
    }
    let end = index;
    while (end < edits.length && isShown[end] === true) end += 1;
    const hunk = edits.slice(index, end);
    const olds = hunk.filter(({ sign }) => sign !== '+').length;
    const news = hunk.filter(({ sign }) => sign !== '-').length;
    lines.push(`@@ -${range(oldLine, olds)} +${range(newLine, news)} @@`);
    for (const { sign, text } of hunk) lines.push(`${sign}${text}`);
    oldLine += olds;
    newLine += news;
    index = end;
  }
  return lines;
}
