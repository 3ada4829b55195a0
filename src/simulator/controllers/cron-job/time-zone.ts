const MINUTE_MS = 60_000;

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  formats.set(timeZone, format);
  return format;
}

/**
 * What the clocks of a time zone are ahead of UTC at `timeMs`, in milliseconds.
 *
 * @throws RangeError for a zone that nobody knows.
 */
export function offsetMs(timeZone: string, timeMs: number): number {
  if (timeZone === 'UTC') return 0;
  const name = formatOf(timeZone)
    .formatToParts(timeMs)
    .find(({ type }) => type === 'timeZoneName')?.value;
  const [, sign, hours = '0', minutes = '0'] = /GMT([+-])(\d+):(\d+)/.exec(name ?? '') ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * MINUTE_MS;
}

/** A time as the clocks of a zone show it, in RFC 3339: `2026-01-01T09:00:00+09:00`, `2026-01-01T00:00:00Z`. */
export function zonedTimestamp(timeZone: string, timeMs: number): string {
  const offset = offsetMs(timeZone, timeMs);
  const wall = new Date(timeMs + offset).toISOString().slice(0, 19);
  if (offset === 0) return `${wall}Z`;
  const minutes = Math.abs(offset) / MINUTE_MS;
  const twoDigits = (number: number): string => String(number).padStart(2, '0');
  return `${wall}${offset < 0 ? '-' : '+'}${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}`;
}
