import type { Node, PersistentVolume, Pod, ServiceAccountTokenProjection } from '../../api';
import type { SourceReader } from './decide-mounts';

/** Where volumes have from what they hold. All is asked when it is needed. */
export interface StoragePorts extends SourceReader {
  /** Virtual time. */
  readonly nowMs: () => number;
  readonly persistentVolume: (name: string) => PersistentVolume | undefined;
  /** Node of the Pod. */
  readonly node: () => Node | undefined;
  /** Address of the Pod; empty before it has one. */
  readonly podIp: () => string;
  readonly hostIp: () => string;
  /** A token for the Pod's service account that is valid now: the same one until it has to be renewed. */
  readonly token: (pod: Pod, request: ServiceAccountTokenProjection) => string;
  /**
   * What `mount.nfs` says of a server that it cannot mount a path from.
   *
   * @default - it resolves no server that `ClusterStorage.exportNfs` has not made
   */
  readonly nfsError?: (server: string, path: string) => string | undefined;
}
