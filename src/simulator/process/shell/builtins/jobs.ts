import { type Coroutine, waitFor } from '../../coroutine';
import { findSignal, signalNumber, SIGNALS } from '../../kernel/signals';
import type { ProcessExit, Signal } from '../../process';
import { isSystemError, SystemError } from '../../system-error';
import type { Job } from '../jobs';
import type { Shell } from '../shell';
import type { Builtins } from './builtin';

const USAGE = {
  bash: 'kill: usage: kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]\n',
  dash: 'Usage: kill [-s sigspec | -signum | -sigspec] [pid | job]... or\nkill -l [exitstatus]',
  busybox: 'you need to specify whom to kill',
};

function* jobs(shell: Shell, args: readonly string[]): Coroutine<number> {
  for (const job of [...shell.jobs.all()]) {
    const line = shell.jobs.describe(job, shell.dialect, args.includes('-l'));
    yield* shell.process.print(args.includes('-p') ? `${job.pid}\n` : line);
    if (job.exit !== undefined) shell.jobs.forget(job);
  }
  return 0;
}

/** Waits until `isOver`, or until a signal comes that is trapped; its code, or undefined. */
function* waitUntil(shell: Shell, isOver: () => boolean): Coroutine<number | undefined> {
  while (!isOver()) {
    if (shell.isInterrupted) return 130;
    if (shell.traps.hasPending) return 128 + 15;
    yield* waitFor(shell.jobs.changes.change);
  }
  return undefined;
}

function* wait(shell: Shell, args: readonly string[]): Coroutine<number> {
  const names = args.filter((arg) => !/^-[nf]$/.test(arg));
  if (args[0] === '-n') return yield* waitForAny(shell);
  if (names.length === 0) {
    const jobsNow = [...shell.jobs.all()];
    const interrupted = yield* waitUntil(shell, () => jobsNow.every((job) => job.exit !== undefined));
    if (interrupted !== undefined) return interrupted;
    for (const job of jobsNow) shell.jobs.forget(job);
    return 0;
  }
  let status = 0;
  for (const name of names) {
    const job = shell.jobs.find(name);
    if (job === undefined) {
      if (shell.dialect === 'bash') yield* shell.complain(`pid ${name} is not a child of this shell`, 'wait');
      status = 127;
      continue;
    }
    const interrupted = yield* waitUntil(shell, () => job.exit !== undefined);
    if (interrupted !== undefined) return interrupted;
    status = yield* collect(shell, job);
  }
  return status;
}

function* waitForAny(shell: Shell): Coroutine<number> {
  const finished = (): Job | undefined => shell.jobs.all().find((job) => job.exit !== undefined);
  if (shell.jobs.all().length === 0) return 127;
  const interrupted = yield* waitUntil(shell, () => finished() !== undefined);
  const job = finished();
  return interrupted ?? (job === undefined ? 127 : yield* collect(shell, job));
}

function* collect(shell: Shell, job: Job): Coroutine<number> {
  const exit: ProcessExit = job.exit ?? { code: 0 };
  shell.jobs.forget(job);
  if (exit.signal !== undefined && shell.dialect !== 'bash') yield* shell.reportSignal(exit);
  return exit.code;
}

function* kill(shell: Shell, args: readonly string[]): Coroutine<number> {
  let words = [...args];
  let signal: string | undefined;
  const [first = ''] = words;
  if (first === '-l' || first === '-L') return yield* listSignals(shell, words.slice(1));
  if (first === '-s' || first === '-n') {
    signal = words[1] ?? '';
    words = words.slice(2);
  } else if (/^-[A-Za-z0-9]+$/.test(first)) {
    signal = first.slice(1);
    words = words.slice(1);
  }
  if (words[0] === '--') words = words.slice(1);
  if (words.length === 0) {
    if (shell.dialect === 'bash') yield* shell.process.complain(USAGE.bash);
    else yield* shell.complain(USAGE[shell.dialect], shell.dialect === 'dash' ? 'kill' : undefined);
    return shell.dialect === 'busybox' ? 1 : 2;
  }
  const found = signal === '0' ? 'test' : findSignal(signal ?? 'TERM');
  if (found === undefined) {
    if (shell.dialect === 'bash') yield* shell.complain(`${signal ?? ''}: invalid signal specification`, 'kill');
    else yield* shell.complain(`bad signal name '${signal ?? ''}'`);
    return 1;
  }
  let status = 0;
  for (const word of words) if (!(yield* killOne(shell, word, found))) status = 1;
  return status;
}

