import { commands } from '../../src/cli/commands';
import { runCli } from './run-cli';

test.each([[[]], [['--help']], [['-h']], [['help']]])('%j shows every command and every exit code', async (words) => {
  const { code, out, err } = await runCli(words);
  expect(code).toBe(0);
  expect(err).toBe('');
  for (const { name, summary } of commands) {
    expect(out).toContain(name);
    expect(out.replace(/\s+/g, ' ')).toContain(summary);
  }
  expect(out).toMatch(/0 {2}done/);
  expect(out).toMatch(/1 {2}the program is not valid/);
  expect(out).toMatch(/2 {2}wrong usage/);
});

test.each(commands.map(({ name, options }) => ({ name, options: Object.keys(options) })))(
  'the help of $name lists $options, however it is asked for',
  async ({ name, options }) => {
    const { code, out } = await runCli([name, '--help']);
    expect(code).toBe(0);
    for (const option of options) expect(out).toContain(`--${option}`);
    expect((await runCli(['help', name])).out).toBe(out);
  },
);

test('help fits into a terminal of 120 columns', async () => {
  for (const { name } of commands) {
    const { out } = await runCli(['help', name]);
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(120);
  }
});

test('the version is that of the package', async () => {
  const { out } = await runCli(['--version']);
  expect(out).toMatch(/^\d+\.\d+\.\d+\n$/);
});

test.each([
  { words: ['sinth'], message: "workshop: unknown command 'sinth'; did you mean 'synth'?\n" },
  { words: ['--hepl'], message: "workshop: unknown option '--hepl' before a command; did you mean '--help'?\n" },
  { words: ['help', 'relase'], message: "workshop: unknown command 'relase'; did you mean 'release'?\n" },
])('$words is wrong usage and names the nearest', async ({ words, message }) => {
  expect(await runCli(words)).toEqual({ code: 2, out: '', err: message });
});
