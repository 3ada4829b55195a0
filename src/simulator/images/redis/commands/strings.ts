import { findInt64, formatLongDouble, overflowsInt64, parseFloat64, parseInt64, parseInteger } from '../data/numbers';
import { StringValue } from '../data/values';
import { CommandError, notAnInteger, OK, type Reply, syntaxError } from '../protocol/reply';
import { type Call, command } from '../server/command';

const STRING_MAX = 512 * 1024 * 1024;

const textAt = (call: Call, key: string): string | undefined => call.database.get(key, 'string')?.text;

/** Options of SET that need a value, and what their numbers mean: a factor to milliseconds, and whether they are a date. */
const EXPIRY_OPTIONS: Readonly<Record<string, { readonly factor: number; readonly isDate: boolean }>> = {
  EX: { factor: 1000, isDate: false },
  PX: { factor: 1, isDate: false },
  EXAT: { factor: 1000, isDate: true },
  PXAT: { factor: 1, isDate: true },
};

/** Virtual time that a number of an expiry option means. Throws CommandError. */
export function expiryTime(call: Call, option: string, text: string, name: string): number {
  const kind = EXPIRY_OPTIONS[option.toUpperCase()];
  if (kind === undefined) throw syntaxError();
  const value = parseInteger(text);
  if (value <= 0)
    throw new CommandError(
      `ERR invalid expire time in '${name}' command`.replace(/'/g, call.server.version.isFrom(6, 2) ? "'" : ''),
    );
  return value * kind.factor + (kind.isDate ? 0 : call.nowMs);
}

/** SET with all its options. */
function set(call: Call): Reply {
  const { database, args } = call;
  const key = call.arg(1);
  let [expiresAtMs, keeps, condition, returns]: [number | undefined, boolean, string, boolean] = [
    undefined,
    false,
    '',
    false,
  ];
  for (let index = 3; index < args.length; index += 1) {
    const option = call.arg(index).toUpperCase();
    if (option === 'NX' || option === 'XX') {
      if (condition !== '' && condition !== option) throw syntaxError();
      condition = option;
    } else if (option === 'KEEPTTL' && call.server.version.isFrom(6)) keeps = true;
    else if (option === 'GET' && call.server.version.isFrom(6, 2)) returns = true;
    else if (option in EXPIRY_OPTIONS && index + 1 < args.length && expiresAtMs === undefined && !keeps) {
      index += 1;
      expiresAtMs = expiryTime(call, option, call.arg(index), 'set');
    } else throw syntaxError();
  }
  if (keeps && expiresAtMs !== undefined) throw syntaxError();
  const before = returns ? (textAt(call, key) ?? null) : null;
  const isThere = database.has(key);
  if ((condition === 'NX' && isThere) || (condition === 'XX' && !isThere)) return before;
  const end = keeps ? database.expiresAt(key) : expiresAtMs;
  database.set(key, new StringValue(call.arg(2)), end);
  if (expiresAtMs !== undefined) call.propagated = [['SET', key, call.arg(2), 'PXAT', String(expiresAtMs)]];
  if (expiresAtMs !== undefined && !call.server.version.isFrom(6, 2)) {
    call.propagated = [
      ['SET', key, call.arg(2)],
      ['PEXPIREAT', key, String(expiresAtMs)],
    ];
  }
  return returns ? before : OK;
}

function setWithExpiry(call: Call, option: string): Reply {
  const name = call.arg(0).toLowerCase();
  const atMs = expiryTime(call, option, call.arg(2), name);
  call.database.set(call.arg(1), new StringValue(call.arg(3)), atMs);
  call.propagated = [
    ['SET', call.arg(1), call.arg(3)],
    ['PEXPIREAT', call.arg(1), String(atMs)],
  ];
  return OK;
}

function setMissing(call: Call): Reply {
  if (call.database.has(call.arg(1))) return 0;
  call.database.set(call.arg(1), new StringValue(call.arg(2)));
  return 1;
}

function pairs(call: Call): readonly (readonly [string, string])[] {
  if (call.args.length % 2 === 0)
    throw new CommandError(`ERR wrong number of arguments for '${call.arg(0).toLowerCase()}' command`);
  return Array.from(
    { length: (call.args.length - 1) / 2 },
    (_, index) => [call.arg(1 + 2 * index), call.arg(2 + 2 * index)] as const,
  );
}

function setMany(call: Call): Reply {
  for (const [key, value] of pairs(call)) call.database.set(key, new StringValue(value));
  return OK;
}

function increment(call: Call, by: bigint): Reply {
  const key = call.arg(1);
  const before = findInt64(textAt(call, key) ?? '0');
  if (before === undefined) throw notAnInteger();
  const after = before + by;
  if (overflowsInt64(after)) throw new CommandError('ERR increment or decrement would overflow');
  call.database.set(key, new StringValue(String(after)), call.database.expiresAt(key));
  return after;
}

function incrementByFloat(call: Call): Reply {
  const key = call.arg(1);
  const after = parseFloat64(textAt(call, key) ?? '0') + parseFloat64(call.arg(2));
  if (!Number.isFinite(after)) throw new CommandError('ERR increment would produce NaN or Infinity');
  const text = formatLongDouble(after);
  call.database.set(key, new StringValue(text), call.database.expiresAt(key));
  call.propagated = [['SET', key, text]];
  return text;
}

function append(call: Call): Reply {
  const key = call.arg(1);
  const before = textAt(call, key);
  const text = (before ?? '') + call.arg(2);
  if (text.length > STRING_MAX) throw new CommandError('ERR string exceeds maximum allowed size (proto-max-bulk-len)');
  call.database.set(key, new StringValue(text, before !== undefined), call.database.expiresAt(key));
  return text.length;
}

function range(call: Call): Reply {
  const [start, stop] = [parseInteger(call.arg(2)), parseInteger(call.arg(3))];
  const text = textAt(call, call.arg(1)) ?? '';
  const begin = Math.max(start < 0 ? start + text.length : start, 0);
  const end = stop < 0 ? Math.max(stop + text.length, 0) : stop;
  return begin > end ? '' : text.slice(begin, end + 1);
}

function setRange(call: Call): Reply {
  const [key, offset, part] = [call.arg(1), parseInteger(call.arg(2)), call.arg(3)];
  if (offset < 0) throw new CommandError('ERR offset is out of range');
  const text = textAt(call, key) ?? '';
  if (part === '') return text.length;
  if (offset + part.length > STRING_MAX)
    throw new CommandError('ERR string exceeds maximum allowed size (proto-max-bulk-len)');
  const after = text.padEnd(offset, '\0').slice(0, offset) + part + text.slice(offset + part.length);
  call.database.set(key, new StringValue(after, true), call.database.expiresAt(key));
  return after.length;
}

function getAndDelete(call: Call): Reply {
  const text = textAt(call, call.arg(1));
  call.database.remove(call.arg(1));
  return text ?? null;
}

function getAndExpire(call: Call): Reply {
  const [key, option] = [call.arg(1), call.arg(2).toUpperCase()];
  const text = textAt(call, key);
  if (call.args.length === 2 || text === undefined) return text ?? null;
  if (option !== 'PERSIST' || call.args.length > 3) {
    call.database.setExpiry(key, expiryTime(call, option, call.arg(3), 'getex'));
  } else if (call.database.expiresAt(key) !== undefined) call.database.setExpiry(key, undefined);
  return text;
}

/** Commands for texts and counters. Not modelled: bits, LCS. */
export const stringCommands = [
  command('get', 2, '', [1, 1, 1], (call) => textAt(call, call.arg(1)) ?? null),
  command('set', -3, 'write grows', [1, 1, 1], set),
  command('setnx', 3, 'write grows', [1, 1, 1], setMissing),
  command('setex', 4, 'write grows', [1, 1, 1], (call) => setWithExpiry(call, 'EX')),
  command('psetex', 4, 'write grows', [1, 1, 1], (call) => setWithExpiry(call, 'PX')),
  command('getset', 3, 'write grows', [1, 1, 1], (call) => {
    const before = textAt(call, call.arg(1)) ?? null;
    call.database.set(call.arg(1), new StringValue(call.arg(2)));
    return before;
  }),
  command('getdel', 2, 'write', [1, 1, 1], getAndDelete, { since: [6, 2] }),
  command('getex', -2, 'write', [1, 1, 1], getAndExpire, { since: [6, 2] }),
  command('mget', -2, '', [1, -1, 1], (call) =>
    call.args.slice(1).map((key) => {
      const value = call.database.find(key);
      return value?.type === 'string' ? value.text : null;
    }),
  ),
  command('mset', -3, 'write grows', [1, -1, 2], setMany),
  command('msetnx', -3, 'write grows', [1, -1, 2], (call) => {
    if (pairs(call).some(([key]) => call.database.has(key))) return 0;
    setMany(call);
    return 1;
  }),
  command('incr', 2, 'write grows', [1, 1, 1], (call) => increment(call, 1n)),
  command('decr', 2, 'write grows', [1, 1, 1], (call) => increment(call, -1n)),
  command('incrby', 3, 'write grows', [1, 1, 1], (call) => increment(call, parseInt64(call.arg(2)))),
  command('decrby', 3, 'write grows', [1, 1, 1], (call) => increment(call, -parseInt64(call.arg(2)))),
  command('incrbyfloat', 3, 'write grows', [1, 1, 1], incrementByFloat),
  command('append', 3, 'write grows', [1, 1, 1], append),
  command('strlen', 2, '', [1, 1, 1], (call) => (textAt(call, call.arg(1)) ?? '').length),
  command('getrange', 4, '', [1, 1, 1], range),
  command('substr', 4, '', [1, 1, 1], range),
  command('setrange', 4, 'write grows', [1, 1, 1], setRange),
];
