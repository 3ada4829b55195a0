import { formatDouble, formatDouble17, parseFloat64, parseInteger } from '../data/numbers';
import type { ScoredMember } from '../data/sorted-members';
import { SortedSetValue } from '../data/values';
import { CommandError, DoubleReply, type Reply, syntaxError } from '../protocol/reply';
import { type Call, command } from '../server/command';

const setAt = (call: Call): SortedSetValue | undefined => call.database.get(call.arg(1), 'zset');
const membersOf = (call: Call): readonly ScoredMember[] => setAt(call)?.members.all() ?? [];
const setFor = (call: Call): SortedSetValue => call.database.getOrSet(call.arg(1), 'zset', () => new SortedSetValue());

const ADD_OPTIONS: ReadonlySet<string> = new Set(['NX', 'XX', 'GT', 'LT', 'CH', 'INCR']);

/** Whether a score may be set, with the conditions of ZADD. */
function mayChange(options: ReadonlySet<string>, before: number | undefined, after: number): boolean {
  if (before === undefined) return !options.has('XX');
  if (options.has('NX')) return false;
  return !(options.has('GT') && after <= before) && !(options.has('LT') && after >= before);
}

function add(call: Call): Reply {
  const options = new Set<string>();
  let first = 2;
  for (; ADD_OPTIONS.has(call.arg(first).toUpperCase()); first += 1) options.add(call.arg(first).toUpperCase());
  const words = call.args.slice(first);
  if (words.length === 0 || words.length % 2 !== 0) throw syntaxError();
  if (options.has('NX') && options.has('XX')) {
    throw new CommandError('ERR XX and NX options at the same time are not compatible');
  }
  if (options.has('INCR') && words.length > 2) {
    throw new CommandError('ERR INCR option supports a single increment-element pair');
  }
  const pairs = Array.from({ length: words.length / 2 }, (_, index) => ({
    score: parseFloat64(words[index * 2] ?? ''),
    member: words[index * 2 + 1] ?? '',
  }));
  const { members } = setFor(call);
  let [added, changed, last]: [number, number, number | undefined] = [0, 0, undefined];
  for (const { score, member } of pairs) {
    const before = members.score(member);
    const after = options.has('INCR') ? (before ?? 0) + score : score;
    if (Number.isNaN(after)) throw new CommandError('ERR resulting score is not a number (NaN)');
    last = undefined;
    if (!mayChange(options, before, after)) continue;
    last = after;
    members.set(member, after);
    if (before === undefined) added += 1;
    else if (before !== after) changed += 1;
  }
  if (added + changed > 0 || members.size === 0) call.database.touch(call.arg(1));
  if (options.has('INCR')) return last === undefined ? null : double(call, last);
  return options.has('CH') ? added + changed : added;
}

function increment(call: Call): Reply {
  const by = parseFloat64(call.arg(2));
  const { members } = setFor(call);
  const after = (members.score(call.arg(3)) ?? 0) + by;
  if (Number.isNaN(after)) throw new CommandError('ERR resulting score is not a number (NaN)');
  members.set(call.arg(3), after);
  call.database.touch(call.arg(1));
  return double(call, after);
}

function removeAll(call: Call, victims: readonly string[]): number {
  const set = setAt(call);
  const removed = victims.filter((member) => set?.members.remove(member) === true).length;
  if (removed > 0) call.database.touch(call.arg(1));
  return removed;
}

/** A score in the digits of the release. */
const double = (call: Call, value: number): DoubleReply =>
  new DoubleReply(value, call.server.version.isFrom(7, 2) ? formatDouble(value) : formatDouble17(value));

/** Members as an answer: with scores pairwise to clients of RESP3, flat to others. */
function listed(call: Call, members: readonly ScoredMember[], hasScores: boolean): Reply {
  if (!hasScores) return members.map(({ member }) => member);
  const pairs = members.map(({ member, score }) => [member, double(call, score)] as const);
  return call.session.protocol === 3 ? pairs : pairs.flat();
}

/** Picks members of a range. Its ends are read, and refused, before the set is looked at. */
type Selection = (members: readonly ScoredMember[]) => readonly ScoredMember[];

/** Members from place to place, counted from behind when negative. */
function byRank(from: string, to: string): Selection {
  const [start, stop] = [parseInteger(from), parseInteger(to)];
  return (members) => {
    const begin = Math.max(start < 0 ? start + members.length : start, 0);
    const end = stop < 0 ? stop + members.length : stop;
    return begin > end ? [] : members.slice(begin, end + 1);
  };
}

/** An end of a range of scores: `(5` leaves 5 out. */
function scoreEnd(text: string): { readonly score: number; readonly isOpen: boolean } {
  const isOpen = text.startsWith('(');
  const problem = (): CommandError => new CommandError('ERR min or max is not a float');
  return { score: parseFloat64(isOpen ? text.slice(1) : text, problem), isOpen };
}

function byScore(from: string, to: string): Selection {
  const [min, max] = [scoreEnd(from), scoreEnd(to)];
  return (members) =>
    members.filter(
      ({ score }) =>
        (min.isOpen ? score > min.score : score >= min.score) && (max.isOpen ? score < max.score : score <= max.score),
    );
}

