/** Volumes of Pods: whether they can be mounted, and what they hold. */
export { ClusterStorage } from './cluster-storage';
export { decideMounts, MOUNT_PATIENCE_MS, type MountFailure, mountRetryMs, type SourceReader } from './decide-mounts';
export { PodVolumes, SubPathError } from './pod-volumes';
export type { StoragePorts } from './storage-ports';
export { VolumeUpdates } from './volume-updates';