function* killOne(shell: Shell, word: string, signal: Signal | 'test'): Coroutine<boolean> {
  const pid = word.startsWith('%') ? shell.jobs.find(word)?.pid : /^-?\d+$/.test(word) ? Number(word) : undefined;
  if (pid === undefined) {
    if (shell.dialect === 'dash') yield* shell.complain(`Illegal number: ${word}`, 'kill');
    else if (shell.dialect === 'busybox') yield* shell.complain(`invalid number '${word}'`);
    else if (word.startsWith('%')) yield* shell.complain(`${word}: no such job`, 'kill');
    else yield* shell.complain(`${word}: arguments must be process or job IDs`, 'kill');
    return false;
  }
  try {
    if (signal !== 'test') shell.process.kill(pid, signal);
    else if (!shell.process.processes().some((info) => info.pid === Math.abs(pid))) throw new SystemError('ESRCH');
    return true;
  } catch (error) {
    if (!isSystemError(error)) throw error;
    if (shell.dialect === 'bash') yield* shell.complain(`(${pid}) - ${error.message}`, 'kill');
    else if (shell.dialect === 'dash') yield* shell.complain(`${error.message}\n`, 'kill');
    else yield* shell.complain(`can't kill pid ${pid}: ${error.message}`);
    return false;
  }
}

/** `kill -l`: all names, or the names and numbers of those that are given. */
function* listSignals(shell: Shell, args: readonly string[]): Coroutine<number> {
  const describe = (arg: string): string => {
    // A code above 128 says which signal has ended a program.
    const signal = findSignal(/^\d+$/.test(arg) ? String(Number(arg) % 128) : arg);
    if (signal === undefined) return arg;
    return /^\d+$/.test(arg) ? signal : String(signalNumber(signal));
  };
  const all = SIGNALS.map((signal) => `${String(signalNumber(signal)).padStart(2)}) SIG${signal}`);
  yield* shell.process.print(`${(args.length > 0 ? args.map(describe) : all).join('\n')}\n`);
  return 0;
}

/** `fg`: waits for a job. There are no stopped ones, so `bg` has nothing to do. */
function* foreground(shell: Shell, [name = '%%']: readonly string[]): Coroutine<number> {
  const job = shell.jobs.find(/^\d+$/.test(name) ? `%${name}` : name);
  if (job === undefined || !shell.isInteractive) {
    const text =
      shell.dialect !== 'bash' ? 'No current job' : shell.isInteractive ? 'current: no such job' : 'no job control';
    yield* shell.complain(text, 'fg');
    return shell.dialect === 'bash' ? 1 : 2;
  }
  yield* shell.process.print(`${job.text}\n`);
  shell.foregroundJob = job.pid;
  try {
    const interrupted = yield* waitUntil(shell, () => job.exit !== undefined);
    if (job.exit === undefined) return interrupted ?? 0;
  } finally {
    shell.foregroundJob = undefined;
  }
  return yield* collect(shell, job);
}

function* background(shell: Shell): Coroutine<number> {
  yield* shell.complain(shell.isInteractive ? 'no current job' : 'no job control', 'bg');
  return 1;
}

/** Builtins about processes. */
export const jobBuiltins: Builtins = {
  bg: { run: background },
  fg: { run: foreground },
  jobs: { run: jobs },
  kill: { run: kill },
  wait: { run: wait },
};
