/** How a part that is no whole number is rounded. */
export type Rounding = 'up' | 'down';

/**
 * A number, or a percentage of `total`; 0 for what is neither.
 *
 * Source: Kubernetes 1.36, apimachinery/pkg/util/intstr `GetScaledValueFromIntOrPercent`.
 */
export function scaledValue(value: number | string | undefined, total: number, rounding: Rounding = 'up'): number {
  if (typeof value !== 'string') return value ?? 0;
  const percent = /^(\d+)%$/.exec(value)?.[1];
  if (percent === undefined) return 0;
  const exact = (Number(percent) * total) / 100;
  return rounding === 'up' ? Math.ceil(exact) : Math.floor(exact);
}
