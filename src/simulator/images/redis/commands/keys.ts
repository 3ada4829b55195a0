import { databaseIndex } from '../data/database';
import { globExpression } from '../data/glob';
import { parseInteger } from '../data/numbers';
import { HashValue, ListValue, type RedisValue, SetValue, SortedSetValue, StringValue } from '../data/values';
import { CommandError, noSuchKey, OK, type Reply, StatusReply } from '../protocol/reply';
import { type Call, command } from '../server/command';
import { encodingOf } from './encodings';

function remove(call: Call): Reply {
  return call.args.slice(1).filter((key) => call.database.remove(key)).length;
}

function expire(call: Call, factor: number, isDate: boolean): Reply {
  const key = call.arg(1);
  const atMs = parseInteger(call.arg(2)) * factor + (isDate ? 0 : call.nowMs);
  const condition = call.arg(3).toUpperCase();
  if (condition !== '' && (!['NX', 'XX', 'GT', 'LT'].includes(condition) || !call.server.version.isFrom(7))) {
    throw new CommandError(`ERR Unsupported option ${call.arg(3)}`);
  }
  if (!call.database.has(key)) return 0;
  const before = call.database.expiresAt(key);
  if (condition === 'NX' && before !== undefined) return 0;
  if (condition === 'XX' && before === undefined) return 0;
  if (condition === 'GT' && atMs <= (before ?? Infinity)) return 0;
  if (condition === 'LT' && atMs >= (before ?? Infinity)) return 0;
  if (atMs <= call.nowMs && call.server.removesExpired) {
    call.database.remove(key);
    call.propagated = [['DEL', key]];
    return 1;
  }
  call.database.setExpiry(key, atMs);
  call.propagated = [['PEXPIREAT', key, String(atMs)]];
  return 1;
}

/** Time until the end of a key, or the end itself: -2 without the key, -1 without an end. */
function timeLeft(call: Call, unitMs: number, isDate: boolean): Reply {
  if (!call.database.has(call.arg(1))) return -2;
  const atMs = call.database.expiresAt(call.arg(1));
  if (atMs === undefined) return -1;
  return Math.round(Math.max(isDate ? atMs : atMs - call.nowMs, 0) / unitMs);
}

function persist(call: Call): Reply {
  if (call.database.expiresAt(call.arg(1)) === undefined) return 0;
  call.database.setExpiry(call.arg(1), undefined);
  return 1;
}

function rename(call: Call, onlyIfFree: boolean): Reply {
  const [from, to] = [call.arg(1), call.arg(2)];
  const value = call.database.find(from);
  if (value === undefined) throw noSuchKey();
  if (onlyIfFree && call.database.has(to)) return 0;
  if (from !== to) {
    const end = call.database.expiresAt(from);
    call.database.remove(from);
    call.database.set(to, value, end);
  }
  return onlyIfFree ? 1 : OK;
}

function copyOf(value: RedisValue): RedisValue {
  switch (value.type) {
    case 'string':
      return new StringValue(value.text);
    case 'list':
      return new ListValue(value.all());
    case 'set':
      return new SetValue(value.all());
    case 'hash':
      return new HashValue(value.all());
    case 'zset':
      return new SortedSetValue(value.members.all().map(({ member, score }) => [member, score] as const));
  }
}

function copy(call: Call): Reply {
  const value = call.database.find(call.arg(1));
  const replaces = call.args.slice(3).some((word) => word.toUpperCase() === 'REPLACE');
  if (call.arg(1) === call.arg(2)) throw new CommandError('ERR source and destination objects are the same');
  if (value === undefined || (call.database.has(call.arg(2)) && !replaces)) return 0;
  call.database.set(call.arg(2), copyOf(value), call.database.expiresAt(call.arg(1)));
  return 1;
}

