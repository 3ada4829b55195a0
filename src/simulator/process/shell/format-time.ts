const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const DAY_MS = 86_400_000;

const two = (value: number): string => String(value).padStart(2, '0');
const blank = (value: number): string => String(value).padStart(2, ' ');

/** Week of the year by ISO 8601, and the year that it belongs to. */
function isoWeek(time: Date): { readonly week: number; readonly year: number } {
  const weekday = (time.getUTCDay() + 6) % 7;
  // The week belongs to the year of its Thursday.
  const thursday = new Date(time.getTime() + (3 - weekday) * DAY_MS);
  const first = Date.UTC(thursday.getUTCFullYear(), 0, 1);
  return { week: 1 + Math.floor((thursday.getTime() - first) / DAY_MS / 7), year: thursday.getUTCFullYear() };
}

/** What a conversion of strftime stands for; undefined for one that is none. */
function convert(letter: string, time: Date): string | undefined {
  const hours12 = time.getUTCHours() % 12 || 12;
  const dayOfYear = Math.floor((time.getTime() - Date.UTC(time.getUTCFullYear(), 0, 1)) / DAY_MS);
  const conversions: Readonly<Record<string, () => string>> = {
    '%': () => '%',
    A: () => DAYS[time.getUTCDay()] ?? '',
    B: () => MONTHS[time.getUTCMonth()] ?? '',
    C: () => two(Math.floor(time.getUTCFullYear() / 100)),
    D: () => formatTime('%m/%d/%y', time.getTime()),
    F: () => formatTime('%Y-%m-%d', time.getTime()),
    G: () => String(isoWeek(time).year),
    H: () => two(time.getUTCHours()),
    I: () => two(hours12),
    M: () => two(time.getUTCMinutes()),
    N: () => `${String(time.getUTCMilliseconds()).padStart(3, '0')}000000`,
    P: () => (time.getUTCHours() < 12 ? 'am' : 'pm'),
    R: () => formatTime('%H:%M', time.getTime()),
    S: () => two(time.getUTCSeconds()),
    T: () => formatTime('%H:%M:%S', time.getTime()),
    U: () => two(Math.floor((dayOfYear + 7 - time.getUTCDay()) / 7)),
    V: () => two(isoWeek(time).week),
    W: () => two(Math.floor((dayOfYear + 7 - ((time.getUTCDay() + 6) % 7)) / 7)),
    X: () => formatTime('%H:%M:%S', time.getTime()),
    Y: () => String(time.getUTCFullYear()),
    Z: () => 'UTC',
    a: () => (DAYS[time.getUTCDay()] ?? '').slice(0, 3),
    b: () => (MONTHS[time.getUTCMonth()] ?? '').slice(0, 3),
    c: () => formatTime('%a %b %e %H:%M:%S %Y', time.getTime()),
    d: () => two(time.getUTCDate()),
    e: () => blank(time.getUTCDate()),
    h: () => (MONTHS[time.getUTCMonth()] ?? '').slice(0, 3),
    j: () => String(dayOfYear + 1).padStart(3, '0'),
    k: () => blank(time.getUTCHours()),
    l: () => blank(hours12),
    m: () => two(time.getUTCMonth() + 1),
    n: () => '\n',
    p: () => (time.getUTCHours() < 12 ? 'AM' : 'PM'),
    r: () => formatTime('%I:%M:%S %p', time.getTime()),
    s: () => String(Math.floor(time.getTime() / 1000)),
    t: () => '\t',
    u: () => String(time.getUTCDay() || 7),
    w: () => String(time.getUTCDay()),
    x: () => formatTime('%m/%d/%y', time.getTime()),
    y: () => two(time.getUTCFullYear() % 100),
    z: () => '+0000',
  };
  return conversions[letter]?.();
}

/**
 * A time as strftime writes it, in UTC and in English, with `%3N`, `%-d` and `%:z` of GNU. What is no conversion stays as it
 * is.
 */
export function formatTime(format: string, timeMs: number): string {
  const time = new Date(timeMs);
  return format.replace(
    /%([-_0^]?)(\d*)(:{0,2})([A-Za-z%])/g,
    (whole: string, flag: string, width: string, colons: string, letter: string) => {
      if (colons !== '') return letter === 'z' ? (colons === ':' ? '+00:00' : '+00:00:00') : whole;
      const text = convert(letter, time);
      if (text === undefined) return whole;
      if (letter === 'N' && width !== '') return text.slice(0, Number(width));
      if (flag === '-') return text.replace(/^[0 ]+(?=.)/, '');
      if (flag === '_') return text.replace(/^0+(?=.)/, (zeros) => ' '.repeat(zeros.length));
      return flag === '^' ? text.toUpperCase() : text;
    },
  );
}
