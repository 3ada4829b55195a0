import type { Coroutine } from '../../coroutine';
import { isSystemError } from '../../system-error';
import { unescape } from '../escapes';
import { formatPrintf } from '../printf';
import type { Shell } from '../shell';
import type { Builtins } from './builtin';

/** What `echo` prints. `hasOptions`: it knows -n, -e and -E, as GNU and busybox do; otherwise -n alone. */
export function echoText(args: readonly string[], hasOptions: boolean, escapes: boolean): string {
  const words = [...args];
  let hasNewline = true;
  let isEscaped = escapes;
  while (words[0] !== undefined && (hasOptions ? /^-[neE]+$/ : /^-n$/).test(words[0])) {
    for (const letter of words[0].slice(1)) {
      if (letter === 'n') hasNewline = false;
      else isEscaped = letter === 'e';
    }
    words.shift();
    if (!hasOptions) break;
  }
  if (!isEscaped) return `${words.join(' ')}${hasNewline ? '\n' : ''}`;
  const { text, isEnded } = unescape(words.join(' '), hasOptions ? 'echo' : 'xsi');
  return `${text}${hasNewline && !isEnded ? '\n' : ''}`;
}

/** Writes to stdout; a stream that is closed is an error of the builtin. */
export function* write(shell: Shell, text: string, builtin: string): Coroutine<number> {
  if (text === '') return 0;
  try {
    yield* shell.process.print(text);
    return 0;
  } catch (error) {
    if (!isSystemError(error)) throw error;
    yield* shell.complain(`write error: ${error.message}`, builtin);
    return 1;
  }
}

function* echo(shell: Shell, args: readonly string[]): Coroutine<number> {
  const { hasEchoOptions, echoEscapes } = shell.features;
  return yield* write(shell, echoText(args, hasEchoOptions, echoEscapes), 'echo');
}

const USAGE = {
  bash: 'printf: usage: printf [-v var] format [arguments]\n',
  dash: 'printf: usage: printf format [arg ...]\n',
  busybox: 'usage: printf FORMAT [ARGUMENT...]\n',
};

function* printf(shell: Shell, args: readonly string[]): Coroutine<number> {
  let words = args[0] === '--' ? args.slice(1) : args;
  const variable = shell.dialect === 'bash' && words[0] === '-v' ? words[1] : undefined;
  if (variable !== undefined) words = words.slice(2);
  const [format, ...values] = words;
  if (format === undefined) {
    const prefix =
      shell.dialect === 'bash' ? '' : `${shell.name}: ${shell.dialect === 'dash' ? `${shell.line}: ` : ''}`;
    yield* shell.process.complain(`${prefix}${USAGE[shell.dialect]}`);
    return 2;
  }
  const { text, invalid } = formatPrintf(format, values, (timeFormat, seconds) =>
    shell.formatTime(timeFormat, seconds < 0 ? shell.process.nowMs : seconds * 1000),
  );
  for (const value of invalid) {
    if (shell.dialect === 'busybox') yield* shell.complain(`invalid number '${value}'`);
    else
      yield* shell.complain(
        `${value}: ${shell.dialect === 'dash' ? 'expected numeric value' : 'invalid number'}`,
        'printf',
      );
  }
  if (variable !== undefined) shell.variables.set(variable, text);
  else if ((yield* write(shell, text, 'printf')) !== 0) return 1;
  return invalid.length > 0 ? 1 : 0;
}

/** Builtins that print. */
export const outputBuiltins: Builtins = { echo: { run: echo }, printf: { run: printf } };
