import fc from 'fast-check';
import { EventLoop, VirtualClock } from '../../../../src/simulator/engine';
import { createProcessor, type Program } from '../../../../src/simulator/process';
import { divideByWeight } from '../../../../src/simulator/process/kernel/water-filling';
import { startProgramContainer } from '../../../support/program-container';

/** A container that wants processors without end: millicores requested, threads, cores at most. */
interface Wish {
  readonly weight: number;
  readonly threads?: number;
  readonly limit?: number;
}

function coresOf(cores: number, wishes: readonly Wish[]): readonly number[] {
  const loop = new EventLoop(new VirtualClock(0));
  const processor = createProcessor(loop, cores);
  const works = wishes.map(({ weight, threads = 2, limit = Infinity }) => {
    const group = { weight, limitCores: limit };
    return Array.from({ length: threads }, () => processor.take(group, Infinity, () => undefined));
  });
  expect(loop.nextMs).toBeUndefined();
  loop.runTo(1000);
  return works.map((group) => Math.round(group.reduce((sum, { takenMs }) => sum + takenMs, 0)) / 1000);
}

const kuard = (count: number): readonly Wish[] => Array.from({ length: count }, () => ({ weight: 500 }));

test.each<{ what: string; cores: number; wishes: readonly Wish[]; get: readonly number[] }>([
  // KUAR05-13: one to four Pods that request half a core and use all they get.
  { what: 'one Pod gets all', cores: 2, wishes: kuard(1), get: [2] },
  { what: 'two Pods share', cores: 2, wishes: kuard(2), get: [1, 1] },
  { what: 'three Pods share', cores: 2, wishes: kuard(3), get: [0.667, 0.667, 0.667] },
  { what: 'four Pods share', cores: 2, wishes: kuard(4), get: [0.5, 0.5, 0.5, 0.5] },
  { what: 'a limit caps', cores: 2, wishes: [{ weight: 500, limit: 1 }], get: [1] },
  { what: 'weights count', cores: 2, wishes: [{ weight: 1024 }, { weight: 512 }], get: [1.333, 0.667] },
  { what: 'one thread takes one core', cores: 2, wishes: [{ weight: 1024, threads: 1 }, { weight: 512 }], get: [1, 1] },
  {
    what: 'what a limit leaves goes to others',
    cores: 2,
    wishes: [{ weight: 1024, limit: 0.2 }, { weight: 2 }],
    get: [0.2, 1.8],
  },
  {
    what: 'nothing is taken that nobody wants',
    cores: 4,
    wishes: [
      { weight: 2, threads: 1 },
      { weight: 2, threads: 1 },
    ],
    get: [1, 1],
  },
  {
    what: 'threads of one container share it',
    cores: 2,
    wishes: [
      { weight: 100, threads: 8 },
      { weight: 300, threads: 8 },
    ],
    get: [0.5, 1.5],
  },
])('processors: $what', ({ cores, wishes, get }) => {
  expect(coresOf(cores, wishes)).toEqual(get);
});

test('work takes as long as it gets less than a whole processor', () => {
  const loop = new EventLoop(new VirtualClock(0));
  const processor = createProcessor(loop, 1);
  const ends: string[] = [];
  const group = { weight: 100, limitCores: Infinity };
  const other = { weight: 100, limitCores: Infinity };
  processor.take(group, 100, () => ends.push(`first ${loop.nowMs}`));
  loop.runTo(50);
  processor.take(other, 100, () => ends.push(`second ${loop.nowMs}`));
  loop.runTo(1000);
  // 50 ms alone, then half a core for 100 ms; the second has 50 ms left then, and all of it.
  expect(ends).toEqual(['first 150', 'second 200']);
  expect(loop.nextMs).toBeUndefined();
});

