import { hashText } from '../../../engine';
import { globExpression } from '../data/glob';
import { formatDouble, parseInteger } from '../data/numbers';
import { CommandError, type Reply, syntaxError } from '../protocol/reply';
import { type Call, command } from '../server/command';

const COUNT = 10;

interface ScanOptions {
  readonly cursor: number;
  readonly expression: RegExp | undefined;
  readonly count: number;
  readonly type: string | undefined;
}

function optionsOf(call: Call, cursorAt: number): ScanOptions {
  if (!/^\d{1,20}$/.test(call.arg(cursorAt))) throw new CommandError('ERR invalid cursor');
  let [expression, count, type]: [RegExp | undefined, number, string | undefined] = [undefined, COUNT, undefined];
  for (let index = cursorAt + 1; index < call.args.length; index += 2) {
    const option = call.arg(index).toUpperCase();
    if (index + 1 >= call.args.length) throw syntaxError();
    if (option === 'MATCH') expression = globExpression(call.arg(index + 1));
    else if (option === 'COUNT') count = parseInteger(call.arg(index + 1));
    else if (option === 'TYPE' && cursorAt === 1) type = call.arg(index + 1).toLowerCase();
    else throw syntaxError();
  }
  if (count < 1) throw syntaxError();
  return { cursor: Number(call.arg(cursorAt)), expression, count, type };
}

/**
 * Part of `items`, in the order of the hashes of their names: whatever is there all the time is given once, whatever comes
 * and goes meanwhile. The cursor is the hash that comes next.
 */
function scan<T>(
  items: readonly T[],
  nameOf: (item: T) => string,
  { cursor, count }: ScanOptions,
): readonly [number, readonly T[]] {
  const hashed = items.map((item) => ({ item, hash: hashText(nameOf(item)) })).filter(({ hash }) => hash >= cursor);
  hashed.sort((a, b) => a.hash - b.hash);
  const last = hashed[count - 1];
  if (last === undefined) return [0, hashed.map(({ item }) => item)];
  const next = hashed.find(({ hash }) => hash > last.hash);
  const given = hashed.filter(({ hash }) => hash <= last.hash).map(({ item }) => item);
  return [next?.hash ?? 0, given];
}

function scanKeys(call: Call): Reply {
  const options = optionsOf(call, 1);
  const [next, keys] = scan(call.database.keys(), (key) => key, options);
  const { expression, type } = options;
  const found = keys.filter(
    (key) => expression?.test(key) !== false && (type === undefined || call.database.find(key)?.type === type),
  );
  return [String(next), found];
}

function scanPairs(call: Call, pairs: readonly (readonly [string, ...string[]])[]): Reply {
  const options = optionsOf(call, 2);
  const [next, found] = scan(pairs, ([name]) => name, options);
  return [String(next), found.filter(([name]) => options.expression?.test(name) !== false).flat()];
}

/** Commands that walk through much, a part at a time. */
export const scanCommands = [
  command('scan', -2, '', undefined, scanKeys),
  command('sscan', -3, '', [1, 1, 1], (call) =>
    scanPairs(
      call,
      (call.database.get(call.arg(1), 'set')?.all() ?? []).map((member) => [member] as const),
    ),
  ),
  command('hscan', -3, '', [1, 1, 1], (call) => scanPairs(call, call.database.get(call.arg(1), 'hash')?.all() ?? [])),
  command('zscan', -3, '', [1, 1, 1], (call) => {
    const members = call.database.get(call.arg(1), 'zset')?.members.all() ?? [];
    return scanPairs(
      call,
      members.map(({ member, score }) => [member, formatDouble(score)] as const),
    );
  }),
];
