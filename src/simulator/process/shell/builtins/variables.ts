import type { Coroutine } from '../../coroutine';
import { quoteDouble, quoteSingle } from '../quoting';
import type { Shell } from '../shell';
import { CommandAborted } from '../shell-error';
import type { Variable } from '../variables';
import type { Builtins } from './builtin';

const NAME = /^[A-Za-z_]\w*$/;

/** `name=value` or `name+=value` or `name`. */
function parse(word: string): {
  readonly name: string;
  readonly isAppended: boolean;
  readonly value: string | undefined;
} {
  const [, name = word, plus, value] = /^([^=+]*)(\+?)=([^]*)$/.exec(word) ?? [];
  return { name, isAppended: plus === '+', value };
}

/** How bash shows the marks of a variable: `-x`, `-ar`, `--`. */
function marksOf(variable: Variable): string {
  const letters = `${typeof variable.value === 'object' ? 'a' : ''}${variable.isReadOnly ? 'r' : ''}${variable.isExported ? 'x' : ''}`;
  return `-${letters === '' ? '-' : letters}`;
}

/** A variable as `declare -p` shows it. */
function declaration(name: string, variable: Variable): string {
  const { value } = variable;
  if (value === undefined) return `declare ${marksOf(variable)} ${name}\n`;
  if (typeof value === 'string') return `declare ${marksOf(variable)} ${name}=${quoteDouble(value)}\n`;
  const elements = value.flatMap((element, index) =>
    element === undefined ? [] : [`[${index}]=${quoteDouble(element)}`],
  );
  return `declare ${marksOf(variable)} ${name}=(${elements.join(' ')})\n`;
}

function* list(shell: Shell, builtin: string, isShown: (variable: Variable) => boolean): Coroutine<number> {
  for (const [name, variable] of shell.variables.entries()) {
    if (!isShown(variable)) continue;
    const { value } = variable;
    if (shell.dialect === 'bash') yield* shell.process.print(declaration(name, variable));
    else yield* shell.process.print(`${builtin} ${name}${typeof value === 'string' ? `=${quoteSingle(value)}` : ''}\n`);
  }
  return 0;
}

/** Says that a name is none; that ends shells other than bash. */
function* refuseName(shell: Shell, builtin: string, word: string, name: string): Coroutine<number> {
  if (shell.dialect === 'bash') {
    yield* shell.complain(`\`${word}': not a valid identifier`, builtin);
    return 1;
  }
  yield* shell.complain(`${name}: bad variable name`, builtin);
  throw new CommandAborted(2);
}

function marking(builtin: 'export' | 'readonly') {
  const marks = builtin === 'export' ? { isExported: true } : { isReadOnly: true };
  return function* (shell: Shell, args: readonly string[]): Coroutine<number> {
    const flags = args.filter((arg) => /^-[npfa]+$/.test(arg)).join('');
    const words = args.filter((arg) => !/^-[npfa-]*$/.test(arg));
    if (words.length === 0) {
      return yield* list(shell, builtin, (variable) =>
        builtin === 'export' ? variable.isExported : variable.isReadOnly,
      );
    }
    let status = 0;
    for (const word of words) {
      const { name, isAppended, value } = parse(word);
      if (!NAME.test(name)) status = yield* refuseName(shell, builtin, word, name);
      else if (flags.includes('f')) continue;
      else {
        if (value !== undefined)
          shell.variables.set(name, isAppended ? `${shell.variables.text(name) ?? ''}${value}` : value);
        shell.variables.mark(name, flags.includes('n') ? { isExported: false } : marks);
      }
    }
    return status;
  };
}

// eslint-disable-next-line require-yield -- There is nothing to wait for.
function* unset(shell: Shell, args: readonly string[]): Coroutine<number> {
  const flags = args.filter((arg) => /^-[fv]$/.test(arg));
  for (const word of args.slice(flags.length)) {
    const [, array, index] = /^(\w+)\[(.+)\]$/.exec(word) ?? [];
    if (array !== undefined && index !== undefined) {
      const elements = [...shell.variables.elements(array)];
      elements[Number(shell.evaluate(index))] = undefined;
      shell.variables.set(array, elements);
    } else if (flags.includes('-f') || (flags.length === 0 && shell.variables.find(word) === undefined)) {
      shell.functions.delete(word);
    } else shell.variables.unset(word);
  }
  return 0;
}

