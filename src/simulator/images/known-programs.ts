import type { ProgramPlan } from './program-plan';
import { seconds } from './shell-script';

const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  k: 2 ** 10,
  m: 2 ** 20,
  g: 2 ** 30,
  mi: 2 ** 20,
  gi: 2 ** 30,
};

/** Bytes of an argument such as `250M`; undefined for what cannot be read. */
function bytes(argument: string | undefined): number | undefined {
  const match = /^(\d+)([bkmg]?i?)b?$/i.exec(argument ?? '');
  const unit = UNITS[(match?.[2] ?? '').toLowerCase()];
  return match === null || unit === undefined ? undefined : Number(match[1]) * unit;
}

/** Value of an option: `--vm 1`, `--vm=1`, `-m 1`, `-m1`. */
function option(args: readonly string[], ...names: readonly string[]): string | undefined {
  for (const [index, arg] of args.entries()) {
    for (const name of names) {
      if (arg === name) return args[index + 1] ?? '';
      if (arg.startsWith(`${name}=`)) return arg.slice(name.length + 1);
      if (/^-[a-z]$/.test(name) && arg.startsWith(name) && /^\d/.test(arg.slice(2))) return arg.slice(2);
    }
  }
  return undefined;
}

/** Memory of one worker of `stress` that is not told otherwise. */
const WORKER_BYTES = 256 * 2 ** 20;

/**
 * What `stress` does: as much processor time and memory as its flags say, for as long as they say. Undefined without any
 * flag that is known: then it prints its help. Reads the flags of stress, stress-ng, and of the Go program of the same
 * name (`-cpus 2 -mem-total 150Mi`).
 */
export function decideStress(args: readonly string[]): ProgramPlan | undefined {
  const workers = Number(option(args, '--vm', '-m') ?? 0);
  const cpus = Number(option(args, '--cpu', '-c', '-cpus', '--cpus') ?? 0);
  const total = bytes(option(args, '-mem-total', '--mem-total'));
  if (workers + cpus === 0 && total === undefined) return undefined;
  const timeout = option(args, '--timeout', '-t');
  const memoryBytes = total ?? workers * (bytes(option(args, '--vm-bytes')) ?? WORKER_BYTES);
  const isHanging = option(args, '--vm-hang') !== undefined || args.includes('--vm-keep');
  return {
    ...(timeout === undefined ? {} : { exit: { afterMs: seconds(timeout) * 1000, exitCode: 0 } }),
    onTerminate: { afterMs: 50, exitCode: 143 },
    cpuCores: cpus + (isHanging ? 0.1 : workers),
    memoryBytes: memoryBytes + 2 ** 20,
  };
}

/** Virtual seconds for one key of 2,048 bits. */
const KEY_SECONDS = 1;
/** Keys that a consumer of a work queue makes before it finds the queue empty. */
const QUEUE_KEYS = 20;

/** What kuard does: it serves for ever, unless it is told to make keys and end. */
export function decideKuard(args: readonly string[], server: ProgramPlan): ProgramPlan {
  if (!args.includes('--keygen-enable') || !args.includes('--keygen-exit-on-complete')) return server;
  const hasQueue = option(args, '--keygen-memq-server') !== undefined;
  const keys = Number(option(args, '--keygen-num-to-gen') ?? 0);
  if (keys === 0 && !hasQueue) return server;
  const afterMs = (keys > 0 ? keys : QUEUE_KEYS) * KEY_SECONDS * 1000;
  const exitCode = Number(option(args, '--keygen-exit-code') ?? 0);
  return { ...server, exit: { afterMs, exitCode }, cpuCores: 0.5 };
}
