/** The simulator: a Kubernetes cluster in this process. */
export {
  type ApiAnswer,
  type ApiHandler,
  type ApiRequest,
  type ApiStream,
  type Cluster,
  type ClusterOptions,
  createCluster,
  type Settled,
  type SettleOptions,
  type Sign,
  type TraceEntry,
  type UserInfo,
} from './cluster';
export { type ApiClient, type KubeObject, type Status, StatusError, statusErrors } from './api';
export { durationMs } from './engine';
