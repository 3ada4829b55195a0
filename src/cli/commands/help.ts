import type { Command } from '../command';
import { EXIT } from '../exit-code';
import { findCommand } from '../find-command';
import { helpOf, helpOfAll } from '../help-text';

/** `workshop help`, over the other commands. */
export function helpOver(others: readonly Command[]): Command {
  const help: Command = {
    name: 'help',
    summary: 'Show this help, or that of one command',
    positionals: ['[COMMAND]'],
    options: {},
    details: '',
    run: (given, terminal) => {
      const all = [...others, help];
      const name = given.argument(0);
      terminal.out(name === undefined ? helpOfAll(all) : helpOf(findCommand(all, name)));
      return EXIT.ok;
    },
  };
  return help;
}
