import type { Pod } from '../api';
import type { EventLoop } from '../engine';
import type { PodVolumes } from './volumes';

/** Time between two looks. Source: kubelet, `monitoringInterval` of the eviction manager. */
const CHECK_MS = 10_000;

/**
 * Ends Pods of one node whose `emptyDir` volumes hold more than their limit; only Pods with such a limit are looked at.
 *
 * Source: Kubernetes 1.36, pkg/kubelet/eviction/eviction_manager.go `localStorageEviction`. Not modelled: limits of
 * `ephemeral-storage`.
 */
export class VolumeLimits {
  /** Volumes by the UID of their Pod. */
  private readonly watched = new Map<string, PodVolumes>();
  private isPlanned = false;

  /** `evict` ends a Pod with a message. */
  constructor(
    private readonly loop: EventLoop,
    private readonly evict: (uid: string, message: string) => void,
  ) {}

  /** Looks at a Pod from now on, when it has limits. */
  add({ metadata, spec }: Pod, volumes: PodVolumes): void {
    if (spec.volumes?.some(({ emptyDir }) => emptyDir?.sizeLimit !== undefined) !== true) return;
    this.watched.set(metadata.uid, volumes);
    this.plan();
  }

  /** Forgets a Pod. */
  remove(uid: string): void {
    this.watched.delete(uid);
  }

  private plan(): void {
    if (this.isPlanned || this.watched.size === 0) return;
    this.isPlanned = true;
    this.loop.after(CHECK_MS, () => this.check(), { isRoutine: true });
  }

  private check(): void {
    this.isPlanned = false;
    for (const [uid, volumes] of [...this.watched]) {
      const message = volumes.excess;
      if (message === undefined) continue;
      this.watched.delete(uid);
      this.evict(uid, message);
    }
    this.plan();
  }
}
