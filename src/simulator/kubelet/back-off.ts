/** How long something that keeps failing has to wait. */
export interface BackOff {
  readonly delayMs: number;
  /** When the delay was set, milliseconds since 1970. */
  readonly updatedMs: number;
}

/** Source: Kubernetes 1.36, pkg/kubelet/kubelet.go `initialBackOff`, `maxBackoff`. */
const FIRST_MS = 10_000;
/** Longest delay of restarts and pulls. Source: Kubernetes 1.36, pkg/kubelet/kubelet.go `MaxCrashLoopBackOff`. */
export const BACK_OFF_MAX_MS = 300_000;

/** A delay counts no more when twice the longest one has passed between it and the failure. */
const hasExpired = (backOff: BackOff, failedMs: number): boolean => failedMs - backOff.updatedMs > 2 * BACK_OFF_MAX_MS;

/**
 * When what failed at `failedMs` may be tried again, milliseconds since 1970; `failedMs` itself when it need not wait.
 *
 * Source: Kubernetes 1.36, client-go/util/flowcontrol/backoff.go `IsInBackOffSince`.
 */
export const allowedFromMs = (backOff: BackOff | undefined, failedMs: number): number =>
  backOff === undefined || hasExpired(backOff, failedMs) ? failedMs : failedMs + backOff.delayMs;

/**
 * The delay that the next failure has to wait, now that another try begins.
 *
 * Source: Kubernetes 1.36, client-go/util/flowcontrol/backoff.go `Next`. Not modelled: the jitter, which is 0 here.
 */
export const nextBackOff = (backOff: BackOff | undefined, failedMs: number, nowMs: number): BackOff =>
  backOff === undefined || hasExpired(backOff, failedMs)
    ? { delayMs: FIRST_MS, updatedMs: nowMs }
    : { delayMs: Math.min(backOff.delayMs * 2, BACK_OFF_MAX_MS), updatedMs: nowMs };