test('shares are within limits, use what there is, and give nobody more for less weight', () => {
  const claim = fc.record({
    weight: fc.integer({ min: 2, max: 10_000 }),
    wanted: fc.double({ min: 0.01, max: 8, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.array(claim, { minLength: 1, maxLength: 20 }), fc.integer({ min: 1, max: 16 }), (claims, total) => {
      const shares = divideByWeight(total, claims);
      const wanted = claims.reduce((sum, each) => sum + each.wanted, 0);
      expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(Math.min(total, wanted), 6);
      const levels = shares.map((share, index) => share / (claims[index]?.weight ?? 1));
      const level = Math.max(...levels);
      shares.forEach((share, index) => {
        const { wanted: most = 0, weight = 1 } = claims[index] ?? {};
        expect(share).toBeLessThanOrEqual(most + 1e-9);
        // Whoever has less for its weight than others has all that it wants.
        if (share / weight < level - 1e-9) expect(share).toBeCloseTo(most, 6);
      });
    }),
  );
});

test('many short pieces of work take as long as one long one', () => {
  const container = startProgramContainer({
    *main(process) {
      for (let count = 0; count < 1000; count += 1) yield* process.compute(0.1);
      yield* process.print(String(process.nowMs - process.machine.bootedMs));
      return 0;
    },
    cpuLimitCores: 0.5,
  });
  container.pass(1000);
  expect(Math.abs(Number(container.stdout()) - 200)).toBeLessThanOrEqual(2);
});

test('what housekeeping takes is shown, and nobody waits for it', () => {
  const container = startProgramContainer({
    *main(process) {
      process.useProcessor(0.25);
      yield* process.sleep(Infinity);
      return 0;
    },
  });
  container.pass(4000);
  expect(container.usage().cpuCores).toBe(0.25);
  expect(container.processes()[0]?.cpuMs).toBe(1000);
});

describe('memory', () => {
  const hog: Program = function* (process) {
    process.useMemory(Number(process.argv[1]));
    yield* process.sleep(Infinity);
    return 0;
  };

  test('beyond the limit of its container all of it is killed, whoever took too much', () => {
    for (const argv of [
      ['hog', '60e6'],
      ['hog', '101e6'],
    ]) {
      const container = startProgramContainer({
        main: hog,
        argv: ['main', '50e6'],
        programs: { hog },
        memoryLimitBytes: 100e6,
      });
      container.pass(0);
      const execd = container.exec({ argv });
      container.pass(0);
      expect(container.end()).toEqual({ code: 137, signal: 'KILL', isOutOfMemory: true });
      expect(execd.exit).toEqual({ code: 137, signal: 'KILL' });
    }
  });

  test('where processes are killed one by one, it is the largest', () => {
    const options = { main: hog, programs: { hog }, memoryLimitBytes: 100e6, killsLargestOnly: true };
    const container = startProgramContainer({ ...options, argv: ['main', '20e6'] });
    container.pass(0);
    const execd = container.exec({ argv: ['hog', '90e6'] });
    container.pass(0);
    expect(execd.exit).toEqual({ code: 137, signal: 'KILL' });
    expect(container.end()).toBeUndefined();
    expect(container.usage().memoryBytes).toBe(20e6);

    const larger = startProgramContainer({ ...options, argv: ['main', '60e6'] });
    larger.pass(0);
    larger.exec({ argv: ['hog', '50e6'] });
    larger.pass(0);
    expect(larger.end()).toEqual({ code: 137, signal: 'KILL', isOutOfMemory: true });
  });

  test('what an ended process held is free again', () => {
    const container = startProgramContainer({
      main: hog,
      argv: ['main', '50e6'],
      programs: { hog },
      memoryLimitBytes: 100e6,
    });
    container.pass(0);
    for (let count = 0; count < 5; count += 1) {
      const execd = container.exec({ argv: ['hog', '40e6'] });
      container.pass(0);
      expect(container.usage().memoryBytes).toBe(90e6);
      execd.signal('KILL');
    }
    expect(container.usage().memoryBytes).toBe(50e6);
    expect(container.end()).toBeUndefined();
  });
});
