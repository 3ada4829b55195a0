import type { Coroutine } from '../../coroutine';
import { findProgram } from '../external-command';
import { quoteSingle } from '../quoting';
import type { Shell } from '../shell';
import { runUnhidden } from '../simple-command';
import type { Builtins } from './builtin';
import { findBuiltin } from './index';

const KEYWORDS = new Set('! { } case do done elif else esac fi for if in then until while'.split(' '));
const BASH_KEYWORDS = new Set('[[ ]] function select'.split(' '));

const isKeyword = (shell: Shell, name: string): boolean =>
  KEYWORDS.has(name) ||
  (shell.features.hasBashWords && BASH_KEYWORDS.has(name)) ||
  (shell.features.hasTime && name === 'time');

const isBuiltin = (shell: Shell, name: string): boolean =>
  name === 'exec' || findBuiltin(shell.dialect, name) !== undefined;

/** What `type` says of a name; undefined when it is nothing. */
function describe(shell: Shell, name: string): string | undefined {
  const { dialect } = shell;
  const alias = shell.aliases.get(name);
  if (alias !== undefined) {
    return dialect === 'bash' ? `${name} is aliased to \`${alias}'` : `${name} is an alias for ${alias}`;
  }
  if (isKeyword(shell, name)) return `${name} is a shell keyword`;
  const defined = shell.functions.get(name);
  if (defined !== undefined) {
    if (dialect === 'bash') return `${name} is a function\n${defined.source}`;
    return `${name} is a ${dialect === 'dash' ? 'shell ' : ''}function`;
  }
  if (isBuiltin(shell, name)) {
    const isSpecial = dialect !== 'bash' && findBuiltin(dialect, name)?.isSpecial === true;
    return `${name} is a ${isSpecial ? 'special ' : ''}shell builtin`;
  }
  const path = findProgram(shell, name);
  if (path === undefined) return undefined;
  return dialect === 'bash' && shell.hashed.has(name) ? `${name} is hashed (${path})` : `${name} is ${path}`;
}

/** What `command -v` and `type -t` say of a name. */
function locate(shell: Shell, name: string): string | undefined {
  const alias = shell.aliases.get(name);
  if (alias !== undefined) return `alias ${name}=${quoteSingle(alias)}`;
  if (isKeyword(shell, name) || shell.functions.has(name) || isBuiltin(shell, name)) return name;
  return findProgram(shell, name);
}

function typeWord(shell: Shell, name: string): string | undefined {
  if (shell.aliases.has(name)) return 'alias';
  if (isKeyword(shell, name)) return 'keyword';
  if (shell.functions.has(name)) return 'function';
  if (isBuiltin(shell, name)) return 'builtin';
  return findProgram(shell, name) === undefined ? undefined : 'file';
}

function* type(shell: Shell, args: readonly string[]): Coroutine<number> {
  const isBash = shell.dialect === 'bash';
  const flag = isBash && /^-[tpPa]$/.test(args[0] ?? '') ? args[0] : undefined;
  let status = 0;
  for (const name of flag === undefined ? args : args.slice(1)) {
    const text =
      flag === '-t'
        ? typeWord(shell, name)
        : flag === '-p' || flag === '-P'
          ? findProgram(shell, name)
          : describe(shell, name);
    if (text !== undefined) yield* shell.process.print(`${text}\n`);
    else {
      status = isBash ? 1 : 127;
      if (flag === undefined && isBash) yield* shell.complain(`${name}: not found`, 'type');
      else if (flag === undefined) yield* shell.process.print(`${name}: not found\n`);
    }
  }
  return status;
}

/** `command name`: a function of that name does not count; `-v` and `-V` tell what would run. */
function* command(shell: Shell, args: readonly string[]): Coroutine<number> {
  const [flag] = args;
  const words = args.filter((arg, index) => !(index === 0 && /^-(?:p|-)$/.test(arg)));
  if (words.length === 0) return 0;
  if (flag !== '-v' && flag !== '-V') return yield* runUnhidden(shell, words);
  // Only bash answers for more than one name.
  const names = shell.dialect === 'bash' ? args.slice(1) : args.slice(1, 2);
  let status = 0;
  for (const name of names) {
    const text = flag === '-v' ? locate(shell, name) : describe(shell, name);
    if (text !== undefined) {
      yield* shell.process.print(`${text}\n`);
      continue;
    }
    status = shell.dialect === 'bash' ? 1 : 127;
    if (flag === '-v') continue;
    if (shell.dialect === 'bash') yield* shell.complain(`${name}: not found`, 'command');
    else yield* shell.process.print(`${name}: not found\n`);
  }
  return names.length > 1 && status !== 0 && names.some((name) => locate(shell, name) !== undefined) ? 0 : status;
}

function* builtin(shell: Shell, [name, ...args]: readonly string[]): Coroutine<number> {
  if (name === undefined) return 0;
  const found = findBuiltin(shell.dialect, name);
  if (found !== undefined) return yield* found.run(shell, args);
  yield* shell.complain(`${name}: not a shell builtin`, 'builtin');
  return 1;
}

function* hash(shell: Shell, args: readonly string[]): Coroutine<number> {
  if (args[0] === '-r') shell.hashed.clear();
  let status = 0;
  for (const name of args.filter((arg) => !arg.startsWith('-'))) {
    const path = findProgram(shell, name);
    if (path !== undefined) shell.hashed.set(name, path);
    else {
      yield* shell.complain(`${name}: not found`, 'hash');
      status = 1;
    }
  }
  if (args.length === 0) for (const path of shell.hashed.values()) yield* shell.process.print(`${path}\n`);
  return status;
}

function* alias(shell: Shell, args: readonly string[]): Coroutine<number> {
  const prefix = shell.dialect === 'bash' ? 'alias ' : '';
  let status = 0;
  for (const word of args.filter((arg) => arg !== '-p')) {
    const [, name, value] = /^([^=]+)=([^]*)$/.exec(word) ?? [];
    if (name !== undefined && value !== undefined) shell.aliases.set(name, value);
    else if (shell.aliases.has(word)) {
      yield* shell.process.print(`${prefix}${word}=${quoteSingle(shell.aliases.get(word) ?? '')}\n`);
    } else {
      if (shell.dialect === 'bash') yield* shell.complain(`${word}: not found`, 'alias');
      else yield* shell.process.complain(`alias: ${word} not found\n`);
      status = 1;
    }
  }
  if (args.length > 0 && args[0] !== '-p') return status;
  const sorted = [...shell.aliases].sort(([left], [right]) => (left < right ? -1 : 1));
  for (const [name, value] of sorted) yield* shell.process.print(`${prefix}${name}=${quoteSingle(value)}\n`);
  return 0;
}

function* unalias(shell: Shell, args: readonly string[]): Coroutine<number> {
  if (args[0] === '-a') shell.aliases.clear();
  let status = 0;
  for (const name of args.filter((arg) => arg !== '-a')) {
    if (shell.aliases.delete(name)) continue;
    if (shell.dialect === 'bash') yield* shell.complain(`${name}: not found`, 'unalias');
    else yield* shell.process.complain(`unalias: ${name} not found\n`);
    status = 1;
  }
  return status;
}

/** Builtins about commands themselves. */
export const commandBuiltins: Builtins = {
  alias: { run: alias },
  builtin: { run: builtin, dialects: ['bash'] },
  command: { run: command },
  hash: { run: hash },
  type: { run: type },
  unalias: { run: unalias },
};
