import { hashText } from '../engine';
import { imageDefaults } from './image-defaults';
import { decideKuard, decideStress } from './known-programs';
import type { ProgramExit, ProgramPlan, ProgramRequest, StartRefusal } from './program-plan';
import { decideScript, seconds, SIMPLE_COMMANDS } from './shell-script';

const MEBIBYTE = 1024 * 1024;
const SHELLS: ReadonlySet<string> = new Set(['ash', 'bash', 'dash', 'sh', 'zsh']);
/** Interpreters that end at once when nobody types and no file is given. */
const PROMPTS: ReadonlySet<string> = new Set(['node', 'python', 'python2', 'python3']);
const AT_ONCE = 50;

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

const RUNC =
  'failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: ' +
  'unable to start container process: error during container init: exec:';

/** Why a program does not start, in the words of runc. */
const refusal = (program: string): StartRefusal => ({
  message: program.includes('/')
    ? `${RUNC} "${program}": stat ${program}: no such file or directory`
    : `${RUNC} "${program}": executable file not found in $PATH`,
});

/** A program that runs until it is asked to end: within 300 ms, with code 0. Its needs depend on nothing but its name. */
function server(repository: string): ProgramPlan {
  const hash = hashText(repository);
  return {
    isServer: true,
    onTerminate: { afterMs: (hash % 7) * 50, exitCode: 0 },
    cpuCores: 0.001 + (hash % 8) / 1000,
    memoryBytes: (4 + (hash % 40)) * MEBIBYTE,
  };
}

/** A program without handlers for signals: as process 1 it does not even hear SIGTERM. */
const deaf = (exit?: ProgramExit): ProgramPlan => ({
  ...(exit === undefined ? {} : { exit }),
  onTerminate: 'ignores',
  cpuCores: 0,
  memoryBytes: MEBIBYTE,
});

const endsWith = (exitCode: number, afterMs = AT_ONCE): ProgramPlan => deaf({ afterMs, exitCode });

function decideShell(args: readonly string[], request: ProgramRequest): ProgramPlan {
  const flag = args.findIndex((arg) => /^-[a-z]*c$/.test(arg));
  if (flag < 0) {
    if (args.some((arg) => !arg.startsWith('-'))) return server(request.repository); // A script that nobody can read.
    return request.hasInput ? deaf() : endsWith(0);
  }
  const script = args[flag + 1] ?? '';
  const outcome = decideScript(script);
  const handles = /\btrap\b[^\n]*\b(?:SIG)?TERM\b/.test(script);
  if (outcome.program !== undefined) {
    const inner = decideProgram({ ...request, command: outcome.program, args: [] });
    // A shell reports a program that it does not find by itself, with code 127.
    if ('message' in inner) return endsWith(127, outcome.afterMs + AT_ONCE);
    const { exit } = inner;
    return exit === undefined ? inner : { ...inner, exit: { ...exit, afterMs: exit.afterMs + outcome.afterMs } };
  }
  const plan = outcome.exitCode === undefined ? deaf() : endsWith(outcome.exitCode, outcome.afterMs + AT_ONCE);
  return handles ? { ...plan, onTerminate: { afterMs: AT_ONCE, exitCode: 0 } } : plan;
}

/** Perl that computes digits of pi takes its time, as in the Job of the Kubernetes documentation. */
function decidePerl(args: readonly string[], request: ProgramRequest): ProgramPlan {
  const digits = /bpi\((\d+)\)/.exec(args.join(' '))?.[1];
  if (digits !== undefined) return { ...endsWith(0, Number(digits) * 2.5), cpuCores: 1 };
  return request.hasInput ? deaf() : endsWith(0);
}

/** `app` of the first workshop migrates its database and ends, unless it is told to serve as well. */
const migrates = (args: readonly string[]): boolean =>
  args.includes('-run-migrations') && !args.some((arg) => arg.startsWith('-mode'));

/**
 * Decides what a container does: what it runs, how long, and what it uses. What is not known runs for ever.
 *
 * Not modelled: the shell beyond plain sequences of well-known commands (`decideScript`), environment, files, network.
 */
export function decideProgram(request: ProgramRequest): ProgramPlan | StartRefusal {
  const defaults = imageDefaults(request.repository);
  const entrypoint = request.command ?? defaults.entrypoint ?? [];
  const [program, ...args] = [
    ...entrypoint,
    ...(request.args ?? (request.command === undefined ? (defaults.command ?? []) : [])),
  ];
  if (program === undefined) return server(request.repository);
  const name = baseName(program);
  const isMissing = defaults.programs?.has(name) === false && !program.includes('/');
  if (program.startsWith('-') || isMissing) return refusal(program);
  if (SHELLS.has(name)) return decideShell(args, request);
  if (name === 'sleep') {
    const afterMs = args.reduce((sum, arg) => sum + seconds(arg) * 1000, 0);
    return Number.isFinite(afterMs) ? endsWith(0, Math.max(afterMs, AT_ONCE)) : deaf();
  }
  const simple = SIMPLE_COMMANDS[name];
  if (simple !== undefined) return endsWith(simple);
  if (name === 'tail' || name === 'yes') return deaf();
  if (name === 'perl') return decidePerl(args, request);
  if (name === 'hello') return endsWith(0);
  if (PROMPTS.has(name) && args.length === 0) return request.hasInput ? deaf() : endsWith(0);
  if (name === 'stress' || name === 'stress-ng') return decideStress(args) ?? server(request.repository);
  if (name === 'kuard') return decideKuard(args, server(request.repository));
  if (migrates(args)) return endsWith(0, 2000);
  return server(request.repository);
}

/** Milliseconds that a command inside a running container takes, for hooks and probes; undefined when it never ends. */
export function commandTime(command: readonly string[], repository: string): ProgramExit | undefined {
  const plan = decideProgram({ repository, command, hasInput: false });
  if ('message' in plan) return { afterMs: 0, exitCode: 126 };
  // A program that is unknown is taken for a tool here, not for a server.
  return plan.exit ?? (plan.onTerminate === 'ignores' ? undefined : { afterMs: AT_ONCE, exitCode: 0 });
}
