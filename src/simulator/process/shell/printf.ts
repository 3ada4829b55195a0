import { unescape } from './escapes';
import { quoteBackslash } from './quoting';

/** What `printf` makes of its arguments. */
export interface Formatted {
  readonly text: string;
  /** Arguments that should have been numbers. */
  readonly invalid: readonly string[];
}

const CONVERSION = /%([-+ 0#']*)(\*|\d+)?(?:\.(\*|-?\d+)?)?(?:hh|h|ll|l|L|j|z|t)?(?:\(([^)]*)\)(T)|([a-zA-Z%]))/y;

/** One formatting: arguments are taken one after the other. */
class Formatter {
  text = '';
  readonly invalid: string[] = [];
  isEnded = false;
  private taken = 0;

  constructor(
    private readonly args: readonly string[],
    private readonly formatTime: (format: string, seconds: number) => string,
  ) {}

  get isExhausted(): boolean {
    return this.taken >= this.args.length;
  }

  get count(): number {
    return this.taken;
  }

  format(format: string): void {
    let index = 0;
    while (index < format.length && !this.isEnded) {
      CONVERSION.lastIndex = index;
      const match = format[index] === '%' ? CONVERSION.exec(format) : null;
      if (match !== null) {
        index = CONVERSION.lastIndex;
        this.convert(match);
        continue;
      }
      const end = format.indexOf('%', index + 1);
      const literal = unescape(format.slice(index, end < 0 ? format.length : end), 'format');
      this.text += literal.text;
      this.isEnded ||= literal.isEnded;
      index = end < 0 ? format.length : end;
    }
  }

  private next(): string | undefined {
    const arg = this.args[this.taken];
    this.taken += 1;
    return arg;
  }

  private convert([
    ,
    flags = '',
    widthText,
    precisionText,
    timeFormat,
    time,
    conversion = time ?? '',
  ]: RegExpExecArray): void {
    if (conversion === '%') {
      this.text += '%';
      return;
    }
    const widthValue = widthText === '*' ? Number(this.integer()) : Number(widthText ?? 0);
    const precision =
      precisionText === '*' ? Number(this.integer()) : precisionText === undefined ? undefined : Number(precisionText);
    const isLeft = flags.includes('-') || widthValue < 0;
    const width = Math.abs(widthValue);
    const piece = this.piece(conversion, flags, precision, timeFormat);
    const isPadded = flags.includes('0') && !isLeft && /[diouxXeEfFgG]/.test(conversion);
    if (isLeft) this.text += piece.padEnd(width);
    else if (isPadded) {
      const sign = /^[+-]?(?:0[xX])?/.exec(piece)?.[0] ?? '';
      this.text += sign + piece.slice(sign.length).padStart(width - sign.length, '0');
    } else this.text += piece.padStart(width);
  }

  private piece(
    conversion: string,
    flags: string,
    precision: number | undefined,
    timeFormat: string | undefined,
  ): string {
    const plus = flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
    switch (conversion) {
      case 's':
        return [...(this.next() ?? '')].slice(0, precision).join('');
      case 'b': {
        const { text, isEnded } = unescape(this.next() ?? '', 'echo');
        this.isEnded ||= isEnded;
        return [...text].slice(0, precision).join('');
      }
      case 'q':
        return quoteBackslash(this.next() ?? '');
      case 'c':
        return [...(this.next() ?? '')][0] ?? '';
      case 'd':
      case 'i': {
        const value = this.integer();
        const digits = String(value < 0n ? -value : value).padStart(precision ?? 1, '0');
        return `${value < 0n ? '-' : plus}${digits}`;
      }
      case 'u':
      case 'o':
      case 'x':
      case 'X': {
        const value = BigInt.asUintN(64, this.integer());
        const digits = value
          .toString(conversion === 'o' ? 8 : conversion === 'u' ? 10 : 16)
          .padStart(precision ?? 1, '0');
        const prefix = !flags.includes('#') || value === 0n ? '' : conversion === 'o' ? '0' : '0x';
        return conversion === 'X' ? (prefix + digits).toUpperCase() : prefix + digits;
      }
      case 'T':
        return this.formatTime(timeFormat ?? '%X', Number(this.next() ?? -1));
      default:
        return formatNumber(this.number(), conversion, precision, plus);
    }
  }

  private integer(): bigint {
    const text = this.next() ?? '';
    if (text === '') return 0n;
    if (text.startsWith("'") || text.startsWith('"')) return BigInt(text.codePointAt(1) ?? 0);
    const [number = '', sign = '', digits = ''] = /^\s*([+-]?)(0[xX][0-9a-fA-F]+|\d+)/.exec(text) ?? [];
    if (number === '' || number.length !== text.length) this.invalid.push(text);
    if (number === '') return 0n;
    const isOctal = /^0\d/.test(digits);
    if (isOctal && !/^[0-7]+$/.test(digits)) return 0n;
    const value = BigInt(isOctal ? `0o${digits}` : digits);
    return sign === '-' ? -value : value;
  }

  private number(): number {
    const text = this.next() ?? '';
    if (text === '') return 0;
    const number =
      /^\s*[+-]?(?:\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?|inf(?:inity)?|nan)/i.exec(text)?.[0] ?? '';
    if (number.length !== text.length) this.invalid.push(text);
    const lower = number.trim().toLowerCase();
    return lower.includes('inf') ? (lower.startsWith('-') ? -Infinity : Infinity) : Number(lower || 0);
  }
}

/** A number as `%e`, `%f`, `%g` of C show it. */
export function formatNumber(value: number, conversion: string, precision = 6, plus = ''): string {
  const isUpper = /[EFG]/.test(conversion);
  const lower = conversion.toLowerCase();
  let text: string;
  if (!Number.isFinite(value)) text = Number.isNaN(value) ? 'nan' : value < 0 ? '-inf' : 'inf';
  else if (lower === 'f') text = value.toFixed(Math.min(precision, 100));
  else if (lower === 'e') text = exponential(value, precision);
  else {
    const significant = Math.max(1, precision);
    const exponent = value === 0 ? 0 : Number(value.toExponential(significant - 1).split('e')[1]);
    text =
      exponent < -4 || exponent >= significant
        ? exponential(value, significant - 1).replace(/\.?0+e/, 'e')
        : withoutZeros(value.toFixed(Math.max(0, significant - 1 - exponent)));
  }
  if (plus !== '' && !text.startsWith('-')) text = plus + text;
  return isUpper ? text.toUpperCase() : text;
}

const withoutZeros = (text: string): string => (text.includes('.') ? text.replace(/\.?0+$/, '') : text);

function exponential(value: number, precision: number): string {
  const [mantissa = '0', exponent = '+0'] = value.toExponential(Math.min(precision, 100)).split('e');
  const digits = exponent.slice(1).padStart(2, '0');
  return `${mantissa}e${exponent.startsWith('-') ? '-' : '+'}${digits}`;
}

/**
 * What `printf format args` prints: the format is used again as long as arguments are left. `formatTime` serves
 * `%(format)T`, which bash knows.
 */
export function formatPrintf(
  format: string,
  args: readonly string[],
  formatTime: (format: string, seconds: number) => string = (text) => text,
): Formatted {
  const formatter = new Formatter(args, formatTime);
  do {
    const before = formatter.count;
    formatter.format(format);
    if (formatter.count === before) break;
  } while (!formatter.isExhausted && !formatter.isEnded);
  return { text: formatter.text, invalid: formatter.invalid };
}
