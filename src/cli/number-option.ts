import { UsageError } from './failure';
import type { Given } from './options';

/** The numbers that an option accepts, and what it is when it is not given. */
export interface NumberRange {
  readonly min: number;
  readonly max: number;
  readonly otherwise: number;
  /** Whether fractions are allowed. @default false */
  readonly isFraction?: boolean;
}

/**
 * The number given for the option `name`.
 *
 * @throws UsageError for anything but a number in the range.
 */
export function numberOption(given: Given, name: string, { min, max, otherwise, isFraction }: NumberRange): number {
  const text = given.text(name);
  if (text === undefined) return otherwise;
  const value = (isFraction === true ? /^\d+(\.\d+)?$/ : /^\d+$/).test(text) ? Number(text) : NaN;
  if (value >= min && value <= max) return value;
  const kind = isFraction === true ? 'a number' : 'a whole number';
  throw new UsageError(`'--${name}' must be ${kind} from ${min} to ${max}, got '${text}'`);
}
