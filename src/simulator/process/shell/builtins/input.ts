import type { Coroutine } from '../../coroutine';
import { decodeText } from '../../encoding';
import type { Stream } from '../../streams';
import { isSystemError } from '../../system-error';
import { limitTime } from '../../time-limit';
import type { Shell } from '../shell';
import type { Builtins } from './builtin';

const NEWLINE = 10;

/** How much of a stream is read. */
interface ReadLimits {
  /** Byte that ends it; undefined when nothing but the end does. */
  readonly delimiter: number | undefined;
  /** Characters, at most. */
  readonly characters?: number;
}

/** Reads bytes one by one, so that nothing is taken that another program is to read. `isEnded`: the end came first. */
export function* readBytes(
  stream: Stream,
  limits: ReadLimits,
): Coroutine<{ readonly bytes: Uint8Array; readonly isEnded: boolean }> {
  const bytes: number[] = [];
  let characters = 0;
  while (characters < (limits.characters ?? Infinity)) {
    const piece = yield* stream.read(1);
    const byte = piece?.[0];
    if (byte === undefined) return { bytes: Uint8Array.from(bytes), isEnded: true };
    if (byte === limits.delimiter) break;
    bytes.push(byte);
    // Bytes of one character but the first begin with the bits 10.
    if ((byte & 0xc0) !== 0x80) characters += 1;
  }
  return { bytes: Uint8Array.from(bytes), isEnded: false };
}

/** Line ends behind a backslash are taken away; other characters behind one mean themselves. */
function* readLogicalLine(
  stream: Stream,
  limits: ReadLimits,
  isRaw: boolean,
): Coroutine<{ readonly text: string; readonly isEnded: boolean }> {
  let text = '';
  for (;;) {
    const { bytes, isEnded } = yield* readBytes(stream, limits);
    text += decodeText(bytes);
    const hangs = !isRaw && limits.delimiter === NEWLINE && /(?:^|[^\\])(?:\\\\)*\\$/.test(text);
    if (!hangs || isEnded) return { text, isEnded };
    text = text.slice(0, -1);
  }
}

/** Divides a line among `count` names: the last gets all that is left. A backslash keeps a separator. */
function divideLine(line: string, separators: string, count: number, isRaw: boolean): string[] {
  const isBlank = (character: string): boolean => separators.includes(character) && /\s/.test(character);
  const characters: { readonly text: string; readonly isKept: boolean }[] = [];
  for (let index = 0; index < line.length; index += 1) {
    const isEscaped = !isRaw && line[index] === '\\';
    if (isEscaped) index += 1;
    if (index < line.length) characters.push({ text: line.charAt(index), isKept: isEscaped });
  }
  const isSeparator = (index: number): boolean =>
    characters[index]?.isKept === false && separators.includes(characters[index].text);
  const isSpace = (index: number): boolean => characters[index]?.isKept === false && isBlank(characters[index].text);
  const textOf = (begin: number, end: number): string =>
    characters
      .slice(begin, end)
      .map(({ text }) => text)
      .join('');
  const values: string[] = [];
  let index = 0;
  let end = characters.length;
  while (index < end && isSpace(index)) index += 1;
  while (end > index && isSpace(end - 1)) end -= 1;
  while (values.length < count - 1 && index < end) {
    const begin = index;
    while (index < end && !isSeparator(index)) index += 1;
    values.push(textOf(begin, index));
    while (index < end && isSpace(index)) index += 1;
    if (index < end && isSeparator(index)) index += 1;
    while (index < end && isSpace(index)) index += 1;
  }
  let rest = textOf(index, end);
  // One separator that ends all of it is none of the last value.
  const last = characters[end - 1];
  if (
    last !== undefined &&
    end > index &&
    isSeparator(end - 1) &&
    ![...rest.slice(0, -1)].some((each) => separators.includes(each))
  ) {
    rest = rest.slice(0, -1);
  }
  values.push(rest);
  while (values.length < count) values.push('');
  return values;
}

interface ReadOptions {
  readonly flags: ReadonlySet<string>;
  readonly values: ReadonlyMap<string, string>;
  readonly names: readonly string[];
}

