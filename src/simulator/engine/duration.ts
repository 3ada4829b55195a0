const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * Milliseconds of a duration: a number of them, or a text of whole numbers and units (`90s`, `1h30m`, `2d`).
 *
 * @throws RangeError for anything else.
 */
export function durationMs(duration: number | string): number {
  if (typeof duration === 'number' && duration >= 0) return duration;
  const text = String(duration);
  if (!/^(?:\d+(?:ms|s|m|h|d))+$/.test(text)) {
    throw new RangeError(`a duration must be milliseconds or text such as 90s, 10m, 1h30m or 2d, got '${text}'`);
  }
  return [...text.matchAll(/(\d+)(ms|s|m|h|d)/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * (UNIT_MS[unit as string] as number),
    0,
  );
}
