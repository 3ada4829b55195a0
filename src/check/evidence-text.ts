import type { Evidence } from '../simulator';
import { schedulerText } from './scheduler-text';

/** Reasons that come from the scheduler. */
const SCHEDULING: ReadonlySet<string> = new Set(['Unschedulable', 'FailedScheduling']);

/** `Pod web-6d4b75cb6d-hkxnw: Unschedulable: 0/3 nodes are available: 3 Insufficient cpu`. */
export function evidenceText({ subject, reason, message }: Evidence): string {
  const text = SCHEDULING.has(reason) ? schedulerText(message) : message;
  return `${subject}: ${reason}${text === '' ? '' : `: ${text}`}`;
}
