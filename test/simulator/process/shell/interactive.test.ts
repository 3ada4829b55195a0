import type { Dialect } from '../../../../src/simulator/process/shell';
import { type ShellContainer, startShell } from '../../../support/shell-container';

function shellAtTerminal(dialect: Dialect, uid = 0): ShellContainer {
  const container = startShell({ dialect, hasTerminal: true, uid });
  container.pass(50);
  return container;
}

test.each([
  { dialect: 'busybox', uid: 0, prompt: '/w # ' },
  { dialect: 'busybox', uid: 65534, prompt: '/w $ ' },
  { dialect: 'bash', uid: 0, prompt: 'root@host-1:/w# ' },
  { dialect: 'bash', uid: 65534, prompt: 'nobody@host-1:/w$ ' },
  { dialect: 'dash', uid: 0, prompt: '# ' },
  { dialect: 'dash', uid: 65534, prompt: '$ ' },
] as const)('$dialect prompts user $uid with "$prompt"', ({ dialect, uid, prompt }) => {
  expect(shellAtTerminal(dialect, uid).screen()).toBe(prompt);
});

/** What stands on a screen in the end, without control sequences. */
const plain = (screen: string): string =>
  screen
    .split('\x1b')
    .map((part, index) => (index === 0 ? part : part.replace(/^\[[0-9;]*[A-Za-z]/, '')))
    .join('')
    .replace(/[^\n]*\r(?!\n)/g, '')
    .replaceAll('\r\n', '\n');

test('what is typed is shown and run', () => {
  const shell = shellAtTerminal('busybox');
  shell.screen();
  shell.type('echo hello\r');
  expect(plain(shell.screen())).toBe('/w # echo hello\nhello\n/w # ');
});

test.each([
  ['the cursor moves left and a character is put in between', 'echo ac\x1b[Db\r', 'abc'],
  ['home and end', 'cho x\x01e\x05y\r', 'xy'],
  ['backspace', 'echo abd\x7fc\r', 'abc'],
  ['^W takes a word away, ^U all before the cursor', 'rm -rf x\x15echo one two\x17three\r', 'one three'],
  ['^K and ^Y cut and paste', 'echo ab\x1b[D\x0b\x19\x19\r', 'abb'],
  ['UTF-8 is one character', 'echo \u00e9\x1b[Dx\r', 'x\u00e9'],
])('%s', (_, keys, printed) => {
  const shell = shellAtTerminal('bash');
  shell.type(keys);
  expect(plain(shell.screen())).toContain(`\n${printed}\n`);
});

test('arrows bring back what was typed before', () => {
  const shell = shellAtTerminal('busybox');
  shell.type('echo first\r');
  shell.type('echo second\r');
  shell.screen();
  shell.type('\x1b[A\x1b[A\r');
  expect(plain(shell.screen())).toContain('\nfirst\n');
});

test('^R searches what was typed before: further back with every ^R, and runs what was found', () => {
  const shell = shellAtTerminal('bash');
  for (const word of ['first', 'second', 'third']) shell.type(`echo ${word}\r`);
  shell.screen();
  shell.type('\x12echo');
  expect(plain(shell.screen())).toBe("(reverse-i-search)`echo': echo third");
  shell.type('\x12');
  expect(plain(shell.screen())).toBe("(reverse-i-search)`echo': echo second");
  shell.type('\x7f\x7f\x7f\x7ffir\r');
  expect(plain(shell.screen())).toBe('root@host-1:/w# echo first\nfirst\nroot@host-1:/w# ');
});

test('what ^R has found is edited, and what it does not find is said', () => {
  const shell = shellAtTerminal('bash');
  shell.type('echo found\r');
  shell.type('\x12fou\x01\x1b[C\x1b[C\x1b[C\x1b[C not\r');
  expect(plain(shell.screen())).toContain('\nnot found\n');
  shell.type('\x12xyz');
  expect(plain(shell.screen())).toBe("(failed reverse-i-search)`xyz': ");
  shell.type('\x07echo draft\x12found\x07er\r');
  expect(plain(shell.screen())).toContain('\ndrafter\n');
});

test('the history can be filtered, and the terminal has a name', () => {
  const shell = shellAtTerminal('bash');
  for (const line of ['echo one', 'echo two', 'true']) shell.type(`${line}\r`);
  shell.screen();
  shell.type('history | grep echo; tty\r');
  expect(plain(shell.screen())).toBe(
    'root@host-1:/w# history | grep echo; tty\n' +
      '    1  echo one\n    2  echo two\n    4  history | grep echo; tty\n/dev/pts/0\nroot@host-1:/w# ',
  );
});

test('^I completes commands and files as far as there is one way', () => {
  const shell = shellAtTerminal('busybox');
  shell.type('touch long-name-of-a-file\r');
  shell.type('ls lo\t\r');
  expect(plain(shell.screen())).toContain('\nlong-name-of-a-file\n');
});

test('^C ends what runs and leaves the shell, with code 130', () => {
  const shell = shellAtTerminal('bash');
  shell.type('sleep 1000\r');
  shell.screen();
  shell.type('\x03');
  expect(plain(shell.screen())).toContain('^C');
  shell.type('echo $?\r');
  expect(plain(shell.screen())).toContain('\n130\n');
});

test('^C ends a loop, not only the program in it', () => {
  const shell = shellAtTerminal('busybox');
  shell.type('while true; do sleep 1; done\r');
  shell.pass(3500);
  shell.screen();
  shell.type('\x03');
  shell.type('echo alive\r');
  expect(plain(shell.screen())).toContain('\nalive\n/w # ');
});

test('^C throws a line away', () => {
  const shell = shellAtTerminal('busybox');
  shell.type('rm -rf /\x03');
  shell.type('echo kept\r');
  expect(plain(shell.screen())).toContain('\nkept\n');
  expect(shell.files.exists('/bin/sh')).toBe(true);
});

test.each(['busybox', 'bash', 'dash'] as const)(
  '^D at the beginning of a line ends %s with the last code',
  (dialect) => {
    const shell = shellAtTerminal(dialect);
    shell.type('false\r');
    shell.type('\x04');
    expect(shell.end()?.code).toBe(1);
  },
);

test('exit ends the shell with its code', () => {
  const shell = shellAtTerminal('bash');
  shell.type('exit 5\r');
  expect(shell.end()?.code).toBe(5);
});

test('a command that goes on is asked for with another prompt', () => {
  const shell = shellAtTerminal('busybox');
  shell.screen();
  shell.type('for i in 1 2; do\r');
  expect(plain(shell.screen())).toContain('> ');
  shell.type('echo n$i\r');
  shell.type('done\r');
  expect(plain(shell.screen())).toContain('\nn1\nn2\n');
});

test('a mistake is told and forgotten', () => {
  const shell = shellAtTerminal('busybox');
  shell.type('echo )\r');
  expect(plain(shell.screen())).toContain('sh: syntax error: unexpected ")"');
  shell.type('nosuch\r');
  expect(plain(shell.screen())).toContain('sh: nosuch: not found');
  shell.type('cd /nope\r');
  expect(plain(shell.screen())).toContain("sh: cd: can't cd to /nope: No such file or directory");
});

test('programs get the terminal back as it was: cat reads lines with echo', () => {
  const shell = shellAtTerminal('busybox');
  shell.type('cat\r');
  shell.screen();
  shell.type('twice\r');
  expect(shell.screen()).toBe('twice\r\ntwice\r\n');
  shell.type('\x04');
  expect(plain(shell.screen())).toBe('/w # ');
});

test('bash tells of background jobs', () => {
  const shell = shellAtTerminal('bash');
  shell.type('sleep 1 &\r');
  expect(plain(shell.screen())).toMatch(/\n\[1\] \d+\n/);
  shell.pass(2000);
  shell.type('\r');
  expect(plain(shell.screen())).toContain('[1]+  Done                    sleep 1\n');
});

test('a line that is longer than the terminal is wide can be edited', () => {
  const shell = shellAtTerminal('busybox');
  shell.type(`echo ${'x'.repeat(100)}`);
  shell.type(`${'\x1b[D'.repeat(100)}y\r`);
  expect(plain(shell.screen())).toContain(`\ny${'x'.repeat(100)}\n`);
});
