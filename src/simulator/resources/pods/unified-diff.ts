/** A run of lines: equal in both texts, or taken from one and put in the other. */
interface Edit {
  readonly isEqual: boolean;
  readonly aStart: number;
  readonly aEnd: number;
  readonly bStart: number;
  readonly bEnd: number;
}

interface Match {
  readonly a: number;
  readonly b: number;
  readonly size: number;
}

const CONTEXT_LINES = 3;
/** In texts this long, lines that are more frequent than one in a hundred begin no match. Source: difflib, autojunk. */
const POPULARITY_LINES_MIN = 200;

class Matcher {
  private readonly positions = new Map<string, number[]>();

  constructor(
    private readonly a: readonly string[],
    private readonly b: readonly string[],
  ) {
    b.forEach((line, index) => {
      const found = this.positions.get(line);
      if (found === undefined) this.positions.set(line, [index]);
      else found.push(index);
    });
    if (b.length < POPULARITY_LINES_MIN) return;
    const most = Math.floor(b.length / 100) + 1;
    for (const [line, indexes] of this.positions) if (indexes.length > most) this.positions.delete(line);
  }

  /** The longest run of lines that both ranges have; the first one of several. */
  private longest(aLow: number, aHigh: number, bLow: number, bHigh: number): Match {
    let best: Match = { a: aLow, b: bLow, size: 0 };
    let lengths = new Map<number, number>();
    for (let i = aLow; i < aHigh; i++) {
      const next = new Map<number, number>();
      for (const j of this.positions.get(this.a[i] as string) ?? []) {
        if (j < bLow) continue;
        if (j >= bHigh) break;
        const size = (lengths.get(j - 1) ?? 0) + 1;
        next.set(j, size);
        if (size > best.size) best = { a: i - size + 1, b: j - size + 1, size };
      }
      lengths = next;
    }
    let { a, b, size } = best;
    while (a > aLow && b > bLow && this.a[a - 1] === this.b[b - 1]) {
      a--;
      b--;
      size++;
    }
    while (a + size < aHigh && b + size < bHigh && this.a[a + size] === this.b[b + size]) size++;
    return { a, b, size };
  }

  private collect(aLow: number, aHigh: number, bLow: number, bHigh: number, matches: Match[]): void {
    const match = this.longest(aLow, aHigh, bLow, bHigh);
    if (match.size === 0) return;
    if (aLow < match.a && bLow < match.b) this.collect(aLow, match.a, bLow, match.b, matches);
    matches.push(match);
    const aNext = match.a + match.size;
    const bNext = match.b + match.size;
    if (aNext < aHigh && bNext < bHigh) this.collect(aNext, aHigh, bNext, bHigh, matches);
  }

  edits(): Edit[] {
    const matches: Match[] = [];
    this.collect(0, this.a.length, 0, this.b.length, matches);
    matches.push({ a: this.a.length, b: this.b.length, size: 0 });
    const edits: Edit[] = [];
    let aAt = 0;
    let bAt = 0;
    for (const { a, b, size } of matches) {
      if (aAt < a || bAt < b) edits.push({ isEqual: false, aStart: aAt, aEnd: a, bStart: bAt, bEnd: b });
      aAt = a + size;
      bAt = b + size;
      if (size > 0) edits.push({ isEqual: true, aStart: a, aEnd: aAt, bStart: b, bEnd: bAt });
    }
    return edits;
  }
}

/** Changes with up to three equal lines around them; changes close to each other share a hunk. */
function hunksOf(edits: readonly Edit[]): Edit[][] {
  const hunks: Edit[][] = [];
  let hunk: Edit[] = [];
  edits.forEach((edit, index) => {
    if (!edit.isEqual) {
      hunk.push(edit);
      return;
    }
    const length = edit.aEnd - edit.aStart;
    const before = Math.min(length, CONTEXT_LINES);
    const isFirst = index === 0;
    const isLast = index === edits.length - 1;
    const head = { ...edit, aEnd: edit.aStart + before, bEnd: edit.bStart + before };
    const tail = { ...edit, aStart: edit.aEnd - before, bStart: edit.bEnd - before };
    if (isFirst) hunk = [tail];
    else if (isLast) hunk.push(head);
    else if (length <= 2 * CONTEXT_LINES) hunk.push(edit);
    else {
      hunks.push([...hunk, head]);
      hunk = [tail];
    }
  });
  if (hunk.some(({ isEqual }) => !isEqual)) hunks.push(hunk);
  return hunks;
}

function rangeText(start: number, end: number): string {
  const length = end - start;
  if (length === 1) return `${start + 1}`;
  return `${length === 0 ? start : start + 1},${length}`;
}

/**
 * How text `b` differs from text `a`, as `diff -u` prints it without names of files; empty when they are equal. Which
 * lines match follows Python's difflib, which the real server uses in Go.
 *
 * Source: Kubernetes 1.36, apimachinery/pkg/util/diff/diff.go and github.com/pmezard/go-difflib.
 */
export function unifiedDiff(a: string, b: string): string {
  const aLines = a.split('\n');
  const bLines = b.split('\n');
  let text = '';
  for (const hunk of hunksOf(new Matcher(aLines, bLines).edits())) {
    const first = hunk[0] as Edit;
    const last = hunk[hunk.length - 1] as Edit;
    text += `@@ -${rangeText(first.aStart, last.aEnd)} +${rangeText(first.bStart, last.bEnd)} @@\n`;
    for (const { isEqual, aStart, aEnd, bStart, bEnd } of hunk) {
      for (const line of aLines.slice(aStart, aEnd)) text += `${isEqual ? ' ' : '-'}${line}\n`;
      if (!isEqual) for (const line of bLines.slice(bStart, bEnd)) text += `+${line}\n`;
    }
  }
  return text;
}
