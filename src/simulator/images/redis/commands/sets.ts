import { findInt64, parseCount, parseInteger } from '../data/numbers';
import { SetValue } from '../data/values';
import type { Reply } from '../protocol/reply';
import { type Call, command } from '../server/command';

/** Members of a set of whole numbers are kept in order, up to so many. Source: redis.conf `set-max-intset-entries`. */
export const INTEGERS_MAX = 512;

const setAt = (call: Call, key: string): SetValue | undefined => call.database.get(key, 'set');

/** Members as a client sees them: whole numbers come in order. */
export function membersOf(set: SetValue): readonly string[] {
  const members = set.all();
  if (members.length > INTEGERS_MAX || members.some((member) => findInt64(member) === undefined)) return members;
  return [...members].sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1));
}

function change(call: Call, work: (set: SetValue, member: string) => boolean, set: SetValue | undefined): number {
  if (set === undefined) return 0;
  const changed = call.args.slice(2).filter((member) => work(set, member)).length;
  if (changed > 0) call.database.touch(call.arg(1));
  return changed;
}

function add(call: Call): Reply {
  const set = call.database.getOrSet(call.arg(1), 'set', () => new SetValue());
  return change(call, (each, member) => each.add(member), set);
}

/** Members drawn by chance, without taking the same twice. */
function draw(call: Call, set: SetValue, count: number): readonly string[] {
  const members = [...membersOf(set)];
  return Array.from(
    { length: Math.min(count, members.length) },
    () => members.splice(call.server.process.random.below(members.length), 1)[0] ?? '',
  );
}

function pop(call: Call): Reply {
  const key = call.arg(1);
  const hasCount = call.args.length > 2;
  const count = hasCount ? parseCount(call.arg(2)) : 1;
  const set = setAt(call, key);
  if (set === undefined) return hasCount ? [] : null;
  const drawn = draw(call, set, count);
  for (const member of drawn) set.remove(member);
  call.database.touch(key);
  call.propagated = [['SREM', key, ...drawn]];
  return hasCount ? drawn : (drawn[0] ?? null);
}

function randomMember(call: Call): Reply {
  const set = setAt(call, call.arg(1));
  if (call.args.length === 2) return set === undefined ? null : (draw(call, set, 1)[0] ?? null);
  const count = parseInteger(call.arg(2));
  if (set === undefined) return [];
  if (count >= 0) return draw(call, set, count);
  return Array.from({ length: -count }, () => draw(call, set, 1)[0] ?? '');
}

function move(call: Call): Reply {
  const [source, target, member] = [call.arg(1), call.arg(2), call.arg(3)];
  const from = setAt(call, source);
  if (from === undefined) return 0;
  const to = setAt(call, target);
  if (!from.has(member)) return 0;
  if (from === to) return 1;
  from.remove(member);
  call.database.touch(source);
  call.database.getOrSet(target, 'set', () => new SetValue()).add(member);
  call.database.touch(target);
  return 1;
}

type Combination = (sets: readonly SetValue[]) => readonly string[];

const intersection: Combination = ([first, ...others]) =>
  first === undefined ? [] : membersOf(first).filter((member) => others.every((set) => set.has(member)));
const union: Combination = (sets) => membersOf(new SetValue(sets.flatMap((set) => set.all())));
const difference: Combination = ([first, ...others]) =>
  first === undefined ? [] : membersOf(first).filter((member) => !others.some((set) => set.has(member)));

const combine = (call: Call, keys: readonly string[], combination: Combination): readonly string[] =>
  combination(keys.map((key) => setAt(call, key) ?? new SetValue()));

function store(call: Call, combination: Combination): Reply {
  const members = combine(call, call.args.slice(2), combination);
  call.database.remove(call.arg(1));
  if (members.length > 0) call.database.set(call.arg(1), new SetValue(members));
  return members.length;
}

const COMBINATIONS = { sinter: intersection, sunion: union, sdiff: difference } as const;

/** Commands for sets. */
export const setCommands = [
  command('sadd', -3, 'write grows', [1, 1, 1], add),
  command('srem', -3, 'write', [1, 1, 1], (call) =>
    change(call, (set, member) => set.remove(member), setAt(call, call.arg(1))),
  ),
  command('smembers', 2, '', [1, 1, 1], (call) => membersOf(setAt(call, call.arg(1)) ?? new SetValue())),
  command('sismember', 3, '', [1, 1, 1], (call) => (setAt(call, call.arg(1))?.has(call.arg(2)) === true ? 1 : 0)),
  command(
    'smismember',
    -3,
    '',
    [1, 1, 1],
    (call) => {
      const set = setAt(call, call.arg(1));
      return call.args.slice(2).map((member) => (set?.has(member) === true ? 1 : 0));
    },
    { since: [6, 2] },
  ),
  command('scard', 2, '', [1, 1, 1], (call) => setAt(call, call.arg(1))?.size ?? 0),
  command('spop', -2, 'write', [1, 1, 1], pop),
  command('srandmember', -2, '', [1, 1, 1], randomMember),
  command('smove', 4, 'write', [1, 2, 1], move),
  ...Object.entries(COMBINATIONS).flatMap(([name, combination]) => [
    command(name, -2, '', [1, -1, 1], (call) => combine(call, call.args.slice(1), combination)),
    command(`${name}store`, -3, 'write grows', [1, -1, 1], (call) => store(call, combination)),
  ]),
];
