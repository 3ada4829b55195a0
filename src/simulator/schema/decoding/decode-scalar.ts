import { parseQuantity, QuantityError } from '../../api';
import { goTypeName, type ScalarType } from '../value-type';
import { canonicalBase64 } from './base64';
import { DecodeError } from './decode-error';
import { canonicalGoTime } from './go-time';

/** Where a value goes wrong: the decoder adds the field it stands in. */
export class WrongType extends Error {
  /** `isFatal` ends decoding at once, as errors of Go types that read themselves do. */
  constructor(
    readonly value: string,
    readonly goType: string,
    readonly isFatal: boolean,
  ) {
    super();
  }
}

/** The word of Go's decoder for a value. */
export function jsonWordOf(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'boolean') return 'bool';
  return typeof value;
}

const INT32 = 2 ** 31;
const INT64 = 2 ** 63;

function wholeNumber(value: unknown, limit: number, goType: string, isFatal: boolean): number {
  if (typeof value !== 'number') throw new WrongType(jsonWordOf(value), goType, isFatal);
  if (!Number.isInteger(value) || value < -limit || value >= limit) {
    throw new WrongType(`number ${String(value)}`, goType, isFatal);
  }
  return value;
}

function textOf(value: unknown): string {
  if (typeof value !== 'string') throw new WrongType(jsonWordOf(value), 'string', true);
  return value;
}

function quantity(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  try {
    return parseQuantity(text.trim()).toString();
  } catch (error) {
    throw error instanceof QuantityError ? new DecodeError(error.message) : error;
  }
}

/** A scalar as the server would answer it; `value` is neither null nor absent. */
export function decodeScalar(type: ScalarType, value: unknown): unknown {
  switch (type.scalar) {
    case 'string':
      if (typeof value === 'string') return value;
      break;
    case 'bool':
      if (typeof value === 'boolean') return value;
      break;
    case 'int32':
      return wholeNumber(value, INT32, goTypeName(type), false);
    case 'int64':
      return wholeNumber(value, INT64, goTypeName(type), false);
    case 'float64':
      if (typeof value === 'number') return value;
      break;
    case 'bytes':
      if (typeof value === 'string') return canonicalBase64(value);
      break;
    case 'quantity':
      return quantity(value);
    case 'intOrString':
      return typeof value === 'string' ? value : wholeNumber(value, INT32, 'int32', true);
    case 'time':
      return canonicalGoTime(textOf(value), false);
    case 'microTime':
      return canonicalGoTime(textOf(value), true);
    case 'duration':
      return textOf(value);
    default:
      return value;
  }
  throw new WrongType(jsonWordOf(value), goTypeName(type), false);
}

/** What Go writes for a scalar that is not given and cannot be left out. */
export function zeroScalar(type: ScalarType): unknown {
  switch (type.scalar) {
    case 'string':
      return '';
    case 'bool':
      return false;
    case 'int32':
    case 'int64':
    case 'float64':
    case 'intOrString':
      return 0;
    case 'quantity':
      return '0';
    case 'duration':
      return '0s';
    default:
      return null;
  }
}

/** Whether `omitempty` leaves a scalar out; values that Go holds in structs are always written. */
export function isEmptyScalar(type: ScalarType, value: unknown): boolean {
  switch (type.scalar) {
    case 'string':
    case 'bytes':
      return value === '' || value === null;
    case 'bool':
      return value === false;
    case 'int32':
    case 'int64':
    case 'float64':
      return value === 0;
    default:
      return false;
  }
}
