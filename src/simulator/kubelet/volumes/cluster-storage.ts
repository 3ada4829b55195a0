import type { PersistentVolume, Pod } from '../../api';
import { BASE_LAYER, type FileLayer, filesOf, Volume } from '../../process';
import { diskOf, isProvisioned } from './persistent-disk';
import { PodVolumes } from './pod-volumes';
import type { StoragePorts } from './storage-ports';

/** What is on the disk of a node before anything runs there. */
const HOST_LAYER: FileLayer = {
  '/etc/kubernetes': { type: 'directory' },
  '/home': { type: 'directory' },
  '/mnt': { type: 'directory' },
  '/opt': { type: 'directory' },
  '/root': { type: 'directory', mode: 0o700 },
  '/run': { type: 'directory' },
  '/srv': { type: 'directory' },
  '/tmp': { type: 'directory', mode: 0o1777 },
  '/usr/share/ca-certificates': { type: 'directory' },
  '/var/lib/docker/containers': { type: 'directory' },
  '/var/lib/kubelet/pods': { type: 'directory' },
  '/var/run': { type: 'symlink', target: '/run' },
};

/** Files that outlive Pods: disks of nodes, what NFS servers export, what is behind PersistentVolumes. */
export class ClusterStorage {
  private readonly hosts = new Map<string, Volume>();
  private readonly disks = new Map<string, Volume>();
  private readonly exports = new Map<string, Volume>();
  private installed: readonly FileLayer[] | undefined;

  /**
   * `nowMs` is virtual time, `software` what is installed on every machine, and `ownLayer` what a node has of its own: each
   * is asked for once, when a disk is.
   */
  constructor(
    private readonly nowMs: () => number,
    private readonly software: () => readonly FileLayer[] = () => [],
    private readonly ownLayer: (node: string) => FileLayer = () => ({}),
  ) {}

  /** What is on the disk of a machine before anybody uses it. */
  get hostLayers(): readonly FileLayer[] {
    return (this.installed ??= [BASE_LAYER, ...this.software(), HOST_LAYER]);
  }

  /** Volumes of a Pod on a node; nothing is done before `setUp`. */
  podVolumes(pod: Pod, node: string, ports: StoragePorts): PodVolumes {
    return new PodVolumes(this, pod, node, ports);
  }

  /** The disk of a node, from its `/`. */
  hostOf(node: string): Volume {
    const known = this.hosts.get(node);
    if (known !== undefined) return known;
    const host = new Volume({
      nowMs: this.nowMs,
      layers: [...this.hostLayers, this.ownLayer(node)],
      source: '/dev/vda1',
    });
    this.hosts.set(node, host);
    return host;
  }

  /** Files behind a volume that is on no node and no NFS server. */
  diskOf(volume: PersistentVolume, sizeBytes: number | undefined): Volume {
    const key = diskOf(volume);
    const known = this.disks.get(key);
    if (known !== undefined) return known;
    const disk = new Volume({
      nowMs: this.nowMs,
      source: `/dev/disk/${volume.metadata.name}`,
      owner: { mode: isProvisioned(volume) ? 0o777 : 0o755 },
      ...(sizeBytes === undefined ? {} : { sizeBytes }),
    });
    this.disks.set(key, disk);
    return disk;
  }

  /** Makes a server export a path; the result is what it holds. Does it once. */
  exportNfs(server: string, path: string): Volume {
    const source = `${server}:${path}`;
    const known = this.exports.get(source);
    if (known !== undefined) return known;
    const made = new Volume({ nowMs: this.nowMs, type: 'nfs4', source, owner: { mode: 0o777 } });
    this.exports.set(source, made);
    return made;
  }

  hasExport(server: string, path: string): boolean {
    return this.exports.has(`${server}:${path}`);
  }

  /** A PersistentVolume is gone: what was made for it goes with it, unless it is to be kept. */
  forgetVolume(volume: PersistentVolume): void {
    const { hostPath, persistentVolumeReclaimPolicy } = volume.spec;
    if (persistentVolumeReclaimPolicy !== 'Delete') return;
    this.disks.delete(diskOf(volume));
    if (hostPath === undefined || !isProvisioned(volume)) return;
    for (const host of this.hosts.values()) {
      const files = filesOf(host);
      if (files.exists(hostPath.path)) files.remove(hostPath.path, { isRecursive: true });
    }
  }

  /** A node is gone, and its disk with it. */
  forgetNode(node: string): void {
    this.hosts.delete(node);
  }
}
