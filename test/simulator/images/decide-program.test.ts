import {
  commandTime,
  decideProgram,
  decideScript,
  type ProgramPlan,
  type ProgramRequest,
} from '../../../src/simulator/images';

const BUSYBOX = 'docker.io/library/busybox';
const KUARD = 'gcr.io/kuar-demo/kuard-amd64';
const STRESS = 'docker.io/polinux/stress';

const planOf = (request: Partial<ProgramRequest>): ProgramPlan => {
  const plan = decideProgram({ repository: BUSYBOX, hasInput: false, ...request });
  if ('message' in plan) throw new Error(plan.message);
  return plan;
};

/** How a program ends: `2 after 50 ms`, or `never`. */
const endOf = (request: Partial<ProgramRequest>): string => {
  const { exit } = planOf(request);
  return exit === undefined ? 'never' : `${exit.exitCode} after ${exit.afterMs} ms`;
};

test.each<[string, Partial<ProgramRequest>, string]>([
  ['a shell without a terminal', {}, '0 after 50 ms'],
  ['a shell that somebody may type to', { hasInput: true }, 'never'],
  ['sleep', { command: ['sleep', '30'] }, '0 after 30000 ms'],
  ['sleep for ever', { command: ['sleep', 'infinity'] }, 'never'],
  ['sleep as arguments', { args: ['sleep', '1m'] }, '0 after 60000 ms'],
  ['true', { command: ['true'] }, '0 after 50 ms'],
  ['false', { command: ['false'] }, '1 after 50 ms'],
  ['echo', { command: ['/bin/echo', 'hello'] }, '0 after 50 ms'],
  ['exit', { command: ['sh', '-c', 'exit 3'] }, '3 after 50 ms'],
  ['a sequence', { command: ['sh', '-c', 'echo begin; sleep 2 && exit 4'] }, '4 after 2050 ms'],
  ['a loop', { command: ['sh', '-c', 'while true; do date; sleep 1; done'] }, 'never'],
  ['a server in a shell', { repository: 'docker.io/a/b', command: ['sh', '-c', 'serve --all'] }, 'never'],
  [
    'pi',
    { repository: 'docker.io/library/perl', command: ['perl', '-Mbignum=bpi', '-wle', 'print bpi(2000)'] },
    '0 after 5000 ms',
  ],
  [
    'migrations',
    { repository: 'docker.io/a/b', command: ['sh', '-c', 'app -run-migrations -db-host=db'] },
    '0 after 2000 ms',
  ],
  ['a server that may migrate', { repository: 'docker.io/a/b', command: ['sh', '-c', 'app -mode=backend'] }, 'never'],
  ['kuard', { repository: KUARD }, 'never'],
  [
    'kuard that makes keys',
    {
      repository: KUARD,
      command: ['/kuard'],
      args: ['--keygen-enable', '--keygen-exit-on-complete', '--keygen-num-to-gen=10'],
    },
    '0 after 10000 ms',
  ],
  ['what nobody knows', { repository: 'docker.io/a/b' }, 'never'],
])('%s ends when it should', (_name, request, end) => {
  expect(endOf(request)).toBe(end);
});

test.each([
  [KUARD, undefined, ['--keygen-enable'], 'exec: "--keygen-enable": executable file not found in $PATH'],
  [BUSYBOX, ['nosuch'], undefined, 'exec: "nosuch": executable file not found in $PATH'],
  ['docker.io/a/b', ['-x/y'], undefined, 'exec: "-x/y": stat -x/y: no such file or directory'],
])('%s cannot start %j %j', (repository, command, args, reason) => {
  const plan = decideProgram({
    repository,
    hasInput: false,
    ...(command === undefined ? {} : { command }),
    ...(args === undefined ? {} : { args }),
  });
  expect(plan).toEqual({
    message:
      'failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: ' +
      `unable to start container process: error during container init: ${reason}`,
  });
});

test.each<[string, readonly string[], number, number]>([
  ['memory', ['--vm', '1', '--vm-bytes', '250M', '--vm-hang', '1'], 250, 0.1],
  ['memory of two workers', ['-m', '2', '--vm-bytes=1g'], 2048, 2],
  ['processors', ['--cpu', '2'], 0, 2],
  ['the Go program', ['-mem-total', '150Mi', '-cpus', '1'], 150, 1],
])('stress takes %s as its flags say', (_name, args, mebibytes, cpuCores) => {
  const plan = planOf({ repository: STRESS, args });
  expect(Math.floor(plan.memoryBytes / 2 ** 20)).toBe(mebibytes + 1);
  expect(plan.cpuCores).toBe(cpuCores);
});

test.each<[string, readonly string[], string]>([
  ['a shell that sleeps', ['sh', '-c', 'sleep 100'], 'ignores'],
  ['sleep', ['sleep', '100'], 'ignores'],
  ['a shell with a trap', ['sh', '-c', 'trap "exit 0" TERM; while true; do sleep 1; done'], '0 after 50 ms'],
])('%s as process 1 answers SIGTERM as it would', (_name, command, answer) => {
  const { onTerminate } = planOf({ command });
  expect(onTerminate === 'ignores' ? onTerminate : `${onTerminate.exitCode} after ${onTerminate.afterMs} ms`).toBe(
    answer,
  );
});

test('a server ends within 300 ms of SIGTERM', () => {
  for (const repository of ['docker.io/a/b', 'docker.io/c/d', 'docker.io/e/f', KUARD]) {
    const { onTerminate } = planOf({ repository });
    expect(onTerminate).toMatchObject({ exitCode: 0 });
    expect((onTerminate as { afterMs: number }).afterMs).toBeLessThanOrEqual(300);
  }
});

test.each([
  ['', { afterMs: 0, exitCode: 0 }],
  ['false || exit 7', { afterMs: 0, exitCode: 7 }],
  ['true || exit 7', { afterMs: 0, exitCode: 0 }],
  ['false && exit 7', { afterMs: 0, exitCode: 1 }],
  ['sleep 1\nsleep 2', { afterMs: 3000, exitCode: 0 }],
  ['echo hi > /tmp/x 2>&1; exit 256', { afterMs: 0, exitCode: 0 }],
  ['A=1 B=2 exec serve -p 80', { afterMs: 0, program: ['serve', '-p', '80'] }],
  ['for i in 1 2; do echo $i; done', { afterMs: 0 }],
])('the script %j comes to %j', (script, outcome) => {
  expect(decideScript(script)).toEqual(outcome);
});

test.each([
  [['true'], { afterMs: 50, exitCode: 0 }],
  [['sh', '-c', 'exit 1'], { afterMs: 50, exitCode: 1 }],
  [['redis-cli', 'ping'], { afterMs: 50, exitCode: 0 }],
  [['sleep', 'infinity'], undefined],
])('inside a container %j takes %j', (command, time) => {
  expect(commandTime(command, 'docker.io/a/b')).toEqual(time);
});
