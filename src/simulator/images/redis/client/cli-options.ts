import { bytesOfText } from '../protocol/byte-text';
import type { OutputForm } from './format-reply';

/** What redis-cli is told on its command line. */
export interface CliOptions {
  host: string;
  port: number;
  user: string;
  password: string;
  /** Whether the password stands where others may see it. */
  isPasswordShown: boolean;
  warnsOfPassword: boolean;
  database: number;
  repeat: number;
  intervalMs: number;
  /** Undefined: for people at a terminal, raw elsewhere. */
  form: OutputForm | undefined;
  protocol: 2 | 3;
  readsLastArgument: boolean;
  failsOnError: boolean;
  action: 'command' | 'version' | 'help' | 'scan';
  pattern: string;
  /** Words of the command, as byte texts. */
  words: readonly string[];
}

/** A command line that cannot be understood; the message is that of redis-cli. */
export class CliOptionError extends Error {}

type Reader = (options: CliOptions, value: string) => void;

const FLAGS: Readonly<Record<string, (options: CliOptions) => void>> = {
  '--raw': (options) => void (options.form = 'raw'),
  '--no-raw': (options) => void (options.form = 'standard'),
  '--csv': (options) => void (options.form = 'csv'),
  '-x': (options) => void (options.readsLastArgument = true),
  '-e': (options) => void (options.failsOnError = true),
  '-c': () => undefined,
  '-2': (options) => void (options.protocol = 2),
  '-3': (options) => void (options.protocol = 3),
  '--no-auth-warning': (options) => void (options.warnsOfPassword = false),
  '--scan': (options) => void (options.action = 'scan'),
  '-v': (options) => void (options.action = 'version'),
  '--version': (options) => void (options.action = 'version'),
  '--help': (options) => void (options.action = 'help'),
};

const VALUES: Readonly<Record<string, Reader>> = {
  '-h': (options, value) => void (options.host = value),
  '-p': (options, value) => void (options.port = portOf(value)),
  '-a': password,
  '--pass': password,
  '--user': (options, value) => void (options.user = value),
  '-n': (options, value) => void (options.database = Number(value)),
  '-r': (options, value) => void (options.repeat = Number(value)),
  '-i': (options, value) => void (options.intervalMs = Number(value) * 1000),
  '--pattern': (options, value) => void (options.pattern = bytesOfText(value)),
  '--count': () => undefined,
  '-u': address,
};

function password(options: CliOptions, value: string): void {
  options.password = value;
  options.isPasswordShown = true;
}

function portOf(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new CliOptionError('Invalid server port.');
  return port;
}

/** `redis://user:password@host:port/database`. */
function address(options: CliOptions, value: string): void {
  const match = /^redis:\/\/(?:([^:@]*)(?::([^@]*))?@)?([^:/]*)(?::(\d+))?(?:\/(\d+))?$/.exec(value);
  if (match === null) throw new CliOptionError('Invalid URI scheme');
  const [, user = '', secret = '', host = '', port, database] = match;
  if (user !== '') options.user = decodeURIComponent(user);
  if (secret !== '') password(options, decodeURIComponent(secret));
  if (host !== '') options.host = host;
  if (port !== undefined) options.port = Number(port);
  if (database !== undefined) options.database = Number(database);
}

/** Reads the arguments. Options end with the first word that is none. Throws CliOptionError. */
export function readCliOptions(args: readonly string[], env: ReadonlyMap<string, string>): CliOptions {
  const options: CliOptions = {
    host: '127.0.0.1',
    port: 6379,
    user: '',
    password: env.get('REDISCLI_AUTH') ?? '',
    isPasswordShown: false,
    warnsOfPassword: true,
    database: 0,
    repeat: 1,
    intervalMs: 0,
    form: undefined,
    protocol: 2,
    readsLastArgument: false,
    failsOnError: false,
    action: 'command',
    pattern: '',
    words: [],
  };
  // `-h` alone asks for help.
  if (args.length === 1 && args[0] === '-h') return { ...options, action: 'help' };
  let index = 0;
  for (; index < args.length; index += 1) {
    const arg = args[index] ?? '';
    const flag = FLAGS[arg];
    const reader = VALUES[arg];
    const value = args[index + 1];
    if (flag !== undefined) flag(options);
    else if (reader !== undefined && value !== undefined) {
      reader(options, value);
      index += 1;
    } else if (arg.startsWith('-')) {
      throw new CliOptionError(`Unrecognized option or bad number of args for: '${arg}'`);
    } else break;
  }
  return { ...options, words: args.slice(index).map(bytesOfText) };
}
