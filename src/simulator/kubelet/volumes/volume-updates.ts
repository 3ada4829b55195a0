import type { Pod, Volume, VolumeProjection } from '../../api';
import type { EventLoop, SeededRandom, Timer } from '../../engine';
import type { PodVolumes } from './pod-volumes';

/** Kinds of objects that volumes of several Pods may show. */
export type SharedKind = 'configmaps' | 'secrets';

/**
 * Longest time between two looks of a kubelet at a Pod that does not change: a minute and up to half of it more.
 *
 * Source: Kubernetes 1.36, kubelet default `syncFrequency`, pkg/kubelet/pod_workers.go `workerResyncIntervalJitterFactor`.
 */
const SYNC_MS_MAX = 90_000;

/** After a look at a Pod, its volumes follow. Source: Kubernetes 1.36, pkg/kubelet/kubelet.go `reconcilerLoopSleepPeriod`. */
const REMOUNT_MS = 100;

/** Volumes of a Pod, and what they show. */
interface Shown {
  /** Objects that volumes of other Pods may show as well. */
  readonly keys: readonly string[];
  /** Whether they show the Pod itself. */
  readonly isOfPod: boolean;
  readonly volumes: PodVolumes;
}

const keyOf = (kind: SharedKind, namespace: string, name: string): string => `${kind}/${namespace}/${name}`;

/** ConfigMaps and Secrets that the volumes of a Pod show. */
function keysOf({ metadata: { namespace }, spec: { volumes = NO_VOLUMES } }: Pod): readonly string[] {
  const keys: string[] = [];
  for (let index = 0; index < volumes.length; index += 1) {
    const { configMap, secret, projected } = volumes[index] as Volume;
    if (configMap?.name !== undefined) keys.push(keyOf('configmaps', namespace, configMap.name));
    if (secret?.secretName !== undefined) keys.push(keyOf('secrets', namespace, secret.secretName));
    const sources = projected?.sources;
    if (sources === undefined) continue;
    for (let place = 0; place < sources.length; place += 1) {
      const source = sources[place] as VolumeProjection;
      if (source.configMap?.name !== undefined) keys.push(keyOf('configmaps', namespace, source.configMap.name));
      if (source.secret?.name !== undefined) keys.push(keyOf('secrets', namespace, source.secret.name));
    }
  }
  return keys;
}

const NO_VOLUMES: readonly Volume[] = [];

const showsPod = ({ downwardAPI, projected }: Volume): boolean =>
  downwardAPI !== undefined || projected?.sources?.some((source) => source.downwardAPI !== undefined) === true;

/**
 * Refreshes volumes some time after what they show has changed: when the kubelet next looks at the Pod, by itself, because
 * the Pod has changed, or because a container is to be started.
 *
 * Source: Kubernetes 1.36, pkg/kubelet/volumemanager/volume_manager.go `WaitForAttachAndMount`.
 */
export class VolumeUpdates {
  private readonly shown = new Map<string, Shown>();
  /** Pods whose volumes show an object, by its key. */
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
    this.shown.set(uid, { keys, isOfPod: pod.spec.volumes?.some(showsPod) === true, volumes });
    for (let index = 0; index < keys.length; index += 1) {
      const key = keys[index] as string;
      const readers = this.readers.get(key);
      if (readers === undefined) this.readers.set(key, new Set([uid]));
      else readers.add(uid);
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
  note(kind: SharedKind, namespace: string, name: string): void {
    for (const uid of this.readers.get(keyOf(kind, namespace, name)) ?? []) {
      if (!this.planned.has(uid)) this.plan(uid, 1 + this.random.below(SYNC_MS_MAX));
    }
  }

  /** Somebody has changed a Pod: its volumes follow at once. */
  notePod({ metadata: { uid } }: Pod): void {
    const shown = this.shown.get(uid);
    if (shown === undefined) return;
    const wait = this.planned.get(uid);
    if (wait === undefined && !shown.isOfPod) return;
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
