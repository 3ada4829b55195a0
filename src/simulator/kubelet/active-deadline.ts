import type { Pod } from '../api';

/** What is said of a Pod that has been active for too long. */
export const DEADLINE_MESSAGE = 'Pod was active on the node longer than the specified deadline';

/** When a Pod has been active for as long as it may, milliseconds since 1970; Infinity when it may for ever. */
export function deadlineMs(pod: Pod | undefined): number {
  const { activeDeadlineSeconds } = pod?.spec ?? {};
  const { startTime } = pod?.status ?? {};
  if (activeDeadlineSeconds === undefined || startTime === undefined) return Infinity;
  return Date.parse(startTime) + activeDeadlineSeconds * 1000;
}
