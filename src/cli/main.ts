import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { commands } from './commands';
import { EXIT } from './exit-code';
import { reportFailure } from './failure';
import { findCommand } from './find-command';
import { helpOf, helpOfAll } from './help-text';
import { readArguments, wantsJson } from './options';
import { PACKAGE_FOLDER } from './package-folder';
import { processTerminal, type Terminal } from './terminal';

function version(): string {
  return (JSON.parse(readFileSync(join(PACKAGE_FOLDER, 'package.json'), 'utf8')) as { version: string }).version;
}

async function carryOut(words: readonly string[], terminal: Terminal): Promise<number> {
  const [first, ...rest] = words;
  if (first === undefined || first === '--help' || first === '-h') {
    terminal.out(helpOfAll(commands));
    return EXIT.ok;
  }
  if (first === '--version') {
    terminal.out(`${version()}\n`);
    return EXIT.ok;
  }
  const command = findCommand(commands, first);
  const given = readArguments(rest, command);
  if (given.flag('help')) {
    terminal.out(helpOf(command));
    return EXIT.ok;
  }
  return await command.run(given, terminal);
}

/**
 * Runs `workshop` with `words` behind its name, and says what went wrong if something did.
 *
 * @returns the exit code; see `EXIT`, and `Command.run`.
 */
export async function main(words: readonly string[], terminal: Terminal = processTerminal()): Promise<number> {
  try {
    return await carryOut(words, terminal);
  } catch (error) {
    return reportFailure(error, terminal, wantsJson(words));
  }
}
