import fc from 'fast-check';
import { OrderedPods } from '../../../src/simulator/scheduler/queue/ordered-pods';
import { SchedulingQueue, type QueuedPod } from '../../../src/simulator/scheduler/queue/scheduling-queue';
import { pod } from './sample-snapshot';

const FIT = new Set(['NodeResourcesFit']);

function popped(queue: SchedulingQueue): string[] {
  const names: string[] = [];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) names.push(next.info.name);
  return names;
}

/** A queue with one Pod that has just been tried. */
function tried(): { readonly queue: SchedulingQueue; readonly queued: QueuedPod } {
  const queue = new SchedulingQueue();
  queue.add(pod('web'), 0);
  const queued = queue.pop();
  if (queued === undefined) throw new Error('nothing to try');
  return { queue, queued };
}

test('the more urgent Pod goes first, then who came first', () => {
  const queue = new SchedulingQueue();
  queue.add(pod('late'), 2);
  queue.add(pod('early'), 1);
  queue.add(pod('same'), 1);
  queue.add(pod('urgent', { priority: 10 }), 3);
  expect(popped(queue)).toEqual(['urgent', 'early', 'same', 'late']);
});

test('a Pod that is deleted is not tried', () => {
  const queue = new SchedulingQueue();
  queue.add(pod('a'), 0);
  queue.add(pod('b'), 0);
  queue.delete('a');
  expect(popped(queue)).toEqual(['b']);
});

test('a gated Pod waits until its last gate is gone', () => {
  const queue = new SchedulingQueue();
  queue.add(pod('gated', { spec: { schedulingGates: [{ name: 'hold' }] } }), 0);
  expect(queue.hasActive).toBe(false);
  const queued = queue.find('gated') as QueuedPod;
  queue.update(queued, pod('gated', { spec: { schedulingGates: [{ name: 'other' }] } }));
  expect(queue.hasActive).toBe(false);
  queue.update(queued, pod('gated'));
  expect(popped(queue)).toEqual(['gated']);
});

test('a rejected Pod waits for a change that one of its plugins cares about', () => {
  const { queue, queued } = tried();
  queue.reject(queued, FIT, 0);
  queue.wake(['NodePorts'], () => true, 5000);
  expect(queue.hasActive).toBe(false);
  queue.wake(['NodeResourcesFit'], () => false, 5000);
  expect(queue.hasActive).toBe(false);
  queue.wake(['NodeResourcesFit'], () => true, 5000);
  expect(popped(queue)).toEqual(['web']);
});

test.each([
  { rejections: 1, backoffMs: 1000 },
  { rejections: 2, backoffMs: 2000 },
  { rejections: 3, backoffMs: 4000 },
  { rejections: 4, backoffMs: 8000 },
  { rejections: 5, backoffMs: 10_000 },
  { rejections: 9, backoffMs: 10_000 },
])('rests for $backoffMs ms after rejection $rejections', ({ rejections, backoffMs }) => {
  const { queue, queued } = tried();
  let nowMs = 0;
  for (let count = 1; count < rejections; count += 1) {
    queue.reject(queued, FIT, nowMs);
    nowMs += 20_000;
    queue.revive(queued, nowMs);
    expect(queue.pop()).toBe(queued);
  }
  queue.reject(queued, FIT, nowMs);
  queue.revive(queued, nowMs + 1);
  queue.flush(nowMs + backoffMs - 1);
  expect(queue.hasActive).toBe(false);
  expect(queue.hasResting).toBe(true);
  queue.flush(nowMs + backoffMs);
  expect(popped(queue)).toEqual(['web']);
});

test('a resting Pod can be tried when there is nothing else to do, one whose try failed cannot', () => {
  const { queue, queued } = tried();
  queue.reject(queued, FIT, 0);
  queue.revive(queued, 1);
  expect(queue.popResting()).toBe(queued);
  queue.retry(queued, 2);
  expect(queue.popResting()).toBeUndefined();
  expect(queue.nextRetryMs).toBe(1002);
  queue.flush(1002);
  expect(popped(queue)).toEqual(['web']);
});

test('a rejected Pod is tried again after five minutes', () => {
  const { queue, queued } = tried();
  queue.reject(queued, FIT, 0);
  expect(queue.nextFlushMs).toBe(300_000);
  queue.flush(299_999);
  expect(queue.hasActive).toBe(false);
  queue.flush(300_000);
  expect(popped(queue)).toEqual(['web']);
});

test('what waits in an order comes out sorted, without what has left', () => {
  const entries = fc.array(fc.record({ value: fc.nat(20), leaves: fc.boolean() }));
  fc.assert(
    fc.property(entries, (added) => {
      const ordered = new OrderedPods<readonly [number, number]>(([a, i], [b, j]) => (a === b ? i < j : a < b));
      added.forEach(({ value, leaves }, index) => {
        const ticket = ordered.add([value, index]);
        if (leaves) ticket.isValid = false;
      });
      const out: number[] = [];
      for (let next = ordered.pop(); next !== undefined; next = ordered.pop()) out.push(next[0]);
      const stayed = added.filter(({ leaves }) => !leaves).map(({ value }) => value);
      expect(out).toEqual(stayed.sort((left, right) => left - right));
    }),
  );
});
