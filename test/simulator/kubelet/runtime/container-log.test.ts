import { gunzipSync, gzipSync } from 'node:zlib';
import { ContainerLog, readLog, type LogSelection } from '../../../../src/simulator/kubelet/runtime';

const T0 = Date.UTC(2026, 0, 1);
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (part: Uint8Array): string => new TextDecoder().decode(part);

let nowMs = T0;
// The compression of the simulator takes twenty times as long within jest, and has tests of its own.
jest.mock('../../../../src/simulator/images/compression', () => ({ gzip: gzipSync }));

const newLog = (): ContainerLog => new ContainerLog(() => nowMs);

/** Writes at a moment. */
function write(log: ContainerLog, stream: 'stdout' | 'stderr', words: string | Uint8Array, timeMs: number): void {
  nowMs = timeMs;
  log.write(stream, typeof words === 'string' ? bytes(words) : words);
}

beforeEach(() => {
  nowMs = T0;
});

/** A log of `first`, `second` and `third`, one second apart; the second on stderr. */
function threeLines(): ContainerLog {
  const log = newLog();
  write(log, 'stdout', 'first\n', T0);
  write(log, 'stderr', 'second\n', T0 + 1000);
  write(log, 'stdout', 'third\n', T0 + 2000);
  return log;
}

function read(
  log: ContainerLog,
  selection: Partial<LogSelection> = {},
): { said: string; isOver: boolean; stop: () => void } {
  const heard = { said: '', isOver: false, stop: (): void => undefined };
  heard.stop = readLog(
    log,
    { follows: false, hasTimestamps: false, ...selection },
    {
      data: (part) => (heard.said += text(part)),
      end: () => (heard.isOver = true),
    },
  );
  return heard;
}

test('a line is told when it is complete', () => {
  const log = newLog();
  write(log, 'stdout', 'one li', T0);
  expect([...log.lines]).toEqual([]);
  write(log, 'stdout', 'ne\nand the beginning', T0 + 5);
  expect([...log.lines].map((line) => [line.timeMs, text(line.bytes)])).toEqual([[T0 + 5, 'one line\n']]);
});

test('what has no line end is a line when the container ends', () => {
  const log = newLog();
  write(log, 'stderr', 'no end', T0);
  log.end();
  expect([...log.lines].map((line) => [line.stream, text(line.bytes)])).toEqual([['stderr', 'no end']]);
});

test('a line of more than 16 KiB is told in parts', () => {
  const log = newLog();
  write(log, 'stdout', `${'x'.repeat(40_000)}\n`, T0);
  expect([...log.lines].map((line) => line.bytes.length)).toEqual([16_384, 16_384, 7233]);
});

test('what was handed out stays as it is while more is written', () => {
  const log = newLog();
  write(log, 'stdout', 'first\n', T0);
  const [first] = log.lines;
  for (let written = 0; written < 10_000; written += 1) write(log, 'stdout', `line ${written}\n`, T0 + written);
  expect(text(first?.bytes ?? bytes(''))).toBe('first\n');
  expect(log.lines.last(2).map((line) => [line.timeMs, text(line.bytes)])).toEqual([
    [T0 + 9998, 'line 9998\n'],
    [T0 + 9999, 'line 9999\n'],
  ]);
  expect([...log.lines]).toHaveLength(10_001);
});

test('lines keep their time and stream, also weeks apart', () => {
  const log = newLog();
  const times = [0, 0, 1, 130, 40_000, 40 * 24 * 3_600_000].map((ms) => T0 + ms);
  times.forEach((time, index) => write(log, index % 2 === 0 ? 'stdout' : 'stderr', `${index}\n`, time));
  expect([...log.lines].map(({ timeMs, stream }) => [timeMs, stream])).toEqual(
    times.map((time, index) => [time, index % 2 === 0 ? 'stdout' : 'stderr']),
  );
});

