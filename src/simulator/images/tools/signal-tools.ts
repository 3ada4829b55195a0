import { type Coroutine, findSignal, type Signal } from '../../process';
import { matchesPattern } from '../../process/shell';
import type { Tool, ToolCall } from './tool';

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

/** Tools that find processes and send them signals. */
export const signalTools: Readonly<Record<string, Tool>> = {
  kill,
  killall: byName,
  pgrep: byName,
  pidof,
  pkill: byName,
};
