/** How a quantity was written, and is written again: `12M`, `12Mi` or `12e6`. */
export type QuantityFormat = 'DecimalSI' | 'BinarySI' | 'DecimalExponent';

/** A quantity that cannot be read; the message is the real server's. */
export class QuantityError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'QuantityError';
  }
}

const FORMAT_WRONG = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
const NUMBER_WRONG = 'unable to parse numeric part of quantity';
const SUFFIX_WRONG = "unable to parse quantity's suffix";

const NANOS = 1_000_000_000n;
/** Nothing is smaller than a nano. */
const SMALLEST_EXPONENT = -9;
/** Numbers with exponents beyond are taken as 10^1000: enough for any comparison, and harmless to hold in memory. */
const EXPONENT_MAX = 1000;
/** Source: Kubernetes 1.36, quantity.go maxAllowed. */
const BINARY_MAX_NANOS = (2n ** 63n - 1n) * NANOS;
const INT64_MAX = 2n ** 63n - 1n;

const DECIMAL_SUFFIXES: ReadonlyMap<string, number> = new Map([
  ['n', -9],
  ['u', -6],
  ['m', -3],
  ['', 0],
  ['k', 3],
  ['M', 6],
  ['G', 9],
  ['T', 12],
  ['P', 15],
  ['E', 18],
]);
const DECIMAL_SUFFIX_OF = new Map([...DECIMAL_SUFFIXES].map(([suffix, exponent]) => [exponent, suffix]));
const BINARY_SUFFIXES = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];

/** A fixed-point number with at most nine decimals, such as `250m` CPU or `64Mi` bytes. Immutable. */
export class Quantity {
  private text: string | undefined;

  /** `nanos` is the amount times 10^9; `text` how it is written, when that is known. */
  constructor(
    readonly nanos: bigint,
    readonly format: QuantityFormat,
    text?: string,
  ) {
    this.text = text;
  }

  get isZero(): boolean {
    return this.nanos === 0n;
  }

  /** Negative, zero or positive, as for sorting. */
  compare(other: Quantity): number {
    return this.nanos < other.nanos ? -1 : this.nanos > other.nanos ? 1 : 0;
  }

  /** The sum, in the format of this quantity; of the other one when this is zero. */
  add(other: Quantity): Quantity {
    return new Quantity(this.nanos + other.nanos, this.isZero ? other.format : this.format);
  }

  /** The difference, in the format of this quantity; of the other one when this is zero. */
  subtract(other: Quantity): Quantity {
    return new Quantity(this.nanos - other.nanos, this.isZero ? other.format : this.format);
  }

  /** The amount as a whole number, rounded up (away from zero). */
  value(): number {
    return Number(roundedUp(this.nanos, NANOS));
  }

  /** Thousandths as a whole number, rounded up (away from zero). */
  milliValue(): number {
    return Number(roundedUp(this.nanos, 1_000_000n));
  }

  /** The canonical form: no fraction, the largest suffix that loses nothing. */
  toString(): string {
    this.text ??= canonicalText(this.nanos, this.format);
    return this.text;
  }
}

function roundedUp(amount: bigint, divisor: bigint): bigint {
  const quotient = amount / divisor;
  const rest = amount % divisor;
  return rest === 0n ? quotient : rest > 0n ? quotient + 1n : quotient - 1n;
}

function canonicalText(nanos: bigint, format: QuantityFormat): string {
  if (nanos === 0n) return '0';
  const isWhole = nanos % NANOS === 0n;
  const size = nanos < 0n ? -nanos : nanos;
  if (format === 'BinarySI' && isWhole && size >= 1024n * NANOS) {
    let amount = nanos / NANOS;
    let steps = 0;
    for (; amount % 1024n === 0n; steps++) amount /= 1024n;
    return `${amount}${BINARY_SUFFIXES[steps] ?? ''}`;
  }
  let amount = nanos;
  let exponent = SMALLEST_EXPONENT;
  for (; amount % 1000n === 0n; exponent += 3) amount /= 1000n;
  if (format === 'DecimalExponent') return exponent === 0 ? `${amount}` : `${amount}e${exponent}`;
  // Beyond 10^18 there is no suffix, and the real server writes none.
  return `${amount}${DECIMAL_SUFFIX_OF.get(exponent) ?? ''}`;
}

interface Suffix {
  readonly base: 2 | 10;
  readonly exponent: number;
  readonly format: QuantityFormat;
}

