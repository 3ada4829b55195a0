import {
  type Coroutine,
  decodeText,
  findSignal,
  isSystemError,
  limitTime,
  type ProcessExit,
  type Signal,
  signalNumber,
} from '../../process';
import { matchesPattern } from '../../process/shell';
import { ps } from './process-list';
import { readAllBytes, type Tool, type ToolCall } from './tool';
import { top } from './top';

const UNITS: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600, d: 86_400 };

/** Milliseconds of `5`, `0.5`, `2m`, `infinity`; undefined for what is no time. */
export function durationOf(text: string): number | undefined {
  if (/^(?:inf|infinity)$/i.test(text)) return Infinity;
  const [, number = '', unit = ''] = /^(\d+\.?\d*|\.\d+)([smhd]?)$/.exec(text) ?? [];
  return number === '' ? undefined : Number(number) * (UNITS[unit] ?? 1) * 1000;
}

/** Waits so long: beyond what a timer can tell it is for ever. */
const LONGEST_MS = 10 ** 12;

function* sleep(call: ToolCall): Coroutine<number> {
  if (call.args.length === 0) return yield* call.missingOperand();
  let total = 0;
  for (const arg of call.args) {
    const ms = durationOf(arg);
    if (ms === undefined) {
      if (call.isBusybox) return yield* call.fail(`invalid number '${arg}'`);
      return yield* call.fail(`invalid time interval '${arg}'\nTry 'sleep --help' for more information.`);
    }
    total += ms;
  }
  yield* call.process.sleep(Math.min(total, LONGEST_MS));
  return 0;
}

function* usleep(call: ToolCall): Coroutine<number> {
  yield* call.process.sleep(Number(call.args[0] ?? 0) / 1000);
  return 0;
}

function* kill(call: ToolCall): Coroutine<number> {
  const words = [...call.args];
  let name = 'TERM';
  if (words[0] === '-s' || words[0] === '-n') [, name = ''] = words.splice(0, 2);
  else if (/^-[A-Za-z0-9]+$/.test(words[0] ?? '')) name = (words.shift() ?? '').slice(1);
  if (words.length === 0)
    return yield* call.fail(call.isBusybox ? 'you need to specify whom to kill' : 'not enough arguments');
  const signal = findSignal(name);
  if (signal === undefined && name !== '0')
    return yield* call.fail(call.isBusybox ? `bad signal name '${name}'` : `unknown signal ${name}`);
  let code = 0;
  for (const word of words) {
    if (!(yield* signalOne(call, word, signal))) code = 1;
  }
  return code;
}

function* signalOne(call: ToolCall, word: string, signal: Signal | undefined): Coroutine<boolean> {
  if (!/^-?\d+$/.test(word)) {
    yield* call.complain(call.isBusybox ? `invalid number '${word}'` : `failed to parse argument: '${word}'`);
    return false;
  }
  const describe = (message: string): string =>
    call.isBusybox ? `can't kill pid ${word}: ${message}` : `(${word}): ${message}`;
  if (signal !== undefined) return yield* call.attempt(() => call.process.kill(Number(word), signal), describe);
  if (call.process.processes().some(({ pid }) => pid === Math.abs(Number(word)))) return true;
  yield* call.complain(describe('No such process'));
  return false;
}

