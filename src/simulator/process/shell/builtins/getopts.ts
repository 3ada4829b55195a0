import type { Coroutine } from '../../coroutine';
import type { Shell } from '../shell';
import type { Builtins } from './builtin';

/** `getopts`: the next option of the arguments. Source: POSIX.1-2017, utilities, getopts. */
function* getopts(shell: Shell, [options, name, ...given]: readonly string[]): Coroutine<number> {
  if (options === undefined || name === undefined) {
    yield* shell.complain('usage: getopts optstring name [arg]', shell.dialect === 'bash' ? undefined : 'getopts');
    return 2;
  }
  const args = given.length > 0 ? given : shell.positional;
  const { variables } = shell;
  let index = Math.max(1, Number(variables.text('OPTIND') ?? 1));
  // Whoever sets OPTIND begins anew.
  if (shell.optionOffset > 0 && (args[index - 1] ?? '').length <= shell.optionOffset) shell.optionOffset = 0;
  const arg = args[index - 1];
  if (shell.optionOffset === 0) {
    if (arg === undefined || !/^-./.test(arg) || arg === '--') {
      variables.set('OPTIND', String(arg === '--' ? index + 1 : index));
      variables.set(name, '?');
      return 1;
    }
    shell.optionOffset = 1;
  }
  const word = arg ?? '';
  const letter = word.charAt(shell.optionOffset);
  shell.optionOffset += 1;
  const isSilent = options.startsWith(':');
  const place = letter === ':' ? -1 : options.indexOf(letter);
  const takesValue = place >= 0 && options[place + 1] === ':';
  let value: string | undefined;
  let found = place < 0 ? '?' : letter;
  if (takesValue) {
    value = word.slice(shell.optionOffset) || undefined;
    if (value === undefined) {
      index += 1;
      value = args[index - 1];
    }
    shell.optionOffset = word.length;
  }
  if (shell.optionOffset >= word.length) {
    index += 1;
    shell.optionOffset = 0;
  }
  variables.set('OPTIND', String(index));
  const isMissing = takesValue && value === undefined;
  if (isMissing) found = isSilent ? ':' : '?';
  if (place < 0 || isMissing) {
    if (isSilent) value = letter;
    else {
      const text =
        shell.dialect === 'bash'
          ? `${shell.name}: ${isMissing ? 'option requires an argument' : 'illegal option'} -- ${letter}`
          : isMissing
            ? `No arg for -${letter} option`
            : `Illegal option -${letter}`;
      yield* shell.process.complain(`${text}\n`);
    }
  }
  variables.set(name, found);
  if (value === undefined) variables.unset('OPTARG');
  else variables.set('OPTARG', value);
  return 0;
}

/** `getopts`. */
export const getoptsBuiltins: Builtins = { getopts: { run: getopts } };
