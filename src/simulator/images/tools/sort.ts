import type { Coroutine } from '../../process';
import { compareBy } from './sort-order';
import { readLines, type ToolCall } from './tool';

/** A field of `sort -k 2,3n`. */
interface SortKey {
  readonly from: number;
  readonly fromCharacter: number;
  readonly to: number;
  readonly flags: string;
}

function sortKey(text: string): SortKey {
  const [, from = '1', character = '1', flags = '', to, more = ''] =
    /^(\d+)(?:\.(\d+))?([bdfghinrMRV]*)(?:,(\d+)(?:\.\d+)?([bdfghinrMRV]*))?$/.exec(text) ?? [];
  return {
    from: Number(from),
    fromCharacter: Number(character),
    to: to === undefined ? Infinity : Number(to),
    flags: flags + more,
  };
}

/** `sort`: by keys, as numbers, versions or texts. */
export function* sort(call: ToolCall): Coroutine<number> {
  const options = yield* call.options(
    {
      letters: 'bcdfghik:mno:rst:uVzM',
      long: {
        reverse: 'r',
        unique: 'u',
        'numeric-sort': 'n',
        key: 'k',
        'field-separator': 't',
        output: 'o',
        'human-numeric-sort': 'h',
        'version-sort': 'V',
        'ignore-case': 'f',
        stable: 's',
      },
    },
    2,
  );
  const { has, value } = options;
  const lines: string[] = [];
  const code = yield* call.eachInput(options.operands, function* (stream) {
    lines.push(...(yield* readLines(stream)));
  });
  const globalFlags = 'bdfghnVr'.split('').filter(has).join('');
  const keys = options.values('k').map(sortKey);
  const separator = value('t');
  const fieldOf = (line: string, key: SortKey): string => {
    // A blank before a field belongs to it.
    const fields = separator === undefined ? (line.match(/\s*\S+/g) ?? []) : line.split(separator);
    const text = fields.slice(key.from - 1, key.to === Infinity ? undefined : key.to).join(separator ?? '');
    return (/[bnhg]/.test(key.flags + globalFlags) ? text.trimStart() : text).slice(key.fromCharacter - 1);
  };
  const byKeys = (left: string, right: string): number => {
    for (const key of keys) {
      const flags = key.flags === '' ? globalFlags : key.flags;
      const order = compareBy(fieldOf(left, key), fieldOf(right, key), flags);
      if (order !== 0) return flags.includes('r') ? -order : order;
    }
    if (keys.length > 0) return 0;
    const order = compareBy(left, right, globalFlags);
    return has('r') ? -order : order;
  };
  const lastResort = (left: string, right: string): number =>
    has('s') || has('u') ? 0 : compareBy(left, right, '') * (has('r') ? -1 : 1);
  if (has('c')) {
    const index = lines.findIndex((line, at) => at > 0 && byKeys(lines[at - 1] ?? '', line) > 0);
    if (index < 0) return 0;
    return yield* call.fail(`${options.operands[0] ?? '-'}:${index + 1}: disorder: ${lines[index] ?? ''}`);
  }
  lines.sort((left, right) => byKeys(left, right) || lastResort(left, right));
  const kept = has('u')
    ? lines.filter((line, index) => index === 0 || byKeys(lines[index - 1] ?? '', line) !== 0)
    : lines;
  const text = kept.map((line) => `${line}\n`).join('');
  const output = value('o');
  if (output === undefined) yield* call.print(text);
  else call.process.files.write(output, text);
  return code === 0 ? 0 : 2;
}
