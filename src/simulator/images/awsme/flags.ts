/** What the sample application is told on its command line. Source: sample-app-aws, main.go. */
export interface AwsmeFlags {
  readonly mode: string;
  readonly 'run-migrations': boolean;
  readonly version: boolean;
  /** Seconds that it sleeps before it begins. */
  readonly delay: number;
  readonly port: number;
  readonly 'backend-service': string;
  readonly 'db-host': string;
  readonly 'db-user': string;
  readonly 'db-password': string;
  /** How many of 100 requests the backend fails. */
  readonly 'fail-percent': number;
}

const DEFAULTS: AwsmeFlags = {
  'backend-service': 'http://127.0.0.1:8081',
  'db-host': 'db',
  'db-password': 'root',
  'db-user': 'root',
  delay: 0,
  'fail-percent': 0,
  mode: '',
  port: 8080,
  'run-migrations': false,
  version: false,
};

const MEANINGS: Readonly<Record<keyof AwsmeFlags, string>> = {
  'backend-service': 'hostname of backend server',
  'db-host': 'hostname of DB server',
  'db-password': 'DB password',
  'db-user': 'DB username',
  delay: 'number of seconds to sllep on before start',
  'fail-percent': 'A percent indicating how often the app will fail, applies only to backend',
  mode: 'frontend|backend',
  port: 'port to bind',
  'run-migrations': 'create db and run migrations',
  version: 'display version',
};

/** A command line that cannot be read; the message is that of Go's package flag. */
export class FlagError extends Error {}

const isKnown = (name: string): name is keyof AwsmeFlags => Object.hasOwn(DEFAULTS, name);

function valueOf(name: keyof AwsmeFlags, text: string): string | number | boolean {
  const kind = typeof DEFAULTS[name];
  if (kind === 'string') return text;
  if (kind === 'number') {
    if (/^[-+]?\d+$/.test(text)) return Number(text);
    throw new FlagError(`invalid value "${text}" for flag -${name}: parse error`);
  }
  if (/^(?:1|t|true)$/i.test(text)) return true;
  if (/^(?:0|f|false)$/i.test(text)) return false;
  throw new FlagError(`invalid boolean value "${text}" for -${name}: parse error`);
}

/** Reads the arguments: one dash or two, values behind `=` or as the next argument. Throws FlagError. */
export function parseFlags(args: readonly string[]): AwsmeFlags {
  const flags: Record<string, string | number | boolean> = { ...DEFAULTS };
  const waiting = [...args];
  // The first argument that is no flag ends them.
  while (waiting[0]?.startsWith('-') === true && waiting[0] !== '-') {
    const arg = waiting.shift() as string;
    if (arg === '--') break;
    const [, name = '', given] = /^--?([^=]*)(?:=(.*))?$/s.exec(arg) ?? [];
    if (name === '' || name.startsWith('-')) throw new FlagError(`bad flag syntax: ${arg}`);
    if (!isKnown(name)) throw new FlagError(`flag provided but not defined: -${name}`);
    const text = given ?? (typeof DEFAULTS[name] === 'boolean' ? 'true' : waiting.shift());
    if (text === undefined) throw new FlagError(`flag needs an argument: -${name}`);
    flags[name] = valueOf(name, text);
  }
  return flags as unknown as AwsmeFlags;
}

const TYPES: Readonly<Record<string, string>> = { number: ' int', string: ' string', boolean: '' };

/** What is said of the flags when they cannot be read. */
export function usage(program: string): string {
  const lines = Object.entries(DEFAULTS).map(([name, value]: [string, string | number | boolean]) => {
    const shown = typeof value === 'string' ? `"${value}"` : String(value);
    const isZero = value === '' || value === 0 || value === false;
    const meaning = MEANINGS[name as keyof AwsmeFlags];
    return `  -${name}${TYPES[typeof value] ?? ''}\n    \t${meaning}${isZero ? '' : ` (default ${shown})`}\n`;
  });
  return `Usage of ${program}:\n${lines.join('')}`;
}
