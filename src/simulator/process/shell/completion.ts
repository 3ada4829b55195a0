import { isSystemError } from '../system-error';
import { builtinNames } from './builtins';
import type { Completion } from './line-editor';
import type { Shell } from './shell';

function namesIn(shell: Shell, directory: string): { readonly name: string; readonly isDirectory: boolean }[] {
  try {
    return shell.process.files
      .list(directory === '' ? '.' : directory)
      .map(({ name, type }) => ({ name, isDirectory: type === 'directory' }));
  } catch (error) {
    if (isSystemError(error)) return [];
    throw error;
  }
}

function commandNames(shell: Shell): string[] {
  const directories = (shell.variables.text('PATH') ?? '').split(':').filter((directory) => directory !== '');
  const programs = directories.flatMap((directory) => namesIn(shell, directory).map(({ name }) => name));
  return [...programs, ...builtinNames(shell.dialect), ...shell.functions.keys(), ...shell.aliases.keys()];
}

/** What the word before the cursor could become: a command where one begins, a variable behind `$`, otherwise a file. */
export function completeWord(shell: Shell, before: string): Completion {
  const word = /[^\s;|&<>()"'=]*$/.exec(before)?.[0] ?? '';
  const isCommand = /(?:^|[;|&(])\s*$/.test(before.slice(0, before.length - word.length)) && !word.includes('/');
  const slash = word.lastIndexOf('/');
  const directory = word.slice(0, slash + 1);
  const prefix = word.slice(slash + 1);
  let words: string[];
  if (word.startsWith('$')) words = shell.variables.entries().map(([name]) => `$${name}`);
  else if (isCommand) words = commandNames(shell);
  else {
    words = namesIn(shell, directory.replace(/^~/, shell.homeOf(undefined) ?? '~'))
      .filter(({ name }) => prefix.startsWith('.') || !name.startsWith('.'))
      .map(({ name, isDirectory }) => `${directory}${name}${isDirectory ? '/' : ''}`);
  }
  const found = [...new Set(words.filter((each) => each.startsWith(word)))].sort();
  return { words: found, replacedLength: word.length };
}
