/** Where a command's words go, and what the place can show. */
export interface Terminal {
  /** Writes results: stdout. */
  readonly out: (text: string) => void;
  /** Writes errors and progress: stderr. */
  readonly err: (text: string) => void;
  /** Whether a person watches stderr: only then is there progress. */
  readonly isInteractive: boolean;
  /** Whether stdout shows colours. */
  readonly hasColorsOut: boolean;
  /** Whether stderr shows colours. */
  readonly hasColorsErr: boolean;
  /** Whether a failure shows its stack. */
  readonly isDebugging: boolean;
}

/**
 * Writes to a pipe whose reader has gone (`workshop releases | head -1`) end the program quietly. Those to a terminal that
 * was closed are lost: SIGHUP says so as well, and whoever hears that tidies up first.
 */
function endQuietlyWithoutReader(stream: NodeJS.WriteStream): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit();
    if (error.code === 'EIO') return;
    throw error;
  });
}

/** The terminal of this process. Source of NO_COLOR: no-color.org, any value that is not empty. */
export function processTerminal(): Terminal {
  const { env, stdout, stderr } = process;
  const wantsColors = (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb';
  endQuietlyWithoutReader(stdout);
  endQuietlyWithoutReader(stderr);
  return {
    out: (text) => stdout.write(text),
    err: (text) => stderr.write(text),
    isInteractive: stderr.isTTY === true,
    hasColorsOut: wantsColors && stdout.isTTY === true,
    hasColorsErr: wantsColors && stderr.isTTY === true,
    isDebugging: (env['WORKSHOP_DEBUG'] ?? '') !== '',
  };
}

const CODES = { bold: [1, 22], red: [31, 39], green: [32, 39], yellow: [33, 39], dim: [2, 22] } as const;

/** A colour or weight of text. */
export type Style = keyof typeof CODES;

/** `text` in a style, or as it is where no colours are shown. */
export function styled(isShown: boolean, style: Style, text: string): string {
  const [on, off] = CODES[style];
  return isShown ? `\u001b[${on}m${text}\u001b[${off}m` : text;
}

/** A count and its noun: `1 object`, `2 objects`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
