import { statusErrors } from '../api';

/** Decoded values of each query parameter. */
export type Query = ReadonlyMap<string, readonly string[]>;

/** First value of a parameter, '' when it is absent. */
export const text = (query: Query, name: string): string => query.get(name)?.[0] ?? '';

/** A whole number; undefined when absent. Throws BadRequest in the words of Go's strconv. */
export function integer(query: Query, name: string): number | undefined {
  const value = query.get(name)?.[0];
  if (value === undefined || value === '') return undefined;
  if (!/^[+-]?\d+$/.test(value)) {
    throw statusErrors.badRequest(`strconv.ParseInt: parsing ${JSON.stringify(value)}: invalid syntax`);
  }
  if (!Number.isSafeInteger(Number(value))) {
    throw statusErrors.badRequest(`strconv.ParseInt: parsing ${JSON.stringify(value)}: value out of range`);
  }
  return Number(value);
}

/**
 * A flag; undefined when absent. Anything but `false` and `0` is true.
 * Source: Kubernetes 1.36, apimachinery/pkg/runtime/conversion.go `Convert_Slice_string_To_bool`.
 */
export function flag(query: Query, name: string): boolean | undefined {
  const value = query.get(name)?.[0];
  if (value === undefined) return undefined;
  return value.toLowerCase() !== 'false' && value !== '0';
}
