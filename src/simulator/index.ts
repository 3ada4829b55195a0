/** The simulator: a Kubernetes cluster in this process. */
export {
  type ApiAnswer,
  type ApiHandler,
  type ApiRequest,
  type ApiStream,
  type Change,
  type Cluster,
  type ClusterNodes,
  type ClusterOptions,
  completeObject,
  createCluster,
  type SavedMachines,
  type SavedObject,
  type SavedState,
  type Settled,
  type SettleOptions,
  type Sign,
  type TraceEntry,
  type UserInfo,
} from './cluster';
export { type ApiClient, type KubeObject, type Status, StatusError, statusErrors } from './api';
export { durationMs } from './engine';
export { type ClusterProfile, type LoadBalancerPlan, type ProfileName, profiles } from './bootstrap';
export {
  type Applied,
  applyManifests,
  type ApplyOptions,
  type Evidence,
  explain,
  type Manifest,
  type ManifestProblem,
  type ManifestSource,
  missingFor,
  objectName,
  type ObjectName,
  readManifests,
} from './manifests';
