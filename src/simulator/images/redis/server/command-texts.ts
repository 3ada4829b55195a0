import type { RedisVersion } from '../redis-version';

/** Characters of words that an error shows at most. */
const SHOWN_MAX = 128;

/** What is said to a command that does not exist. Source: src/server.c of 3.2, 5.0 and 7.0. */
export function unknownCommandText(version: RedisVersion, [name = '', ...words]: readonly string[]): string {
  if (!version.isFrom(5)) return `ERR unknown command '${name}'`;
  const [left, right, separator] = version.isFrom(7) ? ["'", "'", ' '] : ['`', '`', ', '];
  let shown = '';
  for (const word of words) {
    if (shown.length >= SHOWN_MAX) break;
    shown += `${left}${word.slice(0, SHOWN_MAX - shown.length)}${right}${separator}`;
  }
  return `ERR unknown command ${left}${name.slice(0, SHOWN_MAX)}${right}, with args beginning with: ${shown}`;
}

/** What is said to a subcommand that does not exist, or has other words. */
export function unknownSubcommandText(version: RedisVersion, command: string, subcommand: string): string {
  if (version.isFrom(7)) return `ERR unknown subcommand '${subcommand}'. Try ${command.toUpperCase()} HELP.`;
  if (!version.isFrom(5))
    return `ERR Syntax error, try ${command.toUpperCase()} (LIST | KILL | GETNAME | SETNAME | PAUSE | REPLY)`;
  return `ERR Unknown subcommand or wrong number of arguments for '${subcommand}'. Try ${command.toUpperCase()} HELP.`;
}