function* local(shell: Shell, args: readonly string[]): Coroutine<number> {
  if (shell.functionCalls === 0) {
    yield* shell.complain(shell.dialect === 'bash' ? 'can only be used in a function' : 'not in a function', 'local');
    if (shell.dialect === 'bash') return 1;
    throw new CommandAborted(2);
  }
  return yield* declareNames(shell, args, true, 'local');
}

/** `local`, `declare` and `typeset`: marks names, and hides those of callers. */
function* declareNames(shell: Shell, args: readonly string[], isLocal: boolean, builtin: string): Coroutine<number> {
  const isFlag = (arg: string): boolean => /^[-+][a-zA-Z]+$/.test(arg);
  const flags = args.filter(isFlag).join('');
  let status = 0;
  for (const word of args.filter((arg) => !isFlag(arg))) {
    const { name, isAppended, value } = parse(word);
    if (!NAME.test(name)) {
      status = yield* refuseName(shell, builtin, word, name);
      continue;
    }
    // Outside of bash a local variable begins with the value of the one that it hides.
    if (isLocal && !flags.includes('g')) shell.variables.hide(name, shell.dialect !== 'bash');
    if (value !== undefined) {
      const text = flags.includes('i') ? String(shell.evaluate(value)) : value;
      shell.variables.set(name, isAppended ? `${shell.variables.text(name) ?? ''}${text}` : text);
    } else if (flags.includes('a') && typeof shell.variables.find(name)?.value !== 'object')
      shell.variables.set(name, []);
    const marks = {
      ...(flags.includes('x') ? { isExported: true } : {}),
      ...(flags.includes('r') ? { isReadOnly: true } : {}),
    };
    if (!isLocal || Object.keys(marks).length > 0) shell.variables.mark(name, marks);
  }
  return status;
}

function* declare(shell: Shell, args: readonly string[]): Coroutine<number> {
  const names = args.filter((arg) => !arg.startsWith('-'));
  const flags = args.filter((arg) => arg.startsWith('-')).join('');
  if (flags.includes('p') && names.length > 0) {
    let status = 0;
    for (const name of names) {
      const variable = shell.variables.find(name);
      if (variable !== undefined) yield* shell.process.print(declaration(name, variable));
      else {
        yield* shell.complain(`${name}: not found`, 'declare');
        status = 1;
      }
    }
    return status;
  }
  if (flags.includes('f') || flags.includes('F')) {
    const shown = [...shell.functions.values()].filter(({ name }) => names.length === 0 || names.includes(name));
    for (const { name, source } of shown) {
      yield* shell.process.print(
        flags.includes('F') ? `${names.length === 0 ? 'declare -f ' : ''}${name}\n` : `${source}\n`,
      );
    }
    return names.length > shown.length ? 1 : 0;
  }
  if (names.length > 0) return yield* declareNames(shell, args, shell.functionCalls > 0, 'declare');
  return yield* list(shell, 'declare', (variable) => !flags.includes('x') || variable.isExported);
}

/** `let`: code 1 when the last expression is 0. */
function* evaluateAll(shell: Shell, args: readonly string[]): Coroutine<number> {
  if (args.length === 0) {
    yield* shell.complain('expression expected', 'let');
    return 1;
  }
  let value = 0n;
  for (const expression of args) value = shell.evaluate(expression);
  return value === 0n ? 1 : 0;
}

/** Builtins about variables. */
export const variableBuiltins: Builtins = {
  declare: { run: declare, dialects: ['bash'] },
  export: { run: marking('export'), isSpecial: true },
  let: { run: evaluateAll, dialects: ['bash', 'busybox'] },
  local: { run: local },
  readonly: { run: marking('readonly'), isSpecial: true },
  typeset: { run: declare, dialects: ['bash'] },
  unset: { run: unset, isSpecial: true },
};
