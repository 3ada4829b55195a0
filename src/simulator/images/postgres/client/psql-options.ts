import type { Process } from '../../../process';

/** What psql is told. */
export interface PsqlOptions {
  /** Undefined for the server of the same container. */
  readonly host: string | undefined;
  readonly port: number;
  readonly user: string;
  readonly database: string;
  /** What is run instead of what is typed, in order. */
  readonly commands: readonly { readonly type: 'command' | 'file'; readonly text: string }[];
  readonly hasRowsOnly: boolean;
  readonly isUnaligned: boolean;
  readonly isQuiet: boolean;
  readonly stopsOnError: boolean;
  readonly showsVersion: boolean;
}

/** A command line that psql refuses. */
export class UsageError extends Error {}

/** Long names of options, and the letters that mean the same. */
const LONG: Readonly<Record<string, string>> = {
  command: 'c',
  dbname: 'd',
  file: 'f',
  host: 'h',
  list: 'l',
  'no-align': 'A',
  'no-password': 'w',
  'no-psqlrc': 'X',
  password: 'W',
  port: 'p',
  quiet: 'q',
  set: 'v',
  'tuples-only': 't',
  username: 'U',
  variable: 'v',
  version: 'V',
};

const WITH_VALUE = 'cdfhpvU';

interface Found {
  readonly letter: string;
  readonly value: string;
}

/** Takes a command line apart: options, and what is none. */
function takeApart(args: readonly string[]): {
  readonly options: readonly Found[];
  readonly others: readonly string[];
} {
  const options: Found[] = [];
  const others: string[] = [];
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index] ?? '';
    const next = (): string => {
      index += 1;
      const value = args[index];
      if (value === undefined) throw new UsageError(`option requires an argument -- '${arg.replace(/^-+/, '')}'`);
      return value;
    };
    if (arg.startsWith('--')) {
      const [, name = '', value] = /^--([^=]+)(?:=(.*))?$/s.exec(arg) ?? [];
      const letter = LONG[name];
      if (letter === undefined) throw new UsageError(`unrecognized option '--${name}'`);
      options.push({ letter, value: WITH_VALUE.includes(letter) ? (value ?? next()) : '' });
    } else if (arg.startsWith('-') && arg.length > 1) {
      for (let place = 1; place < arg.length; place += 1) {
        const letter = arg.charAt(place);
        if (!Object.values(LONG).includes(letter)) throw new UsageError(`invalid option -- '${letter}'`);
        if (!WITH_VALUE.includes(letter)) options.push({ letter, value: '' });
        else {
          options.push({ letter, value: arg.slice(place + 1) === '' ? next() : arg.slice(place + 1) });
          break;
        }
      }
    } else {
      others.push(arg);
    }
  }
  return { options, others };
}

/** Reads a command line of psql, with the variables that stand for what it does not say. @throws UsageError */
export function readPsqlOptions({ argv, env, uid }: Pick<Process, 'argv' | 'env' | 'uid'>): PsqlOptions {
  const { options, others } = takeApart(argv.slice(1));
  const last = (letter: string): string | undefined => options.filter((each) => each.letter === letter).pop()?.value;
  const has = (letter: string): boolean => last(letter) !== undefined;
  const self = uid === 0 ? 'root' : 'postgres';
  const user = last('U') ?? others[1] ?? env.get('PGUSER') ?? self;
  const commands = options
    .filter(({ letter }) => letter === 'c' || letter === 'f')
    .map(({ letter, value }) => ({ type: letter === 'c' ? ('command' as const) : ('file' as const), text: value }));
  return {
    host: last('h') ?? env.get('PGHOST'),
    port: Number(last('p') ?? env.get('PGPORT') ?? 5432),
    user,
    database: last('d') ?? others[0] ?? env.get('PGDATABASE') ?? user,
    commands: has('l') ? [{ type: 'command', text: '\\l' }] : commands,
    hasRowsOnly: has('t'),
    isUnaligned: has('A'),
    isQuiet: has('q'),
    stopsOnError: options.some(({ letter, value }) => letter === 'v' && /^ON_ERROR_STOP=(?:1|on|true)$/i.test(value)),
    showsVersion: has('V'),
  };
}
