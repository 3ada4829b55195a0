import type { PodInfo } from '../snapshot/pod-info';
import { OrderedPods, type Ticket } from './ordered-pods';
import { RejectedPods } from './rejected-pods';

/** Source: Kubernetes 1.36, pkg/scheduler/backend/queue/scheduling_queue.go. */
const FIRST_BACKOFF_MS = 1000;
const LAST_BACKOFF_MS = 10_000;
const REJECTED_MS_MAX = 300_000;

const NO_PLUGINS: ReadonlySet<string> = new Set();

/** A Pod that waits for a node. */
export interface QueuedPod {
  info: PodInfo;
  /** When it came, or was last tried: virtual milliseconds. */
  sinceMs: number;
  /** How often it was rejected, and how often in a row something failed. */
  rejections: number;
  errors: number;
  /** Plugins that rejected it the last time. */
  rejectedBy: ReadonlySet<string>;
}

interface Waiting {
  readonly queued: QueuedPod;
  readonly priority: number;
  readonly sinceMs: number;
  /** When its back-off ends. */
  readonly readyMs: number;
  /** Counts up with every entry; the older one of equals goes first. */
  readonly order: number;
}

const isMoreUrgent = (left: Waiting, right: Waiting): boolean => {
  if (left.priority !== right.priority) return left.priority > right.priority;
  return left.sinceMs === right.sinceMs ? left.order < right.order : left.sinceMs < right.sinceMs;
};

const isReadySooner = (left: Waiting, right: Waiting): boolean =>
  left.readyMs === right.readyMs ? isMoreUrgent(left, right) : left.readyMs < right.readyMs;

const isGated = ({ pod }: PodInfo): boolean => (pod.spec.schedulingGates ?? []).length > 0;

const doubled = (count: number): number => Math.min(FIRST_BACKOFF_MS * 2 ** (count - 1), LAST_BACKOFF_MS);

/** How long a Pod waits after its last try. */
const backoffMs = ({ errors, rejections }: QueuedPod): number =>
  errors > 0 ? doubled(errors) : rejections > 0 ? doubled(rejections) : 0;

/**
 * The Pods that have no node yet. They are tried by priority, then by time. A Pod that was rejected waits until the cluster
 * changes in a way that may help it, or for five minutes; then it is tried again, not before its back-off of 1 s, 2 s, 4 s
 * up to 10 s has passed, or when there is nothing else to do. A Pod whose try failed is tried after its back-off.
 *
 * Source: Kubernetes 1.36, pkg/scheduler/backend/queue.
 */
export class SchedulingQueue {
  private readonly pods = new Map<string, QueuedPod>();
  private readonly active = new OrderedPods<Waiting>(isMoreUrgent);
  private readonly resting = new OrderedPods<Waiting>(isReadySooner);
  private readonly failed = new OrderedPods<Waiting>(isReadySooner);
  private readonly tickets = new Map<string, Ticket<Waiting>>();
  private readonly rejected = new RejectedPods();
  private entries = 0;

  /** Whether any Pod can be tried now. */
  get hasActive(): boolean {
    return this.active.first !== undefined;
  }

  /** Whether any Pod would be tried if there is nothing else to do. */
  get hasResting(): boolean {
    return this.resting.first !== undefined;
  }

  /** Whether any Pod waits for the cluster to change. */
  get hasRejected(): boolean {
    return this.rejected.size > 0;
  }

  /** When the next back-off after a failure ends; Infinity when there is none. */
  get nextRetryMs(): number {
    return this.failed.first?.readyMs ?? Infinity;
  }

  /** When the Pod that was rejected first has waited for long enough; Infinity when there is none. */
  get nextFlushMs(): number {
    const oldest = this.rejected.oldest;
    return oldest === undefined ? Infinity : oldest.sinceMs + REJECTED_MS_MAX;
  }

  find(uid: string): QueuedPod | undefined {
    return this.pods.get(uid);
  }

