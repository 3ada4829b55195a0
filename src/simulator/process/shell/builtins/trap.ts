import type { Coroutine } from '../../coroutine';
import { quoteSingle } from '../quoting';
import type { Shell } from '../shell';
import { findTrap, type TrapName } from '../traps';
import type { Builtins } from './builtin';

function* list(shell: Shell): Coroutine<number> {
  for (const [name, action] of shell.traps.entries()) {
    const isSignal = name !== 'EXIT' && name !== 'ERR';
    const shown = shell.dialect === 'bash' && isSignal ? `SIG${name}` : name;
    yield* shell.process.print(`trap -- ${quoteSingle(action)} ${shown}\n`);
  }
  return 0;
}

function* trap(shell: Shell, args: readonly string[]): Coroutine<number> {
  const words = args[0] === '--' ? args.slice(1) : args;
  if (words.length === 0 || words[0] === '-p') return yield* list(shell);
  const [first = '', ...rest] = words;
  // A number in the place of the command takes traps away, as one name alone does.
  const isReset = first === '-' || /^\d+$/.test(first) || rest.length === 0;
  const names = first === '-' || !isReset ? rest : words;
  let status = 0;
  for (const word of names) {
    const name: TrapName | undefined = findTrap(word);
    if (name === undefined) {
      status = 1;
      if (shell.dialect === 'dash') yield* shell.process.complain(`trap: ${word}: bad trap\n`);
      else yield* shell.complain(`${word}: invalid signal specification`, 'trap');
    } else if (isReset) shell.traps.clear(name);
    else shell.traps.set(name, first);
  }
  return status;
}

/** `trap`. */
export const trapBuiltins: Builtins = { trap: { run: trap, isSpecial: true } };
