import { decodeText, encodeText, type Program, Terminal, terminalOf } from '../../../../src/simulator/process';
import { startProgramContainer } from '../../../support/program-container';

/** Reads lines from its terminal, and shows each with its quotes. */
const reader: Program = function* (process) {
  const { stdin } = process;
  for (let line = yield* stdin.read(); line !== undefined; line = yield* stdin.read()) {
    yield* process.print(`${JSON.stringify(decodeText(line))}\n`);
  }
  yield* process.print('end\n');
  return 0;
};

/** A terminal in front of a program that was started from outside. */
function open(program: Program) {
  const container = startProgramContainer({
    *main(process) {
      yield* process.sleep(Infinity);
      return 0;
    },
    programs: { program },
  });
  const terminal = new Terminal({ columns: 80, rows: 24 });
  let screen = '';
  terminal.listen({
    output: (bytes) => {
      screen += decodeText(bytes);
    },
    ready: () => undefined,
  });
  const streams = new Map([0, 1, 2].map((number) => [number, terminal.stream]));
  const handle = container.exec({ argv: ['program'], streams });
  container.pass(0);
  return {
    container,
    terminal,
    handle,
    /** Types, and returns what has appeared since. */
    type: (text: string): string => {
      screen = '';
      terminal.input(encodeText(text));
      container.pass(1);
      return screen;
    },
    screen: () => screen,
  };
}

test.each([
  { what: 'a line', keys: 'ls\r', shows: 'ls\r\n"ls\\n"\r\n' },
  { what: 'DEL', keys: 'lx\x7fs\r', shows: 'lx\b \bs\r\n"ls\\n"\r\n' },
  { what: '^H', keys: 'lx\bs\r', shows: 'lx\b \bs\r\n"ls\\n"\r\n' },
  { what: 'DEL on nothing', keys: '\x7fa\r', shows: 'a\r\n"a\\n"\r\n' },
  { what: 'DEL on a character of several bytes', keys: 'ä\x7f\r', shows: 'ä\b \b\r\n"\\n"\r\n' },
  { what: '^U', keys: 'abc\x15d\r', shows: `abc${'\b \b'.repeat(3)}d\r\n"d\\n"\r\n` },
  { what: '^W', keys: 'one two \x17x\r', shows: `one two ${'\b \b'.repeat(4)}x\r\n"one x\\n"\r\n` },
  { what: '^D', keys: '\x04', shows: 'end\r\n' },
  { what: '^D amid a line', keys: 'ab\x04', shows: 'ab"ab"\r\n' },
  { what: 'a control character', keys: '\x01\r', shows: '^A\r\n"\\u0001\\n"\r\n' },
  { what: 'several lines', keys: 'a\rb\r', shows: 'a\r\nb\r\n"a\\n"\r\n"b\\n"\r\n' },
])('typing $what', ({ keys, shows }) => {
  expect(open(reader).type(keys)).toBe(shows);
});

test('^C sends INT to the foreground, and throws away what was typed', () => {
  const { type, handle } = open(reader);
  expect(type('abc\x03')).toBe('abc^C');
  expect(handle.exit).toEqual({ code: 130, signal: 'INT' });
});

test('^C reaches the group in the foreground only', () => {
  const { type, handle, container } = open(function* (process) {
    const child = process.spawn({ argv: ['program', 'child'], program: reader, isGroupLeader: true });
    const terminal = terminalOf(process.stdin);
    if (terminal !== undefined) terminal.foregroundGroup = child.pid;
    const { code } = yield* child.wait();
    yield* process.print(`${code}\n`);
    yield* process.sleep(Infinity);
    return 0;
  });
  expect(type('\x03')).toBe('^C130\r\n');
  expect(handle.exit).toBeUndefined();
  expect(container.processes().at(-1)).toMatchObject({ terminal: 'pts/0' });
});

test('in raw mode bytes come as they are typed, and nothing is shown', () => {
  const { type } = open(function* (process) {
    terminalOf(process.stdin)?.setMode({ isRaw: true });
    return yield* reader(process);
  });
  expect(type('a')).toBe('"a"\r\n');
  expect(type('\r\x03')).toBe('"\\r\\u0003"\r\n');
});

test('what is typed is not shown without echo', () => {
  const { type } = open(function* (process) {
    terminalOf(process.stdin)?.setMode({ echoes: false });
    return yield* reader(process);
  });
  expect(type('secret\r')).toBe('"secret\\n"\r\n');
});

test('a program sees the size of its terminal, and hears of another one', () => {
  const { terminal, screen, container } = open(function* (process) {
    process.onSignal('WINCH', function* () {
      yield* process.print(`${process.stdout.terminal?.columns}x${process.stdout.terminal?.rows}`);
    });
    yield* process.sleep(Infinity);
    return 0;
  });
  terminal.resize(80, 24);
  terminal.resize(120, 40);
  container.pass(0);
  expect(screen()).toBe('120x40');
});

test('a person who goes away takes the terminal away: HUP, end of input', () => {
  const { terminal, handle, container } = open(reader);
  terminal.hangUp();
  expect(handle.exit).toEqual({ code: 129, signal: 'HUP' });
  expect(container.processes()).toHaveLength(1);
});

test('a program that writes faster than somebody looks has to wait, and nothing is lost', () => {
  const { terminal, screen, container } = open(function* (process) {
    for (let count = 0; count < 20_000; count += 1) yield* process.print('0123456789');
    return 0;
  });
  container.pass(1000);
  const whole = screen().length;
  const second = open(function* (process) {
    yield* process.sleep(5);
    for (let count = 0; count < 20_000; count += 1) yield* process.print('0123456789');
    return 0;
  });
  second.terminal.hold();
  second.container.pass(1000);
  expect([whole, second.screen().length, second.handle.exit]).toEqual([200_000, 0, undefined]);
  second.terminal.release();
  second.container.pass(1000);
  expect([second.screen().length, second.handle.exit?.code]).toEqual([200_000, 0]);
  expect(terminal.size).toEqual({ columns: 80, rows: 24 });
});

test('whoever pastes too much is told to wait until it is read', () => {
  let isReady = false;
  const terminal = new Terminal({ columns: 80, rows: 24 });
  terminal.listen({
    output: () => undefined,
    ready: () => {
      isReady = true;
    },
  });
  const lines = encodeText(`${'x'.repeat(99)}\n`.repeat(1000));
  expect(terminal.input(lines)).toBe(false);
  const container = startProgramContainer({ main: reader, streams: new Map([[0, terminal.stream]]) });
  container.pass(1000);
  expect(isReady).toBe(true);
  expect(terminal.input(encodeText('more\n'))).toBe(true);
});
