import { type Coroutine, isSystemError, limitTime } from '../../../process';
import { parseCount, parseFloat64, parseInteger } from '../data/numbers';
import { ListValue, type Side } from '../data/values';
import { CommandError, NULL_LIST, noSuchKey, OK, type Reply, syntaxError } from '../protocol/reply';
import { type Call, type Command, command } from '../server/command';
import { placeOf } from '../server/redis-server';

const listAt = (call: Call, key: string): ListValue | undefined => call.database.get(key, 'list');

function push(call: Call, side: Side, needsList: boolean): Reply {
  const key = call.arg(1);
  const list = needsList ? listAt(call, key) : call.database.getOrSet(key, 'list', () => new ListValue());
  if (list === undefined) return 0;
  for (const item of call.args.slice(2)) list.push(item, side);
  const { size } = list;
  call.database.touch(key);
  return size;
}

function popOne(call: Call, key: string, side: Side): string | undefined {
  const item = listAt(call, key)?.pop(side);
  if (item !== undefined) call.database.touch(key);
  return item;
}

function pop(call: Call, side: Side): Reply {
  if (call.args.length > 3)
    throw new CommandError(`ERR wrong number of arguments for '${call.arg(0).toLowerCase()}' command`);
  const key = call.arg(1);
  if (call.args.length === 2) return popOne(call, key, side) ?? null;
  const count = parseCount(call.arg(2));
  const list = listAt(call, key);
  if (list === undefined) return NULL_LIST;
  const items = Array.from({ length: Math.min(count, list.size) }, () => list.pop(side) ?? '');
  if (items.length > 0) call.database.touch(key);
  return items;
}

function move(call: Call, source: string, target: string, from: Side, to: Side): string | undefined {
  const list = listAt(call, source);
  if (list === undefined) return undefined;
  listAt(call, target);
  const item = popOne(call, source, from) ?? '';
  call.database.getOrSet(target, 'list', () => new ListValue()).push(item, to);
  call.database.touch(target);
  return item;
}

function index(call: Call): number {
  return parseInteger(call.arg(2));
}

function remove(call: Call): Reply {
  const [key, count, item] = [call.arg(1), index(call), call.arg(3)];
  const list = listAt(call, key);
  if (list === undefined) return 0;
  let left = count === 0 ? Infinity : Math.abs(count);
  const items = count < 0 ? [...list.all()].reverse() : list.all();
  const kept = items.filter((each) => {
    if (each !== item || left === 0) return true;
    left -= 1;
    return false;
  });
  const removed = list.size - kept.length;
  if (removed > 0) {
    list.replace(count < 0 ? kept.reverse() : kept);
    call.database.touch(key);
  }
  return removed;
}

function trim(call: Call): Reply {
  const key = call.arg(1);
  const [start, stop] = [parseInteger(call.arg(2)), parseInteger(call.arg(3))];
  const list = listAt(call, key);
  if (list === undefined) return OK;
  list.replace(list.range(start, stop));
  call.database.touch(key);
  return OK;
}

function setAt(call: Call): Reply {
  const list = listAt(call, call.arg(1));
  if (list === undefined) throw noSuchKey();
  const at = index(call);
  if (list.at(at) === undefined) throw new CommandError('ERR index out of range');
  const items = [...list.all()];
  items[at < 0 ? at + items.length : at] = call.arg(3);
  list.replace(items);
  call.database.touch(call.arg(1));
  return OK;
}

function insert(call: Call): Reply {
  const where = call.arg(2).toUpperCase();
  if (where !== 'BEFORE' && where !== 'AFTER') throw syntaxError();
  const list = listAt(call, call.arg(1));
  if (list === undefined) return 0;
  const items = [...list.all()];
  const at = items.indexOf(call.arg(3));
  if (at < 0) return -1;
  items.splice(where === 'BEFORE' ? at : at + 1, 0, call.arg(4));
  list.replace(items);
  call.database.touch(call.arg(1));
  return items.length;
}

/** Milliseconds that a blocking command waits; 0 stands for ever. Throws CommandError. */
function timeoutMs(text: string): number {
  const problem = (): CommandError => new CommandError('ERR timeout is not a float or out of range');
  const seconds = parseFloat64(text, problem);
  if (seconds < 0) throw new CommandError('ERR timeout is negative');
  if (!Number.isFinite(seconds)) throw problem();
  return seconds * 1000;
}

/** Answers when `attempt` has come to something, or with `late` when the time is over. */
function* block(
  call: Call,
  keys: readonly string[],
  timeout: string,
  attempt: () => Reply | undefined,
  late: Reply,
): Coroutine<Reply | undefined> {
  const { server, session } = call;
  const ms = timeoutMs(timeout);
  const first = attempt();
  if (first !== undefined) return first;
  session.release();
  const places = keys.map((key) => placeOf(session.databaseIndex, key));
  const waiting = server.blocked.wait(session, places, attempt);
  if (ms === 0) return yield* waiting;
  try {
    return yield* limitTime(server.process, ms, waiting);
  } catch (error) {
    if (!isSystemError(error, 'ETIMEDOUT')) throw error;
    return late;
  }
}

