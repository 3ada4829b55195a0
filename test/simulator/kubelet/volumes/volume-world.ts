import type {
  ConfigMap,
  Container,
  PersistentVolume,
  PersistentVolumeClaim,
  Pod,
  PodSpec,
  Secret,
  Volume,
} from '../../../../src/simulator/api';
import { ClusterStorage, type PodVolumes, type StoragePorts } from '../../../../src/simulator/kubelet/volumes';
import { createFiles, type FileSystem } from '../../../../src/simulator/process';
import { container, samplePod } from '../sample-pods';

/** Objects that volumes show, storage, and time. */
export class VolumeWorld {
  nowMs = Date.UTC(2026, 0, 1);
  readonly configMaps: Record<string, Partial<ConfigMap>> = {};
  readonly secrets: Record<string, Partial<Secret>> = {};
  /** PersistentVolumes by the names of their claims. */
  readonly claims: Record<string, PersistentVolume> = {};
  readonly storage = new ClusterStorage(() => this.nowMs);
  tokens = 0;

  readonly ports: StoragePorts = {
    nowMs: () => this.nowMs,
    configMap: (_namespace, name) => this.configMaps[name] as ConfigMap | undefined,
    secret: (_namespace, name) => this.secrets[name] as Secret | undefined,
    claim: (_namespace, name) => this.claimOf(name),
    persistentVolume: (name) => Object.values(this.claims).find(({ metadata }) => metadata.name === name),
    node: () =>
      ({ status: { allocatable: { memory: '2Gi', cpu: '2' }, capacity: { 'ephemeral-storage': '20Gi' } } }) as never,
    podIp: () => '10.244.1.2',
    hostIp: () => '172.18.0.11',
    token: () => `token-${this.tokens}`,
  };

  /** Volumes of a Pod, not yet set up. */
  volumes(volumes: readonly Volume[], spec: Partial<PodSpec> = {}, node = 'node-1'): PodVolumes {
    return this.storage.podVolumes(this.pod(volumes, spec), node, this.ports);
  }

  pod(volumes: readonly Volume[], spec: Partial<PodSpec> = {}): Pod {
    return samplePod({ volumes, ...spec });
  }

  /** Volumes of a Pod that are ready. */
  ready(volumes: readonly Volume[], spec: Partial<PodSpec> = {}, node = 'node-1'): PodVolumes {
    const made = this.volumes(volumes, spec, node);
    const failure = made.setUp();
    if (failure !== undefined) throw new Error(failure.message);
    return made;
  }

  /** Claims a volume. */
  claim(name: string, spec: object, metadata: object = {}): PersistentVolume {
    const volume = {
      metadata: { name: `pv-${name}`, uid: `uid-${name}`, ...metadata },
      spec,
    } as unknown as PersistentVolume;
    this.claims[name] = volume;
    return volume;
  }

  private claimOf(name: string): PersistentVolumeClaim | undefined {
    const volume = this.claims[name];
    if (volume === undefined) return undefined;
    return { spec: { volumeName: volume.metadata.name }, status: { phase: 'Bound' } } as never;
  }
}

/** Files of a container with the volume `v` mounted at `/v`. */
export const seenBy = (volumes: PodVolumes, fields: Partial<Container> = {}): FileSystem =>
  createFiles({
    layers: [],
    nowMs: () => 0,
    mounts: volumes.mountsOf(container('main', { volumeMounts: [{ name: 'v', mountPath: '/v' }], ...fields })),
  });