function parseOptions(args: readonly string[]): ReadOptions {
  const flags = new Set<string>();
  const values = new Map<string, string>();
  let index = 0;
  for (; index < args.length && /^-./.test(args[index] ?? ''); index += 1) {
    const arg = args[index] ?? '';
    if (arg === '--') {
      index += 1;
      break;
    }
    for (let at = 1; at < arg.length; at += 1) {
      const letter = arg.charAt(at);
      if (!'adinNptu'.includes(letter)) flags.add(letter);
      else {
        const attached = arg.slice(at + 1);
        if (attached === '') index += 1;
        values.set(letter, attached === '' ? (args[index] ?? '') : attached);
        break;
      }
    }
  }
  return { flags, values, names: args.slice(index) };
}

/** Waits for a line at most so long; undefined when none came in time. */
function* inTime<T>(shell: Shell, body: Coroutine<T>, timeoutMs: number | undefined): Coroutine<T | undefined> {
  if (timeoutMs === undefined) return yield* body;
  try {
    return yield* limitTime(shell.process, timeoutMs, body);
  } catch (error) {
    if (isSystemError(error, 'ETIMEDOUT')) return undefined;
    throw error;
  }
}

function* read(shell: Shell, args: readonly string[]): Coroutine<number> {
  const { flags, values, names } = parseOptions(args);
  const wrong = names.find((name) => !/^[A-Za-z_]\w*(?:\[.*\])?$/.test(name));
  if (wrong !== undefined) {
    if (shell.dialect === 'bash') yield* shell.complain(`\`${wrong}': not a valid identifier`, 'read');
    else if (shell.dialect === 'dash') yield* shell.complain(`${wrong}: bad variable name`, 'read');
    else yield* shell.complain(`read: '${wrong}': bad variable name`);
    return shell.dialect === 'dash' ? 2 : 1;
  }
  const stream = shell.process.streams.get(Number(values.get('u') ?? 0));
  if (stream === undefined) return 1;
  const prompt = values.get('p');
  if (prompt !== undefined && stream.terminal !== undefined) yield* shell.process.complain(prompt);
  const exact = values.get('N');
  const count = exact ?? values.get('n');
  const delimiter = exact === undefined ? (values.get('d') ?? '\n').charCodeAt(0) || 0 : undefined;
  const limits = { delimiter, ...(count === undefined ? {} : { characters: Number(count) }) };
  const timeout = values.get('t');
  const isRaw = flags.has('r');
  const line = readLogicalLine(stream, limits, isRaw);
  const result = yield* inTime(shell, line, timeout === undefined ? undefined : Number(timeout) * 1000);
  const text = result?.text ?? '';
  const separators = exact === undefined ? (shell.variables.text('IFS') ?? ' \t\n') : '';
  const array = values.get('a');
  if (array !== undefined) {
    const elements = divideLine(text, separators, 1000, isRaw);
    while (elements.at(-1) === '') elements.pop();
    shell.variables.set(array, elements);
  } else if (names.length === 0) {
    shell.variables.set('REPLY', isRaw ? text : text.replace(/\\([^])/g, '$1'));
  } else {
    for (const [index, value] of divideLine(text, separators, names.length, isRaw).entries()) {
      shell.variables.set(names[index] ?? '', value);
    }
  }
  // Source: bash 5.2, read.def: more than 128 when the time is up.
  if (result === undefined) return shell.dialect === 'bash' ? 142 : 1;
  return result.isEnded ? 1 : 0;
}

/** `mapfile`: all lines as elements of an array. */
function* mapfile(shell: Shell, args: readonly string[]): Coroutine<number> {
  const isTrimmed = args.includes('-t');
  const name = args.find((arg) => !arg.startsWith('-')) ?? 'MAPFILE';
  const lines: string[] = [];
  for (;;) {
    const { bytes, isEnded } = yield* readBytes(shell.process.stdin, { delimiter: NEWLINE });
    if (isEnded && bytes.length === 0) break;
    lines.push(decodeText(bytes) + (isTrimmed || isEnded ? '' : '\n'));
    if (isEnded) break;
  }
  shell.variables.set(name, lines);
  return 0;
}

/** Builtins that read. */
export const inputBuiltins: Builtins = {
  mapfile: { run: mapfile, dialects: ['bash'] },
  read: { run: read },
  readarray: { run: mapfile, dialects: ['bash'] },
};
