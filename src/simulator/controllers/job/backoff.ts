import type { Pod } from '../../api';
import { failureCountOf, finishedAtMs, ignoredFailureCountOf } from './job-pods';

/** Source: Kubernetes 1.36, job_controller.go `DefaultJobPodFailureBackOff`. */
const FIRST_MS = 10_000;
/** Source: Kubernetes 1.36, job_controller.go `MaxJobPodFailureBackOff`. */
const LAST_MS = 600_000;

/** Failures of a Job since a Pod of it last succeeded: what its next Pod waits for. */
export interface Backoff {
  readonly failures: number;
  /** When the last of them was, milliseconds since 1970; meaningless without failures. */
  readonly lastFailureMs: number;
}

export const NO_BACKOFF: Backoff = { failures: 0, lastFailureMs: 0 };

/**
 * The back-off when some more Pods have ended. Failures before the last success are forgiven.
 * Source: Kubernetes 1.36, pkg/controller/job/backoff_utils.go `newBackoffRecord`.
 */
export function nextBackoff(backoff: Backoff, succeeded: readonly Pod[], failed: readonly Pod[]): Backoff {
  if (succeeded.length + failed.length === 0) return backoff;
  const lastSuccessMs = Math.max(-Infinity, ...succeeded.map(finishedAtMs));
  const failures = failed.map(finishedAtMs).filter((timeMs) => timeMs > lastSuccessMs);
  if (failures.length === 0) return NO_BACKOFF;
  return {
    failures: failures.length + (succeeded.length === 0 ? backoff.failures : 0),
    lastFailureMs: Math.max(...failures),
  };
}

/** Milliseconds that the next Pod still has to wait: 10 s after the first failure, twice as long after each, 10 min at most. */
export function remainingMs({ failures, lastFailureMs }: Backoff, nowMs: number): number {
  if (failures === 0) return 0;
  // 2^16 times the first delay is beyond the last one.
  const delayMs = Math.min(FIRST_MS * 2 ** Math.min(failures - 1, 16), LAST_MS);
  return Math.max(0, delayMs - (nowMs - lastFailureMs));
}

/** The same for one index, whose Pod that failed last is yet to be replaced. */
export const remainingOfIndexMs = (failed: Pod, nowMs: number): number =>
  remainingMs(
    { failures: failureCountOf(failed) + ignoredFailureCountOf(failed) + 1, lastFailureMs: finishedAtMs(failed) },
    nowMs,
  );