describe('a log whose file is longer than 10 MiB', () => {
  const LINE = bytes(`${'x'.repeat(16_000)}\n`);
  const fill = (log: ContainerLog, count: number, timeMs: number): void => {
    for (let written = 0; written < count; written += 1) write(log, 'stdout', LINE, timeMs);
  };
  const count = (lines: Iterable<unknown>): number => [...lines].length;
  /** Lines of the newest file that was put aside. */
  const newestOf = (log: ContainerLog): readonly string[] =>
    text(log.rotated.at(-1)?.read() ?? bytes(''))
      .split('\n')
      .slice(0, -1);

  test('begins anew when the kubelet looks, and not before', () => {
    const log = newLog();
    fill(log, 660, T0 + 1000);
    nowMs = T0 + 9999;
    expect([count(log.lines), log.rotated]).toEqual([660, []]);
    nowMs = T0 + 10_000;
    expect(count(log.lines)).toBe(0);
    expect(newestOf(log)).toHaveLength(660);
    expect(log.rotated.map(({ rotatedMs, modifiedMs }) => [rotatedMs, modifiedMs])).toEqual([[T0 + 10_000, T0 + 1000]]);
    write(log, 'stdout', 'news\n', T0 + 12_000);
    expect(read(log).said).toBe('news\n');
  });

  test('counts what stands before each line', () => {
    const log = newLog();
    for (let written = 0; written < 250_000; written += 1) write(log, 'stdout', 'x\n', T0);
    nowMs = T0 + 10_000;
    expect(newestOf(log)).toHaveLength(250_000);
  });

  test('stays as it is once the container has ended', () => {
    const log = newLog();
    fill(log, 660, T0 + 1000);
    log.end();
    nowMs = T0 + 60_000;
    expect(count(log.lines)).toBe(660);
  });

  test('is followed without a gap', () => {
    const log = newLog();
    write(log, 'stdout', 'before\n', T0);
    const heard = read(log, { follows: true });
    fill(log, 660, T0 + 1000);
    write(log, 'stdout', 'after\n', T0 + 20_000);
    expect([heard.said.slice(0, 7), heard.said.slice(-6), heard.said.length]).toEqual([
      'before\n',
      'after\n',
      7 + 660 * LINE.length + 6,
    ]);
    expect(read(log, { tailLines: 5 }).said).toBe('after\n');
  });

  test('keeps five files: the one that grows, the one before as it was, and three older ones compressed', () => {
    const log = newLog();
    for (let file = 0; file < 7; file += 1) {
      write(log, 'stdout', `file ${file}\n`, T0 + file * 60_000);
      fill(log, 660, T0 + file * 60_000);
    }
    nowMs = T0 + 400_000;
    const firstLines = log.rotated.map(({ isCompressed, read }) => {
      const file = isCompressed ? gunzipSync(read()) : Buffer.from(read());
      return `${isCompressed ? 'gzip ' : ''}${file.toString().split('\n', 1)[0]?.slice(40)}`;
    });
    expect(firstLines).toEqual(['gzip file 3', 'gzip file 4', 'gzip file 5', 'file 6']);
    // A compressed file is new when the next one is put aside.
    expect(log.rotated.map(({ rotatedMs, modifiedMs }) => [rotatedMs - T0, modifiedMs - T0])).toEqual([
      [190_000, 250_000],
      [250_000, 310_000],
      [310_000, 370_000],
      [370_000, 360_000],
    ]);
    expect(read(log).said).toBe('');
  });

  test('is never more than four times as long, however fast it grows, and each of its files has a name of its own', () => {
    const log = newLog();
    fill(log, 14_000, T0);
    expect(count(log.lines)).toBeLessThan(2622);
    expect(log.rotated.map(({ rotatedMs }) => rotatedMs - T0)).toEqual([1000, 2000, 3000, 4000]);
    const heldBytes = log.rotated.reduce((sum, file) => sum + file.read().length, 0);
    expect(heldBytes).toBeLessThan(45 * 1024 * 1024);
  });
});

test.each<[string, Partial<LogSelection>, string]>([
  ['all of it', {}, 'first\nsecond\nthird\n'],
  ['the last lines', { tailLines: 2 }, 'second\nthird\n'],
  ['no line at all', { tailLines: 0 }, ''],
  ['more lines than there are', { tailLines: 10 }, 'first\nsecond\nthird\n'],
  ['lines since a time', { sinceMs: T0 + 1000 }, 'second\nthird\n'],
  ['the last line since a time', { sinceMs: T0 + 1000, tailLines: 1 }, 'third\n'],
  ['one stream', { stream: 'Stderr' }, 'second\n'],
  ['so many bytes', { limitBytes: 8 }, 'first\nse'],
  ['bytes of stamped lines', { limitBytes: 30, hasTimestamps: true }, '2026-01-01T00:00:00.000000000Z'],
  ['times before lines', { tailLines: 1, hasTimestamps: true }, '2026-01-01T00:00:02.000000000Z third\n'],
])('reads %s', (_what, selection, expected) => {
  const { said, isOver } = read(threeLines(), selection);
  expect(said).toBe(expected);
  expect(isOver).toBe(true);
});

test('who follows hears what comes, until the container ends', () => {
  const log = threeLines();
  const heard = read(log, { follows: true, tailLines: 1 });
  write(log, 'stdout', 'fourth\n', T0 + 3000);
  expect([heard.said, heard.isOver]).toEqual(['third\nfourth\n', false]);
  write(log, 'stdout', 'last words', T0 + 4000);
  log.end();
  expect([heard.said, heard.isOver]).toEqual(['third\nfourth\nlast words', true]);
});

test('who follows a log with a limit is done when it is reached', () => {
  const log = threeLines();
  const heard = read(log, { follows: true, limitBytes: 20 });
  write(log, 'stdout', 'fourth\n', T0 + 3000);
  expect([heard.said, heard.isOver]).toEqual(['first\nsecond\nthird\nf', true]);
});

test('who stops hears nothing more', () => {
  const log = threeLines();
  const heard = read(log, { follows: true });
  heard.stop();
  write(log, 'stdout', 'fourth\n', T0 + 3000);
  expect(heard.said).toBe('first\nsecond\nthird\n');
});
