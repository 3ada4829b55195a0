import type { Command } from './command';
import { UsageError } from './failure';
import type { Option } from './options';
import { suggestionFor } from './suggestion';

const HELP_OPTION: Option = { kind: 'flag', short: 'h', description: 'this help' };

/**
 * The command called `name`, with the options that every command has.
 *
 * @throws UsageError that names the nearest one.
 */
export function findCommand(commands: readonly Command[], name: string): Command {
  const command = commands.find((candidate) => candidate.name === name);
  if (command !== undefined) return { ...command, options: { ...command.options, help: HELP_OPTION } };
  if (name.startsWith('-')) {
    const hint = suggestionFor(name.replace(/^-+/, ''), ['help', 'version'], '--');
    throw new UsageError(`unknown option '${name}' before a command${hint}`);
  }
  const names = commands.map((candidate) => candidate.name);
  throw new UsageError(`unknown command '${name}'${suggestionFor(name, names)}`);
}
