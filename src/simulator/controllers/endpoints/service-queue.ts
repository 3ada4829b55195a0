import type { Pod } from '../../api';
import { keyOf, WorkQueue, type ControllerContext } from '../../client';
import { SelectedPods } from './selected-pods';

/** Time that one Pod adds to the shortest time between two runs for its Service. */
const PER_POD_MS = 1;

/** Virtual milliseconds between a change of a Pod and the run that shows it. */
const LATENCY_MS = 5;

/** What is done for a Service. */
export type SyncService = (key: string, pods: readonly Pod[]) => void;

/**
 * Runs for each Service when it or one of its Pods has changed. Changes of many Pods are taken together: a Service with
 * n Pods is looked at every n milliseconds at most, so that n Pods which become ready one by one cost n looks at a Pod
 * each and not n².
 *
 * Source: Kubernetes 1.36, pkg/controller/{endpoint,endpointslice}: there the time that a run takes does the same.
 */
export class ServiceQueue {
  readonly pods: SelectedPods;
  private readonly queue: WorkQueue;
  private readonly lastRunMs = new Map<string, number>();

  constructor(
    private readonly context: ControllerContext,
    sync: SyncService,
  ) {
    const { client, loop } = context;
    this.queue = new WorkQueue(loop, (key) => {
      this.lastRunMs.set(key, loop.nowMs);
      sync(key, this.pods.of(key));
    });
    client.watch('services', ({ object }) => this.queue.add(keyOf(object)));
    this.pods = new SelectedPods(client, (service) => this.addForPod(service));
  }

  /** Plans a run soon. */
  add(key: string): void {
    this.queue.add(key);
  }

  /** Plans a run later, that nobody waits for. */
  addLater(key: string, delayMs: number): void {
    this.queue.addAfter(key, delayMs, true);
  }

  /** Forgets a Service that is gone. */
  forget(key: string): void {
    this.queue.forget(key);
    this.lastRunMs.delete(key);
  }

  private addForPod(service: string): void {
    const { nowMs } = this.context.loop;
    const earliestMs = (this.lastRunMs.get(service) ?? -Infinity) + this.pods.count(service) * PER_POD_MS;
    this.queue.addAfter(service, Math.max(LATENCY_MS, earliestMs - nowMs));
  }
}
