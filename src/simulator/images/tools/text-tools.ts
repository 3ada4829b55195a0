import { type Coroutine, decodeText, encodeText } from '../../process';
import { LineReader, readAllBytes, readLines, type Tool, type ToolCall } from './tool';
import { characterSet } from './character-set';

/** Counts of a text. */
interface Counts {
  lines: number;
  words: number;
  characters: number;
  bytes: number;
  longest: number;
}

function* wc(call: ToolCall): Coroutine<number> {
  const { has, operands } = yield* call.options({
    letters: 'clwmL',
    long: { bytes: 'c', lines: 'l', words: 'w', chars: 'm', 'max-line-length': 'L' },
  });
  const isDefault = !'clwmL'.split('').some(has);
  const rows: { readonly counts: Counts; readonly path: string }[] = [];
  const code = yield* call.eachInput(operands, function* (stream, path) {
    const bytes = yield* readAllBytes(stream);
    const text = decodeText(bytes);
    const lines = text.split('\n');
    rows.push({
      path: path === '-' && operands.length === 0 ? '' : path,
      counts: {
        lines: lines.length - 1,
        words: text.split(/\s+/).filter((word) => word !== '').length,
        characters: [...text].length,
        bytes: bytes.length,
        longest: lines.reduce((most, line) => Math.max(most, [...line].length), 0),
      },
    });
  });
  if (operands.length > 1) {
    const total: Counts = { lines: 0, words: 0, characters: 0, bytes: 0, longest: 0 };
    for (const { counts } of rows) for (const key of Object.keys(total) as (keyof Counts)[]) total[key] += counts[key];
    rows.push({ path: 'total', counts: total });
  }
  const columns = (counts: Counts): number[] => [
    ...(isDefault || has('l') ? [counts.lines] : []),
    ...(isDefault || has('w') ? [counts.words] : []),
    ...(has('m') ? [counts.characters] : []),
    ...(isDefault || has('c') ? [counts.bytes] : []),
    ...(has('L') ? [counts.longest] : []),
  ];
  // GNU is as wide as the largest needs, and 7 for what cannot be known before; busybox 9 for several columns.
  const all = rows.flatMap(({ counts }) => columns(counts));
  const isSingle = (rows[0] === undefined ? 0 : columns(rows[0].counts).length) === 1 && rows.length === 1;
  const gnuWidth =
    operands.length === 0 || operands.includes('-')
      ? 7
      : Math.max(...rows.map(({ counts }) => String(counts.bytes).length));
  const width = isSingle ? 0 : call.isBusybox ? 9 : Math.max(gnuWidth, ...all.map((each) => String(each).length));
  for (const { counts, path } of rows) {
    yield* call.print(
      `${columns(counts)
        .map((value) => String(value).padStart(width))
        .join(' ')}${path === '' ? '' : ` ${path}`}\n`,
    );
  }
  return code;
}

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

const HUMAN: Readonly<Record<string, number>> = { K: 1, M: 2, G: 3, T: 4, P: 5, E: 6 };

/** Value of a text as a number, as `sort -n` and `-h` see it. */
function numberOf(text: string, isHuman: boolean): number {
  const [number = '0', unit = ''] = /^\s*(-?\d*\.?\d+)([KMGTPE]?)/i.exec(text)?.slice(1) ?? [];
  return Number(number) * (isHuman ? 1024 ** (HUMAN[unit.toUpperCase()] ?? 0) : 1);
}

/** Order of two texts in which runs of digits count as numbers: `sort -V`. */
function compareVersions(left: string, right: string): number {
  const [lefts, rights] = [left.match(/\d+|\D+/g) ?? [], right.match(/\d+|\D+/g) ?? []];
  for (let index = 0; index < Math.max(lefts.length, rights.length); index += 1) {
    const [a = '', b = ''] = [lefts[index], rights[index]];
    if (a === b) continue;
    if (/^\d/.test(a) && /^\d/.test(b) && Number(a) !== Number(b)) return Number(a) - Number(b);
    return a < b ? -1 : 1;
  }
  return 0;
}

function compare(left: string, right: string, flags: string): number {
  if (/[nhg]/.test(flags)) return numberOf(left, flags.includes('h')) - numberOf(right, flags.includes('h'));
  if (flags.includes('V')) return compareVersions(left, right);
  const fold = (text: string): string => {
    const trimmed = flags.includes('b') ? text.trimStart() : text;
    const plain = flags.includes('d') ? trimmed.replace(/[^\w\s]/g, '') : trimmed;
    return flags.includes('f') ? plain.toUpperCase() : plain;
  };
  const [a, b] = [fold(left), fold(right)];
  return a < b ? -1 : a > b ? 1 : 0;
}

function* sort(call: ToolCall): Coroutine<number> {
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
      const order = compare(fieldOf(left, key), fieldOf(right, key), flags);
      if (order !== 0) return flags.includes('r') ? -order : order;
    }
    if (keys.length > 0) return 0;
    const order = compare(left, right, globalFlags);
    return has('r') ? -order : order;
  };
  const lastResort = (left: string, right: string): number =>
    has('s') || has('u') ? 0 : compare(left, right, '') * (has('r') ? -1 : 1);
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

