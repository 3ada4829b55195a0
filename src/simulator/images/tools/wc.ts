import type { ByteReader, Coroutine } from '../../process';
import type { ToolCall } from './tool';

/** Counts of a text. */
interface Counts {
  lines: number;
  words: number;
  characters: number;
  bytes: number;
  longest: number;
}

const NEWLINE = 0x0a;
/** Space, and what lies between tab and carriage return. */
const isSpace = (byte: number): boolean => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);
/** A byte of UTF-8 that goes on with a character. */
const isContinuation = (byte: number): boolean => (byte & 0xc0) === 0x80;

/** Counts what comes, piece by piece: an input may be larger than what fits into a text. */
function* count(input: ByteReader): Coroutine<Counts> {
  const counts: Counts = { lines: 0, words: 0, characters: 0, bytes: 0, longest: 0 };
  let isInWord = false;
  let width = 0;
  for (;;) {
    const bytes = yield* input.read();
    if (bytes === undefined) return { ...counts, longest: Math.max(counts.longest, width) };
    counts.bytes += bytes.length;
    for (const byte of bytes) {
      if (!isContinuation(byte)) counts.characters += 1;
      if (isSpace(byte)) isInWord = false;
      else if (!isInWord) {
        isInWord = true;
        counts.words += 1;
      }
      if (byte === NEWLINE) {
        counts.lines += 1;
        counts.longest = Math.max(counts.longest, width);
        width = 0;
      } else if (!isContinuation(byte)) width += 1;
    }
  }
}

/** `wc`: lines, words, characters, bytes and the longest line. */
export function* wc(call: ToolCall): Coroutine<number> {
  const { has, operands } = yield* call.options({
    letters: 'clwmL',
    long: { bytes: 'c', lines: 'l', words: 'w', chars: 'm', 'max-line-length': 'L' },
  });
  const isDefault = !'clwmL'.split('').some(has);
  const rows: { readonly counts: Counts; readonly path: string }[] = [];
  const code = yield* call.eachInput(operands, function* (stream, path) {
    rows.push({ path: path === '-' && operands.length === 0 ? '' : path, counts: yield* count(stream) });
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
