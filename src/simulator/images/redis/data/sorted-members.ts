/** A member with its score. */
export interface ScoredMember {
  readonly member: string;
  readonly score: number;
}

const isBefore = (a: ScoredMember, b: ScoredMember): boolean =>
  a.score < b.score || (a.score === b.score && a.member < b.member);

/** Members in the order of their scores, equal scores in the order of their bytes. */
export class SortedMembers {
  private readonly scores = new Map<string, number>();
  private order: ScoredMember[] = [];
  private bytes = 0;

  get size(): number {
    return this.scores.size;
  }

  /** Bytes of all members. */
  get textBytes(): number {
    return this.bytes;
  }

  score(member: string): number | undefined {
    return this.scores.get(member);
  }

  /** Sets a score; whether the member is new. */
  set(member: string, score: number): boolean {
    const before = this.scores.get(member);
    if (before === score) return false;
    if (before !== undefined) this.order.splice(this.placeOf({ member, score: before }), 1);
    else this.bytes += member.length;
    this.scores.set(member, score);
    const entry = { member, score };
    this.order.splice(this.placeOf(entry), 0, entry);
    return before === undefined;
  }

  remove(member: string): boolean {
    const score = this.scores.get(member);
    if (score === undefined) return false;
    this.order.splice(this.placeOf({ member, score }), 1);
    this.bytes -= member.length;
    return this.scores.delete(member);
  }

  /** Place of a member, counted from 0. */
  rank(member: string): number | undefined {
    const score = this.scores.get(member);
    return score === undefined ? undefined : this.placeOf({ member, score });
  }

  /** All, in their order. */
  all(): readonly ScoredMember[] {
    return this.order;
  }

  /** Where `entry` stands or would stand. */
  private placeOf(entry: ScoredMember): number {
    let [low, high] = [0, this.order.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.order[middle];
      if (other !== undefined && isBefore(other, entry)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
