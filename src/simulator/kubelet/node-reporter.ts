import type { ApiClient, Node } from '../api';
import { isTrue, type EventRecorder } from '../client';
import type { EventLoop, SeededRandom } from '../engine';
import type { NodeImage } from './container-runtime';
import { conditionEvents, isReportDue, nodeConditions, shownImages } from './node-status';
import { runtimeNames } from './runtime-names';

/** What a reporter works with. */
export interface ReporterParts {
  readonly loop: EventLoop;
  readonly random: SeededRandom;
  readonly client: ApiClient;
  readonly events: EventRecorder;
  /** Images that are on the node, the largest first; the same list until another one comes. */
  readonly images: () => readonly NodeImage[];
}

const LEASE_SECONDS = 40;

const microTime = (timeMs: number): string => new Date(timeMs).toISOString().replace('Z', '000Z');

/** Tells the API that a node lives and how it is: its Lease, its conditions, its Events. */
export class NodeReporter {
  /** Until when memory counts as short, milliseconds since 1970. */
  private pressureUntilMs = -Infinity;
  /** Images as they were last told of. */
  private toldImages: readonly NodeImage[] = [];

  constructor(
    private readonly name: string,
    private readonly parts: ReporterParts,
  ) {}

  /**
   * The agent starts. A node that counts as Ready already is left as it is: it has been so before the cluster was looked
   * at. `isReboot` says that it was off.
   */
  start(isReboot: boolean): void {
    const node = this.node();
    if (node === undefined || (!isReboot && isTrue(node.status.conditions, 'Ready'))) return;
    const { events } = this.parts;
    events.event(node, 'Normal', 'Starting', 'Starting kubelet.');
    events.event(node, 'Normal', 'NodeAllocatableEnforced', 'Updated Node Allocatable limit across pods');
    let bootId = node.status.nodeInfo.bootID;
    if (isReboot) {
      bootId = this.parts.random.uuid();
      const message = `Node ${this.name} has been rebooted, boot id: ${bootId}`;
      events.event(node, 'Warning', 'Rebooted', message);
    }
    this.report({ ...node, status: { ...node.status, nodeInfo: { ...node.status.nodeInfo, bootID: bootId } } });
    this.renewLease();
  }

  /** What is due every few seconds: the Lease, and now and then the conditions. */
  beat(): void {
    const node = this.node();
    if (node === undefined) return;
    this.renewLease();
    const hasNewImages = this.parts.images() !== this.toldImages && this.parts.images().length > 0;
    if (hasNewImages || isReportDue(node, this.health(), this.parts.loop.nowMs)) this.report(node);
  }

  /** Memory is short; the node says so until `untilMs` at least. */
  notePressure(untilMs: number): void {
    this.pressureUntilMs = untilMs;
    const node = this.node();
    if (node !== undefined && isReportDue(node, this.health(), this.parts.loop.nowMs)) this.report(node);
  }

  private node(): Node | undefined {
    return this.parts.client.get('nodes', '', this.name);
  }

  private health(): { readonly hasMemoryPressure: boolean } {
    return { hasMemoryPressure: this.parts.loop.nowMs < this.pressureUntilMs };
  }

  private report(node: Node): void {
    const { client, events, images, loop } = this.parts;
    const health = this.health();
    for (const reason of conditionEvents(node, health)) {
      events.event(node, 'Normal', reason, `Node ${this.name} status is now: ${reason}`);
    }
    const conditions = nodeConditions(node, health, loop.nowMs);
    this.toldImages = images();
    const shown = this.toldImages.length === 0 ? {} : { images: shownImages(this.toldImages, runtimeNames(node)) };
    client.updateStatus('nodes', { ...node, status: { ...node.status, conditions, ...shown } });
  }

  private renewLease(): void {
    const { client, loop } = this.parts;
    const renewTime = microTime(loop.nowMs);
    const lease = client.get('coordination.k8s.io/leases', 'kube-node-lease', this.name);
    if (lease !== undefined) {
      client.update('coordination.k8s.io/leases', { ...lease, spec: { ...lease.spec, renewTime } });
      return;
    }
    const node = this.node();
    if (node === undefined) return;
    const { name, uid } = node.metadata;
    client.create('coordination.k8s.io/leases', {
      metadata: {
        name,
        namespace: 'kube-node-lease',
        ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name, uid }],
      },
      spec: { holderIdentity: name, leaseDurationSeconds: LEASE_SECONDS, renewTime },
    });
  }
}
