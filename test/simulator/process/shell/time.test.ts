import { runScript, startShell } from '../../../support/shell-container';

/** What a script of some minutes writes to stderr. */
function err(script: string, dialect: 'bash' | 'dash' | 'busybox' = 'bash'): string {
  const container = startShell({ dialect, argv: [dialect === 'busybox' ? 'sh' : dialect, '-c', script] });
  container.pass(300_000);
  return container.stderr();
}

describe('time', () => {
  test.each([
    ['a command', 'time sleep 1.5', '\nreal\t0m1.500s\nuser\t0m0.000s\nsys\t0m0.000s\n'],
    ['more than a minute', 'time sleep 75', '\nreal\t1m15.000s\nuser\t0m0.000s\nsys\t0m0.000s\n'],
    [
      'a pipeline, which takes as long as its longest part',
      'time -p sleep 1 | sleep 2',
      'real 2.00\nuser 0.00\nsys 0.00\n',
    ],
    ['a group', 'time -p { sleep 1; sleep 2; }', 'real 3.00\nuser 0.00\nsys 0.00\n'],
    ['a subshell', 'time -p (sleep 1; sleep 2)', 'real 3.00\nuser 0.00\nsys 0.00\n'],
    ['a loop', 'time -p for n in 1 2 3; do sleep 1; done', 'real 3.00\nuser 0.00\nsys 0.00\n'],
    ['a function', 'f() { sleep 2; }; time -p f', 'real 2.00\nuser 0.00\nsys 0.00\n'],
    ['nothing', 'time -p', 'real 0.00\nuser 0.00\nsys 0.00\n'],
    ['what TIMEFORMAT says', "TIMEFORMAT='%R %1lR %0U %P%% %%'; time sleep 90.25", '90.250 1m30.2s 0 0.00% %\n'],
    ['nothing with an empty TIMEFORMAT', 'TIMEFORMAT=; time sleep 1', ''],
  ])('tells of %s', (_what, script, said) => {
    expect(err(script)).toBe(said);
  });

  test('has the code of what it measures, and lets ! turn it', () => {
    const codes = runScript(
      'bash',
      'time false; echo $?; ! time false; echo $?; time ! true; echo $?; time (exit 7); echo $?',
    );
    expect(codes.out).toBe('1\n0\n1\n7\n');
  });

  test('writes to the stderr of the shell, not to that of the command', () => {
    expect(err('time -p sleep 1 2>/dev/null')).toBe('real 1.00\nuser 0.00\nsys 0.00\n');
    expect(runScript('bash', '{ time -p sleep 1; } 2>&1 | head -1')).toMatchObject({ out: 'real 1.00\n', err: '' });
  });

  test('is the last that a shell does, and measured all the same', () => {
    expect(runScript('bash', 'time -p exec sleep 1').code).toBe(0);
    expect(err('bash -c "time -p sleep 1"')).toBe('real 1.00\nuser 0.00\nsys 0.00\n');
  });

  test('counts the processor that commands take', () => {
    const [, user = ''] = /^user (.*)$/m.exec(err('time -p timeout 3 sh -c "while :; do :; done"')) ?? [];
    expect(Number(user)).toBeGreaterThan(0);
  });

  test('is a keyword of bash, a program of busybox, and nothing in a plain dash', () => {
    expect(runScript('bash', 'type time').out).toBe('time is a shell keyword\n');
    expect(err('time sleep 1', 'busybox')).toBe('real\t0m 1.00s\nuser\t0m 0.00s\nsys\t0m 0.00s\n');
    expect(err('time -p sleep 1', 'busybox')).toBe('real 1.00\nuser 0.00\nsys 0.00\n');
    expect(err('time sleep 1', 'dash')).toContain('time: not found');
    expect(runScript('bash', 'echo time; "time" 2>/dev/null; echo $?').out).toBe('time\n127\n');
  });
});
