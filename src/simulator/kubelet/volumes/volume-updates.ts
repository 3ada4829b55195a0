import type { Pod } from '../../api';
import type { EventLoop, SeededRandom, Timer } from '../../engine';
import type { PodVolumes } from './pod-volumes';

/** Kinds whose objects volumes show. */
export type ShownKind = 'configmaps' | 'secrets' | 'pods';

/**
 * Longest time between two looks of a kubelet at a Pod that does not change: a minute and up to half of it more.
 *
 * Source: Kubernetes 1.36, kubelet default `syncFrequency`, pkg/kubelet/pod_workers.go `workerResyncIntervalJitterFactor`.
 */
const SYNC_MS_MAX = 90_000;

/** After a look at a Pod, its volumes follow. Source: Kubernetes 1.36, pkg/kubelet/kubelet.go `reconcilerLoopSleepPeriod`. */
const REMOUNT_MS = 100;

/** Volumes of a Pod, and the objects that they show. */
interface Shown {
  readonly keys: ReadonlySet<string>;
  readonly volumes: PodVolumes;
}

const keyOf = (kind: ShownKind, namespace: string, name: string): string => `${kind}/${namespace}/${name}`;

/** What the volumes of a Pod show. */
function keysOf({ metadata, spec }: Pod): ReadonlySet<string> {
  const keys = new Set<string>();
  const add = (kind: ShownKind, name: string | undefined): void => {
    if (name !== undefined) keys.add(keyOf(kind, metadata.namespace, name));
  };
  for (const { configMap, secret, downwardAPI, projected } of spec.volumes ?? []) {
    add('configmaps', configMap?.name);
    add('secrets', secret?.secretName);
    if (downwardAPI !== undefined) add('pods', metadata.name);
    for (const source of projected?.sources ?? []) {
      add('configmaps', source.configMap?.name);
      add('secrets', source.secret?.name);
      if (source.downwardAPI !== undefined) add('pods', metadata.name);
    }
  }
  return keys;
}

/**
 * Refreshes volumes some time after what they show has changed: when the kubelet next looks at the Pod, by itself, because
 * the Pod has changed, or because a container is to be started.
 *
 * Source: Kubernetes 1.36, pkg/kubelet/volumemanager/volume_manager.go `WaitForAttachAndMount`.
 */
export class VolumeUpdates {
  private readonly shown = new Map<string, Shown>();
  /** Pods whose volumes show an object. */
  private readonly readers = new Map<string, Set<string>>();
  /** Refreshes to come. */
  private readonly planned = new Map<string, Timer>();

  /** `findPod` gives a Pod as it is now. */
  constructor(
    private readonly loop: EventLoop,
    private readonly random: SeededRandom,
    private readonly findPod: (uid: string) => Pod | undefined,
  ) {}

  /** Volumes of a Pod that runs now. */
  add(pod: Pod, volumes: PodVolumes): void {
    const { uid } = pod.metadata;
    const keys = keysOf(pod);
    this.shown.set(uid, { keys, volumes });
    for (const key of keys) {
      const readers = this.readers.get(key) ?? new Set<string>();
      this.readers.set(key, readers.add(uid));
    }
  }

  /** A Pod has ended. */
  remove(uid: string): void {
    for (const key of this.shown.get(uid)?.keys ?? []) {
      const readers = this.readers.get(key);
      readers?.delete(uid);
      if (readers?.size === 0) this.readers.delete(key);
    }
    this.shown.delete(uid);
    this.planned.get(uid)?.cancel();
    this.planned.delete(uid);
  }

  /** An object has changed. Costs nothing when no volume shows it. */
  note(kind: 'configmaps' | 'secrets', namespace: string, name: string): void {
    for (const uid of this.readers.get(keyOf(kind, namespace, name)) ?? []) {
      if (!this.planned.has(uid)) this.plan(uid, 1 + this.random.below(SYNC_MS_MAX));
    }
  }

  /** Somebody has changed a Pod: its volumes follow at once. */
  notePod({ metadata: { uid, namespace, name } }: Pod): void {
    const wait = this.planned.get(uid);
    if (wait === undefined && this.readers.get(keyOf('pods', namespace, name))?.has(uid) !== true) return;
    wait?.cancel();
    this.plan(uid, REMOUNT_MS);
  }

  /** A container of a Pod is to be started: it finds what there is now. */
  bringForward(uid: string): void {
    const wait = this.planned.get(uid);
    if (wait === undefined) return;
    wait.cancel();
    this.refresh(uid);
  }

  private plan(uid: string, delayMs: number): void {
    const timer = this.loop.after(delayMs, () => this.refresh(uid), { isRoutine: true });
    this.planned.set(uid, timer);
  }

  private refresh(uid: string): void {
    this.planned.delete(uid);
    const pod = this.findPod(uid);
    if (pod !== undefined) this.shown.get(uid)?.volumes.refresh(pod);
  }
}
