import { CelError, CelObject, type CelFunction, type CelLibrary, type CelValue } from './value';

const NANOS = 1_000_000_000n;

/** A length of time in nanoseconds. */
export class CelDuration extends CelObject {
  readonly type = 'google.protobuf.Duration';

  constructor(readonly order: bigint) {
    super();
  }

  override toString(): string {
    const whole = this.order / NANOS;
    const rest = this.order % NANOS;
    if (rest === 0n) return `${whole}s`;
    const sign = this.order < 0n ? '-' : '';
    const positive = (value: bigint): bigint => (value < 0n ? -value : value);
    return `${sign}${positive(whole)}.${String(positive(rest)).padStart(9, '0').replace(/0+$/, '')}s`;
  }
}

/** A moment in nanoseconds since 1970. */
export class CelTimestamp extends CelObject {
  readonly type = 'google.protobuf.Timestamp';

  constructor(readonly order: bigint) {
    super();
  }

  override toString(): string {
    const rest = this.order % NANOS;
    const text = this.date.toISOString().slice(0, 19);
    return rest === 0n ? `${text}Z` : `${text}.${String(rest).padStart(9, '0').replace(/0+$/, '')}Z`;
  }

  get date(): Date {
    return new Date(Number(this.order / 1_000_000n));
  }
}

const TIME = /^(\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?([Zz]|[+-]\d\d:\d\d)$/;

/** Reads a time as RFC 3339 writes it; undefined when it is none. */
export function parseTimestamp(text: string): CelTimestamp | undefined {
  const [, base = '', fraction = '', zone = ''] = TIME.exec(text) ?? [];
  const ms = Date.parse(`${base.replace(' ', 'T')}${zone}`);
  return Number.isNaN(ms) ? undefined : new CelTimestamp(BigInt(ms) * 1_000_000n + BigInt(fraction.padEnd(9, '0')));
}

const UNITS: Readonly<Record<string, number>> = { h: 3.6e12, m: 6e10, s: 1e9, ms: 1e6, us: 1e3, µs: 1e3, ns: 1 };

/** Reads a length of time as Go writes it: `1h30m`, `-1.5s`; undefined when it is none. */
export function parseDuration(text: string): CelDuration | undefined {
  if (text === '0') return new CelDuration(0n);
  if (!/^[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:h|ms|m|s|us|µs|ns))+$/.test(text)) return undefined;
  const parts = [...text.matchAll(/(\d+\.?\d*|\.\d+)(h|ms|m|s|us|µs|ns)/g)];
  const nanos = parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (UNITS[unit as string] ?? 0), 0);
  const rounded = BigInt(Math.round(nanos));
  return new CelDuration(text.startsWith('-') ? -rounded : rounded);
}

/** Sums and differences of times; undefined for anything else. */
export function arithmeticOfTimes(operator: string, a: CelValue, b: CelValue): CelValue | undefined {
  if (operator !== '+' && operator !== '-') return undefined;
  const isTime = (value: CelValue): value is CelTimestamp | CelDuration =>
    value instanceof CelTimestamp || value instanceof CelDuration;
  if (!isTime(a) || !isTime(b)) return undefined;
  const order = operator === '+' ? a.order + b.order : a.order - b.order;
  if (a instanceof CelTimestamp && b instanceof CelTimestamp)
    return operator === '-' ? new CelDuration(order) : undefined;
  if (b instanceof CelTimestamp && operator === '-') return undefined;
  return a instanceof CelDuration && b instanceof CelDuration ? new CelDuration(order) : new CelTimestamp(order);
}

/** The date in a zone that is given by its distance from UTC; undefined for other zones. */
function dateIn(time: CelTimestamp, zone: CelValue | undefined): Date {
  if (zone === undefined || zone === 'UTC') return time.date;
  const [, sign, hours, minutes] = (typeof zone === 'string' ? /^([+-]?)(\d\d):(\d\d)$/.exec(zone) : null) ?? [];
  if (hours === undefined) throw new CelError(`unknown time zone ${String(zone as string)}`);
  const offsetMs = (Number(hours) * 60 + Number(minutes)) * 60_000;
  return new Date(time.date.getTime() + (sign === '-' ? -offsetMs : offsetMs));
}

const part =
  (ofTime: (date: Date) => number, nanosOfOne?: bigint): CelFunction =>
  (value, zone) => {
    if (value instanceof CelTimestamp) return ofTime(dateIn(value, zone));
    return value instanceof CelDuration && nanosOfOne !== undefined ? Number(value.order / nanosOfOne) : undefined;
  };

const dayOfYear = (date: Date): number =>
  Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86_400_000);

/** Times and lengths of time. Source: cel-spec, doc/langdef.md, Timestamps and Durations. */
export const TIMES: CelLibrary = {
  timestamp: (value) => {
    if (value instanceof CelTimestamp) return value;
    if (typeof value === 'number') return new CelTimestamp(BigInt(Math.trunc(value)) * NANOS);
    if (typeof value !== 'string') return undefined;
    const time = parseTimestamp(value);
    if (time === undefined) throw new CelError(`type conversion error from 'string' to 'google.protobuf.Timestamp'`);
    return time;
  },
  duration: (value) => {
    if (value instanceof CelDuration) return value;
    if (typeof value !== 'string') return undefined;
    const length = parseDuration(value);
    if (length === undefined) throw new CelError(`type conversion error from 'string' to 'google.protobuf.Duration'`);
    return length;
  },
  int: (value) => {
    if (value instanceof CelTimestamp) return Number(value.order / NANOS);
    return value instanceof CelDuration ? Number(value.order) : undefined;
  },
  getFullYear: part((date) => date.getUTCFullYear()),
  getMonth: part((date) => date.getUTCMonth()),
  getDate: part((date) => date.getUTCDate()),
  getDayOfMonth: part((date) => date.getUTCDate() - 1),
  getDayOfWeek: part((date) => date.getUTCDay()),
  getDayOfYear: part(dayOfYear),
  getHours: part((date) => date.getUTCHours(), 3600n * NANOS),
  getMinutes: part((date) => date.getUTCMinutes(), 60n * NANOS),
  getSeconds: part((date) => date.getUTCSeconds(), NANOS),
  getMilliseconds: part((date) => date.getUTCMilliseconds(), 1_000_000n),
};
