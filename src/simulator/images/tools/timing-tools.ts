import { type Coroutine, findSignal, isSystemError, limitTime, signalNumber } from '../../process';
import { runProgram } from './run-program';
import type { Tool, ToolCall } from './tool';

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

/** `time` of busybox; that of bash is a word of the shell. */
function* time(call: ToolCall): Coroutine<number> {
  const { process } = call;
  const { has, operands } = yield* call.options({ letters: 'pv', stopsAtOperand: true });
  const cpuMs = (): number => process.processes().find(({ pid }) => pid === process.pid)?.childrenCpuMs ?? 0;
  const [beganMs, beganCpuMs] = [process.nowMs, cpuMs()];
  const exit = yield* runProgram(call, operands);
  const times = [process.nowMs - beganMs, cpuMs() - beganCpuMs, 0];
  const clock = (ms: number): string =>
    has('p') ? ` ${(ms / 1000).toFixed(2)}` : `\t${Math.floor(ms / 60_000)}m ${((ms % 60_000) / 1000).toFixed(2)}s`;
  const lines = ['real', 'user', 'sys'].map((name, index) => `${name}${clock(times[index] ?? 0)}\n`);
  yield* process.complain(lines.join(''));
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

/** Tools that wait and measure time. */
export const timingTools: Readonly<Record<string, Tool>> = { sleep, time, timeout, usleep, watch };
