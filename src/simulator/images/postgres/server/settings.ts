import type { FileSystem } from '../../../process';

/** What the server is told: defaults, then postgresql.conf, then its command line. */
export type ServerSettings = ReadonlyMap<string, string>;

const DEFAULTS: Readonly<Record<string, string>> = {
  listen_addresses: 'localhost',
  max_connections: '100',
  password_encryption: 'md5',
  port: '5432',
};

/** Options of one letter, and the settings that they stand for. */
const LETTERS: Readonly<Record<string, string>> = { h: 'listen_addresses', p: 'port', N: 'max_connections' };

/** A command line that the server refuses, in its words. */
export class OptionError extends Error {}

/** What a command line says. */
export interface CommandLine {
  /** `-D`. @default - PGDATA */
  readonly dataDirectory?: string;
  /** Name after `-C`: its value is printed, and that is all. @default - none */
  readonly printed?: string;
  readonly settings: ServerSettings;
}

/** Reads `-c name=value`, `--name=value`, `-p 5433`, `-D DIR`. @throws OptionError */
export function readCommandLine(args: readonly string[]): CommandLine {
  const settings = new Map<string, string>();
  let line: CommandLine = { settings };
  const assign = (text: string, flag: string): void => {
    const cut = text.indexOf('=');
    if (cut < 0) throw new OptionError(`${flag}${text} requires a value`);
    settings.set(text.slice(0, cut).replace(/-/g, '_'), text.slice(cut + 1));
  };
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index] ?? '';
    if (arg.startsWith('--')) {
      assign(arg.slice(2), '--');
      continue;
    }
    const letter = arg.charAt(1);
    if (!arg.startsWith('-') || !/[cCDhpN]/.test(letter)) throw new OptionError(`invalid argument: "${arg}"`);
    let value = arg.slice(2);
    if (value === '') {
      index += 1;
      value = args[index] ?? '';
    }
    const name = LETTERS[letter];
    if (letter === 'c') assign(value, '-c ');
    else if (letter === 'D') line = { ...line, dataDirectory: value };
    else if (letter === 'C') line = { ...line, printed: value };
    else if (name !== undefined) settings.set(name, value);
  }
  return line;
}

/** Values of postgresql.conf. */
function readConfiguration(text: string): ServerSettings {
  const settings = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [, name, quoted, bare] = /^\s*(\w+)\s*=?\s*(?:'((?:[^']|'')*)'|([^\s#']+))/.exec(line) ?? [];
    if (name !== undefined) settings.set(name, quoted?.replace(/''/g, "'") ?? bare ?? '');
  }
  return settings;
}

/** All settings of a server with its data in `directory`. */
export function settingsOf(files: FileSystem, directory: string, { settings }: CommandLine): ServerSettings {
  const path = `${directory}/postgresql.conf`;
  const configured = files.exists(path) ? readConfiguration(files.readText(path)) : [];
  return new Map([...Object.entries(DEFAULTS), ...configured, ...settings]);
}
