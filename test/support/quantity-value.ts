import type { JsonObject } from './json';

/** Numerators and denominators of the suffixes. Source: Kubernetes 1.36, apimachinery pkg/api/resource/suffix.go. */
const SUFFIXES: Readonly<Record<string, readonly [bigint, bigint]>> = {
  n: [1n, 1_000_000_000n],
  u: [1n, 1_000_000n],
  m: [1n, 1_000n],
  '': [1n, 1n],
  k: [1_000n, 1n],
  M: [1_000_000n, 1n],
  G: [1_000_000_000n, 1n],
  T: [1_000_000_000_000n, 1n],
  Ki: [1n << 10n, 1n],
  Mi: [1n << 20n, 1n],
  Gi: [1n << 30n, 1n],
  Ti: [1n << 40n, 1n],
};

const NANO = 1_000_000_000n;

/**
 * A quantity as a plain decimal number, so that two spellings of one value are equal: `1000m` and `1` give `1`.
 * Exact down to a billionth. Not modelled: exponents and the suffixes P, E, Pi and Ei.
 *
 * @throws Error when `quantity` is none.
 */
export function quantityValue(quantity: unknown): string {
  const [, whole, decimals = '', suffix = ''] = /^(\d+)(?:\.(\d+))?([a-zA-Z]*)$/.exec(String(quantity)) ?? [];
  const factor = SUFFIXES[suffix];
  if (whole === undefined || factor === undefined) throw new Error(`no quantity: ${JSON.stringify(quantity)}`);
  const nano = (BigInt(whole + decimals) * NANO * factor[0]) / (10n ** BigInt(decimals.length) * factor[1]);
  const fraction = (nano % NANO).toString().padStart(9, '0').replace(/0+$/, '');
  return fraction === '' ? `${nano / NANO}` : `${nano / NANO}.${fraction}`;
}

/** Writes every quantity of a resource list by its value. */
export function compareByValue(resources: JsonObject | undefined): void {
  for (const [name, quantity] of Object.entries(resources ?? {})) {
    if (resources !== undefined) resources[name] = quantityValue(quantity);
  }
}
