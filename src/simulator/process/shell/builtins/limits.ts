import type { Coroutine } from '../../coroutine';
import type { Shell } from '../shell';
import type { Builtins } from './builtin';

const octal = (mask: number): string => mask.toString(8).padStart(4, '0');

/** `u=rwx,g=rx,o=` for a umask: what it lets through. */
function symbolic(mask: number): string {
  const classOf = (shift: number): string => {
    const bits = ~(mask >> shift) & 7;
    return `${bits & 4 ? 'r' : ''}${bits & 2 ? 'w' : ''}${bits & 1 ? 'x' : ''}`;
  };
  return `u=${classOf(6)},g=${classOf(3)},o=${classOf(0)}`;
}

function* umask(shell: Shell, args: readonly string[]): Coroutine<number> {
  const value = args.find((arg) => !arg.startsWith('-'));
  const { process } = shell;
  if (value === undefined) {
    yield* process.print(`${args.includes('-S') ? symbolic(process.umask) : octal(process.umask)}\n`);
    return 0;
  }
  if (!/^[0-7]{1,4}$/.test(value)) {
    const texts = {
      bash: `${value}: octal number out of range`,
      dash: `Illegal mode: ${value}`,
      busybox: `illegal mode: ${value}`,
    };
    yield* shell.complain(texts[shell.dialect], 'umask');
    return shell.dialect === 'bash' ? 1 : 2;
  }
  process.changeUmask(parseInt(value, 8));
  return 0;
}

/** Limits by their letters, as containers have them. */
const LIMITS: readonly (readonly [string, string, string])[] = [
  ['c', 'core file size              (blocks, -c)', '0'],
  ['d', 'data seg size               (kbytes, -d)', 'unlimited'],
  ['f', 'file size                   (blocks, -f)', 'unlimited'],
  ['l', 'max locked memory           (kbytes, -l)', '8192'],
  ['m', 'max memory size             (kbytes, -m)', 'unlimited'],
  ['n', 'open files                          (-n)', '1048576'],
  ['s', 'stack size                  (kbytes, -s)', '8192'],
  ['t', 'cpu time                   (seconds, -t)', 'unlimited'],
  ['u', 'max user processes                  (-u)', 'unlimited'],
  ['v', 'virtual memory              (kbytes, -v)', 'unlimited'],
];

/** `ulimit` shows limits; setting one is taken and changes nothing, as none is enforced. */
function* ulimit(shell: Shell, args: readonly string[]): Coroutine<number> {
  const letters =
    args
      .filter((arg) => arg.startsWith('-'))
      .join('')
      .replace(/[-HS]/g, '') || 'f';
  if (args.some((arg) => !arg.startsWith('-'))) return 0;
  const shown = letters.includes('a') ? LIMITS : LIMITS.filter(([letter]) => letters.includes(letter));
  for (const [, text, value] of shown) {
    yield* shell.process.print(letters.length > 1 || letters.includes('a') ? `${text} ${value}\n` : `${value}\n`);
  }
  return 0;
}

function* times(shell: Shell): Coroutine<number> {
  const zero = shell.dialect === 'dash' ? '0m0.000000s' : '0m0.000s';
  const own = shell.process.processes().find(({ pid }) => pid === shell.process.pid);
  const digits = shell.dialect === 'dash' ? 6 : 3;
  const clock = (ms = 0): string => `${Math.floor(ms / 60_000)}m${((ms % 60_000) / 1000).toFixed(digits)}s`;
  yield* shell.process.print(`${clock(own?.cpuMs)} ${zero}\n${clock(own?.childrenCpuMs)} ${zero}\n`);
  return 0;
}

/** `history`: the lines that were typed. */
function* history(shell: Shell): Coroutine<number> {
  for (const [index, line] of shell.history.entries())
    yield* shell.process.print(`${String(index + 1).padStart(5)}  ${line}\n`);
  return 0;
}

/** Builtins about what the shell may use. */
export const limitBuiltins: Builtins = {
  history: { run: history, dialects: ['bash', 'busybox'] },
  times: { run: times, isSpecial: true },
  ulimit: { run: ulimit },
  umask: { run: umask },
};
