import fc from 'fast-check';
import { EventLoop, VirtualClock } from '../../../src/simulator/engine';

const loopAt = (startMs = 0): EventLoop => new EventLoop(new VirtualClock(startMs));

describe('the event loop', () => {
  test('does what is due in order of time, and of planning where times are equal', () => {
    const loop = loopAt();
    const done: string[] = [];
    loop.at(20, () => done.push('later'));
    loop.at(10, () => done.push('first'));
    loop.at(10, () => done.push('second'));
    loop.runTo(15);
    expect(done).toEqual(['first', 'second']);
    expect(loop.nowMs).toBe(15);
    loop.runTo(20);
    expect(done).toEqual(['first', 'second', 'later']);
  });

  test('shows each action the time at which it is due', () => {
    const loop = loopAt(1000);
    const times: number[] = [];
    loop.after(5, () => {
      times.push(loop.nowMs);
      loop.after(5, () => times.push(loop.nowMs));
    });
    loop.runTo(2000);
    expect(times).toEqual([1005, 1010]);
  });

  test('takes a time that is past for now', () => {
    const loop = loopAt(100);
    expect(loop.at(50, () => undefined).dueMs).toBe(100);
  });

  test('never does what was cancelled', () => {
    const loop = loopAt();
    const done: number[] = [];
    const timers = Array.from({ length: 500 }, (_, index) => loop.at(index, () => done.push(index)));
    for (const timer of timers) if (timer.dueMs % 2 === 0) timer.cancel();
    loop.runTo(1000);
    expect(done).toEqual(Array.from({ length: 250 }, (_, index) => 2 * index + 1));
    expect(timers.some(({ isPending }) => isPending)).toBe(false);
  });

  test('knows when the next action is due, cancelled ones apart', () => {
    const loop = loopAt();
    expect(loop.nextMs).toBeUndefined();
    const timer = loop.at(5, () => undefined);
    loop.at(9, () => undefined);
    expect(loop.nextMs).toBe(5);
    timer.cancel();
    expect(loop.nextMs).toBe(9);
  });

  test('hands routine on to what routine plans, unless that says otherwise', () => {
    const loop = loopAt();
    const seen: boolean[] = [];
    const look = (): void => void seen.push(loop.isRoutine);
    loop.after(
      1,
      () => {
        look();
        loop.after(1, look);
        loop.after(2, look, { isRoutine: false });
      },
      { isRoutine: true },
    );
    expect(loop.foregroundPending).toBe(0);
    loop.runTo(10);
    expect(seen).toEqual([true, true, false]);
    expect(loop.isRoutine).toBe(false);
  });

  test('goes on after an action that failed', () => {
    const loop = loopAt();
    const done: string[] = [];
    loop.after(1, () => {
      throw new Error('defect');
    });
    loop.after(2, () => done.push('next'));
    expect(() => loop.runTo(10)).toThrow('defect');
    loop.runTo(10);
    expect(done).toEqual(['next']);
  });

  test('orders any plan as a stable sort would, whatever is cancelled', () => {
    const plan = fc.array(fc.record({ time: fc.nat(50), isCancelled: fc.boolean() }), { maxLength: 300 });
    fc.assert(
      fc.property(plan, (entries) => {
        const loop = loopAt();
        const done: number[] = [];
        const timers = entries.map(({ time }, index) => loop.at(time, () => done.push(index)));
        entries.forEach(({ isCancelled }, index) => {
          if (isCancelled) timers[index]?.cancel();
        });
        loop.runTo(100);
        const expected = entries
          .map(({ time, isCancelled }, index) => ({ time, isCancelled, index }))
          .filter(({ isCancelled }) => !isCancelled)
          .sort((left, right) => left.time - right.time || left.index - right.index);
        expect(done).toEqual(expected.map(({ index }) => index));
        expect(loop.foregroundPending).toBe(0);
      }),
    );
  });
});
