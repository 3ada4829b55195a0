import { parseQuantity, type Container, type Pod, type VolumeMount } from '../../api';
import { filesOf, isSystemError, type Mount, partOf } from '../../process';
import { expand } from '../environment';
import type { ClusterStorage } from './cluster-storage';
import { decideMounts, type MountFailure } from './decide-mounts';
import { type MountedVolume, mountVolume } from './mounted-volume';
import { collectorOf } from './payload';
import type { StoragePorts } from './storage-ports';

/** Why a container cannot have its mounts: the message of CreateContainerConfigError. */
export class SubPathError extends Error {
  constructor(mount: VolumeMount, container: string) {
    super(`failed to prepare subPath for volumeMount "${mount.name}" of container "${container}"`);
    this.name = 'SubPathError';
  }
}

/** Volumes of one Pod on its node, from its first mount to its end. */
export class PodVolumes {
  private readonly mounted = new Map<string, MountedVolume>();

  constructor(
    private readonly storage: ClusterStorage,
    private pod: Pod,
    private readonly node: string,
    private readonly ports: StoragePorts,
  ) {}

  /**
   * Makes all volumes ready, or says why one cannot be. What is ready stays so: it can be called again, and then brings
   * what volumes show of the API up to date.
   */
  setUp(): MountFailure | undefined {
    const { storage, pod, node, ports } = this;
    const missing = decideMounts(pod, ports);
    if (missing !== undefined) return missing;
    if (this.mounted.size > 0) this.refresh();
    for (const volume of pod.spec.volumes ?? []) {
      if (this.mounted.has(volume.name)) continue;
      const made = mountVolume(volume, { storage, pod, node, ports });
      if ('problem' in made) {
        const name = this.boundVolumeOf(volume.name) ?? volume.name;
        return { message: `MountVolume.SetUp failed for volume "${name}" : ${made.problem}`, isAwaited: false };
      }
      this.mounted.set(volume.name, made);
    }
    return undefined;
  }

  /**
   * What a container has mounted where; `environment` is what `subPathExpr` may name. Asked anew at each start of the
   * container: a `subPath` is what it leads to at that moment. Not modelled: mount propagation.
   *
   * @throws SubPathError
   */
  mountsOf(container: Container, environment: Readonly<Record<string, string>> = {}): readonly Mount[] {
    return (container.volumeMounts ?? []).flatMap((mount): Mount[] => {
      const volume = this.mounted.get(mount.name);
      if (volume === undefined) return [];
      const subPath = mount.subPath ?? (mount.subPathExpr === undefined ? '' : expand(mount.subPathExpr, environment));
      const isReadOnly = volume.isReadOnly || mount.readOnly === true;
      const place = { path: mount.mountPath, volume: volume.files, isReadOnly };
      if (volume.base === '/' && subPath === '') return [place];
      const part = findPart(volume, subPath);
      if (part === undefined) throw new SubPathError(mount, container.name);
      return [{ ...place, part }];
    });
  }

  /** Brings what volumes show of the API up to date. What is gone meanwhile stays as it was. */
  refresh(pod: Pod = this.pod): void {
    this.pod = pod;
    for (const volume of pod.spec.volumes ?? []) {
      const projection = this.mounted.get(volume.name)?.projection;
      if (projection === undefined) continue;
      const alone = { ...pod, spec: { ...pod.spec, volumes: [volume] } };
      const collect = decideMounts(alone, this.ports) === undefined ? collectorOf(volume, pod, this.ports) : undefined;
      if (collect !== undefined) projection.update(collect);
    }
  }

  /** Gives up what is the Pod's own. */
  release(): void {
    this.mounted.clear();
  }

  /** Memory that volumes in memory take, in bytes. */
  get memoryBytes(): number {
    return [...this.mounted.values()].reduce(
      (sum, { files, isMemory }) => sum + (isMemory === true ? files.usedBytes : 0),
      0,
    );
  }

  /**
   * Why the Pod has to be evicted; undefined when all its volumes are within their limits.
   *
   * Source: Kubernetes 1.36, pkg/kubelet/eviction/eviction_manager.go `emptyDirLimitEviction`.
   */
  get excess(): string | undefined {
    for (const [name, { files, sizeLimit }] of this.mounted) {
      if (sizeLimit === undefined || files.usedBytes <= parseQuantity(sizeLimit).value()) continue;
      return `Usage of EmptyDir volume "${name}" exceeds the limit "${sizeLimit}". `;
    }
    return undefined;
  }

  private boundVolumeOf(name: string): string | undefined {
    const volume = this.pod.spec.volumes?.find((each) => each.name === name);
    const { name: pod, namespace } = this.pod.metadata;
    const claim =
      volume?.persistentVolumeClaim?.claimName ?? (volume?.ephemeral === undefined ? undefined : `${pod}-${name}`);
    return claim === undefined ? undefined : this.ports.claim(namespace, claim)?.spec.volumeName;
  }
}

/** A part of a volume; made as a directory when it is missing. Undefined when it cannot be. */
function findPart({ files, base }: MountedVolume, subPath: string): Mount['part'] {
  const path = subPath === '' ? base : `${base}/${subPath}`;
  try {
    const found = partOf(files, path);
    if (found !== undefined) return found;
    const view = filesOf(files).as({ umask: 0 });
    view.makeDirectory(path, { mode: view.stat(base).mode, isRecursive: true });
    return partOf(files, path);
  } catch (error) {
    if (isSystemError(error)) return undefined;
    throw error;
  }
}
