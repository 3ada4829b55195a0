import { type Coroutine, encodeText, type Stream } from '../../process';
import { digestTools } from './digest-tools';
import { readAllBytes, type Tool, type ToolCall } from './tool';

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Bytes as text in base 64. */
export function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let index = 0; index < bytes.length; index += 3) {
    const group = ((bytes[index] ?? 0) << 16) | ((bytes[index + 1] ?? 0) << 8) | (bytes[index + 2] ?? 0);
    const digits = [18, 12, 6, 0].map((shift) => DIGITS.charAt((group >> shift) & 63));
    const count = Math.min(3, bytes.length - index) + 1;
    text += digits.slice(0, count).join('').padEnd(4, '=');
  }
  return text;
}

/** Bytes of a text in base 64; undefined for what is none. */
export function fromBase64(text: string): Uint8Array | undefined {
  const plain = text.replace(/\s/g, '').replace(/=+$/, '');
  if (/[^A-Za-z0-9+/]/.test(plain) || plain.length % 4 === 1) return undefined;
  const bytes: number[] = [];
  for (let index = 0; index < plain.length; index += 4) {
    const digits = [...plain.slice(index, index + 4)].map((digit) => DIGITS.indexOf(digit));
    const group = digits.reduce((sum, digit, place) => sum | (digit << (18 - place * 6)), 0);
    for (let place = 0; place < digits.length - 1; place += 1) bytes.push((group >> (16 - place * 8)) & 0xff);
  }
  return Uint8Array.from(bytes);
}

function* base64(call: ToolCall): Coroutine<number> {
  const { has, value, operands } = yield* call.options({
    letters: 'dDiw:',
    long: { decode: 'd', wrap: 'w', 'ignore-garbage': 'i' },
  });
  let isRight = true;
  const code = yield* call.eachInput(operands.slice(0, 1), function* (stream) {
    const bytes = yield* readAllBytes(stream);
    if (!has('d') && !has('D')) {
      const width = Number(value('w') ?? 76);
      const text = toBase64(bytes);
      const lines = width === 0 ? [text] : (text.match(new RegExp(`.{1,${width}}`, 'g')) ?? []);
      yield* call.print(lines.join('\n') + (width === 0 || lines.length === 0 ? '' : '\n'));
      return;
    }
    const decoded = fromBase64(String.fromCharCode(...bytes));
    if (decoded === undefined) {
      isRight = false;
      yield* call.complain(call.isBusybox ? 'truncated base64 input' : 'invalid input');
    } else yield* call.process.stdout.write(decoded);
  });
  return isRight ? code : 1;
}

const printable = (byte: number): string => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.');

/** Lines of 16 bytes as `hexdump -C` and `xxd` show them. */
function dumpLines(bytes: Uint8Array, style: 'canonical' | 'xxd' | 'words'): string {
  let text = '';
  for (let offset = 0; offset < bytes.length; offset += 16) {
    const row = [...bytes.subarray(offset, offset + 16)];
    const cells = row.map((byte) => byte.toString(16).padStart(2, '0'));
    const shown = row.map(printable).join('');
    if (style === 'canonical') {
      const halves = [cells.slice(0, 8).join(' ').padEnd(23), cells.slice(8).join(' ').padEnd(23)];
      text += `${offset.toString(16).padStart(8, '0')}  ${halves.join('  ')}  |${shown}|\n`;
    } else if (style === 'xxd') {
      const pairs = Array.from({ length: 8 }, (_, index) =>
        cells
          .slice(index * 2, index * 2 + 2)
          .join('')
          .padEnd(4),
      );
      text += `${offset.toString(16).padStart(8, '0')}: ${pairs.join(' ')}  ${shown}\n`;
    } else {
      const words = Array.from(
        { length: Math.ceil(row.length / 2) },
        (_, index) => `${cells[index * 2 + 1] ?? '00'}${cells[index * 2] ?? '00'}`,
      );
      text += `${offset.toString(16).padStart(7, '0')} ${words.join(' ')}\n`;
    }
  }
  const width = style === 'canonical' ? 8 : 7;
  return style === 'xxd' ? text : `${text}${bytes.length.toString(16).padStart(width, '0')}\n`;
}

function* hexdump(call: ToolCall): Coroutine<number> {
  const { has, value, operands } = yield* call.options({ letters: 'Cn:s:vbcdox' });
  return yield* call.eachInput(operands, function* (stream) {
    const all = yield* readAllBytes(stream);
    const begin = Number(value('s') ?? 0);
    const bytes = all.subarray(begin, value('n') === undefined ? all.length : begin + Number(value('n')));
    yield* call.print(dumpLines(bytes, call.name === 'xxd' ? 'xxd' : has('C') ? 'canonical' : 'words'));
  });
}

const NAMED: Readonly<Record<number, string>> = {
  0: '\\0',
  7: '\\a',
  8: '\\b',
  9: '\\t',
  10: '\\n',
  11: '\\v',
  12: '\\f',
  13: '\\r',
};