const nameOf = (argv: readonly string[]): string => (argv[0] ?? '').replace(/^.*\//, '');

function* pidof(call: ToolCall): Coroutine<number> {
  const names = call.args.filter((arg) => !arg.startsWith('-'));
  const found = call.process.processes().filter(({ argv, state }) => state !== 'Z' && names.includes(nameOf(argv)));
  if (found.length === 0) return 1;
  yield* call.print(
    `${found
      .map(({ pid }) => pid)
      .reverse()
      .join(' ')}\n`,
  );
  return 0;
}

/** `pgrep`, `pkill` and `killall`. */
function* byName(call: ToolCall): Coroutine<number> {
  const signalWord = call.args.find((arg) => /^-(?:[A-Z0-9]+|SIG\w+)$/.test(arg));
  const isFull = call.args.some((arg) => /^-[a-z]*f/.test(arg));
  const [pattern] = call.args.filter((arg) => !arg.startsWith('-'));
  if (pattern === undefined) return yield* call.missingOperand();
  const signal = findSignal((signalWord ?? '-TERM').slice(1)) ?? 'TERM';
  const isExact = call.name === 'killall';
  const found = call.process.processes().filter(({ pid, argv, state }) => {
    if (pid === call.process.pid || state === 'Z') return false;
    if (isExact) return nameOf(argv) === pattern;
    return isFull ? argv.join(' ').includes(pattern) : matchesPattern(nameOf(argv), `*${pattern}*`);
  });
  if (found.length === 0) {
    if (isExact) yield* call.complain(`${pattern}: no process ${call.isBusybox ? 'killed' : 'found'}`);
    return 1;
  }
  for (const { pid, argv } of found) {
    if (call.name !== 'pgrep')
      yield* call.attempt(
        () => call.process.kill(pid, signal),
        (message) => `${pid}: ${message}`,
      );
    else yield* call.print(`${pid}${call.args.some((arg) => /^-[a-z]*[al]/.test(arg)) ? ` ${argv.join(' ')}` : ''}\n`);
  }
  return 0;
}

/** Starts a program for another one and returns how it ends; what cannot be run has code 127 or 126. */
export function* runProgram(
  call: ToolCall,
  argv: readonly string[],
  env?: ReadonlyMap<string, string>,
): Coroutine<ProcessExit> {
  try {
    return yield* call.process.spawn({ argv, ...(env === undefined ? {} : { env }) }).wait();
  } catch (error) {
    if (!isSystemError(error)) throw error;
    const name = argv[0] ?? '';
    yield* call.complain(`${name}: ${error.message}`);
    return { code: error.code === 'ENOENT' ? 127 : 126 };
  }
}

function* env(call: ToolCall): Coroutine<number> {
  const { has, values, operands } = yield* call.options({
    letters: 'iu:0',
    long: { 'ignore-environment': 'i', unset: 'u' },
    stopsAtOperand: true,
  });
  const variables = new Map(has('i') ? [] : call.process.env);
  for (const name of values('u')) variables.delete(name);
  let index = 0;
  for (; index < operands.length; index += 1) {
    const [, name, value] = /^([^=]+)=([^]*)$/.exec(operands[index] ?? '') ?? [];
    if (name === undefined || value === undefined) break;
    variables.set(name, value);
  }
  const argv = operands.slice(index);
  if (argv.length === 0) {
    yield* call.print([...variables].map(([name, value]) => `${name}=${value}\n`).join(''));
    return 0;
  }
  try {
    return yield* call.process.exec({ argv, env: variables });
  } catch (error) {
    if (!isSystemError(error)) throw error;
    const name = argv[0] ?? '';
    yield* call.complain(call.isBusybox ? `can't execute '${name}': ${error.message}` : `'${name}': ${error.message}`);
    return error.code === 'ENOENT' ? 127 : 126;
  }
}

function* printenv(call: ToolCall): Coroutine<number> {
  const names = call.args.filter((arg) => !arg.startsWith('-'));
  if (names.length === 0) {
    yield* call.print([...call.process.env].map(([name, value]) => `${name}=${value}\n`).join(''));
    return 0;
  }
  let code = 0;
  for (const name of names) {
    const value = call.process.env.get(name);
    if (value === undefined) code = 1;
    else yield* call.print(`${value}\n`);
  }
  return code;
}

function* time(call: ToolCall): Coroutine<number> {
  const { operands } = yield* call.options({ letters: 'pv', stopsAtOperand: true });
  const beganMs = call.process.nowMs;
  const exit = yield* runProgram(call, operands);
  const ms = call.process.nowMs - beganMs;
  const clock = (value: number): string => `${Math.floor(value / 60_000)}m ${((value % 60_000) / 1000).toFixed(2)}s`;
  yield* call.process.complain(`real\t${clock(ms)}\nuser\t${clock(0)}\nsys\t${clock(0)}\n`);
  return exit.code;
}

/** `timeout`: a signal when the time is up; `-k` kills later what goes on. */
function* timeout(call: ToolCall): Coroutine<number> {
  const { has, value, operands } = yield* call.options({
    letters: 's:k:vt:p',
    long: { signal: 's', 'kill-after': 'k', 'preserve-status': 'p', foreground: 'v' },
    stopsAtOperand: true,
  });
  const old = value('t');
  const [text = old, ...argv] = old === undefined ? operands : [old, ...operands];
  const ms = text === undefined ? undefined : durationOf(text);
  if (ms === undefined || argv.length === 0) {
    return text === undefined || argv.length === 0
      ? yield* call.missingOperand()
      : yield* call.fail(`invalid time interval '${text}'`, 125);
  }
  const { process } = call;
  try {
    const child = process.spawn({ argv });
    try {
      return (yield* limitTime(process, Math.min(ms, LONGEST_MS), child.wait())).code;
    } catch (error) {
      if (!isSystemError(error, 'ETIMEDOUT')) throw error;
    }
    child.signal(findSignal(value('s') ?? 'TERM') ?? 'TERM');
    const later = value('k');
    const killMs = later === undefined ? undefined : durationOf(later);
    try {
      const exit = yield* killMs === undefined ? child.wait() : limitTime(process, killMs, child.wait());
      if (has('p') || call.isBusybox) return exit.code;
    } catch (error) {
      if (!isSystemError(error, 'ETIMEDOUT')) throw error;
      child.signal('KILL');
      return 128 + signalNumber('KILL');
    }
    return 124;
  } catch (error) {
    if (!isSystemError(error)) throw error;
    yield* call.complain(
      call.isBusybox
        ? `can't execute '${argv[0] ?? ''}': ${error.message}`
        : `failed to run command '${argv[0] ?? ''}': ${error.message}`,
    );
    return error.code === 'ENOENT' ? 127 : 126;
  }
}

/** `watch`: a command again and again, until Ctrl-C. */
function* watch(call: ToolCall): Coroutine<number> {
  const { value, operands } = yield* call.options({ letters: 'n:tdbeg', stopsAtOperand: true });
  const seconds = Number(value('n') ?? 2);
  for (;;) {
    const title = `Every ${seconds.toFixed(1)}s: ${operands.join(' ')}`;
    yield* call.print(`\x1b[H\x1b[J${title}\n\n`);
    yield* runProgram(call, ['sh', '-c', operands.join(' ')]);
    yield* call.process.sleep(seconds * 1000);
  }
}

/** Words of stdin as `xargs` divides them: quotes and backslashes keep blanks. */
function wordsOf(text: string): string[] {
  const matches = text.match(/(?:[^\s'"\\]|\\[^]|'[^']*'|"[^"]*")+/g) ?? [];
  return matches.map((word) =>
    word.replace(
      /\\([^])|'([^']*)'|"([^"]*)"/g,
      (_whole, escaped?: string, single?: string, double?: string) => escaped ?? single ?? double ?? '',
    ),
  );
}

function* xargs(call: ToolCall): Coroutine<number> {
  const { has, value, operands } = yield* call.options({
    letters: '0n:I:rtL:P:d:p',
    long: { null: '0', 'max-args': 'n', 'no-run-if-empty': 'r', delimiter: 'd' },
    stopsAtOperand: true,
  });
  const text = decodeText(yield* readAllBytes(call.process.stdin));
  const replaced = value('I');
  const delimiter = has('0') ? '\0' : value('d')?.replace('\\n', '\n');
  const isByLine = replaced !== undefined || value('L') !== undefined;
  const items =
    delimiter !== undefined
      ? text.split(delimiter).filter((each, index, all) => each !== '' || index < all.length - 1)
      : isByLine
        ? text
            .split('\n')
            .filter((line) => line.trim() !== '')
            .map((line) => line.trim())
        : wordsOf(text);
  const command = operands.length === 0 ? ['echo'] : operands;
  const size = Number(value('n') ?? value('L') ?? Infinity);
  const groups: (readonly string[])[] = [];
  if (replaced !== undefined)
    for (const item of items) groups.push(command.map((word) => word.replaceAll(replaced, item)));
  else if (items.length === 0 && !has('r') && !call.isBusybox) groups.push(command);
  else {
    for (let index = 0; index < items.length; index += Math.min(size, items.length)) {
      groups.push([...command, ...items.slice(index, index + Math.min(size, items.length))]);
    }
  }
  let code = 0;
  for (const argv of groups) {
    if (has('t')) yield* call.process.complain(`${argv.join(' ')}\n`);
    const exit = yield* runProgram(call, argv);
    if (exit.code >= 126) return exit.code;
    if (exit.code !== 0) code = 123;
  }
  return code;
}

function* nohup(call: ToolCall): Coroutine<number> {
  call.process.onSignal('HUP', 'ignore');
  return (yield* runProgram(call, call.args)).code;
}

/** Tools that start, watch and end processes. */
export const processTools: Readonly<Record<string, Tool>> = {
  env,
  kill,
  killall: byName,
  nohup,
  pgrep: byName,
  pidof,
  pkill: byName,
  printenv,
  ps,
  sleep,
  time,
  timeout,
  top,
  usleep,
  watch,
  xargs,
};
