import { type Coroutine, decodeText } from '../../process';
import { readAllBytes, type ToolCall } from './tool';

/** Counts of a text. */
interface Counts {
  lines: number;
  words: number;
  characters: number;
  bytes: number;
  longest: number;
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
