/** What kuard can be told on its command line. */
export interface KuardFlags {
  address: string;
  debug: boolean;
  'debug-sitedata-dir': string;
  'keygen-enable': boolean;
  'keygen-exit-code': number;
  'keygen-exit-on-complete': boolean;
  'keygen-memq-queue': string;
  'keygen-memq-server': string;
  'keygen-num-to-gen': number;
  'keygen-time-to-run': number;
  'liveness-fail-next': number;
  'readiness-fail-next': number;
  'tls-address': string;
  'tls-dir': string;
}

const DEFAULTS: Readonly<KuardFlags> = {
  address: ':8080',
  debug: false,
  'debug-sitedata-dir': './sitedata',
  'keygen-enable': false,
  'keygen-exit-code': 0,
  'keygen-exit-on-complete': false,
  'keygen-memq-queue': '',
  'keygen-memq-server': '',
  'keygen-num-to-gen': 0,
  'keygen-time-to-run': 0,
  'liveness-fail-next': 0,
  'readiness-fail-next': 0,
  'tls-address': ':8443',
  'tls-dir': '/tls',
};

/** Source: kuard v0.10.0, pkg/{app,keygen,debugprobe}/config.go. */
const MEANINGS: Readonly<Record<keyof KuardFlags, string>> = {
  address: 'The address to serve on',
  debug: 'Debug/devel mode',
  'debug-sitedata-dir': 'When in debug/dev mode, directory to find the static assets.',
  'keygen-enable': 'Enable KeyGen workload',
  'keygen-exit-code': 'Exit code when workload complete',
  'keygen-exit-on-complete': 'Exit after workload is complete',
  'keygen-memq-queue': 'The MemQ server queue to use. If MemQ is used, other limits are ignored.',
  'keygen-memq-server': 'The MemQ server to draw work items from.  If MemQ is used, other limits are ignored.',
  'keygen-num-to-gen': 'The number of keys to generate. Set to 0 for infinite',
  'keygen-time-to-run': 'The target run time in seconds. Set to 0 for infinite',
  'liveness-fail-next': 'Fail the next N probes. 0 is succeed forever. <0 is fail forever.',
  'readiness-fail-next': 'Fail the next N probes. 0 is succeed forever. <0 is fail forever.',
  'tls-address': 'Address to serve TLS on if certs found.',
  'tls-dir': 'Directory to look to find TLS certs',
};

/** A command line that cannot be read; the message is that of pflag. */
export class FlagError extends Error {}

/** `--help`, which is no better than an error here. */
export class HelpRequest extends FlagError {
  constructor() {
    super('pflag: help requested');
  }
}

const names = Object.keys(DEFAULTS) as (keyof KuardFlags)[];

function valueOf(name: keyof KuardFlags, text: string): string | number | boolean {
  const kind = typeof DEFAULTS[name];
  const problem = (type: string): FlagError =>
    new FlagError(
      `invalid argument "${text}" for "--${name}" flag: strconv.${type}: parsing "${text}": invalid syntax`,
    );
  if (kind === 'number') {
    if (!/^[-+]?\d+$/.test(text)) throw problem('ParseInt');
    return Number(text);
  }
  if (kind === 'string') return text;
  if (/^(?:1|t|true)$/i.test(text)) return true;
  if (/^(?:0|f|false)$/i.test(text)) return false;
  throw problem('ParseBool');
}

/**
 * Reads the arguments of kuard.
 *
 * Throws FlagError. Source: github.com/spf13/pflag.
 */
export function parseFlags(args: readonly string[]): KuardFlags {
  const flags: Record<string, string | number | boolean> = { ...DEFAULTS };
  const waiting = [...args];
  for (let arg = waiting.shift(); arg !== undefined && arg !== '--'; arg = waiting.shift()) {
    if (!arg.startsWith('-') || arg === '-') continue;
    if (arg === '--help' || arg === '-h') throw new HelpRequest();
    if (!arg.startsWith('--')) throw new FlagError(`unknown shorthand flag: '${arg.charAt(1)}' in ${arg}`);
    const [, given = '', text] = /^--([^=]*)(?:=(.*))?$/s.exec(arg) ?? [];
    const name = names.find((each) => each === given);
    if (name === undefined) throw new FlagError(`unknown flag: --${given}`);
    const value = text ?? (typeof DEFAULTS[name] === 'boolean' ? 'true' : waiting.shift());
    if (value === undefined) throw new FlagError(`flag needs an argument: --${name}`);
    flags[name] = valueOf(name, value);
  }
  return flags as unknown as KuardFlags;
}

const TYPES: Readonly<Record<string, string>> = { number: ' int', string: ' string', boolean: '' };

function defaultText(value: string | number | boolean): string {
  if (value === '' || value === 0 || value === false) return '';
  return ` (default ${typeof value === 'string' ? `"${value}"` : String(value)})`;
}

/** What is said when the command line cannot be read. */
export function usage(program: string): string {
  const heads = names.map((name) => `      --${name}${TYPES[typeof DEFAULTS[name]] ?? ''}`);
  const width = Math.max(...heads.map(({ length }) => length)) + 3;
  const lines = names.map(
    (name, index) => `${(heads[index] ?? '').padEnd(width)}${MEANINGS[name]}${defaultText(DEFAULTS[name])}`,
  );
  return `Usage of ${program}:\n${lines.join('\n')}\n`;
}

/** The settings as kuard logs them at its start. */
export function settings(flags: KuardFlags): unknown {
  return {
    address: flags.address,
    debug: flags.debug,
    'debug-sitedata-dir': flags['debug-sitedata-dir'],
    keygen: {
      enable: flags['keygen-enable'],
      'exit-code': flags['keygen-exit-code'],
      'exit-on-complete': flags['keygen-exit-on-complete'],
      'memq-queue': flags['keygen-memq-queue'],
      'memq-server': flags['keygen-memq-server'],
      'num-to-gen': flags['keygen-num-to-gen'],
      'time-to-run': flags['keygen-time-to-run'],
    },
    liveness: { 'fail-next': flags['liveness-fail-next'] },
    readiness: { 'fail-next': flags['readiness-fail-next'] },
    'tls-address': flags['tls-address'],
    'tls-dir': flags['tls-dir'],
  };
}
