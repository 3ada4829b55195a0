import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Terminal } from '../../../src/lessons/stage/terminal';

const folder = mkdtempSync(join(tmpdir(), 'workshop-test-'));
const opened: Terminal[] = [];

const open = (limitMs?: number): Terminal => {
  const terminal = new Terminal(folder, { PATH: process.env['PATH'] ?? '', HOME: folder }, limitMs);
  opened.push(terminal);
  return terminal;
};

afterEach(async () => {
  await Promise.all(opened.splice(0).map((terminal) => terminal.close()));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('a terminal', () => {
  test('keeps variables and folder, and tells output and exit code of each command', async () => {
    const terminal = open();
    expect(await terminal.run('TAG=v0.2; mkdir -p a; cd a')).toEqual({ text: '', exitCode: 0 });
    expect(await terminal.run('echo $TAG; echo wrong >&2; basename $PWD; (exit 7)')).toEqual({
      text: 'v0.2\nwrong\na\n',
      exitCode: 7,
    });
  });

  test('ends what goes on in the background, without a word about it', async () => {
    const terminal = open();
    const { output } = await terminal.start('echo begun; sleep 60; echo over');
    await terminal.run('sleep 60 & echo $! >pid');
    while (output().text === '') await sleep(10);
    await terminal.quiet();
    expect((await terminal.run('kill -0 $(cat pid) 2>/dev/null')).exitCode).not.toBe(0);
    expect(await terminal.run('echo on')).toEqual({ text: 'on\n', exitCode: 0 });
    expect(output().text).toBe('begun\n');
  });

  test('gives a command nothing to read', async () => {
    expect(await open().run('cat')).toEqual({ text: '', exitCode: 0 });
  });

  test('goes on after a line that is no command', async () => {
    const terminal = open();
    expect((await terminal.run("echo 'open")).exitCode).not.toBe(0);
    expect(await terminal.run('echo on')).toEqual({ text: 'on\n', exitCode: 0 });
  });

  test('types in a shell that a command opens, until that ends', async () => {
    const terminal = open();
    await terminal.run('PLACE=here');
    await terminal.enter('PLACE=there sh');
    expect(terminal.isElsewhere).toBe(true);
    expect(await terminal.run('echo $PLACE')).toEqual({ text: 'there\n', exitCode: 0 });
    expect((await terminal.leave('exit 3')).exitCode).toBe(3);
    expect(await terminal.run('echo $PLACE')).toEqual({ text: 'here\n', exitCode: 0 });
  });

  test('knows when the shell did not open', async () => {
    const terminal = open();
    expect(await terminal.enter('echo no; (exit 4)')).toEqual({ text: 'no\n', exitCode: 4 });
    expect(terminal.isElsewhere).toBe(false);
  });

  test('lets a command go on, shows what it has printed, and ends it as Ctrl-C does', async () => {
    const terminal = open();
    const running = await terminal.start("trap 'echo interrupted; exit' INT; echo first; while :; do sleep 0.05; done");
    while (!running.output().text.includes('first')) await sleep(20);
    expect((await terminal.run('echo meanwhile')).text).toBe('meanwhile\n');
    running.interrupt();
    while (!running.output().text.includes('interrupted')) await sleep(20);
    expect(running.output().exitCode).toBeUndefined();
  });

  test('ends everything that goes on in the background, and goes on itself', async () => {
    const terminal = open();
    await terminal.start('sleep 30');
    await terminal.run('PLACE=here\nsleep 40 &');
    await terminal.quiet();
    expect(await terminal.run('jobs -r; echo $PLACE')).toEqual({ text: 'here\n', exitCode: 0 });
  });

  test('ends a command that takes too long, and goes on', async () => {
    const terminal = open(200);
    expect(await terminal.run('echo begun; sleep 30')).toEqual({
      text: 'begun\nTerminated\n\n[ended after 0.2 s]',
      exitCode: 143,
    });
    expect((await terminal.run('echo on')).text).toBe('on\n');
  });

  test('ends with a loop of the shell that would never end', async () => {
    const { text, exitCode } = await open(200).run('while :; do sleep 0.05; done');
    expect(text).toMatch(/\[ended after 0\.2 s\]$/);
    expect(exitCode).toBe(1);
  });
});
