import type { QueuedPod } from './scheduling-queue';

/** Pods that no node could take, by the plugins that said so, in the order in which they were rejected. */
export class RejectedPods {
  private readonly pods = new Set<QueuedPod>();
  private readonly byPlugin = new Map<string, Set<QueuedPod>>();

  get size(): number {
    return this.pods.size;
  }

  /** The one that was rejected first. */
  get oldest(): QueuedPod | undefined {
    const [oldest] = this.pods;
    return oldest;
  }

  add(queued: QueuedPod): void {
    this.pods.add(queued);
    for (const plugin of queued.rejectedBy) {
      const pods = this.byPlugin.get(plugin);
      if (pods === undefined) this.byPlugin.set(plugin, new Set([queued]));
      else pods.add(queued);
    }
  }

  /** False when it was not here. */
  delete(queued: QueuedPod): boolean {
    if (!this.pods.delete(queued)) return false;
    for (const plugin of queued.rejectedBy) {
      const pods = this.byPlugin.get(plugin);
      pods?.delete(queued);
      if (pods?.size === 0) this.byPlugin.delete(plugin);
    }
    return true;
  }

  /** Pods that one of the plugins rejected and that `isMeant` is true of, each once. */
  by(plugins: readonly string[], isMeant: (plugin: string, queued: QueuedPod) => boolean): QueuedPod[] {
    const found = new Set<QueuedPod>();
    for (const plugin of plugins) {
      for (const queued of this.byPlugin.get(plugin) ?? []) {
        if (!found.has(queued) && isMeant(plugin, queued)) found.add(queued);
      }
    }
    return [...found];
  }
}
