/** Somebody who wants a share. */
export interface Claim {
  /** Above 0. */
  readonly weight: number;
  /** At most this much. */
  readonly wanted: number;
}

/**
 * Divides `total` in proportion to weights; nobody gets more than is wanted, and what that leaves goes to the others.
 * Shares in the order of `claims`.
 */
export function divideByWeight(total: number, claims: readonly Claim[]): readonly number[] {
  const shares = claims.map(() => 0);
  // Whoever wants least for its weight is satisfied first.
  const order = claims
    .map((claim, index) => ({ index, ...claim }))
    .sort((left, right) => left.wanted / left.weight - right.wanted / right.weight || left.index - right.index);
  let left = total;
  let weights = claims.reduce((sum, { weight }) => sum + weight, 0);
  for (const { weight, wanted, index } of order) {
    const share = Math.min(wanted, (left * weight) / weights);
    shares[index] = share;
    left -= share;
    weights -= weight;
  }
  return shares;
}