function move(call: Call): Reply {
  const { server } = call;
  const target = server.database(
    databaseIndex(call.arg(2), server.databases.length, 'ERR value is not an integer or out of range'),
  );
  if (target === call.database) throw new CommandError('ERR source and destination objects are the same');
  const value = call.database.find(call.arg(1));
  if (value === undefined || target.has(call.arg(1))) return 0;
  target.set(call.arg(1), value, call.database.expiresAt(call.arg(1)));
  call.database.remove(call.arg(1));
  return 1;
}

const OBJECT_HELP = [
  'OBJECT <subcommand> [<arg> [value] [opt] ...]. Subcommands are:',
  'ENCODING <key>',
  'FREQ <key>',
  'IDLETIME <key>',
  'REFCOUNT <key>',
];

function object(call: Call): Reply {
  const subcommand = call.arg(1).toLowerCase();
  if (subcommand === 'help') return OBJECT_HELP.map((line) => new StatusReply(line));
  const value = call.database.find(call.arg(2));
  if (call.args.length !== 3)
    throw new CommandError(`ERR wrong number of arguments for 'object|${subcommand}' command`);
  if (value === undefined) return null;
  if (subcommand === 'encoding') return encodingOf(value, call.server.version);
  if (subcommand === 'refcount') return 1;
  if (subcommand === 'idletime') return 0;
  throw new CommandError(`ERR unknown subcommand '${call.arg(1)}'. Try OBJECT HELP.`);
}

function randomKey(call: Call): Reply {
  const keys = call.database.keys();
  return keys[call.server.process.random.below(keys.length)] ?? null;
}

/** Commands for keys of any type. Not modelled: DUMP, RESTORE, MIGRATE, SORT; how long a key was idle. */
export const keyCommands = [
  command('del', -2, 'write', [1, -1, 1], remove),
  command('unlink', -2, 'write', [1, -1, 1], remove, { since: [4, 0] }),
  command('exists', -2, '', [1, -1, 1], (call) => call.args.slice(1).filter((key) => call.database.has(key)).length),
  command('touch', -2, '', [1, -1, 1], (call) => call.args.slice(1).filter((key) => call.database.has(key)).length),
  command('type', 2, '', [1, 1, 1], (call) => new StatusReply(call.database.find(call.arg(1))?.type ?? 'none')),
  command('keys', 2, '', undefined, (call) => {
    const expression = globExpression(call.arg(1));
    return call.database.keys().filter((key) => expression.test(key));
  }),
  command('dbsize', 1, '', undefined, (call) => call.database.size),
  command('randomkey', 1, '', undefined, randomKey),
  command('expire', -3, 'write', [1, 1, 1], (call) => expire(call, 1000, false)),
  command('pexpire', -3, 'write', [1, 1, 1], (call) => expire(call, 1, false)),
  command('expireat', -3, 'write', [1, 1, 1], (call) => expire(call, 1000, true)),
  command('pexpireat', -3, 'write', [1, 1, 1], (call) => expire(call, 1, true)),
  command('ttl', 2, '', [1, 1, 1], (call) => timeLeft(call, 1000, false)),
  command('pttl', 2, '', [1, 1, 1], (call) => timeLeft(call, 1, false)),
  command('expiretime', 2, '', [1, 1, 1], (call) => timeLeft(call, 1000, true), { since: [7, 0] }),
  command('pexpiretime', 2, '', [1, 1, 1], (call) => timeLeft(call, 1, true), { since: [7, 0] }),
  command('persist', 2, 'write', [1, 1, 1], persist),
  command('rename', 3, 'write', [1, 2, 1], (call) => rename(call, false)),
  command('renamenx', 3, 'write', [1, 2, 1], (call) => rename(call, true)),
  command('copy', -3, 'write grows', [1, 2, 1], copy, { since: [6, 2] }),
  command('move', 3, 'write', [1, 1, 1], move),
  command('object', -2, '', [2, 2, 1], object, {
    subcommands: { encoding: 3, refcount: 3, idletime: 3, help: 2 },
  }),
];
