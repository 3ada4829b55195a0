import { StatusError, toTimestamp, type Node, type Taint } from '../../api';
import { WorkQueue, type Controller, type ControllerContext } from '../../client';
import type { Timer } from '../../engine';
import { examine, isAny, type Findings } from './examine';
import { lostPod } from './lost-pod';
import { readinessOf, silentConditions } from './node-health';
import { decideEvictionTaints, decideScheduleTaints } from './taints';
import { evictionIntervalMs, zoneOf, zonesOf } from './zones';

/** Source: Kubernetes 1.36, pkg/controller/nodelifecycle/config, NodeMonitorPeriod. */
const MONITOR_MS = 5_000;
/** How soon Pods are driven away from a node that fell silent. Source: nodelifecycle/scheduler, NodeEvictionPeriod. */
const EVICTION_MS = 100;
const LEASE_NAMESPACE = 'kube-node-lease';

class NodeMonitor {
  private readonly known = new Map<string, Node>();
  private readonly taints: WorkQueue;
  /** When Pods may be driven away from the next node of a zone, milliseconds since 1970. */
  private readonly nextEvictionMs = new Map<string, number>();
  private readonly startMs: number;
  private action: Timer | undefined;

  constructor(private readonly context: ControllerContext) {
    const { client, loop } = context;
    this.startMs = loop.nowMs;
    this.taints = new WorkQueue(loop, (name) => this.keepPodsAway(name));
    client.watch('nodes', ({ type, object, previous }) => {
      const { name } = object.metadata;
      if (type === 'DELETED') this.taints.forget(name);
      else if (decideScheduleTaints(object, '') !== undefined) this.taints.add(name);
      const isOther = type !== 'MODIFIED' || previous === undefined || readinessOf(previous) !== readinessOf(object);
      if (isOther) this.planAction(this.nextLookMs());
    });
    loop.at(this.startMs, () => this.look(), { isRoutine: true });
  }

  /** When the nodes are looked at next: every 5 s since the start. What changed until then waits for it. */
  private nextLookMs(): number {
    const { nowMs } = this.context.loop;
    return this.startMs + (Math.floor((nowMs - this.startMs) / MONITOR_MS) + 1) * MONITOR_MS;
  }

  private look(): void {
    const { loop } = this.context;
    loop.after(MONITOR_MS, () => this.look(), { isRoutine: true });
    if (isAny(this.findings())) this.planAction(loop.nowMs);
  }

  /** Plans to act: what becomes of a lost node is waited for, while looking for one is routine. */
  private planAction(timeMs: number): void {
    if (this.action?.isPending === true) {
      if (this.action.dueMs <= timeMs) return;
      this.action.cancel();
    }
    this.action = this.context.loop.at(timeMs, () => this.act(this.findings()), { isRoutine: false });
  }

  private findings(): Findings {
    const { client, loop } = this.context;
    const leaseOf = (name: string) => client.get('coordination.k8s.io/leases', LEASE_NAMESPACE, name);
    return examine(client.list('nodes'), leaseOf, this.known, loop.nowMs);
  }

  private act({ appeared, gone, silent, relabelled, condemned, isAllLost }: Findings): void {
    const { loop } = this.context;
    for (const node of gone) {
      const { name } = node.metadata;
      this.known.delete(name);
      this.say(node, 'RemovingNode', `Node ${name} event: Removing Node ${name} from Controller`);
    }
    for (const node of appeared) {
      const { name } = node.metadata;
      this.known.set(name, node);
      this.say(node, 'RegisteredNode', `Node ${name} event: Registered Node ${name} in Controller`);
    }
    for (const node of silent) attempt(() => this.lose(node));
    for (const node of relabelled) {
      const taints = decideEvictionTaints(node, isAllLost, toTimestamp(loop.nowMs));
      attempt(() => this.setTaints(node, taints));
    }
    if (silent.length > 0) this.planAction(loop.nowMs + EVICTION_MS);
    else if (condemned.length > 0) this.condemn(condemned);
  }

  /** Drives Pods away from nodes, one node after the other in each zone, as fast as the state of the zone allows. */
  private condemn(condemned: readonly Node[]): void {
    const { client, loop } = this.context;
    const zones = zonesOf(client.list('nodes'));
    let nextMs = Infinity;
    for (const node of condemned) {
      const zone = zoneOf(node);
      const intervalMs = evictionIntervalMs(zones.get(zone) ?? { nodes: 1, lost: 1 });
      const allowedMs = this.nextEvictionMs.get(zone) ?? loop.nowMs;
      if (intervalMs === Infinity) continue;
      if (allowedMs > loop.nowMs) {
        nextMs = Math.min(nextMs, allowedMs);
        continue;
      }
      this.nextEvictionMs.set(zone, loop.nowMs + intervalMs);
      attempt(() => this.setTaints(node, decideEvictionTaints(node, false, toTimestamp(loop.nowMs))));
    }
    if (nextMs < Infinity) this.planAction(nextMs);
  }

  /** Says that nothing is known of a node any more, and that its Pods are not ready. */
  private lose(node: Node): void {
    const { client, loop, events, pods, trace } = this.context;
    const conditions = silentConditions(node, loop.nowMs);
    trace(node, 'has not been heard of for too long');
    client.updateStatus('nodes', { ...node, status: { ...node.status, conditions } });
    if (readinessOf(node) !== 'True') return;
    const { name } = node.metadata;
    this.say(node, 'NodeNotReady', `Node ${name} status is now: NodeNotReady`);
    for (const pod of pods.onNode(name)) {
      const lost = lostPod(pod, loop.nowMs);
      if (lost === pod) continue;
      attempt(() => {
        client.updateStatus('pods', lost);
        events.event(pod, 'Warning', 'NodeNotReady', 'Node is not ready');
      });
    }
  }

  private keepPodsAway(name: string): void {
    const { client, loop } = this.context;
    const node = client.get('nodes', '', name);
    if (node !== undefined) this.setTaints(node, decideScheduleTaints(node, toTimestamp(loop.nowMs)));
  }

  private setTaints(node: Node, taints: readonly Taint[] | undefined): void {
    if (taints === undefined) return;
    const { taints: _old, ...spec } = node.spec;
    this.context.client.update('nodes', { ...node, spec: taints.length === 0 ? spec : { ...spec, taints } });
  }

  private say(node: Node, reason: string, message: string): void {
    this.context.events.event(node, 'Normal', reason, message);
  }
}

/** Writes; what changed or went meanwhile is left to the next look. */
function attempt(write: () => void): void {
  try {
    write();
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
  }
}

/**
 * Notices nodes that are not heard of any more: says so in their conditions, keeps new Pods away, drives theirs away.
 * It also keeps the taints of cordoned and unwell nodes.
 *
 * Simplified: a node that fell silent is noticed by the times that it wrote; the state of a zone is that of the moment,
 * without memory; a Pod that is bound to a lost node is not marked; labels are not reconciled.
 * Source: Kubernetes 1.36, pkg/controller/nodelifecycle/node_lifecycle_controller.go.
 */
export const nodeLifecycleController: Controller = {
  name: 'node-lifecycle-controller',
  account: 'node-controller',
  component: 'node-controller',
  start(context) {
    new NodeMonitor(context);
  },
};
