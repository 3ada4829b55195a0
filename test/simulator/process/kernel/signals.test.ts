import type { Process, Program, Signal, SystemError } from '../../../../src/simulator/process';
import { startProgramContainer } from '../../../support/program-container';

const sleeper: Program = function* (process) {
  yield* process.sleep(Infinity);
  return 0;
};

/** Counts, a line every 10 ms. */
const counter: Program = function* (process) {
  for (let count = 1; ; count += 1) {
    yield* process.print(`${count} `);
    yield* process.sleep(10);
  }
};

test.each<{ signal: Signal; code: number | undefined }>([
  { signal: 'TERM', code: undefined },
  { signal: 'INT', code: undefined },
  { signal: 'KILL', code: 137 },
])('process 1 that handles nothing hears only KILL: $signal', ({ signal, code }) => {
  const container = startProgramContainer({ main: sleeper });
  container.pass(0);
  container.signal(signal);
  expect(container.end()?.code).toBe(code);
});

test('process 1 cannot be killed from within', () => {
  const container = startProgramContainer({
    main: sleeper,
    programs: {
      *attack(process) {
        process.kill(1, 'KILL');
        yield* process.print('sent');
        return 0;
      },
    },
  });
  container.pass(0);
  container.exec({ argv: ['attack'] });
  container.pass(0);
  expect(container.processes().map(({ pid }) => pid)).toEqual([1]);
});

test('a handler runs beside the program, which may end in its own time', () => {
  const container = startProgramContainer({
    *main(process) {
      process.onSignal('TERM', function* () {
        yield* process.print('bye ');
        yield* process.sleep(200);
        process.exit(0);
      });
      yield* process.print('hi ');
      yield* process.sleep(Infinity);
      return 1;
    },
  });
  container.pass(0);
  container.signal('TERM');
  container.pass(199);
  expect([container.stdout(), container.end()]).toEqual(['hi bye ', undefined]);
  container.pass(1);
  expect(container.end()).toEqual({ code: 0, isOutOfMemory: false });
});

test.each<{ signal: Signal; code: number | undefined }>([
  { signal: 'TERM', code: 143 },
  { signal: 'INT', code: 130 },
  { signal: 'HUP', code: 129 },
  { signal: 'QUIT', code: 131 },
  { signal: 'KILL', code: 137 },
  { signal: 'USR1', code: 138 },
  { signal: 'USR2', code: 140 },
  { signal: 'PIPE', code: 141 },
  { signal: 'ALRM', code: 142 },
  { signal: 'CHLD', code: undefined },
  { signal: 'WINCH', code: undefined },
  { signal: 'CONT', code: undefined },
])('what $signal does to a process that does not handle it', ({ signal, code }) => {
  const container = startProgramContainer({ main: sleeper, programs: { sleeper } });
  const child = container.exec({ argv: ['sleeper'] });
  container.pass(0);
  child.signal(signal);
  expect(child.exit).toEqual(code === undefined ? undefined : { code, signal });
});

test('a stopped process stands still until it is continued, but for KILL', () => {
  const container = startProgramContainer({ main: sleeper, programs: { counter } });
  const child = container.exec({ argv: ['counter'], streams: new Map() });
  container.pass(0);
  child.signal('STOP');
  container.pass(100);
  expect(container.processes()[1]).toMatchObject({ state: 'T' });
  child.signal('TERM');
  expect(child.exit).toBeUndefined();
  child.signal('CONT');
  expect(child.exit).toEqual({ code: 143, signal: 'TERM' });
});

test('a stopped process takes no processor time', () => {
  const container = startProgramContainer({
    main: sleeper,
    programs: {
      *busy(process) {
        yield* process.compute(100);
        return 0;
      },
    },
  });
  const child = container.exec({ argv: ['busy'] });
  container.pass(40);
  child.signal('STOP');
  expect(container.usage().cpuCores).toBe(0);
  container.pass(1000);
  expect(container.processes()[1]).toMatchObject({ state: 'T', cpuMs: 40 });
  child.signal('CONT');
  container.pass(59);
  expect(child.exit).toBeUndefined();
  container.pass(1);
  expect(child.exit).toEqual({ code: 0 });
});

test('a parent hears CHLD when a child ends, and a child ignores what its parent ignores', () => {
  const container = startProgramContainer({
    *main(process) {
      process.onSignal('CHLD', function* () {
        yield* process.print('child ended ');
      });
      process.onSignal('TERM', 'ignore');
      const child = process.spawn({ argv: ['nap'] });
      process.onSignal('TERM', 'default');
      yield* process.sleep(1);
      child.signal('TERM');
      yield* process.print(`${(yield* child.wait()).code} `);
      return 0;
    },
    programs: {
      *nap(process) {
        yield* process.sleep(5);
        return 9;
      },
    },
  });
  container.pass(5);
  expect(container.stdout()).toBe('child ended 9 ');
});

describe('kill', () => {
  /** Who is left after `kill(pid, 'TERM')` in a container with two groups of two sleepers each: 2 and 3, 4 and 5. */
  function killed(pid: number, uid = 0): string {
    const container = startProgramContainer({
      main: sleeper,
      programs: {
        *pair(process) {
          process.spawn({ argv: ['sleeper'] });
          yield* process.sleep(Infinity);
          return 0;
        },
        *kill(process) {
          try {
            process.kill(pid, 'TERM');
          } catch (error) {
            yield* process.print((error as SystemError).code);
          }
          return 0;
        },
        sleeper,
      },
    });
    container.exec({ argv: ['pair'] });
    container.pass(0);
    container.exec({ argv: ['pair'] });
    container.pass(0);
    container.exec({ argv: ['kill'], uid, streams: new Map() });
    container.pass(0);
    const alive = container.processes().filter(({ state }) => state !== 'Z');
    return alive.map((info) => String(info.pid)).join(' ');
  }

  test.each([
    { what: 'a process', pid: 3, left: '1 2 4 5' },
    { what: 'a group', pid: -2, left: '1 4 5' },
    { what: 'its own group', pid: 0, left: '1 2 3 4 5' },
    { what: 'all but itself and process 1', pid: -1, left: '1' },
    { what: 'nobody', pid: 99, left: '1 2 3 4 5' },
  ])('reaches $what', ({ pid, left }) => {
    expect(killed(pid)).toBe(left);
  });

  test('is refused to others than the user and root', () => {
    expect(killed(3, 1000)).toBe('1 2 3 4 5');
  });

  test('tells whether there is such a process', () => {
    const container = startProgramContainer({
      *main(process: Process) {
        process.kill(77, 'TERM');
        yield* process.print('');
        return 0;
      },
    });
    container.pass(0);
    expect(container.stderr()).toBe('main: No such process\n');
  });
});
