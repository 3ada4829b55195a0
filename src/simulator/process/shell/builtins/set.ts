import type { Coroutine } from '../../coroutine';
import { findOption, type OptionName } from '../options';
import { quoteForTrace, quoteSingle } from '../quoting';
import type { Shell } from '../shell';
import { CommandAborted } from '../shell-error';
import type { Builtins } from './builtin';

const BASH_USAGE = 'set: usage: set [-abefhkmnptuvxBCEHPT] [-o option-name] [--] [-] [arg ...]\n';

/** Letters that bash knows and that change nothing here. */
const IGNORED = new Set('BEHPTkpt');

function* refuse(shell: Shell, option: string): Coroutine<number> {
  const isName = !/^[-+]/.test(option);
  if (shell.dialect === 'bash') {
    yield* shell.complain(`${option}: invalid option${isName ? ' name' : ''}`, 'set');
    if (!isName) yield* shell.process.complain(BASH_USAGE);
    return 2;
  }
  const text = `${shell.dialect === 'dash' ? 'Illegal' : 'illegal'} option ${isName ? `-o ${option}` : option}`;
  yield* shell.complain(text, 'set');
  if (shell.dialect === 'busybox' && isName) return 1;
  throw new CommandAborted(2);
}

function* showOptions(shell: Shell, asCommands: boolean): Coroutine<number> {
  if (shell.dialect !== 'bash' && !asCommands) yield* shell.process.print('Current option settings\n');
  const width = shell.dialect === 'bash' ? 15 : 16;
  for (const [name, isOn] of shell.options.states()) {
    const line = asCommands
      ? `set ${isOn ? '-' : '+'}o ${name}`
      : name.padEnd(width) + (shell.dialect === 'bash' ? '\t' : '') + (isOn ? 'on' : 'off');
    yield* shell.process.print(`${line}\n`);
  }
  return 0;
}

function* showVariables(shell: Shell): Coroutine<number> {
  for (const [name, { value }] of shell.variables.entries()) {
    if (value === undefined) continue;
    if (typeof value === 'string') {
      yield* shell.process.print(`${name}=${shell.dialect === 'bash' ? quoteForTrace(value) : quoteSingle(value)}\n`);
    } else {
      const elements = value.map((element, index) => `[${index}]="${element ?? ''}"`);
      yield* shell.process.print(`${name}=(${elements.join(' ')})\n`);
    }
  }
  return 0;
}

/** Letters behind `-` or `+`; a name for `o` comes with the next argument. */
function* switchLetters(
  shell: Shell,
  word: string,
  name: string | undefined,
): Coroutine<{ status: number; usesName: boolean }> {
  const isOn = word.startsWith('-');
  let usesName = false;
  for (const letter of word.slice(1)) {
    if (letter === 'o') {
      usesName = name !== undefined;
      const option: OptionName | undefined = name === undefined || name.length === 1 ? undefined : findOption(name);
      if (name === undefined) yield* showOptions(shell, !isOn);
      else if (option === undefined) return { status: yield* refuse(shell, name), usesName };
      else shell.options.set(option, isOn);
      continue;
    }
    const option = findOption(letter);
    if (option !== undefined) shell.options.set(option, isOn);
    else if (shell.dialect !== 'bash' || !IGNORED.has(letter)) {
      return { status: yield* refuse(shell, `${word.charAt(0)}${letter}`), usesName };
    }
  }
  return { status: 0, usesName };
}

function* set(shell: Shell, args: readonly string[]): Coroutine<number> {
  if (args.length === 0) return yield* showVariables(shell);
  let index = 0;
  for (; index < args.length; index += 1) {
    const word = args[index] ?? '';
    if (word === '--') {
      shell.positional = args.slice(index + 1);
      return 0;
    }
    if (!/^[-+]./.test(word)) break;
    const { status, usesName } = yield* switchLetters(shell, word, args[index + 1]);
    if (status !== 0) return status;
    if (usesName) index += 1;
  }
  if (args[index] === '-') index += 1;
  if (index < args.length) shell.positional = args.slice(index);
  return 0;
}

function* shift(shell: Shell, [text = '1']: readonly string[]): Coroutine<number> {
  const count = Number(text);
  if (count <= shell.positional.length) {
    shell.positional = shell.positional.slice(count);
    return 0;
  }
  if (shell.dialect !== 'dash') return 1;
  yield* shell.complain("can't shift that many", 'shift');
  throw new CommandAborted(2);
}

/** Builtins about options and arguments. */
export const setBuiltins: Builtins = {
  set: { run: set, isSpecial: true },
  shift: { run: shift, isSpecial: true },
};
