import { ContainerLog, readLog, type LogSelection } from '../../../../src/simulator/kubelet/runtime';

const T0 = Date.UTC(2026, 0, 1);
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (part: Uint8Array): string => new TextDecoder().decode(part);

/** A log of `first`, `second` and `third`, one second apart; the second on stderr. */
function threeLines(): ContainerLog {
  const log = new ContainerLog();
  log.write('stdout', bytes('first\n'), T0);
  log.write('stderr', bytes('second\n'), T0 + 1000);
  log.write('stdout', bytes('third\n'), T0 + 2000);
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
  const log = new ContainerLog();
  log.write('stdout', bytes('one li'), T0);
  expect([...log.lines]).toEqual([]);
  log.write('stdout', bytes('ne\nand the beginning'), T0 + 5);
  expect([...log.lines].map((line) => [line.timeMs, text(line.bytes)])).toEqual([[T0 + 5, 'one line\n']]);
});

test('what has no line end is a line when the container ends', () => {
  const log = new ContainerLog();
  log.write('stderr', bytes('no end'), T0);
  log.end(T0 + 1);
  expect([...log.lines].map((line) => [line.stream, text(line.bytes)])).toEqual([['stderr', 'no end']]);
});

test('a line of more than 16 KiB is told in parts', () => {
  const log = new ContainerLog();
  log.write('stdout', bytes(`${'x'.repeat(40_000)}\n`), T0);
  expect([...log.lines].map((line) => line.bytes.length)).toEqual([16_384, 16_384, 7233]);
});

test('what was handed out stays as it is while more is written', () => {
  const log = new ContainerLog();
  log.write('stdout', bytes('first\n'), T0);
  const [first] = log.lines;
  for (let written = 0; written < 10_000; written += 1) log.write('stdout', bytes(`line ${written}\n`), T0 + written);
  expect(text(first?.bytes ?? bytes(''))).toBe('first\n');
  expect(log.lines.last(2).map((line) => [line.timeMs, text(line.bytes)])).toEqual([
    [T0 + 9998, 'line 9998\n'],
    [T0 + 9999, 'line 9999\n'],
  ]);
  expect([...log.lines]).toHaveLength(10_001);
});

test('lines keep their time and stream, also weeks apart', () => {
  const log = new ContainerLog();
  const times = [0, 0, 1, 130, 40_000, 40 * 24 * 3_600_000].map((ms) => T0 + ms);
  times.forEach((time, index) => log.write(index % 2 === 0 ? 'stdout' : 'stderr', bytes(`${index}\n`), time));
  expect([...log.lines].map(({ timeMs, stream }) => [timeMs, stream])).toEqual(
    times.map((time, index) => [time, index % 2 === 0 ? 'stdout' : 'stderr']),
  );
});

test('a log that would exceed 10 MiB begins anew', () => {
  const log = new ContainerLog();
  const line = bytes(`${'x'.repeat(16_000)}\n`);
  for (let written = 0; written < 700; written += 1) log.write('stdout', line, T0);
  const kept = [...log.lines];
  expect(kept.reduce((sum, { bytes: each }) => sum + each.length, 0)).toBeLessThanOrEqual(10 * 1024 * 1024);
  expect(kept).toHaveLength(700 - 655);
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
  log.write('stdout', bytes('fourth\n'), T0 + 3000);
  expect([heard.said, heard.isOver]).toEqual(['third\nfourth\n', false]);
  log.write('stdout', bytes('last words'), T0 + 4000);
  log.end(T0 + 4000);
  expect([heard.said, heard.isOver]).toEqual(['third\nfourth\nlast words', true]);
});

test('who follows a log with a limit is done when it is reached', () => {
  const log = threeLines();
  const heard = read(log, { follows: true, limitBytes: 20 });
  log.write('stdout', bytes('fourth\n'), T0 + 3000);
  expect([heard.said, heard.isOver]).toEqual(['first\nsecond\nthird\nf', true]);
});

test('who stops hears nothing more', () => {
  const log = threeLines();
  const heard = read(log, { follows: true });
  heard.stop();
  log.write('stdout', bytes('fourth\n'), T0 + 3000);
  expect(heard.said).toBe('first\nsecond\nthird\n');
});
