import type { Pod } from '../../api';
import type { EventLoop, SeededRandom } from '../../engine';
import type { PodVolumes } from './pod-volumes';

/** Kinds whose objects volumes show. */
export type ShownKind = 'configmaps' | 'secrets' | 'pods';

/**
 * Longest time between two looks of a kubelet at a Pod that does not change: a minute and up to half of it more.
 *
 * Source: Kubernetes 1.36, kubelet default `syncFrequency`, pkg/kubelet/pod_workers.go `workerResyncIntervalJitterFactor`.
 */
const SYNC_MS_MAX = 90_000;

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

/** Refreshes volumes some time after what they show has changed: when the kubelet next looks at the Pod by itself. */
export class VolumeUpdates {
  private readonly readers = new Map<string, Map<string, PodVolumes>>();
  private readonly keys = new Map<string, ReadonlySet<string>>();
  private readonly planned = new Set<string>();

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
    this.keys.set(uid, keys);
    for (const key of keys) {
      const readers = this.readers.get(key) ?? new Map<string, PodVolumes>();
      this.readers.set(key, readers.set(uid, volumes));
    }
  }

  /** A Pod has ended. */
  remove(uid: string): void {
    for (const key of this.keys.get(uid) ?? []) {
      const readers = this.readers.get(key);
      readers?.delete(uid);
      if (readers?.size === 0) this.readers.delete(key);
    }
    this.keys.delete(uid);
  }

  /** An object has changed. Costs nothing when no volume shows it. */
  note(kind: ShownKind, namespace: string, name: string): void {
    for (const [uid, volumes] of this.readers.get(keyOf(kind, namespace, name)) ?? []) {
      if (this.planned.has(uid)) continue;
      this.planned.add(uid);
      this.loop.after(1 + this.random.below(SYNC_MS_MAX), () => this.refresh(uid, volumes), { isRoutine: true });
    }
  }

  private refresh(uid: string, volumes: PodVolumes): void {
    this.planned.delete(uid);
    const pod = this.keys.has(uid) ? this.findPod(uid) : undefined;
    if (pod !== undefined) volumes.refresh(pod);
  }
}