  /** Takes up a Pod; one with scheduling gates waits until they are gone. */
  add(info: PodInfo, nowMs: number): void {
    if (this.pods.has(info.uid)) return;
    const queued: QueuedPod = { info, sinceMs: nowMs, rejections: 0, errors: 0, rejectedBy: NO_PLUGINS };
    this.pods.set(info.uid, queued);
    if (!isGated(info)) this.activate(queued);
  }

  /** Takes the newer version of a waiting Pod; one whose last gate is gone can be tried. */
  update(queued: QueuedPod, info: PodInfo): void {
    const wasGated = isGated(queued.info);
    queued.info = info;
    if (wasGated && !isGated(info)) this.activate(queued);
  }

  /** Forgets a Pod. */
  delete(uid: string): void {
    const queued = this.pods.get(uid);
    if (queued === undefined) return;
    this.leave(queued);
    this.pods.delete(uid);
  }

  /** The next Pod to try. It stays known until it is deleted or comes back. */
  pop(): QueuedPod | undefined {
    return this.taken(this.active.pop());
  }

  /** A Pod that would rest for longer, to be tried because there is nothing else to do. */
  popResting(): QueuedPod | undefined {
    return this.taken(this.resting.pop());
  }

  /** Takes back a Pod that plugins have rejected. */
  reject(queued: QueuedPod, plugins: ReadonlySet<string>, nowMs: number): void {
    queued.rejections += 1;
    queued.errors = 0;
    queued.sinceMs = nowMs;
    queued.rejectedBy = plugins;
    this.rejected.add(queued);
  }

  /** Takes back a Pod whose try failed for a reason of its own. */
  retry(queued: QueuedPod, nowMs: number): void {
    queued.errors += 1;
    queued.sinceMs = nowMs;
    queued.rejectedBy = NO_PLUGINS;
    this.enter(this.failed, queued);
  }

  /** Lets those Pods be tried again that one of the plugins rejected and that `mayHelp` is true of. */
  wake(plugins: readonly string[], mayHelp: (plugin: string, queued: QueuedPod) => boolean, nowMs: number): void {
    for (const queued of this.rejected.by(plugins, mayHelp)) this.revive(queued, nowMs);
  }

  /** Lets a rejected Pod be tried again. */
  revive(queued: QueuedPod, nowMs: number): void {
    if (!this.rejected.delete(queued)) return;
    if (queued.sinceMs + backoffMs(queued) <= nowMs) this.activate(queued);
    else this.enter(this.resting, queued);
  }

  /** Lets those be tried whose back-off has passed, or who have waited for five minutes. */
  flush(nowMs: number): void {
    for (const waiting of [this.resting, this.failed]) {
      while ((waiting.first?.readyMs ?? Infinity) <= nowMs) {
        const queued = this.taken(waiting.pop());
        if (queued !== undefined) this.activate(queued);
      }
    }
    for (let queued = this.rejected.oldest; queued !== undefined; queued = this.rejected.oldest) {
      if (queued.sinceMs + REJECTED_MS_MAX > nowMs) break;
      this.revive(queued, nowMs);
    }
  }

  private activate(queued: QueuedPod): void {
    this.enter(this.active, queued);
  }

  private enter(place: OrderedPods<Waiting>, queued: QueuedPod): void {
    this.leave(queued);
    const { info, sinceMs } = queued;
    const readyMs = sinceMs + backoffMs(queued);
    const waiting: Waiting = { queued, priority: info.priority, sinceMs, readyMs, order: this.entries };
    this.entries += 1;
    this.tickets.set(info.uid, place.add(waiting));
  }

  private leave(queued: QueuedPod): void {
    const ticket = this.tickets.get(queued.info.uid);
    if (ticket !== undefined) ticket.isValid = false;
    this.tickets.delete(queued.info.uid);
    this.rejected.delete(queued);
  }

  private taken(waiting: Waiting | undefined): QueuedPod | undefined {
    if (waiting !== undefined) this.tickets.delete(waiting.queued.info.uid);
    return waiting?.queued;
  }
}
