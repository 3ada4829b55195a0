interface Interval {
  readonly first: number;
  readonly last: number;
}

/** Joins intervals that are in order of their beginning. */
function joined(intervals: readonly Interval[]): Interval[] {
  const result: Interval[] = [];
  for (const interval of intervals) {
    const before = result.at(-1);
    if (before === undefined || interval.first > before.last + 1) result.push(interval);
    else if (interval.last > before.last) result[result.length - 1] = { first: before.first, last: interval.last };
  }
  return result;
}

/** A whole number as Go's `Atoi` reads it. */
function parseIndex(text: string | undefined): number | undefined {
  return text !== undefined && /^[+-]?[0-9]+$/.test(text) ? Number(text) : undefined;
}

/**
 * Completion indexes of an Indexed Job, kept as intervals: a million of them cost what their gaps cost. Immutable.
 * Source: Kubernetes 1.36, pkg/controller/job/indexed_job_utils.go `orderedIntervals`.
 */
export class IndexSet {
  static readonly EMPTY = new IndexSet([]);

  /** `intervals` are in order, and none touches the next. */
  private constructor(private readonly intervals: readonly Interval[]) {}

  static of(indexes: Iterable<number>): IndexSet {
    return IndexSet.EMPTY.with(indexes);
  }

  /**
   * Reads what a status or a success policy holds: `0-2,5`. What cannot be read is left out, and so are indexes that
   * are not below `completions`.
   */
  static parse(text: string | undefined, completions: number): IndexSet {
    const intervals: Interval[] = [];
    for (const part of text === undefined || text === '' ? [] : text.split(',')) {
      const [from, to] = part.split('-');
      const first = parseIndex(from);
      const last = to === undefined ? first : parseIndex(to);
      if (first === undefined || last === undefined || last < first) continue;
      if (first >= completions) break;
      intervals.push({ first, last: Math.min(last, completions - 1) });
    }
    return new IndexSet(joined(intervals));
  }

  /** Number of indexes. */
  get size(): number {
    return this.intervals.reduce((sum, { first, last }) => sum + last - first + 1, 0);
  }

  has(index: number): boolean {
    let low = 0;
    let high = this.intervals.length;
    while (high > low) {
      const middle = (low + high) >>> 1;
      if ((this.intervals[middle] as Interval).last >= index) high = middle;
      else low = middle + 1;
    }
    const found = this.intervals[high];
    return found !== undefined && found.first <= index;
  }

  with(indexes: Iterable<number>): IndexSet {
    return this.union(new IndexSet([...indexes].sort((a, b) => a - b).map((index) => ({ first: index, last: index }))));
  }

  union(other: IndexSet): IndexSet {
    return new IndexSet(joined([...this.intervals, ...other.intervals].sort((a, b) => a.first - b.first)));
  }

  /** Number of indexes that both have. */
  overlap(other: IndexSet): number {
    let sum = 0;
    let at = 0;
    for (const { first, last } of this.intervals) {
      while ((other.intervals[at]?.last ?? Infinity) < first) at += 1;
      for (let index = at; index < other.intervals.length; index += 1) {
        const each = other.intervals[index] as Interval;
        if (each.first > last) break;
        sum += Math.min(last, each.last) - Math.max(first, each.first) + 1;
      }
    }
    return sum;
  }

  /** The first `count` indexes below `completions` that are not here. */
  missing(count: number, completions: number): number[] {
    const result: number[] = [];
    let candidate = 0;
    const take = (end: number): void => {
      for (; candidate < end && candidate < completions && result.length < count; candidate += 1)
        result.push(candidate);
    };
    for (const { first, last } of this.intervals) {
      take(first);
      candidate = Math.max(candidate, last + 1);
    }
    take(completions);
    return result;
  }

  /** As a status holds it: `0-2,5`; two neighbours are listed: `0,1`. */
  toString(): string {
    return this.intervals
      .map(({ first, last }) => (first === last ? `${first}` : `${first}${last === first + 1 ? ',' : '-'}${last}`))
      .join(',');
  }
}
