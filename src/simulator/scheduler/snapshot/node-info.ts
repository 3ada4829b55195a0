import { hasKey, parseQuantity, type Labels, type Node, type Taint } from '../../api';
import { Amounts } from './amounts';
import { UsedPorts } from './host-ports';
import type { PodInfo } from './pod-info';

const NO_LABELS: Labels = {};
const NO_TAINTS: readonly Taint[] = [];

/** Labels that every Pod's score asks for, of every node. */
const HOSTNAME = 'kubernetes.io/hostname';
const ZONE = 'topology.kubernetes.io/zone';

/** A node with what its Pods take from it. */
export class NodeInfo {
  /** The Node; undefined while only Pods know of it. */
  node: Node | undefined;
  labels: Labels = NO_LABELS;
  taints: readonly Taint[] = NO_TAINTS;
  allocatable = new Amounts();
  /** Most Pods that the node runs. */
  podsMax = 0;
  requested = new Amounts();
  /** Requests of all Pods as nodes are compared by; see PodRequests. */
  scoredMilliCpu = 0;
  scoredMemoryBytes = 0;
  usedPorts = new UsedPorts();
  /** By UID, in the order in which they came. */
  readonly pods = new Map<string, PodInfo>();
  private hostname: string | undefined;
  private zone: string | undefined;

  constructor(readonly name: string) {}

  /** Value of a label of the node. */
  labelOf(key: string): string | undefined {
    if (key === HOSTNAME) return this.hostname;
    return key === ZONE ? this.zone : this.readLabel(key);
  }

  /** Takes what the Node says; undefined when it is gone. */
  setNode(node: Node | undefined): void {
    this.node = node;
    this.labels = node?.metadata.labels ?? NO_LABELS;
    this.hostname = this.readLabel(HOSTNAME);
    this.zone = this.readLabel(ZONE);
    this.taints = node?.spec.taints ?? NO_TAINTS;
    const allocatable = node?.status.allocatable;
    this.allocatable = Amounts.of(allocatable);
    this.podsMax = parseQuantity(allocatable?.['pods'] ?? '0').value();
  }

  addPod(pod: PodInfo): void {
    this.pods.set(pod.uid, pod);
    this.count(pod, 1);
  }

  /** Does nothing for a Pod that is not here. */
  removePod(pod: PodInfo): void {
    if (this.pods.delete(pod.uid)) this.count(pod, -1);
  }

  /** A copy whose Pods can be changed to see what would be. */
  copy(): NodeInfo {
    const copy = new NodeInfo(this.name);
    copy.node = this.node;
    copy.labels = this.labels;
    copy.hostname = this.hostname;
    copy.zone = this.zone;
    copy.taints = this.taints;
    copy.allocatable = this.allocatable;
    copy.podsMax = this.podsMax;
    copy.requested = this.requested.copy();
    copy.scoredMilliCpu = this.scoredMilliCpu;
    copy.scoredMemoryBytes = this.scoredMemoryBytes;
    copy.usedPorts = this.usedPorts.copy();
    for (const [uid, pod] of this.pods) copy.pods.set(uid, pod);
    return copy;
  }

  private readLabel(key: string): string | undefined {
    return hasKey(this.labels, key) ? this.labels[key] : undefined;
  }

  private count({ requests, hostPorts }: PodInfo, factor: 1 | -1): void {
    this.requested.add(requests.amounts, factor);
    this.scoredMilliCpu += factor * requests.scoredMilliCpu;
    this.scoredMemoryBytes += factor * requests.scoredMemoryBytes;
    if (hostPorts.length > 0) this.usedPorts.add(hostPorts, factor);
  }
}
