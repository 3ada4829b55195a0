import type { ParameterPart } from './ast';
import type { Shell } from './shell';

/** What a parameter stands for. */
export interface ParameterValue {
  /** The values; undefined where there is none. */
  readonly values: readonly string[] | undefined;
  /** Whether all of a list is meant: `$@` and `$*`, or `${name[@]}` and `${name[*]}`. */
  readonly list?: '@' | '*';
}

/** What stands for the options that are on: `$-`. */
const optionLetters = (shell: Shell): string => {
  const { options, features } = shell;
  const letters = [...(shell.isInteractive ? 'i' : ''), ...options.letters()].join('');
  return features.hasArrays
    ? `${letters.replace('i', '')}h${shell.isInteractive ? 'im' : ''}B${shell.source === '-c' ? 'c' : ''}`
    : letters;
};

/** Value of `$?`, `$#` and the others that are no names. */
export function specialParameter(shell: Shell, name: string): string | undefined {
  switch (name) {
    case '?':
      return String(shell.status);
    case '#':
      return String(shell.positional.length);
    case '$':
      return String(shell.pid);
    case '!':
      return shell.lastBackground === undefined ? undefined : String(shell.lastBackground);
    case '-':
      return optionLetters(shell);
    case '0':
      return shell.name;
    default:
      return /^\d+$/.test(name) ? shell.positional[Number(name) - 1] : undefined;
  }
}

const present = (elements: readonly (string | undefined)[]): string[] =>
  elements.filter((element): element is string => element !== undefined);

/** Reads a parameter; `index` is that between brackets, expanded. */
export function readParameter(shell: Shell, part: ParameterPart, index: string | undefined): ParameterValue {
  const { name } = part;
  if (name === '@' || name === '*') return { values: shell.positional, list: name };
  if (!/^[A-Za-z_]/.test(name)) {
    const value = specialParameter(shell, name);
    return { values: value === undefined ? undefined : [value] };
  }
  if (index === '@' || index === '*') {
    const elements = present(shell.variables.elements(name));
    return { values: elements, list: index };
  }
  if (index !== undefined) {
    const elements = shell.variables.elements(name);
    const number = Number(shell.evaluate(index));
    const element = elements.at(number);
    return { values: element === undefined ? undefined : [element] };
  }
  const value = shell.variables.text(name);
  return { values: value === undefined ? undefined : [value] };
}
