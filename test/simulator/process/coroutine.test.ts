import { type Coroutine, runTask, type Task, waitFor, WaitList } from '../../../src/simulator/process';

/** Notes `name` whenever it is woken. */
function* listener(name: string, list: WaitList, log: string[], then: () => void = () => undefined): Coroutine<void> {
  for (;;) {
    yield* waitFor(list.change);
    log.push(`${name} begins`);
    then();
    log.push(`${name} waits`);
  }
}

test('no task runs amid the step of another', () => {
  const [first, second] = [new WaitList(), new WaitList()];
  const log: string[] = [];
  runTask(listener('first', first, log, () => second.wakeAll()));
  runTask(listener('second', second, log));
  first.wakeAll();
  expect(log).toEqual(['first begins', 'first waits', 'second begins', 'second waits']);
});

test('a task that is cancelled before it could go on does not', () => {
  const list = new WaitList();
  const log: string[] = [];
  const tasks: Task[] = [];
  runTask(listener('first', list, log, () => tasks[0]?.cancel()));
  tasks.push(runTask(listener('second', list, log)));
  list.wakeAll();
  expect(log).toEqual(['first begins', 'first waits']);
});

test('a task that cancels itself ends where it would wait next, and cleans up', () => {
  const log: string[] = [];
  const list = new WaitList();
  const tasks: Task[] = [];
  const task = runTask(
    (function* (): Coroutine<void> {
      try {
        yield* waitFor(list.change);
        tasks[0]?.cancel();
        log.push('goes on');
        yield* waitFor(list.change);
        log.push('never');
      } finally {
        log.push('cleans up');
      }
    })(),
    () => log.push('ended'),
  );
  tasks.push(task);
  list.wakeAll();
  list.wakeAll();
  expect([log, task.isOver, list.isEmpty]).toEqual([['goes on', 'cleans up'], true, true]);
});

test('what one task throws reaches whoever woke it, and keeps no other from going on', () => {
  const list = new WaitList();
  const log: string[] = [];
  runTask(
    listener('first', list, log, () => {
      throw new Error('failed');
    }),
  );
  const waker = new WaitList();
  runTask(listener('waker', waker, log, () => list.wakeAll()));
  runTask(listener('second', list, log));
  expect(() => waker.wakeAll()).toThrow('failed');
  expect(log).toEqual(['waker begins', 'waker waits', 'first begins', 'second begins', 'second waits']);
});

test('waits that are over at once do not deepen the stack', () => {
  let count = 0;
  runTask(
    (function* (): Coroutine<void> {
      const now = { begin: (resume: (value: undefined) => void) => (resume(undefined), () => undefined) };
      for (; count < 200_000; count += 1) yield* waitFor(now);
    })(),
  );
  expect(count).toBe(200_000);
});
