const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/**
 * A span of time in words: `3 seconds left`; a negative one is `overdue`.
 *
 * Source: github.com/dustin/go-humanize `RelTime`. Not modelled: weeks and longer.
 */
export function distance(ms: number, ahead: string, behind: string): string {
  const seconds = Math.floor(Math.abs(ms) / 1000);
  const label = ms < 0 ? behind : ahead;
  if (seconds < 1) return 'now';
  const [count, unit] =
    seconds < MINUTE
      ? [seconds, 'second']
      : seconds < HOUR
        ? [Math.floor(seconds / MINUTE), 'minute']
        : seconds < DAY
          ? [Math.floor(seconds / HOUR), 'hour']
          : [Math.floor(seconds / DAY), 'day'];
  return `${count} ${unit}${count === 1 ? '' : 's'} ${label}`;
}

/** Virtual time as Go's `time.Stamp` writes it: `Jan  2 15:04:05`. */
export function stamp(ms: number): string {
  const date = new Date(ms);
  const day = String(date.getUTCDate()).padStart(2);
  return `${MONTHS[date.getUTCMonth()] ?? ''} ${day} ${date.toISOString().slice(11, 19)}`;
}
