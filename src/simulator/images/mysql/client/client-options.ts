import type { MysqlAddress } from './mysql-connection';

/** What the command line of a client says. */
export interface ClientOptions extends MysqlAddress {
  /** Whether a password is to be asked for. */
  readonly asksPassword: boolean;
  /** Whether the password stands on the command line: a warning is due. */
  readonly showsPassword: boolean;
  /** Statements to run instead of reading them. */
  readonly statements?: string;
  /** Output of tables; undefined for what the output calls for. */
  readonly isTable?: boolean;
  readonly hasColumnNames: boolean;
  /** Whether errors end nothing. */
  readonly isForced: boolean;
  /** Whether nothing is said that is no answer. */
  readonly isSilent: boolean;
  /** What is no option. */
  readonly words: readonly string[];
}

/** A command line that cannot be read. */
export class ClientOptionError extends Error {}

/** Options with a value, by their letters. */
const VALUES: Readonly<Record<string, string>> = {
  D: 'database',
  P: 'port',
  S: 'socket',
  e: 'execute',
  h: 'host',
  u: 'user',
};

/** Options without one. */
const SWITCHES: Readonly<Record<string, string>> = {
  B: 'batch',
  N: 'skip-column-names',
  f: 'force',
  s: 'silent',
  t: 'table',
  v: 'verbose',
};

const LONG_VALUES: ReadonlySet<string> = new Set([
  ...Object.values(VALUES),
  'protocol',
  'default-character-set',
  'connect-timeout',
  'connect_timeout',
  'ssl-mode',
]);

/** Reads the arguments of `mysql` and `mysqladmin`. Throws ClientOptionError. */
export function clientOptions(
  program: string,
  args: readonly string[],
  env: ReadonlyMap<string, string>,
): ClientOptions {
  const values = new Map<string, string>();
  const switches = new Set<string>();
  const words: string[] = [];
  let asksPassword = false;
  const waiting = [...args];
  const valueOf = (name: string, given: string | undefined): void => {
    const value = given ?? waiting.shift();
    if (value === undefined) throw new ClientOptionError(`${program}: option '${name}' requires an argument`);
    values.set(name.replace(/^-+/, ''), value);
  };
  for (let arg = waiting.shift(); arg !== undefined; arg = waiting.shift()) {
    const [, long, longValue] = /^--([\w-]+)(?:=(.*))?$/s.exec(arg) ?? [];
    if (long === 'password' || arg.startsWith('-p')) {
      const value = long === undefined ? arg.slice(2) : longValue;
      if (value === undefined || (long === undefined && value === '')) asksPassword = true;
      else values.set('password', value);
    } else if (long !== undefined && LONG_VALUES.has(long)) {
      valueOf(`--${long}`, longValue);
    } else if (long !== undefined) {
      switches.add(long);
    } else if (arg.startsWith('-') && arg.length > 1) {
      readLetters(program, arg, valueOf, switches);
    } else {
      words.push(arg);
    }
  }
  const environment = env.get('MYSQL_PWD');
  const password = values.get('password') ?? environment;
  const statements = values.get('execute');
  const database = values.get('database');
  return {
    host: values.get('host') ?? env.get('MYSQL_HOST') ?? 'localhost',
    port: Number(values.get('port') ?? env.get('MYSQL_TCP_PORT') ?? 3306),
    user: values.get('user') ?? 'root',
    asksPassword,
    showsPassword: values.has('password'),
    hasColumnNames: !switches.has('skip-column-names'),
    isForced: switches.has('force'),
    isSilent: switches.has('silent'),
    words,
    ...(password !== undefined && { password }),
    ...(database !== undefined && { database }),
    ...(statements !== undefined && { statements }),
    ...(switches.has('table') ? { isTable: true } : switches.has('batch') ? { isTable: false } : {}),
  };
}

/** Letters of one argument: `-uroot`, `-BN`. */
function readLetters(
  program: string,
  arg: string,
  valueOf: (name: string, given: string | undefined) => void,
  switches: Set<string>,
): void {
  for (let index = 1; index < arg.length; index += 1) {
    const letter = arg.charAt(index);
    const name = VALUES[letter];
    if (name !== undefined) {
      const rest = arg.slice(index + 1);
      valueOf(`-${name}`, rest === '' ? undefined : rest);
      return;
    }
    const known = SWITCHES[letter];
    if (known === undefined) throw new ClientOptionError(`${program}: unknown option '-${letter}'`);
    switches.add(known);
  }
}
