import { isSystemError, type Process } from '../../../process';
import { splitWords } from '../protocol/split-words';
import type { RedisVersion } from '../redis-version';

/** A configuration that Redis does not start with; the message is all that it prints. */
export class FatalConfigError extends Error {}

/** What stands on a command line: a file, and settings that count after it. */
export interface CommandLine {
  /** Path as given; `-` is stdin. @default - no file */
  readonly file?: string;
  /** `--port 7000` as lines of a file. */
  readonly lines: readonly string[];
}

const quoted = (word: string): string => (/^[^\s"'\\]+$/.test(word) ? word : JSON.stringify(word));

/** Reads the arguments of `redis-server`: a file first, then options. Source: Redis 7.0, src/server.c `main`. */
export function readCommandLine(args: readonly string[]): CommandLine {
  const [first] = args;
  const hasFile = first !== undefined && (!first.startsWith('-') || first === '-');
  const lines: string[] = [];
  for (const arg of hasFile ? args.slice(1) : args) {
    if (arg.startsWith('--')) lines.push(arg.slice(2));
    else lines.push(`${lines.pop() ?? ''} ${quoted(arg)}`.trim());
  }
  return { ...(hasFile ? { file: first } : {}), lines };
}

/** Text of a configuration file. Throws FatalConfigError when it cannot be read. */
export function readConfigFile(process: Process, path: string): string {
  try {
    return process.files.readText(path);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw new FatalConfigError(`Fatal error, can't open config file '${path}': ${error.message}`);
  }
}

/** A line of a configuration file. */
export interface ConfigLine {
  /** Counted from 1. */
  readonly number: number;
  readonly text: string;
  /** The first in lower case. */
  readonly words: readonly string[];
}

/** What is said to a line that cannot be understood. Source: Redis 7.0, src/config.c `loadServerConfigFromString`. */
export const fatalLine = (
  { number, text }: Omit<ConfigLine, 'words'>,
  version: RedisVersion,
  problem: string,
): FatalConfigError =>
  new FatalConfigError(
    `\n*** FATAL CONFIG FILE ERROR${version.isFrom(6) ? ` (Redis ${version.number})` : ''} ***\n` +
      `Reading the configuration file, at line ${number}\n>>> '${text}'\n${problem}`,
  );

/** Lines that say something, in words. Throws FatalConfigError. */
export function linesWithWords(file: string, version: RedisVersion): readonly ConfigLine[] {
  return file.split('\n').flatMap((raw, index) => {
    const text = raw.trim();
    if (text === '' || text.startsWith('#')) return [];
    const words = splitWords(text);
    if (words === undefined)
      throw fatalLine({ number: index + 1, text }, version, 'Unbalanced quotes in configuration line');
    const [first = '', ...rest] = words;
    return [{ number: index + 1, text, words: [first.toLowerCase(), ...rest] }];
  });
}
