import type { ControllerContext } from '../../client';
import { splitKey, WorkQueue } from '../../client';
import type { QueuedPod } from '../queue/scheduling-queue';
import type { NodeInfo } from '../snapshot/node-info';
import { BOUND_BY_CONTROLLER, findPodClaims, SELECTED_NODE } from './claims';
import { BIND_TIMEOUT_MS, bindingState, nextLookMs, type PendingBinding } from './pending-bindings';
import { planVolumes, type Binding, type VolumePlan } from './plan-volumes';

/** What becomes of a Pod whose volumes were waited for. */
export interface BinderOutcome {
  /** All are bound: the Pod can go to its node. */
  bound(queued: QueuedPod, nodeName: string): void;
  /** They cannot be, for the reason given. */
  failed(queued: QueuedPod, problem: string): void;
}

/** Binds the volumes of Pods whose node is chosen, and waits for those that others bind or make. */
export class VolumeBinder {
  private readonly pending = new Map<string, PendingBinding>();
  private readonly looks: WorkQueue;

  constructor(
    private readonly context: ControllerContext,
    private readonly outcome: BinderOutcome,
  ) {
    this.looks = new WorkQueue(context.loop, (uid) => this.look(uid));
  }

  /** Whether the volumes of a Pod are waited for. */
  has(uid: string): boolean {
    return this.pending.has(uid);
  }

  /**
   * Begins to bind what a Pod needs on a node. False when there is nothing to wait for.
   *
   * @throws StatusError when the API refuses it.
   */
  begin(queued: QueuedPod, node: NodeInfo): boolean {
    const { info } = queued;
    if (info.claims.length === 0) return false;
    const { client, loop } = this.context;
    const claims = findPodClaims(info, client);
    if ('problem' in claims || claims.delayed.length === 0) return false;
    const plan = planVolumes(claims, client.list('persistentvolumes'), node, client);
    if ('reasons' in plan) return false;
    this.write(plan, node.name);
    this.pending.set(info.uid, { queued, nodeName: node.name, plan, startedMs: loop.nowMs });
    this.looks.addAfter(info.uid, BIND_TIMEOUT_MS);
    return true;
  }

  /** To be called when a claim has changed. */
  claimChanged(namespace: string, name: string): void {
    for (const pending of this.pending.values()) {
      const { info } = pending.queued;
      if (info.namespace !== namespace || !info.claims.some((claim) => claim.name === name)) continue;
      const { nowMs } = this.context.loop;
      this.looks.addAfter(info.uid, nextLookMs(pending, nowMs) - nowMs);
    }
  }

  /** Gives up waiting for a Pod that is gone. */
  forget(uid: string): void {
    this.pending.delete(uid);
    this.looks.forget(uid);
  }

  private write({ bindings, provisions }: VolumePlan, nodeName: string): void {
    const { client } = this.context;
    for (const binding of bindings) this.reserve(binding);
    for (const claim of provisions) {
      const annotations = { ...claim.metadata.annotations, [SELECTED_NODE]: nodeName };
      client.update('persistentvolumeclaims', { ...claim, metadata: { ...claim.metadata, annotations } });
    }
  }

  private reserve({ claim, volume }: Binding): void {
    const { apiVersion, kind, metadata } = claim;
    const { namespace, name, uid, resourceVersion } = metadata;
    const annotations = { ...volume.metadata.annotations, [BOUND_BY_CONTROLLER]: 'yes' };
    this.context.client.update('persistentvolumes', {
      ...volume,
      metadata: { ...volume.metadata, annotations },
      spec: { ...volume.spec, claimRef: { apiVersion, kind, namespace, name, uid, resourceVersion } },
    });
  }

  private look(uid: string): void {
    const pending = this.pending.get(uid);
    if (pending === undefined) return;
    const { queued, nodeName, startedMs } = pending;
    const { client, loop } = this.context;
    const [namespace, name] = splitKey(queued.info.key);
    if (client.get('pods', namespace, name)?.metadata.uid !== uid) return this.forget(uid);
    const state = bindingState(pending, client);
    const leftMs = startedMs + BIND_TIMEOUT_MS - loop.nowMs;
    if (state.type === 'waiting' && leftMs > 0) return this.looks.addAfter(uid, leftMs);
    this.forget(uid);
    if (state.type === 'bound') this.outcome.bound(queued, nodeName);
    else this.outcome.failed(queued, state.type === 'failed' ? state.problem : 'context deadline exceeded');
  }
}