/** Whether a member is beyond an end of a range of names: `[a`, `(a`, `-`, `+`. */
function nameEnd(end: string, isLower: boolean): (member: string) => boolean {
  if (end === '-' || end === '+') return () => (end === '-') !== isLower;
  const mark = end.charAt(0);
  if (mark !== '[' && mark !== '(') throw new CommandError('ERR min or max not valid string range item');
  const name = end.slice(1);
  return (member) => (member === name ? mark === '(' : isLower ? member < name : member > name);
}

function byName(from: string, to: string): Selection {
  const [isBefore, isAfter] = [nameEnd(from, true), nameEnd(to, false)];
  return (members) => members.filter(({ member }) => !isBefore(member) && !isAfter(member));
}

const SELECTIONS = { rank: byRank, score: byScore, name: byName } as const;

type RangeKind = keyof typeof SELECTIONS;

/** Members of a range, with the options behind it. */
function range(call: Call, given: RangeKind, isReversedByName: boolean): Reply {
  let [kind, isReversed, hasScores] = [given, isReversedByName, false];
  let limit: readonly [number, number] | undefined;
  for (let index = 4; index < call.args.length; index += 1) {
    const option = call.arg(index).toUpperCase();
    const isFull = call.arg(0).toLowerCase() === 'zrange' && call.server.version.isFrom(6, 2);
    if (option === 'WITHSCORES') hasScores = true;
    else if (option === 'BYSCORE' && isFull) kind = 'score';
    else if (option === 'BYLEX' && isFull) kind = 'name';
    else if (option === 'REV' && isFull) isReversed = true;
    else if (option === 'LIMIT' && index + 2 < call.args.length) {
      limit = [parseInteger(call.arg(index + 1)), parseInteger(call.arg(index + 2))];
      index += 2;
    } else throw syntaxError();
  }
  if (limit !== undefined && kind === 'rank') {
    throw new CommandError('ERR syntax error, LIMIT is only supported in combination with either BYSCORE or BYLEX');
  }
  const [low, high] = isReversed && kind !== 'rank' ? [call.arg(3), call.arg(2)] : [call.arg(2), call.arg(3)];
  const select = SELECTIONS[kind](low, high);
  const all = membersOf(call);
  const found = select(isReversed ? [...all].reverse() : all);
  const [offset, count] = limit ?? [0, -1];
  return listed(call, count < 0 ? found.slice(offset) : found.slice(offset, offset + count), hasScores);
}

function removeRange(call: Call, select: Selection): Reply {
  const found = select(membersOf(call)).map(({ member }) => member);
  return removeAll(call, found);
}

function pop(call: Call, isLast: boolean): Reply {
  const count = call.args.length > 2 ? parseInteger(call.arg(2)) : 1;
  const all = membersOf(call);
  const taken = (isLast ? [...all].reverse() : all).slice(0, Math.max(count, 0));
  removeAll(
    call,
    taken.map(({ member }) => member),
  );
  const flat = taken.flatMap(({ member, score }) => [member, double(call, score)]);
  return call.session.protocol === 3 && call.args.length > 2 ? listed(call, taken, true) : flat;
}

function rank(call: Call, isReversed: boolean): Reply {
  const members = setAt(call)?.members;
  const place = members?.rank(call.arg(2));
  return place === undefined || members === undefined ? null : isReversed ? members.size - 1 - place : place;
}

const score = (call: Call, member: string): Reply => {
  const found = setAt(call)?.members.score(member);
  return found === undefined ? null : double(call, found);
};

/** Commands for sorted sets. Not modelled: unions and intersections, blocking ones. */
export const sortedSetCommands = [
  command('zadd', -4, 'write grows', [1, 1, 1], add),
  command('zincrby', 4, 'write grows', [1, 1, 1], increment),
  command('zrem', -3, 'write', [1, 1, 1], (call) => removeAll(call, call.args.slice(2))),
  command('zcard', 2, '', [1, 1, 1], (call) => setAt(call)?.size ?? 0),
  command('zscore', 3, '', [1, 1, 1], (call) => score(call, call.arg(2))),
  command('zmscore', -3, '', [1, 1, 1], (call) => call.args.slice(2).map((each) => score(call, each)), {
    since: [6, 2],
  }),
  command('zrank', 3, '', [1, 1, 1], (call) => rank(call, false)),
  command('zrevrank', 3, '', [1, 1, 1], (call) => rank(call, true)),
  command('zcount', 4, '', [1, 1, 1], (call) => byScore(call.arg(2), call.arg(3))(membersOf(call)).length),
  command('zrange', -4, '', [1, 1, 1], (call) => range(call, 'rank', false)),
  command('zrevrange', -4, '', [1, 1, 1], (call) => range(call, 'rank', true)),
  command('zrangebyscore', -4, '', [1, 1, 1], (call) => range(call, 'score', false)),
  command('zrevrangebyscore', -4, '', [1, 1, 1], (call) => range(call, 'score', true)),
  command('zrangebylex', -4, '', [1, 1, 1], (call) => range(call, 'name', false)),
  command('zpopmin', -2, 'write', [1, 1, 1], (call) => pop(call, false), { since: [5, 0] }),
  command('zpopmax', -2, 'write', [1, 1, 1], (call) => pop(call, true), { since: [5, 0] }),
  command('zremrangebyrank', 4, 'write', [1, 1, 1], (call) => removeRange(call, byRank(call.arg(2), call.arg(3)))),
  command('zremrangebyscore', 4, 'write', [1, 1, 1], (call) => removeRange(call, byScore(call.arg(2), call.arg(3)))),
];
