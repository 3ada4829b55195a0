import { findInt64, formatLongDouble, overflowsInt64, parseFloat64, parseInt64 } from '../data/numbers';
import { HashValue } from '../data/values';
import { CommandError, MapReply, OK, type Reply } from '../protocol/reply';
import { type Call, command } from '../server/command';

const hashAt = (call: Call): HashValue | undefined => call.database.get(call.arg(1), 'hash');
const hashFor = (call: Call): HashValue => call.database.getOrSet(call.arg(1), 'hash', () => new HashValue());
const fieldsOf = (call: Call): readonly (readonly [string, string])[] => hashAt(call)?.all() ?? [];

function set(call: Call): number {
  if (call.args.length % 2 !== 0)
    throw new CommandError(`ERR wrong number of arguments for '${call.arg(0).toLowerCase()}' command`);
  const hash = hashFor(call);
  let added = 0;
  for (let index = 2; index < call.args.length; index += 2)
    if (hash.set(call.arg(index), call.arg(index + 1))) added += 1;
  call.database.touch(call.arg(1));
  return added;
}

function setMissing(call: Call): Reply {
  if (hashAt(call)?.get(call.arg(2)) !== undefined) return 0;
  return set(call);
}

function remove(call: Call): Reply {
  const hash = hashAt(call);
  const removed = call.args.slice(2).filter((field) => hash?.remove(field) === true).length;
  if (removed > 0) call.database.touch(call.arg(1));
  return removed;
}

/** Sets one field to what `next` makes of it. */
function update<T extends Reply>(call: Call, next: (before: string) => T): T {
  const field = call.arg(2);
  const after = next(hashAt(call)?.get(field) ?? '0');
  hashFor(call).set(field, String(after));
  call.database.touch(call.arg(1));
  return after;
}

function increment(call: Call): Reply {
  const by = parseInt64(call.arg(3));
  return update(call, (before) => {
    const number = findInt64(before);
    if (number === undefined) throw new CommandError('ERR hash value is not an integer');
    if (overflowsInt64(number + by)) throw new CommandError('ERR increment or decrement would overflow');
    return number + by;
  });
}

function incrementByFloat(call: Call): Reply {
  const by = parseFloat64(call.arg(3));
  if (!Number.isFinite(by)) throw new CommandError('ERR value is NaN or Infinity');
  const after = update(call, (before) =>
    formatLongDouble(parseFloat64(before, () => new CommandError('ERR hash value is not a float')) + by),
  );
  call.propagated = [['HSET', call.arg(1), call.arg(2), after]];
  return after;
}

/** Commands for hashes. Not modelled: fields with an end of their own. */
export const hashCommands = [
  command('hset', -4, 'write grows', [1, 1, 1], set),
  command('hmset', -4, 'write grows', [1, 1, 1], (call) => {
    set(call);
    return OK;
  }),
  command('hsetnx', 4, 'write grows', [1, 1, 1], setMissing),
  command('hget', 3, '', [1, 1, 1], (call) => hashAt(call)?.get(call.arg(2)) ?? null),
  command('hmget', -3, '', [1, 1, 1], (call) => {
    const hash = hashAt(call);
    return call.args.slice(2).map((field) => hash?.get(field) ?? null);
  }),
  command('hgetall', 2, '', [1, 1, 1], (call) => new MapReply(fieldsOf(call))),
  command('hdel', -3, 'write', [1, 1, 1], remove),
  command('hlen', 2, '', [1, 1, 1], (call) => hashAt(call)?.size ?? 0),
  command('hexists', 3, '', [1, 1, 1], (call) => (hashAt(call)?.get(call.arg(2)) === undefined ? 0 : 1)),
  command('hkeys', 2, '', [1, 1, 1], (call) => fieldsOf(call).map(([field]) => field)),
  command('hvals', 2, '', [1, 1, 1], (call) => fieldsOf(call).map(([, value]) => value)),
  command('hstrlen', 3, '', [1, 1, 1], (call) => (hashAt(call)?.get(call.arg(2)) ?? '').length),
  command('hincrby', 4, 'write grows', [1, 1, 1], increment),
  command('hincrbyfloat', 4, 'write grows', [1, 1, 1], incrementByFloat),
];
