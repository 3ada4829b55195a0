const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * A duration in a few words: `About a minute`, `3 hours`.
 *
 * Source: github.com/docker/go-units duration.go `HumanDuration`.
 */
export function humanDuration(ms: number): string {
  const seconds = Math.floor(ms / SECOND);
  if (seconds < 1) return 'Less than a second';
  if (seconds === 1) return '1 second';
  if (ms < MINUTE) return `${seconds} seconds`;
  const minutes = Math.floor(ms / MINUTE);
  if (minutes === 1) return 'About a minute';
  if (minutes < 60) return `${minutes} minutes`;
  const hours = Math.floor(ms / HOUR + 0.5);
  if (hours === 1) return 'About an hour';
  if (hours < 48) return `${hours} hours`;
  if (hours < 24 * 14) return `${Math.floor(hours / 24)} days`;
  if (hours < 24 * 60) return `${Math.floor(hours / 24 / 7)} weeks`;
  if (hours < 24 * 365 * 2) return `${Math.floor(hours / 24 / 30)} months`;
  return `${Math.floor(ms / DAY / 365)} years`;
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

/** A size with so many digits that count: `1.44MB`, `117MB`. Source: github.com/docker/go-units size.go `HumanSizeWithPrecision`. */
export function humanSize(bytes: number, digits: number): string {
  let [size, unit] = [bytes, 0];
  for (; size >= 1000 && unit < UNITS.length - 1; unit += 1) size /= 1000;
  return `${Number(size.toPrecision(digits))}${UNITS[unit] ?? ''}`;
}

/** How wide columns are. */
export interface TableStyle {
  readonly widthMin: number;
  readonly gap: number;
}

/** Rows in columns, as text/tabwriter of Go writes them: nothing follows the last cell of a row. */
export function table(rows: readonly (readonly string[])[], { widthMin, gap }: TableStyle): string {
  const widths = (rows[0] ?? []).map((_cell, column) =>
    Math.max(widthMin, ...rows.map((row) => (row[column] ?? '').length + gap)),
  );
  const line = (row: readonly string[]): string =>
    row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0))).join('');
  return rows.map((row) => `${line(row)}\n`).join('');
}
