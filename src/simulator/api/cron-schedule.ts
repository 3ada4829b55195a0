/** A schedule that cannot be read; the message is the real server's. */
export class CronError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'CronError';
  }
}

/** When a schedule fires: at fixed times, or after a fixed delay (`@every 1h`). */
export type CronSchedule =
  | {
      readonly type: 'times';
      readonly minutes: ReadonlySet<number>;
      readonly hours: ReadonlySet<number>;
      readonly daysOfMonth: ReadonlySet<number>;
      /** 1 to 12. */
      readonly months: ReadonlySet<number>;
      /** 0 is Sunday. */
      readonly daysOfWeek: ReadonlySet<number>;
      /** Whether the day of the month is `*`: then only the day of the week counts, and the other way round. */
      readonly isAnyDayOfMonth: boolean;
      readonly isAnyDayOfWeek: boolean;
      /** Time zone named in the schedule itself. @default - the CronJob's */
      readonly timeZone?: string;
    }
  | { readonly type: 'every'; readonly delayMs: number };

interface Bounds {
  readonly min: number;
  readonly max: number;
  readonly names?: readonly string[];
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const BOUNDS = {
  minutes: { min: 0, max: 59 },
  hours: { min: 0, max: 23 },
  daysOfMonth: { min: 1, max: 31 },
  months: { min: 1, max: 12, names: MONTHS },
  daysOfWeek: { min: 0, max: 6, names: DAYS },
} as const satisfies Readonly<Record<string, Bounds>>;

const DESCRIPTORS: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

const DURATION_UNITS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

function parseNumber(text: string, names: readonly string[] | undefined): number {
  const named = names?.indexOf(text.toLowerCase()) ?? -1;
  if (named >= 0) return named + (names === MONTHS ? 1 : 0);
  if (!/^[+-]?[0-9]+$/.test(text)) {
    const quoted = JSON.stringify(text);
    throw new CronError(`failed to parse int from ${text}: strconv.Atoi: parsing ${quoted}: invalid syntax`);
  }
  const number = Number(text);
  if (number < 0) throw new CronError(`negative number (${number}) not allowed: ${text}`);
  return number;
}

interface Range {
  readonly numbers: readonly number[];
  readonly isStar: boolean;
}

/** Reads `number | number-number | *`, each with `/step`. Source: github.com/robfig/cron/v3 parser.go `getRange`. */
function parseRange(text: string, bounds: Bounds): Range {
  const rangeAndStep = text.split('/');
  const lowAndHigh = (rangeAndStep[0] as string).split('-');
  const isSingle = lowAndHigh.length === 1;
  let start = bounds.min;
  let end = bounds.max;
  let isStar = false;
  if (lowAndHigh[0] === '*' || lowAndHigh[0] === '?') {
    isStar = true;
  } else {
    start = parseNumber(lowAndHigh[0] as string, bounds.names);
    if (lowAndHigh.length > 2) throw new CronError(`too many hyphens: ${text}`);
    end = isSingle ? start : parseNumber(lowAndHigh[1] as string, bounds.names);
  }
  let step = 1;
  if (rangeAndStep.length > 2) throw new CronError(`too many slashes: ${text}`);
  if (rangeAndStep.length === 2) {
    step = parseNumber(rangeAndStep[1] as string, undefined);
    if (isSingle) end = bounds.max;
    if (step > 1) isStar = false;
  }
  const { min, max } = bounds;
  if (start < min) throw new CronError(`beginning of range (${start}) below minimum (${min}): ${text}`);
  if (end > max) throw new CronError(`end of range (${end}) above maximum (${max}): ${text}`);
  if (start > end) throw new CronError(`beginning of range (${start}) beyond end of range (${end}): ${text}`);
  if (step === 0) throw new CronError(`step of range should be a positive number: ${text}`);
  const numbers: number[] = [];
  for (let number = start; number <= end; number += step) numbers.push(number);
  return { numbers, isStar };
}

function parseField(text: string, bounds: Bounds): { readonly numbers: ReadonlySet<number>; readonly isStar: boolean } {
  const ranges = text
    .split(',')
    .filter((part) => part !== '')
    .map((part) => parseRange(part, bounds));
  return { numbers: new Set(ranges.flatMap((range) => range.numbers)), isStar: ranges.some(({ isStar }) => isStar) };
}

/** A Go duration such as `1h30m` in milliseconds; undefined when it is none. */
function parseDuration(text: string): number | undefined {
  if (text === '0') return 0;
  if (!/^[-+]?([0-9]*\.?[0-9]*(ns|us|µs|ms|s|m|h))+$/.test(text)) return undefined;
  let total = 0;
  for (const [, amount = '', unit = ''] of text.matchAll(/([0-9]*\.?[0-9]*)(ns|us|µs|ms|s|m|h)/g)) {
    if (!/[0-9]/.test(amount)) return undefined;
    total += Number(amount) * (DURATION_UNITS[unit] as number);
  }
  return text.startsWith('-') ? -total : total;
}

/** Whether the zone is one that `Intl` knows by this very name. */
export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/**
 * Reads a schedule: five fields, or a descriptor such as `@daily` or `@every 1h`. Throws a CronError.
 *
 * Source: github.com/robfig/cron/v3 parser.go `ParseStandard`, as Kubernetes 1.36 uses it.
 */
export function parseCronSchedule(schedule: string): CronSchedule {
  if (schedule === '') throw new CronError('empty spec string');
  let text = schedule;
  let timeZone: string | undefined;
  if (/^(CRON_)?TZ=/.test(schedule)) {
    const end = schedule.indexOf(' ') < 0 ? schedule.length : schedule.indexOf(' ');
    timeZone = schedule.slice(schedule.indexOf('=') + 1, end);
    if (!isTimeZone(timeZone)) throw new CronError(`provided bad location ${timeZone}: unknown time zone ${timeZone}`);
    text = schedule.slice(end).trim();
  }
  if (text.startsWith('@')) {
    const known = DESCRIPTORS[text];
    if (known !== undefined) return parseFields(known, timeZone);
    const delay = text.startsWith('@every ') ? text.slice('@every '.length) : undefined;
    if (delay === undefined) throw new CronError(`unrecognized descriptor: ${text}`);
    const delayMs = parseDuration(delay);
    if (delayMs === undefined) {
      throw new CronError(`failed to parse duration ${text}: time: invalid duration ${JSON.stringify(delay)}`);
    }
    // Never more often than once a second, and in whole seconds.
    return { type: 'every', delayMs: Math.max(1000, Math.floor(delayMs / 1000) * 1000) };
  }
  return parseFields(text, timeZone);
}

function parseFields(text: string, timeZone: string | undefined): CronSchedule {
  const fields = text.split(/\s+/).filter((field) => field !== '');
  if (fields.length !== 5) {
    throw new CronError(`expected exactly 5 fields, found ${fields.length}: [${fields.join(' ')}]`);
  }
  const [minutes, hours, daysOfMonth, months, daysOfWeek] = Object.values(BOUNDS).map((bounds, index) =>
    parseField(fields[index] as string, bounds),
  ) as [Field, Field, Field, Field, Field];
  return {
    type: 'times',
    minutes: minutes.numbers,
    hours: hours.numbers,
    daysOfMonth: daysOfMonth.numbers,
    months: months.numbers,
    daysOfWeek: daysOfWeek.numbers,
    isAnyDayOfMonth: daysOfMonth.isStar,
    isAnyDayOfWeek: daysOfWeek.isStar,
    ...(timeZone === undefined ? {} : { timeZone }),
  };
}

type Field = ReturnType<typeof parseField>;