function* uniq(call: ToolCall): Coroutine<number> {
  const { has, value, operands } = yield* call.options({
    letters: 'cdiuf:s:w:',
    long: { count: 'c', repeated: 'd', unique: 'u', 'ignore-case': 'i', 'skip-fields': 'f', 'skip-chars': 's' },
  });
  const keyOf = (line: string): string => {
    const skipped = line
      .replace(new RegExp(`^(?:\\s*\\S+){0,${Number(value('f') ?? 0)}}`), '')
      .slice(Number(value('s') ?? 0));
    const cut = value('w') === undefined ? skipped : skipped.slice(0, Number(value('w')));
    return has('i') ? cut.toLowerCase() : cut;
  };
  let text = '';
  const code = yield* call.eachInput(operands.slice(0, 1), function* (stream) {
    const lines = yield* readLines(stream);
    for (let begin = 0; begin < lines.length;) {
      let end = begin + 1;
      while (end < lines.length && keyOf(lines[end] ?? '') === keyOf(lines[begin] ?? '')) end += 1;
      const count = end - begin;
      const isShown = (!has('d') || count > 1) && (!has('u') || count === 1);
      if (isShown) text += `${has('c') ? `${String(count).padStart(7)} ` : ''}${lines[begin] ?? ''}\n`;
      begin = end;
    }
  });
  yield* call.print(text);
  return code;
}

/** Whether a place is in a list such as `1,3-5,7-`. */
function listTest(list: string): (place: number) => boolean {
  const ranges = list.split(',').map((part) => {
    const [from = '', to] = part.split('-');
    return [Number(from || 1), to === undefined ? Number(from) : to === '' ? Infinity : Number(to)] as const;
  });
  return (place) => ranges.some(([from, to]) => place >= from && place <= to);
}

function* cut(call: ToolCall): Coroutine<number> {
  const { has, value, operands } = yield* call.options({
    letters: 'b:c:d:f:nsO:',
    long: { fields: 'f', delimiter: 'd', characters: 'c', bytes: 'b', 'only-delimited': 's', 'output-delimiter': 'O' },
  });
  const list = value('f') ?? value('c') ?? value('b');
  if (list === undefined) {
    if (call.isBusybox) return yield* call.fail('expected a list of bytes, characters, or fields');
    return yield* call.fail(
      "you must specify a list of bytes, characters, or fields\nTry 'cut --help' for more information.",
    );
  }
  const isKept = listTest(list);
  const delimiter = value('d') ?? '\t';
  return yield* call.eachInput(operands, function* (stream) {
    const reader = new LineReader(stream);
    for (let line = yield* reader.next(); line !== undefined; line = yield* reader.next()) {
      if (!has('f')) yield* call.print(`${[...line].filter((_, index) => isKept(index + 1)).join('')}\n`);
      else if (line.includes(delimiter)) {
        const fields = line.split(delimiter).filter((_, index) => isKept(index + 1));
        yield* call.print(`${fields.join(value('O') ?? delimiter)}\n`);
      } else if (!has('s')) yield* call.print(`${line}\n`);
    }
  });
}

function* tr(call: ToolCall): Coroutine<number> {
  const { has, operands } = yield* call.options({
    letters: 'cCdst',
    long: { delete: 'd', 'squeeze-repeats': 's', complement: 'c' },
    stopsAtOperand: true,
  });
  const [first, second] = operands;
  if (first === undefined) return yield* call.missingOperand();
  if (second === undefined && !has('d') && !has('s')) {
    return yield* call.fail(`missing operand after '${first}'\nTwo strings must be given when translating.`);
  }
  const from = characterSet(first);
  const to = second === undefined ? [] : characterSet(second);
  const isComplement = has('c') || has('C');
  const members = new Map(from.map((character, index) => [character, index] as const));
  const isMember = (character: string): boolean => members.has(character) !== isComplement;
  const translate = (character: string): string => {
    if (!isMember(character)) return character;
    const index = isComplement ? to.length - 1 : Math.min(members.get(character) ?? 0, to.length - 1);
    return to[index] ?? character;
  };
  const squeezed = new Set(second === undefined ? from : to);
  const isSqueezed = (character: string): boolean =>
    has('s') && (second === undefined ? isMember(character) : squeezed.has(character));
  let last = '';
  const { stdin, stdout } = call.process;
  for (let piece = yield* stdin.read(); piece !== undefined; piece = yield* stdin.read()) {
    let text = '';
    for (const character of decodeText(piece)) {
      if (has('d') && isMember(character)) continue;
      const translated = has('d') ? character : to.length === 0 ? character : translate(character);
      if (translated === last && isSqueezed(translated)) continue;
      last = translated;
      text += translated;
    }
    if (text !== '') yield* stdout.write(encodeText(text));
  }
  return 0;
}

function* rev(call: ToolCall): Coroutine<number> {
  return yield* call.eachInput(call.args, function* (stream) {
    for (const line of yield* readLines(stream)) yield* call.print(`${[...line].reverse().join('')}\n`);
  });
}

function* nl(call: ToolCall): Coroutine<number> {
  const { has, operands } = yield* call.options({ letters: 'ab:w:s:' });
  let number = 0;
  return yield* call.eachInput(operands, function* (stream) {
    for (const line of yield* readLines(stream)) {
      const isNumbered = line !== '' || has('b');
      if (isNumbered) number += 1;
      yield* call.print(isNumbered ? `${String(number).padStart(6)}\t${line}\n` : `       ${line}\n`);
    }
  });
}

function* paste(call: ToolCall): Coroutine<number> {
  const { has, value, operands } = yield* call.options({ letters: 'sd:' });
  const delimiter = value('d') ?? '\t';
  const files: string[][] = [];
  const code = yield* call.eachInput(operands, function* (stream) {
    files.push(yield* readLines(stream));
  });
  if (has('s')) {
    for (const lines of files) yield* call.print(`${lines.join(delimiter)}\n`);
    return code;
  }
  const height = Math.max(0, ...files.map(({ length }) => length));
  for (let row = 0; row < height; row += 1)
    yield* call.print(`${files.map((lines) => lines[row] ?? '').join(delimiter)}\n`);
  return code;
}

/** Tools that count, order and cut lines. */
export const textTools: Readonly<Record<string, Tool>> = { cut, nl, paste, rev, sort, tr, uniq, wc };
