/** What gunicorn is told on its command line. */
export interface GunicornSettings {
  readonly address: string;
  readonly port: number;
  /** Processes that answer. */
  readonly workers: number;
  /** Whether each request is a line on stdout. */
  readonly logsRequests: boolean;
}

/** Value of an option: `-b VALUE`, `-bVALUE`, `--bind VALUE`, `--bind=VALUE`; the last one counts. */
function optionOf(argv: readonly string[], name: string, letter?: string): string | undefined {
  const [short, long] = [letter === undefined ? undefined : `-${letter}`, `--${name}`];
  const values = argv.map((arg, index) => {
    if (arg === short || arg === long) return argv[index + 1];
    if (arg.startsWith(`${long}=`)) return arg.slice(long.length + 1);
    return short !== undefined && arg.startsWith(short) ? arg.slice(short.length) : undefined;
  });
  return values.findLast((value) => value !== undefined);
}

/** Reads a command line. Source: gunicorn 19, config.py; the defaults are its own. Not modelled: sockets of files, several addresses. */
export function readSettings(argv: readonly string[]): GunicornSettings {
  const [address = '', port = ''] = (optionOf(argv, 'bind', 'b') ?? '127.0.0.1:8000').split(':');
  return {
    address: address === '' ? '0.0.0.0' : address,
    port: Number(port === '' ? 8000 : port),
    workers: Number(optionOf(argv, 'workers', 'w') ?? 1),
    logsRequests: optionOf(argv, 'access-logfile') === '-',
  };
}
