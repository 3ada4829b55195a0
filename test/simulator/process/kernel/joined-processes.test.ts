import { type Program, waitForEver } from '../../../../src/simulator/process';
import { startProgramContainer } from '../../../support/program-container';

const wait: Program = () => waitForEver();

/** A container, and one that has joined its processes. */
function joined(main: Program, programs: Readonly<Record<string, Program>> = {}) {
  const target = startProgramContainer({ main: wait, programs, env: () => new Map([['NAME', 'target']]) });
  const debug = startProgramContainer({ main, programs, loop: target.loop, table: target.table });
  target.pass(1);
  return { target, debug };
}

const signal = (pid: number): Program =>
  function* (process) {
    yield* process.sleep(10);
    process.kill(pid, 'KILL');
    return yield* waitForEver();
  };

test('each sees the processes of the other, and counts only its own', () => {
  const { target, debug } = joined(function* (process) {
    yield* process.print(
      process
        .processes()
        .map(({ pid, argv }) => `${pid} ${argv.join(' ')}\n`)
        .join(''),
    );
    return yield* waitForEver();
  });
  expect(debug.stdout()).toBe('1 main\n2 main\n');
  expect([target, debug].map((container) => container.processes().map(({ pid }) => pid))).toEqual([[1], [2]]);
  expect(target.usage().memoryBytes).toBe(debug.usage().memoryBytes);
});

test('the environment of a process is seen with it', () => {
  const { debug } = joined(wait);
  expect([1, 2, 3].map((pid) => debug.table.environmentOf(pid)?.get('NAME'))).toEqual(['target', undefined, undefined]);
});

test('whoever joins is not process 1: it hears every signal', () => {
  const { target, debug } = joined(wait);
  debug.signal('TERM');
  target.signal('TERM');
  expect([target.end(), debug.end()]).toEqual([undefined, { code: 143, signal: 'TERM', isOutOfMemory: false }]);
});

test('process 1 is not killed from within, by whichever container', () => {
  const { target } = joined(signal(1));
  target.pass(100);
  expect(target.end()).toBeUndefined();
});

test('when one that has joined ends, its other processes end, and no others', () => {
  const { target, debug } = joined(
    function* (process) {
      process.spawn({ argv: ['other'] });
      yield* process.sleep(10);
      return 3;
    },
    { other: wait },
  );
  expect(target.table.list().map(({ pid }) => pid)).toEqual([1, 2, 3]);
  target.pass(100);
  expect([target.end(), debug.end()?.code]).toEqual([undefined, 3]);
  expect(target.table.list().map(({ pid }) => pid)).toEqual([1]);
});

test('with process 1 everybody ends', () => {
  const { target, debug } = joined(wait);
  target.signal('KILL');
  expect([target.end()?.code, debug.end()?.code]).toEqual([137, 137]);
  expect(() => debug.exec({ argv: ['main'] })).toThrow('No such process');
});

test('without power both are gone, and nobody is told', () => {
  const { target, debug } = joined(wait);
  target.discard();
  debug.discard();
  expect([target.end(), debug.end(), target.table.list()]).toEqual([undefined, undefined, []]);
});

test('children of a process that has ended are those of process 1, which hears of their ends', () => {
  const heard: number[] = [];
  const first: Program = function* (process) {
    for (;;) {
      yield* process.sleep(20);
      if (process.processes().some(({ state }) => state === 'Z')) heard.push((yield* process.waitForChild()).pid);
    }
  };
  const programs: Record<string, Program> = {
    *brief(process) {
      yield* process.sleep(30);
      return 0;
    },
    *parent(process) {
      process.spawn({ argv: ['brief'] });
      yield* process.sleep(5);
      return 0;
    },
  };
  const target = startProgramContainer({ main: first, programs });
  startProgramContainer({
    programs,
    loop: target.loop,
    table: target.table,
    *main(process) {
      yield* process.spawn({ argv: ['parent'] }).wait();
      return yield* waitForEver();
    },
  });
  target.pass(200);
  expect(heard).toEqual([4]);
});
