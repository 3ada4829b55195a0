import { type Coroutine, type Process, type Program, SystemError } from '../../../../src/simulator/process';
import { startProgramContainer } from '../../../support/program-container';

/** A program that only waits. */
const sleeper: Program = function* (process) {
  yield* process.sleep(Infinity);
  return 0;
};

test('a program prints, sleeps and ends with its code', () => {
  const container = startProgramContainer({
    *main(process) {
      yield* process.print('begin\n');
      yield* process.sleep(1500);
      yield* process.print('end\n');
      return 3;
    },
  });
  expect(container.stdout()).toBe('');
  container.pass(1499);
  expect([container.stdout(), container.end()]).toEqual(['begin\n', undefined]);
  container.pass(1);
  expect([container.stdout(), container.end()]).toEqual(['begin\nend\n', { code: 3, isOutOfMemory: false }]);
  expect(container.main.exit).toEqual({ code: 3 });
  expect(container.processes()).toEqual([]);
  expect(container.loop.nextMs).toBeUndefined();
});

test('sleeping programs do not keep a cluster from coming to rest', () => {
  const container = startProgramContainer({ main: sleeper, programs: {} });
  expect(container.loop.foregroundPending).toBe(1);
  container.pass(0);
  expect(container.loop.foregroundPending).toBe(0);
});

test('a child inherits environment, directory and streams, and its parent hears of its end', () => {
  const container = startProgramContainer({
    layer: { '/data': { type: 'directory' } },
    *main(process) {
      process.changeDirectory('/data');
      process.env.set('COLOR', 'blue');
      const child = process.spawn({ argv: ['child', 'x'] });
      process.env.set('COLOR', 'red');
      const { code } = yield* child.wait();
      yield* process.print(`child ${child.pid} ended with ${code}\n`);
      return 0;
    },
    programs: {
      *child(process) {
        const { argv, env, files, pid, parent } = process;
        yield* process.print(`${argv.join(' ')} ${env.get('COLOR')} ${files.directory} ${pid} of ${parent}\n`);
        return 7;
      },
    },
  });
  container.pass(0);
  expect(container.stdout()).toBe('child x blue /data 2 of 1\nchild 2 ended with 7\n');
});

test('a parent waits for whichever child ends next, and for none when it has none', () => {
  const container = startProgramContainer({
    *main(process) {
      for (const ms of ['30', '10', '20']) process.spawn({ argv: ['nap', ms] });
      for (let count = 0; count < 3; count += 1) {
        const { pid, exit } = yield* process.waitForChild();
        yield* process.print(`${pid}:${exit.code} `);
      }
      try {
        yield* process.waitForChild();
      } catch (error) {
        yield* process.print((error as SystemError).code);
      }
      return 0;
    },
    programs: {
      *nap(process) {
        yield* process.sleep(Number(process.argv[1]));
        return Number(process.argv[1]);
      },
    },
  });
  container.pass(30);
  expect(container.stdout()).toBe('3:10 4:20 2:30 ECHILD');
});

test('an ended child is a zombie until somebody waits for it; orphans go to process 1', () => {
  const container = startProgramContainer({
    *main(process) {
      const parent = process.spawn({ argv: ['parent'] });
      yield* process.sleep(10);
      yield* process.print(tableOf(process));
      yield* parent.wait();
      yield* process.print(tableOf(process));
      return 0;
    },
    programs: {
      *parent(process) {
        process.spawn({ argv: ['quick'] });
        process.spawn({ argv: ['slow'] });
        yield* process.sleep(20);
        return 0;
      },
      // eslint-disable-next-line require-yield -- It has nothing to wait for.
      *quick() {
        return 0;
      },
      slow: sleeper,
    },
  });
  container.pass(20);
  expect(container.stdout()).toBe(
    '1<0 R main|2<1 S parent|3<2 Z quick|4<2 S slow\n1<0 R main|3<1 Z quick|4<1 S slow\n',
  );
  expect(container.end()?.code).toBe(0);
});

