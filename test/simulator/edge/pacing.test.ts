import { type PacedClock, Pacing } from '../../../src/simulator/edge/pacing';

/** A clock with things that are due, each of which notes when it was done. */
class Clock implements PacedClock {
  nowMs = 1_000_000;
  readonly done: number[] = [];
  readonly due: number[] = [];
  /** Called for each thing. */
  onDone: () => void = () => undefined;

  get nextDueMs(): number | undefined {
    return this.due[0];
  }

  advanceTo(timeMs: number): void {
    for (let next = this.due[0]; next !== undefined && next <= timeMs; next = this.due[0]) {
      this.due.shift();
      this.nowMs = Math.max(this.nowMs, next);
      this.done.push(next);
      this.onDone();
    }
    this.nowMs = Math.max(this.nowMs, timeMs);
  }
}

let pacing: Pacing;

beforeEach(() => jest.useFakeTimers({ doNotFake: ['performance', 'setImmediate'] }));
afterEach(() => {
  pacing.stop();
  jest.useRealTimers();
});

function paced(speed: number, ...dueMs: readonly number[]): Clock {
  const clock = new Clock();
  clock.due.push(...dueMs.map((each) => 1_000_000 + each));
  pacing = new Pacing(clock, speed);
  return clock;
}

const doneBy = (clock: Clock): number[] => clock.done.map((each) => each - 1_000_000);

test('what is due is done at its time, and nothing wakes it before', () => {
  const clock = paced(1, 5000, 60_000);
  jest.advanceTimersByTime(4999);
  expect(doneBy(clock)).toEqual([]);
  expect(jest.getTimerCount()).toBe(1);
  jest.advanceTimersByTime(1);
  expect(doneBy(clock)).toEqual([5000]);
  jest.advanceTimersByTime(55_000);
  expect(doneBy(clock)).toEqual([5000, 60_000]);
  expect(jest.getTimerCount()).toBe(0);
});

test.each([
  { speed: 10, wallMs: 500 },
  { speed: 0.5, wallMs: 10_000 },
])('at speed $speed, five seconds take $wallMs ms', ({ speed, wallMs }) => {
  const clock = paced(speed, 5000);
  jest.advanceTimersByTime(wallMs - 1);
  expect(doneBy(clock)).toEqual([]);
  jest.advanceTimersByTime(1);
  expect(doneBy(clock)).toEqual([5000]);
});

test('a request sees the time that belongs to it, though nothing was due', () => {
  const clock = paced(2);
  jest.advanceTimersByTime(3000);
  pacing.catchUp();
  expect(clock.nowMs - 1_000_000).toBe(6000);
});

test('something that is due earlier than the last plan wakes it', () => {
  const clock = paced(1, 60_000);
  clock.due.unshift(1_000_100);
  pacing.plan();
  jest.advanceTimersByTime(100);
  expect(doneBy(clock)).toEqual([100]);
});

test('a paused clock stands still, and goes on from there', () => {
  const clock = paced(1, 5000);
  jest.advanceTimersByTime(2000);
  pacing.pause();
  jest.advanceTimersByTime(3_600_000);
  pacing.catchUp();
  expect([clock.nowMs - 1_000_000, pacing.isPaused]).toEqual([2000, true]);
  pacing.resume();
  jest.advanceTimersByTime(2999);
  expect(doneBy(clock)).toEqual([]);
  jest.advanceTimersByTime(1);
  expect(doneBy(clock)).toEqual([5000]);
});

test('a new speed counts from now on', () => {
  const clock = paced(1);
  jest.advanceTimersByTime(1000);
  pacing.setSpeed(100);
  jest.advanceTimersByTime(1000);
  pacing.catchUp();
  expect(clock.nowMs - 1_000_000).toBe(101_000);
});

test('a jump does all that is due, and time goes on from its end', async () => {
  const clock = paced(1, 10_000, 3_599_000);
  await pacing.advance(3_600_000);
  expect(doneBy(clock)).toEqual([10_000, 3_599_000]);
  jest.advanceTimersByTime(1000);
  pacing.catchUp();
  expect(clock.nowMs - 1_000_000).toBe(3_601_000);
});

test('a paused clock can jump, and stands still again', async () => {
  const clock = paced(1);
  pacing.pause();
  await pacing.advance(60_000);
  jest.advanceTimersByTime(1000);
  pacing.catchUp();
  expect([clock.nowMs - 1_000_000, pacing.isPaused]).toEqual([60_000, true]);
});

test('jumps follow each other', async () => {
  const clock = paced(1);
  await Promise.all([pacing.advance(1000), pacing.advance(2000)]);
  expect(clock.nowMs - 1_000_000).toBe(3000);
});

test('much that is due does not keep requests waiting', () => {
  const clock = paced(1, ...Array.from({ length: 1000 }, (_, index) => index + 1));
  clock.onDone = () => {
    const endMs = performance.now() + 1;
    while (performance.now() < endMs);
  };
  jest.setSystemTime(Date.now() + 2000);
  const beganMs = performance.now();
  pacing.catchUp();
  expect(performance.now() - beganMs).toBeLessThan(500);
  expect(clock.done.length).toBeLessThan(1000);
});

test('a defect is told, and time goes on without what failed', () => {
  const defects: unknown[] = [];
  const clock = new Clock();
  clock.due.push(1_001_000, 1_002_000);
  clock.onDone = () => {
    if (clock.done.length === 1) throw new Error('broken');
  };
  pacing = new Pacing(clock, 1, (error) => defects.push(error));
  jest.advanceTimersByTime(2000);
  expect(defects).toEqual([new Error('broken')]);
  expect(doneBy(clock)).toEqual([1000, 2000]);
});

test('a stopped clock is left alone', () => {
  const clock = paced(1, 1000);
  pacing.stop();
  jest.advanceTimersByTime(10_000);
  expect(doneBy(clock)).toEqual([]);
});
