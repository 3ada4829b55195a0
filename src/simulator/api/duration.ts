const SECOND = 1000;

/** A number with its unit, and a smaller unit behind it unless that is none. */
const parts = (large: number, unit: string, small: number, smallUnit: string): string =>
  small === 0 ? `${large}${unit}` : `${large}${unit}${small}${smallUnit}`;

/**
 * A duration in milliseconds as `kubectl get` shows it, in two or three digits: `59s`, `2m30s`, `5h`, `3d4h`.
 *
 * Source: Kubernetes 1.36, apimachinery/pkg/util/duration/duration.go `HumanDuration`.
 */
export function humanDuration(durationMs: number): string {
  const seconds = Math.trunc(durationMs / SECOND);
  if (seconds < -1) return '<invalid>';
  if (seconds < 0) return '0s';
  if (seconds < 2 * 60) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 10) return parts(minutes, 'm', seconds % 60, 's');
  if (minutes < 3 * 60) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 8) return parts(hours, 'h', minutes % 60, 'm');
  if (hours < 48) return `${hours}h`;
  const days = Math.floor(hours / 24);
  if (hours < 24 * 8) return parts(days, 'd', hours % 24, 'h');
  if (days < 2 * 365) return `${days}d`;
  const years = Math.floor(days / 365);
  return days < 8 * 365 ? parts(years, 'y', days % 365, 'd') : `${years}y`;
}

/**
 * Time since `timestamp` (RFC 3339) at `nowMs`, for columns such as Age; `<unknown>` without a timestamp.
 *
 * Source: Kubernetes 1.36, pkg/printers/internalversion/printers.go `translateTimestampSince`.
 */
export function ageSince(timestamp: string | null | undefined, nowMs: number): string {
  return timestamp === undefined || timestamp === null ? '<unknown>' : humanDuration(nowMs - Date.parse(timestamp));
}
