import { statusErrors } from '../../../src/simulator/api';
import { WorkQueue, type WorkQueueOptions } from '../../../src/simulator/client';
import { EventLoop, VirtualClock } from '../../../src/simulator/engine';

interface Run {
  readonly key: string;
  readonly timeMs: number;
  readonly isRoutine: boolean;
}

function queueOf(fails: (run: Run) => Error | undefined = () => undefined, options: WorkQueueOptions = {}) {
  const loop = new EventLoop(new VirtualClock(0));
  const runs: Run[] = [];
  const queue = new WorkQueue(
    loop,
    (key) => {
      const run = { key, timeMs: loop.nowMs, isRoutine: loop.isRoutine };
      runs.push(run);
      const error = fails(run);
      if (error !== undefined) throw error;
    },
    options,
  );
  return {
    loop,
    queue,
    runs,
    timesOf: (key: string) => runs.filter((run) => run.key === key).map((run) => run.timeMs),
  };
}

describe('a work queue', () => {
  test('runs a key once however often it is added, and again when it is added later', () => {
    const { loop, queue, timesOf } = queueOf();
    queue.add('a');
    queue.add('a');
    queue.add('b');
    loop.runTo(5);
    queue.add('a');
    loop.runTo(100);
    expect(timesOf('a')).toEqual([5, 10]);
    expect(timesOf('b')).toEqual([5]);
  });

  test('keeps the earliest of the planned runs', () => {
    const { loop, queue, timesOf } = queueOf();
    queue.addAfter('a', 50);
    queue.addAfter('a', 20);
    queue.addAfter('a', 70);
    loop.runTo(100);
    expect(timesOf('a')).toEqual([20]);
  });

  test('takes changes together that come within its interval', () => {
    const { loop, queue, timesOf } = queueOf(undefined, { latencyMs: 1, intervalMs: 100 });
    for (let time = 0; time < 300; time += 10) {
      queue.add('a');
      loop.runTo(time + 10);
    }
    loop.runTo(1000);
    expect(timesOf('a')).toEqual([1, 101, 201, 301]);
  });

  test('tries again what the API refuses, each time later', () => {
    const { loop, queue, timesOf } = queueOf(({ timeMs }) =>
      timeMs < 50 ? statusErrors.conflict({ group: '', resource: 'pods' }, 'a', 'changed') : undefined,
    );
    queue.add('a');
    loop.runTo(10_000);
    // 5 ms, then 5, 10, 20 and 40 ms later.
    expect(timesOf('a')).toEqual([5, 10, 20, 40, 80]);
  });

  test('hands other errors to who drives the loop', () => {
    const { loop, queue } = queueOf(() => new TypeError('defect'));
    queue.add('a');
    expect(() => loop.runTo(10)).toThrow('defect');
  });

  test('makes a routine run one that is waited for when something else asks for it', () => {
    const { loop, queue, runs } = queueOf();
    queue.addAfter('a', 50, true);
    queue.addAfter('b', 50, true);
    queue.addAfter('a', 80, false);
    loop.runTo(100);
    expect(runs).toEqual([
      { key: 'b', timeMs: 50, isRoutine: true },
      { key: 'a', timeMs: 50, isRoutine: false },
    ]);
  });

  test('forgets a key with all that was planned for it', () => {
    const { loop, queue, runs } = queueOf();
    queue.add('a');
    queue.forget('a');
    loop.runTo(100);
    expect(runs).toEqual([]);
  });
});