function* od(call: ToolCall): Coroutine<number> {
  const { has, value, operands } = yield* call.options({ letters: 'A:t:cxbdN:j:vw:' });
  const format = has('c') ? 'c' : (value('t') ?? (has('b') ? 'o1' : has('x') ? 'x2' : 'o2'));
  const base = value('A') ?? 'o';
  const address = (offset: number): string =>
    base === 'n' ? '' : offset.toString(base === 'x' ? 16 : base === 'd' ? 10 : 8).padStart(base === 'x' ? 6 : 7, '0');
  const size = Number(/\d/.exec(format)?.[0] ?? (/[xod]/.test(format) ? 4 : 1));
  const cell = (bytes: readonly number[]): string => {
    if (format.startsWith('c')) {
      const byte = bytes[0] ?? 0;
      return (
        NAMED[byte] ?? (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : byte.toString(8).padStart(3, '0'))
      ).padStart(4);
    }
    const number = bytes.reduceRight((sum, byte) => sum * 256 + byte, 0);
    if (format.startsWith('x')) return ` ${number.toString(16).padStart(size * 2, '0')}`;
    if (format.startsWith('o')) return ` ${number.toString(8).padStart(size === 1 ? 3 : size * 3, '0')}`;
    return String(number).padStart(size === 1 ? 4 : size === 2 ? 6 : 11);
  };
  return yield* call.eachInput(operands, function* (stream) {
    const all = (yield* readAllBytes(stream)).subarray(Number(value('j') ?? 0));
    const bytes = value('N') === undefined ? all : all.subarray(0, Number(value('N')));
    for (let offset = 0; offset < bytes.length; offset += 16) {
      const row = [...bytes.subarray(offset, offset + 16)];
      const cells = Array.from({ length: Math.ceil(row.length / size) }, (_, index) =>
        cell(row.slice(index * size, index * size + size)),
      );
      yield* call.print(`${address(offset)}${cells.join('')}\n`);
    }
    if (base !== 'n') yield* call.print(`${address(bytes.length)}\n`);
  });
}

const SIZE_UNITS: Readonly<Record<string, number>> = {
  '': 1,
  c: 1,
  w: 2,
  b: 512,
  k: 1024,
  K: 1024,
  kB: 1000,
  m: 1048576,
  M: 1048576,
  MB: 1e6,
  g: 2 ** 30,
  G: 2 ** 30,
  GB: 1e9,
};

/** Bytes of `64k` or `1M`; undefined for what is none. */
export function sizeOf(text: string): number | undefined {
  const [, number = '', unit = ''] = /^(\d+)([a-zA-Z]*)$/.exec(text) ?? [];
  const factor = SIZE_UNITS[unit];
  return number === '' || factor === undefined ? undefined : Number(number) * factor;
}

function* dd(call: ToolCall): Coroutine<number> {
  const values = new Map(
    call.args.map((arg) => [arg.slice(0, arg.indexOf('=')), arg.slice(arg.indexOf('=') + 1)] as const),
  );
  const blockBytes = sizeOf(values.get('bs') ?? values.get('ibs') ?? '512') ?? 512;
  const count = values.has('count') ? (sizeOf(values.get('count') ?? '') ?? 0) : Infinity;
  const [from, to] = [values.get('if'), values.get('of')];
  const input = from === undefined ? call.process.stdin : yield* call.open(from);
  if (input === undefined) return 1;
  let output: Stream = call.process.stdout;
  if (to !== undefined) {
    const keeps = (values.get('conv') ?? '').includes('notrunc');
    const isOpen = yield* call.attempt(
      () => void (output = call.process.openStream(to, { access: 'write', creates: true, truncates: !keeps })),
      (message) => (call.isBusybox ? `can't open '${to}': ${message}` : `failed to open '${to}': ${message}`),
    );
    if (!isOpen) return 1;
  }
  const beganMs = call.process.nowMs;
  let [full, partial, bytes] = [0, 0, 0];
  for (let block = 0; block < count + Number(values.get('skip') ?? 0); block += 1) {
    const piece = yield* readBlock(input, blockBytes);
    if (piece.length === 0) break;
    if (block < Number(values.get('skip') ?? 0)) continue;
    if (piece.length === blockBytes) full += 1;
    else partial += 1;
    bytes += piece.length;
    yield* output.write(piece);
    yield* call.process.compute(piece.length / 2e6);
  }
  if (to !== undefined) output.close();
  if (values.get('status') === 'none') return 0;
  const seconds = Math.max((call.process.nowMs - beganMs) / 1000, 0.001);
  const rate = bytes / seconds;
  const rateText = call.isBusybox ? `${(rate / 1048576).toFixed(1)}MB/s` : `${(rate / 1e6).toFixed(1)} MB/s`;
  const human =
    bytes >= 1e6
      ? ` (${(bytes / 1e6).toFixed(1)} MB${call.isBusybox ? '' : `, ${(bytes / 1048576).toFixed(1)} MiB`})`
      : '';
  const summary = call.isBusybox
    ? `${bytes} bytes${bytes >= 1000 ? ` (${(bytes / 1024).toFixed(1)}KB)` : ''} copied, ${seconds.toFixed(6)} seconds, ${rateText}`
    : `${bytes} byte${bytes === 1 ? '' : 's'}${human} copied, ${seconds} s, ${rateText}`;
  yield* call.process.complain(`${full}+${partial} records in\n${full}+${partial} records out\n${summary}\n`);
  return 0;
}

/** A block, or what is left. */
function* readBlock(stream: Stream, size: number): Coroutine<Uint8Array> {
  const block = new Uint8Array(size);
  let offset = 0;
  while (offset < size) {
    const piece = yield* stream.read(size - offset);
    if (piece === undefined) break;
    block.set(piece, offset);
    offset += piece.length;
  }
  return block.subarray(0, offset);
}

function* strings(call: ToolCall): Coroutine<number> {
  return yield* call.eachInput(
    call.args.filter((arg) => !arg.startsWith('-')),
    function* (stream) {
      const text = String.fromCharCode(...(yield* readAllBytes(stream)));
      for (const found of text.match(/[\x20-\x7e\t]{4,}/g) ?? [])
        yield* call.process.stdout.write(encodeText(`${found}\n`));
    },
  );
}

/** Tools about bytes. */
export const byteTools: Readonly<Record<string, Tool>> = {
  ...digestTools,
  base64,
  dd,
  hexdump,
  od,
  strings,
  xxd: hexdump,
};