function readSuffix(suffix: string): Suffix {
  const decimal = DECIMAL_SUFFIXES.get(suffix);
  if (decimal !== undefined) return { base: 10, exponent: decimal, format: 'DecimalSI' };
  const binary = BINARY_SUFFIXES.indexOf(suffix);
  if (binary > 0) return { base: 2, exponent: binary * 10, format: 'BinarySI' };
  if (!/^[eE][-+]?[0-9]+$/.test(suffix)) throw new QuantityError(SUFFIX_WRONG);
  const exponent = Number(suffix.slice(1));
  if (Math.abs(exponent) > Number(INT64_MAX)) throw new QuantityError(SUFFIX_WRONG);
  return { base: 10, exponent, format: 'DecimalExponent' };
}

/** Whether Go keeps the text as it was written: it is canonical already, or passes for it. */
function isKeptAsWritten(integer: string, fraction: string, { base, exponent }: Suffix): boolean {
  const digits = integer + fraction;
  if (base === 2) {
    const precision = 15 - integer.length - Math.trunc((exponent * 3) / 10) - 1;
    return fraction === '' && precision >= 0 && (BigInt(integer) & 7n) !== 0n;
  }
  const scale = exponent - fraction.length;
  if (digits.length > 18 || scale < SMALLEST_EXPONENT) return false;
  return scale % 3 === 0 && !digits.endsWith('000') && !digits.startsWith('0');
}

function powerOfTen(exponent: number): bigint {
  return 10n ** BigInt(Math.min(exponent, EXPONENT_MAX));
}

function parse(text: string): Quantity {
  if (text === '') throw new QuantityError(FORMAT_WRONG);
  const match = /^([+-]?)0*([0-9]*)(?:\.([0-9]*))?([eEinumkKMGTP]*[-+]?[0-9]*)$/.exec(text);
  if (match === null) throw new QuantityError(FORMAT_WRONG);
  const [, sign = '', digits = '', fraction = '', suffixText = ''] = match;
  const integer = digits === '' ? '0' : digits;
  const suffix = readSuffix(suffixText);
  const written = BigInt(integer + fraction);
  if (written === 0n) return new Quantity(0n, suffix.format);
  if (integer.length + fraction.length > 1000) throw new QuantityError(NUMBER_WRONG);

  let nanos: bigint;
  if (suffix.base === 2) {
    nanos = roundedUp(written * 2n ** BigInt(suffix.exponent) * NANOS, powerOfTen(fraction.length));
    if (nanos > BINARY_MAX_NANOS) nanos = BINARY_MAX_NANOS;
  } else {
    const shift = suffix.exponent - fraction.length - SMALLEST_EXPONENT;
    nanos = shift >= 0 ? written * powerOfTen(shift) : roundedUp(written, powerOfTen(-shift));
  }
  const format = suffix.format === 'BinarySI' && nanos < NANOS ? 'DecimalSI' : suffix.format;
  const kept = isKeptAsWritten(integer, fraction, suffix) ? text : undefined;
  return new Quantity(sign === '-' ? -nanos : nanos, format, kept);
}

/** The same few quantities are read again and again. */
const known = new Map<string, Quantity>();
const KNOWN_MAX = 4096;

/**
 * Reads a quantity: a number with a suffix n, u, m, k, M, G, T, P, E, Ki, Mi, Gi, Ti, Pi, Ei or an exponent. What is
 * smaller than a nano is rounded up to one; binary amounts end at 2^63 - 1. Throws a QuantityError. As in Go, a text
 * without digits is zero (`Mi`, `-`), and a text that passes for canonical is kept as it is (`1.500`).
 *
 * Source: Kubernetes 1.36, apimachinery/pkg/api/resource/quantity.go `ParseQuantity`, `CanonicalizeBytes`.
 */
export function parseQuantity(text: string): Quantity {
  const found = known.get(text);
  if (found !== undefined) return found;
  const quantity = parse(text);
  if (known.size >= KNOWN_MAX) known.clear();
  known.set(text, quantity);
  return quantity;
}

/** A quantity as the server answers it: `1024Mi` becomes `1Gi`. Throws a QuantityError. */
export const canonicalQuantity = (text: string): string => parseQuantity(text).toString();

/** Negative, zero or positive, as for sorting. Throws a QuantityError. */
export const compareQuantities = (a: string, b: string): number => parseQuantity(a).compare(parseQuantity(b));

/** No amount at all. */
export const ZERO_QUANTITY = new Quantity(0n, 'DecimalSI', '0');
