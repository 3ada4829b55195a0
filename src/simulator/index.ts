/** The simulator: a Kubernetes cluster in this process. */
export {
  type ApiAnswer,
  type ApiHandler,
  type ApiRequest,
  type ApiStream,
  type Cluster,
  type ClusterOptions,
  createCluster,
  type Sign,
  type UserInfo,
} from './cluster';
export { type Status, StatusError, statusErrors } from './api';
export { durationMs } from './engine';
