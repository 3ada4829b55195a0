import {
  parseQuantity,
  podAmounts,
  type NFSVolumeSource,
  type PersistentVolume,
  type Pod,
  type Volume,
} from '../../api';
import { Volume as FileVolume } from '../../process';
import type { ClusterStorage } from './cluster-storage';
import { giveToGroup } from './group-ownership';
import { prepareHostPath } from './host-path';
import { collectorOf } from './payload';
import { isProvisioned } from './persistent-disk';
import { ProjectedFiles } from './projected-files';
import type { StoragePorts } from './storage-ports';

/** A volume of a Pod that is ready to be mounted into containers. */
export interface MountedVolume {
  readonly files: FileVolume;
  /** Directory or file of `files` that the volume is. */
  readonly base: string;
  readonly isReadOnly: boolean;
  /** What it shows of the API, kept up to date. */
  readonly projection?: ProjectedFiles;
  /** Whether it is the Pod's own and counts as its memory. */
  readonly isMemory?: boolean;
  /** As stated; what is beyond ends the Pod. */
  readonly sizeLimit?: string;
}

/** What volumes of a Pod are made with. */
export interface VolumeSetting {
  readonly storage: ClusterStorage;
  readonly pod: Pod;
  readonly node: string;
  readonly ports: StoragePorts;
}

/** A volume, or why it cannot be mounted: what the Event of a real kubelet says behind `SetUp failed for volume "v" : `. */
export type MountResult = MountedVolume | { readonly problem: string };

const amount = (quantity: string | undefined): number | undefined =>
  quantity === undefined ? undefined : parseQuantity(quantity).value();

const given = (sizeBytes: number | undefined): { readonly sizeBytes?: number } =>
  sizeBytes === undefined ? {} : { sizeBytes };

/** Memory that the Pod may have when all its containers say so. */
function memoryLimit({ spec }: Pod): number | undefined {
  if (spec.containers.some(({ resources }) => resources.limits?.['memory'] === undefined)) return undefined;
  return podAmounts(spec, 'limits').get('memory')?.value();
}

/** Source: Kubernetes 1.36, pkg/volume/emptydir/empty_dir.go, `calculateEmptyDirMemorySize`. */
function emptyDir({ emptyDir: source = {} }: Volume, { pod, ports }: VolumeSetting): MountedVolume {
  const { medium, sizeLimit } = source;
  const limit = sizeLimit === '0' ? undefined : sizeLimit;
  const status = ports.node()?.status;
  const fsGroup = pod.spec.securityContext?.fsGroup;
  const owner = fsGroup === undefined ? { mode: 0o777 } : { mode: 0o2777, gid: fsGroup };
  if (medium === 'Memory') {
    const sizes = [amount(limit), memoryLimit(pod), amount(status?.allocatable?.['memory'])];
    const smallest = Math.min(...sizes.filter((size) => size !== undefined));
    const files = new FileVolume({ nowMs: ports.nowMs, type: 'tmpfs', owner, ...given(smallest) });
    return { files, base: '/', isReadOnly: false, isMemory: true };
  }
  const diskBytes = amount(status?.capacity?.['ephemeral-storage']);
  const files = new FileVolume({ nowMs: ports.nowMs, source: '/dev/vda1', owner, ...given(diskBytes) });
  return { files, base: '/', isReadOnly: false, ...(limit === undefined ? {} : { sizeLimit: limit }) };
}

const ADDRESS = /^\d+(?:\.\d+){3}$/;

/** Source: Kubernetes 1.36, k8s.io/mount-utils mount_linux.go `doMount`; nfs-utils. */
function nfs(name: string, { server, path, readOnly = false }: NFSVolumeSource, setting: VolumeSetting): MountResult {
  const { storage, pod, ports } = setting;
  const unknown = storage.hasExport(server, path)
    ? undefined
    : ADDRESS.test(server)
      ? 'mount.nfs: Connection timed out'
      : `mount.nfs: Failed to resolve server ${server}: Name or service not known`;
  const error = ports.nfsError === undefined ? unknown : ports.nfsError(server, path);
  if (error === undefined) return { files: storage.exportNfs(server, path), base: '/', isReadOnly: readOnly };
  const target = `/var/lib/kubelet/pods/${pod.metadata.uid}/volumes/kubernetes.io~nfs/${name}`;
  const problem =
    `mount failed: exit status 32\nMounting command: mount\n` +
    `Mounting arguments: -t nfs ${server}:${path} ${target}\nOutput: ${error}\n`;
  return { problem };
}

/** Source: Kubernetes 1.36, pkg/volume/{hostpath,local,nfs,csi}. */
function persistent(volume: PersistentVolume, isReadOnly: boolean, setting: VolumeSetting): MountResult {
  const { hostPath, local, nfs: export_, capacity } = volume.spec;
  const { storage, node, pod } = setting;
  if (export_ !== undefined) return nfs(volume.metadata.name, { ...export_, readOnly: isReadOnly }, setting);
  const path = hostPath?.path ?? local?.path;
  if (path === undefined) {
    const files = storage.diskOf(volume, amount(capacity?.['storage']));
    giveToGroup(files, pod);
    return { files, base: '/', isReadOnly };
  }
  const host = storage.hostOf(node);
  const source = hostPath ?? { path, type: 'Directory' };
  const problem = prepareHostPath(host, source, isProvisioned(volume) ? 0o777 : 0o755);
  return problem === undefined ? { files: host, base: path, isReadOnly } : { problem };
}

/** Source: Kubernetes 1.36, pkg/volume/{configmap,secret,downwardapi,projected}: all of them are read-only in containers. */
function projected(volume: Volume, { pod, ports }: VolumeSetting): MountedVolume | undefined {
  const collect = collectorOf(volume, pod, ports);
  if (collect === undefined) return undefined;
  const projection = new ProjectedFiles(collect, {
    nowMs: ports.nowMs,
    isInMemory: volume.configMap === undefined,
    seed: `${pod.metadata.uid}/${volume.name}`,
    fsGroup: pod.spec.securityContext?.fsGroup,
  });
  return { files: projection.volume, base: '/', isReadOnly: true, projection };
}

/**
 * Makes a volume of a Pod whose objects exist. Not modelled: the files of `image` volumes and of volumes of drivers that
 * belong to one Pod (`csi`, `flexVolume`, ...): they are empty.
 */
export function mountVolume(volume: Volume, setting: VolumeSetting): MountResult {
  const { pod, node, ports, storage } = setting;
  const { hostPath, nfs: source, persistentVolumeClaim, ephemeral } = volume;
  if (hostPath !== undefined) {
    const host = storage.hostOf(node);
    const problem = prepareHostPath(host, hostPath);
    return problem === undefined ? { files: host, base: hostPath.path, isReadOnly: false } : { problem };
  }
  if (source !== undefined) return nfs(volume.name, source, setting);
  if (persistentVolumeClaim !== undefined || ephemeral !== undefined) {
    const name = persistentVolumeClaim?.claimName ?? `${pod.metadata.name}-${volume.name}`;
    const bound = ports.persistentVolume(ports.claim(pod.metadata.namespace, name)?.spec.volumeName ?? '');
    if (bound === undefined) return { problem: `PersistentVolume of claim ${name} not found` };
    return persistent(bound, persistentVolumeClaim?.readOnly ?? false, setting);
  }
  return projected(volume, setting) ?? emptyDir(volume, setting);
}
