import { DecodeError } from './decode-error';

const RFC3339 = '2006-01-02T15:04:05Z07:00';
const RFC3339_MICRO = '2006-01-02T15:04:05.000000Z07:00';

/** The parts of a time in order: what Go's messages call each, and what it looks like. */
const PARTS: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['2006', /^\d{4}/],
  ['-', /^-/],
  ['01', /^\d{2}/],
  ['-', /^-/],
  ['02', /^\d{2}/],
  ['T', /^T/],
  ['15', /^\d{2}/],
  [':', /^:/],
  ['04', /^\d{2}/],
  [':', /^:/],
  ['05', /^\d{2}/],
];

/** Inclusive bounds of month, hour, minute and second, as Go names them. */
const RANGES: readonly (readonly [part: string, name: string, min: number, max: number])[] = [
  ['01', 'month', 1, 12],
  ['15', 'hour', 0, 23],
  ['04', 'minute', 0, 59],
  ['05', 'second', 0, 59],
];

/** A time read as Go reads it: whole seconds since 1970 and what lies behind them. */
export interface ParsedTime {
  readonly seconds: number;
  readonly nanos: number;
}

/**
 * Reads a time in RFC 3339; `micro` demands exactly six decimals. Throws a DecodeError with Go's words.
 * Source: Go, time/format.go `Parse`.
 */
export function parseGoTime(text: string, micro: boolean): ParsedTime {
  const layout = micro ? RFC3339_MICRO : RFC3339;
  const quoted = JSON.stringify(text);
  let rest = text;
  const found: Record<string, number> = {};
  const take = (name: string, pattern: RegExp): string => {
    const [match] = pattern.exec(rest) ?? [];
    if (match === undefined) {
      throw new DecodeError(
        `parsing time ${quoted} as ${JSON.stringify(layout)}: cannot parse ${JSON.stringify(rest)} as ${JSON.stringify(name)}`,
      );
    }
    rest = rest.slice(match.length);
    return match;
  };
  for (const [name, pattern] of PARTS) {
    const taken = take(name, pattern);
    if (/\d/.test(name)) found[name] = Number(taken);
    const range = RANGES.find(([part]) => part === name);
    if (range === undefined) continue;
    const value = found[name] as number;
    if (value < range[2] || value > range[3]) throw new DecodeError(`parsing time ${quoted}: ${range[1]} out of range`);
  }
  const fraction = micro ? take('.000000', /^\.\d{6}/) : (/^[.,]\d+/.exec(rest)?.[0] ?? '');
  if (!micro) rest = rest.slice(fraction.length);
  const zone = take('Z07:00', /^(Z|[+-]\d{2}:\d{2})/);
  if (rest !== '') throw new DecodeError(`parsing time ${quoted}: extra text: ${JSON.stringify(rest)}`);
  const part = (name: string): number => found[name] as number;
  const [year, month, day] = [part('2006'), part('01'), part('02')];
  const at = new Date(0);
  at.setUTCFullYear(year, month - 1, day);
  if (day < 1 || at.getUTCMonth() !== month - 1) throw new DecodeError(`parsing time ${quoted}: day out of range`);
  at.setUTCHours(part('15'), part('04'), part('05'));
  return {
    seconds: at.getTime() / 1000 - zoneSeconds(zone),
    nanos: Number(fraction.slice(1).padEnd(9, '0').slice(0, 9)),
  };
}

function zoneSeconds(zone: string): number {
  if (zone === 'Z') return 0;
  const seconds = Number(zone.slice(1, 3)) * 3600 + Number(zone.slice(4)) * 60;
  return zone.startsWith('-') ? -seconds : seconds;
}

/** Times that are written as the API writes them; the last days of months are left to the full reader. */
const CANONICAL = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{6})?Z$/;

/** A time read and written anew: to the second in UTC, or with six decimals. Throws a DecodeError with Go's words. */
export function canonicalGoTime(text: string, micro: boolean): string {
  // Nearly all times come from the API itself.
  if (CANONICAL.test(text) && text.length > '2006-01-02T15:04:05Z'.length === micro) return text;
  return formatGoTime(parseGoTime(text, micro), micro);
}

/** A time as the API writes it: to the second in UTC, or with six decimals. */
export function formatGoTime({ seconds, nanos }: ParsedTime, micro: boolean): string {
  const text = new Date(seconds * 1000).toISOString().slice(0, 19);
  return micro ? `${text}.${String(Math.trunc(nanos / 1000)).padStart(6, '0')}Z` : `${text}Z`;
}
