/** Digits beyond those wanted that are worked out, so that the last one is right. */
const GUARD = 10n;

/** The inverse tangent of 1/x, as a whole number of units of 1/scale. */
function inverseTangent(x: bigint, scale: bigint): bigint {
  const square = x * x;
  let term = scale / x;
  let sum = term;
  for (let divisor = 3n, sign = -1n; term !== 0n; divisor += 2n, sign = -sign) {
    term /= square;
    sum += (sign * term) / divisor;
  }
  return sum;
}

/** Pi with so many digits, the first one included. Source: John Machin, 1706. */
export function pi(digits: number): string {
  const scale = 10n ** (BigInt(Math.max(digits, 1)) + GUARD);
  const value = 4n * (4n * inverseTangent(5n, scale) - inverseTangent(239n, scale));
  const text = String(value / 10n ** (GUARD + 1n));
  return digits < 2 ? text.charAt(0) : `${text.charAt(0)}.${text.slice(1)}`;
}
