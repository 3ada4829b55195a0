import { runScript, startShell } from '../../../support/shell-container';

const sh = (script: string) => startShell({ dialect: 'busybox', argv: ['sh', '-c', script] });

test('a loop of builtins takes processor time, and time goes on', () => {
  const container = sh('while true; do :; done');
  container.pass(5000);
  const [own] = container.processes();
  expect(own?.cpuMs).toBeGreaterThan(4000);
});

test('a loop that only starts programs does not stop time either', () => {
  const container = sh('i=0; while true; do i=$((i+1)); date > /tmp/last; echo $i >> /tmp/counts; done');
  container.pass(1000);
  expect(container.end()).toBeUndefined();
  expect(container.files.readText('/tmp/counts').split('\n').length).toBeGreaterThan(10);
});

test('the shell becomes the last program of -c, as the number and the name of process 1 show', () => {
  const container = sh('cd /tmp && exec sleep 100');
  container.pass(1000);
  expect(container.processes().map(({ pid, argv }) => [pid, argv.join(' ')])).toEqual([[1, 'sleep 100']]);
  const plain = sh('echo hi && sleep 100000');
  plain.pass(1000);
  expect(plain.processes().map(({ argv }) => argv.join(' '))).toEqual(['sleep 100000']);
});

test('with a trap it stays, and runs the trap when the program is over', () => {
  const container = sh("trap 'echo stopped; exit 7' TERM; while true; do sleep 1; done");
  container.pass(2500);
  container.signal('TERM');
  container.pass(100);
  expect(container.end()).toBeUndefined();
  container.pass(1000);
  expect(container.stdout()).toBe('stopped\n');
  expect(container.end()?.code).toBe(7);
});

test('wait hears a signal at once', () => {
  const container = sh("trap 'echo bye; exit 0' TERM; sleep 1000 & wait");
  container.pass(100);
  container.signal('TERM');
  container.pass(10);
  expect(container.stdout()).toBe('bye\n');
  expect(container.end()?.code).toBe(0);
});

test('bash runs its EXIT trap when it is told to end', () => {
  const container = startShell({
    dialect: 'bash',
    argv: ['bash', '-c', "trap 'echo cleanup' EXIT; sleep 1000 & wait"],
  });
  container.pass(100);
  container.signal('TERM');
  container.pass(10);
  expect(container.stdout()).toBe('cleanup\n');
});

test('a script that is read from stdin shares it with its programs', () => {
  const container = startShell({
    dialect: 'busybox',
    input: 'read line\nthis is data\necho "got $line"\nexit 3\necho no\n',
  });
  container.pass(100);
  expect(container.stdout()).toBe('got this is data\n');
  expect(container.end()?.code).toBe(3);
});

test('pipelines pass more than a pipe holds', () => {
  expect(runScript('bash', 'yes | head -c 300000 | wc -c').out).toBe('300000\n');
});

test('a pipeline ends when its reader has enough', () => {
  expect(runScript('busybox', 'yes | head -n 1; echo done')).toMatchObject({ out: 'y\ndone\n', code: 0 });
});

test('background jobs run beside the shell, in virtual time', () => {
  const { out } = runScript('bash', 'sleep 5 & sleep 2; echo two; wait; echo $SECONDS');
  expect(out).toBe('two\n5\n');
});

test('bytes that are no text come out of variables and tools as they went in', () => {
  expect(runScript('bash', `x=$(printf '\\377\\200a'); printf %s "$x" | od -An -tx1`).out).toBe(' ff 80 61\n');
});

test('what a subshell does to variables, directory and traps stays there', () => {
  const { out } = runScript('dash', "x=1; (x=2; cd /; trap 'echo sub' EXIT); echo $x; pwd");
  expect(out).toBe('sub\n1\n/w\n');
});

test('no number of nested functions ends more than the shell', () => {
  const { code, err } = runScript('bash', 'f() { f; }; f; echo no');
  expect(code).not.toBe(0);
  expect(err).toContain('maximum function nesting level exceeded');
});
