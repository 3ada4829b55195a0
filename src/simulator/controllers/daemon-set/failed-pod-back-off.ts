interface Entry {
  readonly delayMs: number;
  readonly sinceMs: number;
}

/** Source: Kubernetes 1.36, cmd/kube-controller-manager/app/apps.go `startDaemonSetController`. */
const FIRST_DELAY_MS = 1000;
const LAST_DELAY_MS = 15 * 60 * 1000;
/** Time after which a failure is forgotten. Source: client-go/util/flowcontrol/backoff.go `hasExpired`. */
const EXPIRY_MS = 2 * LAST_DELAY_MS;

/**
 * How long a node's failed Pod stays before it is replaced: the first goes at once, the next after 1 s, 2 s and so on
 * up to 15 minutes. This is all that a DaemonSet controller remembers.
 */
export class FailedPodBackOff {
  private readonly entries = new Map<string, Entry>();
  private sweepAtMs = 0;

  /** Notes that a failed Pod is replaced now. */
  next(key: string, nowMs: number): void {
    this.sweep(nowMs);
    const entry = this.current(key, nowMs);
    const delayMs = entry === undefined ? FIRST_DELAY_MS : Math.min(2 * entry.delayMs, LAST_DELAY_MS);
    this.entries.set(key, { delayMs, sinceMs: nowMs });
  }

  /** Milliseconds of the back-off that holds now; undefined when a failed Pod may be replaced. */
  delayMs(key: string, nowMs: number): number | undefined {
    const entry = this.current(key, nowMs);
    return entry !== undefined && nowMs - entry.sinceMs < entry.delayMs ? entry.delayMs : undefined;
  }

  private current(key: string, nowMs: number): Entry | undefined {
    const entry = this.entries.get(key);
    return entry === undefined || nowMs - entry.sinceMs > EXPIRY_MS ? undefined : entry;
  }

  private sweep(nowMs: number): void {
    if (nowMs < this.sweepAtMs) return;
    this.sweepAtMs = nowMs + EXPIRY_MS;
    for (const [key, { sinceMs }] of this.entries) if (nowMs - sinceMs > EXPIRY_MS) this.entries.delete(key);
  }
}
