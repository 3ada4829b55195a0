import type { EventLoop, Timer } from '../../engine';

/** Source: Kubernetes 1.36, pkg/controller/volume/persistentvolume/config, PVClaimBinderSyncPeriod. */
const RESYNC_MS = 15_000;

/**
 * Claims that are not bound, each tried again every 15 s, all at the same moments: that repeats their Events, and finds
 * volumes and classes that came meanwhile. Trying again is routine, unless something came that may help.
 */
export class PendingClaims {
  private readonly keys = new Set<string>();
  private readonly startMs: number;
  private timer: Timer | undefined;
  private isTimerRoutine = true;

  constructor(
    private readonly loop: EventLoop,
    private readonly retry: (key: string) => void,
  ) {
    this.startMs = loop.nowMs;
  }

  add(key: string): void {
    this.keys.add(key);
    this.plan(true);
  }

  delete(key: string): void {
    this.keys.delete(key);
  }

  /** Notes that something came which may help: the next try is one that is waited for. */
  hope(): void {
    if (this.keys.size > 0) this.plan(false);
  }

  private plan(isRoutine: boolean): void {
    if (this.timer?.isPending === true) {
      if (isRoutine || !this.isTimerRoutine) return;
      this.timer.cancel();
    }
    const periods = Math.floor((this.loop.nowMs - this.startMs) / RESYNC_MS) + 1;
    this.isTimerRoutine = isRoutine;
    this.timer = this.loop.at(this.startMs + periods * RESYNC_MS, () => this.retryAll(), { isRoutine });
  }

  private retryAll(): void {
    for (const key of this.keys) this.retry(key);
    if (this.keys.size > 0) this.plan(true);
  }
}