/** The first list that has an item gives it. */
function popFirst(call: Call, side: Side): Reply | undefined {
  for (const key of call.args.slice(1, -1)) {
    const item = popOne(call, key, side);
    if (item === undefined) continue;
    call.server.propagate(call.session.databaseIndex, [side === 'left' ? 'LPOP' : 'RPOP', key]);
    return [key, item];
  }
  return undefined;
}

const blockingPop = (name: string, end: Side): Command =>
  command(name, -3, 'write', [1, -2, 1], (call) => withoutPropagation(call, () => popFirst(call, end) ?? NULL_LIST), {
    *wait(call) {
      const timeout = call.arg(call.args.length - 1);
      return yield* block(call, call.args.slice(1, -1), timeout, () => popFirst(call, end), NULL_LIST);
    },
  });

/** Runs what tells replicas by itself. */
function withoutPropagation(call: Call, work: () => Reply): Reply {
  call.propagated = [];
  return work();
}

function moveAndTell(call: Call, from: Side, to: Side): Reply | undefined {
  const item = move(call, call.arg(1), call.arg(2), from, to);
  if (item === undefined) return undefined;
  const isPlain = from === 'right' && to === 'left';
  const words = isPlain
    ? ['RPOPLPUSH', call.arg(1), call.arg(2)]
    : ['LMOVE', call.arg(1), call.arg(2), from.toUpperCase(), to.toUpperCase()];
  call.server.propagate(call.session.databaseIndex, words);
  return item;
}

function side(text: string): Side {
  const lower = text.toLowerCase();
  if (lower !== 'left' && lower !== 'right') throw syntaxError();
  return lower;
}

/** Commands for lists. Not modelled: LMPOP, LPOS. */
export const listCommands = [
  command('lpush', -3, 'write grows', [1, 1, 1], (call) => push(call, 'left', false)),
  command('rpush', -3, 'write grows', [1, 1, 1], (call) => push(call, 'right', false)),
  command('lpushx', -3, 'write grows', [1, 1, 1], (call) => push(call, 'left', true)),
  command('rpushx', -3, 'write grows', [1, 1, 1], (call) => push(call, 'right', true)),
  command('lpop', -2, 'write', [1, 1, 1], (call) => pop(call, 'left')),
  command('rpop', -2, 'write', [1, 1, 1], (call) => pop(call, 'right')),
  command('llen', 2, '', [1, 1, 1], (call) => listAt(call, call.arg(1))?.size ?? 0),
  command('lindex', 3, '', [1, 1, 1], (call) => listAt(call, call.arg(1))?.at(index(call)) ?? null),
  command('lrange', 4, '', [1, 1, 1], (call) => {
    const [start, stop] = [parseInteger(call.arg(2)), parseInteger(call.arg(3))];
    return listAt(call, call.arg(1))?.range(start, stop) ?? [];
  }),
  command('lrem', 4, 'write', [1, 1, 1], remove),
  command('ltrim', 4, 'write', [1, 1, 1], trim),
  command('lset', 4, 'write grows', [1, 1, 1], setAt),
  command('linsert', 5, 'write grows', [1, 1, 1], insert),
  command(
    'rpoplpush',
    3,
    'write grows',
    [1, 2, 1],
    (call) => move(call, call.arg(1), call.arg(2), 'right', 'left') ?? null,
  ),
  command(
    'lmove',
    5,
    'write grows',
    [1, 2, 1],
    (call) => move(call, call.arg(1), call.arg(2), side(call.arg(3)), side(call.arg(4))) ?? null,
    { since: [6, 2] },
  ),
  blockingPop('blpop', 'left'),
  blockingPop('brpop', 'right'),
  command(
    'brpoplpush',
    4,
    'write grows',
    [1, 2, 1],
    (call) => withoutPropagation(call, () => moveAndTell(call, 'right', 'left') ?? null),
    {
      *wait(call) {
        return yield* block(call, [call.arg(1)], call.arg(3), () => moveAndTell(call, 'right', 'left'), null);
      },
    },
  ),
  command(
    'blmove',
    6,
    'write grows',
    [1, 2, 1],
    (call) => withoutPropagation(call, () => moveAndTell(call, side(call.arg(3)), side(call.arg(4))) ?? null),
    {
      since: [6, 2],
      *wait(call) {
        const [from, to] = [side(call.arg(3)), side(call.arg(4))];
        return yield* block(call, [call.arg(1)], call.arg(5), () => moveAndTell(call, from, to), null);
      },
    },
  ),
];
