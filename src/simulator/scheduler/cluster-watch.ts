import type { Node, ObjectChange, Pod } from '../api';
import { equalJson, type ApiClient } from '../api';
import { isNodeChanged, nodeEvents, type ClusterEvent, type StorageEventKind } from './cluster-event';
import { isOwnChange, isSameToScheduling, isShrunk, roleOf } from './pod-changes';
import type { QueuedPod } from './queue/scheduling-queue';
import type { ClusterSnapshot } from './snapshot/cluster-snapshot';
import { PodInfo } from './snapshot/pod-info';

/** The Pods that wait, as far as watching changes them. */
export interface WaitingPods {
  find(uid: string): QueuedPod | undefined;
  /** A Pod begins to wait. */
  come(info: PodInfo): void;
  /** A waiting Pod has a newer version that differs to scheduling; `isOwnChange` when that may help it. */
  change(queued: QueuedPod, info: PodInfo, isOwnChange: boolean): void;
  /** A Pod waits no more. */
  leave(uid: string): void;
  /** Whether room on a node was promised to a Pod that is not bound yet. */
  isPromised(uid: string): boolean;
  /** Whether anything that happens may help a Pod. */
  readonly listen: boolean;
  /** Something has happened that may help. */
  happened(event: ClusterEvent): void;
  /** A claim has changed. */
  claimChanged(namespace: string, name: string): void;
}

/** Keeps the snapshot and the waiting Pods as new as the API, change by change. */
export class ClusterWatch {
  constructor(
    private readonly snapshot: ClusterSnapshot,
    private readonly waiting: WaitingPods,
  ) {}

  /** Begins to watch. */
  start(client: ApiClient): void {
    client.watch('nodes', (change) => this.nodeChanged(change));
    client.watch('pods', (change) => this.podChanged(change));
    client.watch('persistentvolumeclaims', (change) => {
      this.waiting.claimChanged(change.object.metadata.namespace, change.object.metadata.name);
      this.storageChanged('claim', change);
    });
    client.watch('persistentvolumes', (change) => this.storageChanged('volume', change));
    client.watch('storage.k8s.io/storageclasses', (change) => this.storageChanged('storageClass', change));
    client.watch('storage.k8s.io/csinodes', (change) => this.storageChanged('csiNode', change));
  }

  /** A Pod has left its node, or will not come to the one it was promised. */
  free(uid: string): void {
    const placed = this.snapshot.placeOf(uid);
    if (placed === undefined) return;
    this.snapshot.deletePod(uid);
    this.waiting.happened({ kind: 'podGone', pod: placed.pod });
  }

  private nodeChanged(change: ObjectChange<Node>): void {
    const { type, object: node, previous } = change;
    if (type === 'DELETED') this.snapshot.deleteNode(node.metadata.name);
    else if (previous === undefined || isNodeChanged(previous, node)) this.snapshot.setNode(node);
    else return;
    if (this.waiting.listen) for (const event of nodeEvents(change)) this.waiting.happened(event);
  }

  private storageChanged(kind: StorageEventKind, { type, object, previous }: ObjectChange): void {
    if (type === 'DELETED' || !this.waiting.listen) return;
    this.waiting.happened({ kind, object, ...(previous === undefined ? {} : { previous }) });
  }

  private podChanged({ type, object: pod, previous }: ObjectChange<Pod>): void {
    const { uid } = pod.metadata;
    const after = type === 'DELETED' ? 'none' : roleOf(pod);
    if (after === 'placed') this.placed(pod, previous);
    else if (after === 'waiting') this.waits(pod, previous);
    else if (!this.waiting.isPromised(uid)) this.free(uid);
    if (after !== 'waiting') this.waitsNoMore(uid, after === 'placed');
  }

  private placed(pod: Pod, previous: Pod | undefined): void {
    const before = this.snapshot.placeOf(pod.metadata.uid);
    if (before !== undefined && previous !== undefined && roleOf(previous) === 'placed') {
      if (isSameToScheduling(previous, pod)) {
        before.pod.pod = pod;
        return;
      }
    }
    const info = this.knownInfo(pod, previous) ?? new PodInfo(pod);
    this.snapshot.addPod(info, pod.spec.nodeName as string);
    if (!this.waiting.listen) return;
    if (before === undefined) return this.waiting.happened({ kind: 'podPlaced', pod: info });
    const previousLabels = before.pod.labels;
    if (!equalJson(info.labels, previousLabels))
      this.waiting.happened({ kind: 'podLabels', pod: info, previousLabels });
    if (isShrunk(before.pod, info)) this.waiting.happened({ kind: 'podShrunk', pod: info });
  }

  /** What was worked out of a Pod while it waited, brought to its newest version. */
  private knownInfo(pod: Pod, previous: Pod | undefined): PodInfo | undefined {
    if (previous === undefined || !isSameToScheduling(previous, pod)) return undefined;
    const info = this.waiting.find(pod.metadata.uid)?.info;
    if (info !== undefined) info.pod = pod;
    return info;
  }

  private waits(pod: Pod, previous: Pod | undefined): void {
    const { uid } = pod.metadata;
    const queued = this.waiting.find(uid);
    const meantFor = queued?.info.pod.status.nominatedNodeName;
    if (queued === undefined) {
      this.waiting.come(new PodInfo(pod));
    } else if (previous !== undefined && isSameToScheduling(previous, pod)) {
      queued.info.pod = pod;
    } else {
      this.waiting.change(queued, new PodInfo(pod), previous !== undefined && isOwnChange(previous, pod));
    }
    const info = this.waiting.find(uid)?.info;
    if (info !== undefined && !this.waiting.isPromised(uid)) {
      this.snapshot.nominate(info, meantFor, info.pod.status.nominatedNodeName);
    }
  }

  private waitsNoMore(uid: string, isPlaced: boolean): void {
    const queued = this.waiting.find(uid);
    if (queued === undefined) return;
    const { nominatedNodeName } = queued.info.pod.status;
    const wasPromised = this.waiting.isPromised(uid);
    this.snapshot.nominate(queued.info, nominatedNodeName, undefined);
    this.waiting.leave(uid);
    if (isPlaced) return;
    if (wasPromised) this.free(uid);
    // Others have kept away from the node that it was meant for.
    else if (nominatedNodeName !== undefined) this.waiting.happened({ kind: 'podGone', pod: queued.info });
  }
}