/** The process table in one line. */
function tableOf(process: Process): string {
  const lines = process.processes().map(({ pid, parent, state, argv }) => `${pid}<${parent} ${state} ${argv[0]}`);
  return `${lines.join('|')}\n`;
}

test('all processes of a container end with process 1', () => {
  const container = startProgramContainer({
    *main(process) {
      process.spawn({ argv: ['sleeper'] });
      yield* process.sleep(5);
      return 0;
    },
    programs: { sleeper },
  });
  container.pass(0);
  const execd = container.exec({ argv: ['sleeper'] });
  container.pass(5);
  expect(execd.exit).toEqual({ code: 137, signal: 'KILL' });
  expect(container.processes()).toEqual([]);
  expect(container.loop.nextMs).toBeUndefined();
});

test('a process that was started from outside has no parent, and is forgotten when it ends', () => {
  const container = startProgramContainer({
    main: sleeper,
    programs: {
      *who(process) {
        yield* process.print(`${process.pid} of ${process.parent}`);
        return 4;
      },
    },
  });
  const execd = container.exec({ argv: ['/bin/who'] });
  container.pass(0);
  expect(execd.exit).toEqual({ code: 4 });
  expect(container.processes().map(({ pid }) => pid)).toEqual([1]);
});

test.each<{ what: string; thrown: unknown; text: string }>([
  {
    what: 'a missing file',
    thrown: new SystemError('ENOENT', 'notes'),
    text: 'main: notes: No such file or directory\n',
  },
  { what: 'a broken pipe', thrown: new SystemError('EPIPE'), text: 'main: Broken pipe\n' },
  { what: 'anything else', thrown: new RangeError('too large'), text: 'main: too large\n' },
])('a program that throws ends with code 1 and says why: $what', ({ thrown, text }) => {
  const container = startProgramContainer({
    argv: ['/bin/main'],
    // eslint-disable-next-line require-yield -- It has nothing to wait for.
    *main() {
      throw thrown;
    },
  });
  container.pass(0);
  expect([container.end()?.code, container.stderr()]).toEqual([1, text]);
});

test('threads end with their process, and one that throws ends it', () => {
  const container = startProgramContainer({
    *main(process) {
      const count = function* (): Coroutine<void> {
        for (;;) {
          yield* process.print('.');
          yield* process.sleep(10);
        }
      };
      const fail = function* (): Coroutine<void> {
        yield* process.sleep(25);
        throw new Error('thread failed');
      };
      process.start(count());
      process.start(fail());
      yield* process.sleep(Infinity);
      return 0;
    },
  });
  container.pass(100);
  expect([container.stdout(), container.stderr(), container.end()?.code]).toEqual(['...', 'main: thread failed\n', 1]);
  expect(container.loop.nextMs).toBeUndefined();
});

test('exit ends a process wherever it is called, and nothing it catches keeps it alive', () => {
  const container = startProgramContainer({
    *main(process) {
      const helper = function* (): Coroutine<void> {
        yield* process.sleep(1);
        process.exit(5);
      };
      process.start(helper());
      try {
        yield* process.sleep(Infinity);
      } finally {
        // Whoever is ended may clean up.
        process.files.write('/tmp-done', 'yes');
      }
      return 0;
    },
  });
  container.pass(1);
  expect(container.end()?.code).toBe(5);
});

test('a program may not swallow its own exit', () => {
  const container = startProgramContainer({
    *main(process) {
      try {
        process.exit(6);
      } catch {
        yield* process.print('still here');
      }
      return 0;
    },
  });
  container.pass(0);
  expect([container.stdout(), container.end()?.code]).toEqual(['', 6]);
});

test('losing the machine ends all without a word', () => {
  const container = startProgramContainer({ main: sleeper });
  container.pass(0);
  container.discard();
  expect([container.end(), container.processes(), container.loop.nextMs]).toEqual([undefined, [], undefined]);
});
