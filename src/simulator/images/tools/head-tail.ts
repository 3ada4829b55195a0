import { type Coroutine, type Stream, WaitList, waitFor } from '../../process';
import type { ParsedOptions } from './options';
import { joined, LineReader, readAllBytes, type ToolCall } from './tool';

/** How much of a file is wanted; a sign counts from the other end. */
interface Amount {
  readonly count: number;
  readonly sign: string;
}

/** Amount behind `-n` and `-c`: `10`, `+5`, `-3`, `2k`. */
function amount(text: string): Amount {
  const [, sign = '', digits = '0', unit = ''] = /^([+-]?)(\d+)([bkKmM]?)/.exec(text) ?? [];
  const units: Readonly<Record<string, number>> = { b: 512, k: 1024, K: 1024, m: 1048576, M: 1048576 };
  return { count: Number(digits) * (units[unit] ?? 1), sign };
}

/** `head -5` is `head -n 5`, and `tail +5` is `tail -n +5`. */
const withCounts = (call: ToolCall): ToolCall =>
  call.withArgs(
    call.args.map((arg, index, all) =>
      /^-[nc]$/.test(all[index - 1] ?? '') ? arg : arg.replace(/^(?:-(\d+)|(\+\d+))$/, '-n$1$2'),
    ),
  );

/** The amount that `-n` or `-c` asks for; what is none is refused. */
function* wantedAmount(call: ToolCall, options: ParsedOptions): Coroutine<Amount> {
  const isBytes = options.has('c');
  const text = options.value(isBytes ? 'c' : 'n') ?? '10';
  if (/^[+-]?\d+[bkKmM]?$/.test(text)) return amount(text);
  return yield* call.fail(
    call.isBusybox ? `invalid number '${text}'` : `invalid number of ${isBytes ? 'bytes' : 'lines'}: '${text}'`,
  );
}

function header(call: ToolCall, path: string, isFirst: boolean): Coroutine<void> {
  return call.print(`${isFirst ? '' : '\n'}==> ${path === '-' ? 'standard input' : path} <==\n`);
}

/** `head`: the beginning of each file. */
export function* head(original: ToolCall): Coroutine<number> {
  const call = withCounts(original);
  const options = yield* call.options({
    letters: 'n:c:qv',
    long: { lines: 'n', bytes: 'c', quiet: 'q', verbose: 'v' },
  });
  const { has, operands } = options;
  const isBytes = has('c');
  const { count, sign } = yield* wantedAmount(call, options);
  let isFirst = true;
  return yield* call.eachInput(operands, function* (stream, path) {
    if ((operands.length > 1 || has('v')) && !has('q')) yield* header(call, path, isFirst);
    isFirst = false;
    if (isBytes) {
      const all = sign === '-' ? yield* readAllBytes(stream) : yield* readCount(stream, count);
      yield* call.process.stdout.write(sign === '-' ? all.subarray(0, Math.max(0, all.length - count)) : all);
      return;
    }
    const reader = new LineReader(stream);
    const kept: string[] = [];
    for (let taken = 0; sign === '-' || taken < count; taken += 1) {
      const line = yield* reader.next();
      if (line === undefined) break;
      kept.push(line + (reader.hasNewline ? '\n' : ''));
      if (sign !== '-' || kept.length > count) yield* call.print(kept.shift() ?? '');
    }
  });
}

function* readCount(stream: Stream, count: number): Coroutine<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for (let left = count; left > 0;) {
    const piece = yield* stream.read(left);
    if (piece === undefined) break;
    pieces.push(piece);
    left -= piece.length;
  }
  return joined(pieces);
}

/** The end of all bytes: the last `count` lines, or those from line `count` on. */
function endOf(bytes: Uint8Array, isBytes: boolean, { count, sign }: Amount): Uint8Array {
  if (isBytes)
    return sign === '+' ? bytes.subarray(Math.max(0, count - 1)) : bytes.subarray(Math.max(0, bytes.length - count));
  if (sign === '+') {
    let begin = 0;
    for (let line = 1; line < count; line += 1) {
      const end = bytes.indexOf(10, begin);
      if (end < 0) return bytes.subarray(bytes.length);
      begin = end + 1;
    }
    return bytes.subarray(begin);
  }
  if (count === 0) return bytes.subarray(bytes.length);
  let begin = bytes.length;
  for (let line = 0; line < count; line += 1) {
    // The newline that ends the last line begins none.
    const from = line === 0 && bytes[bytes.length - 1] === 10 ? begin - 2 : line === 0 ? begin - 1 : begin - 2;
    const end = from < 0 ? -1 : bytes.lastIndexOf(10, from);
    if (end < 0) return bytes;
    begin = end + 1;
  }
  return bytes.subarray(begin);
}

/** `tail`: the end of each file, and with -f what is added to it. */
export function* tail(original: ToolCall): Coroutine<number> {
  const call = withCounts(original);
  const options = yield* call.options({
    letters: 'n:c:fFqvs:',
    long: { lines: 'n', bytes: 'c', follow: 'f', quiet: 'q', verbose: 'v', 'sleep-interval': 's', retry: 'F' },
  });
  const { has, operands } = options;
  const isBytes = has('c');
  const wanted = yield* wantedAmount(call, options);
  const shown = new Map<string, number>();
  let isFirst = true;
  const code = yield* call.eachInput(operands, function* (stream, path) {
    if ((operands.length > 1 || has('v')) && !has('q')) yield* header(call, path, isFirst);
    isFirst = false;
    const bytes = yield* readAllBytes(stream);
    shown.set(path, bytes.length);
    yield* call.process.stdout.write(endOf(bytes, isBytes, wanted));
  });
  if (call.isBusybox && shown.size === 0) yield* call.complain('no files');
  if (!has('f') && !has('F')) return code;
  const followed = operands.filter((path) => path !== '-' && (has('F') || shown.has(path)));
  if (followed.length === 0) {
    if (operands.length > 0) yield* call.complain('no files remaining');
    return code || 1;
  }
  yield* follow(call, followed, shown);
  return 0;
}

/** Prints what is added to files, for ever. */
function* follow(call: ToolCall, paths: readonly string[], shown: Map<string, number>): Coroutine<void> {
  const { files, stdout } = call.process;
  const changes = new WaitList();
  const changed = new Set(paths);
  const stops = paths.map((path) =>
    files.watch(path, () => {
      changed.add(path);
      changes.wakeAll();
    }),
  );
  let last = paths.at(-1);
  try {
    for (;;) {
      for (const path of [...changed]) {
        changed.delete(path);
        if (!files.exists(path)) continue;
        const bytes = files.read(path);
        const before = shown.get(path) ?? 0;
        if (bytes.length < before) yield* call.complain(`${path}: file truncated`);
        const added = bytes.subarray(bytes.length < before ? 0 : before);
        shown.set(path, bytes.length);
        if (added.length === 0) continue;
        if (paths.length > 1 && last !== path) yield* header(call, path, false);
        last = path;
        yield* stdout.write(added);
      }
      if (changed.size === 0) yield* waitFor(changes.change);
    }
  } finally {
    for (const stop of stops) stop();
  }
}
