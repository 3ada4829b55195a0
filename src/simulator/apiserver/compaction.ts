import type { EventLoop } from '../engine';
import type { Store } from '../store';

/** How often history is forgotten. Source: Kubernetes 1.36, `--etcd-compaction-interval` of kube-apiserver. */
const INTERVAL_MS = 300_000;

/**
 * Forgets changes when they are five to ten minutes old: who asks for an older revision is told to list anew.
 *
 * Source: Kubernetes 1.36, storage/etcd3/compact.go: each time, what was the newest revision the time before.
 */
export function compactHistory(store: Store, loop: EventLoop): void {
  const compactLater = (revision: number): void => {
    const compact = (): void => {
      store.compact(revision);
      compactLater(store.revision);
    };
    loop.after(INTERVAL_MS, compact, { isRoutine: true });
  };
  compactLater(0);
}
