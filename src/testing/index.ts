/** Tests of what manifests do: a cluster in virtual time, and what can be expected of it. */
export { createCluster, TestCluster, type TestClusterOptions } from './test-cluster';
export { TestObject } from './test-object';
export { type CurlAnswer, type CurlOptions } from './curl';
export { type Disaster, disaster, nodeDrain, nodeLoss, podKill } from './disasters';
export { type HistoryEntry, type TestEvent } from './history';
export {
  type ManifestApp,
  type ManifestChart,
  ManifestError,
  type ManifestInput,
  type ManifestObject,
} from './manifest-input';
export {
  type AvailabilityOptions,
  type ClusterMatchers,
  type ExpectedAnswer,
  type ExpectedEvent,
  type MatcherResult,
  matchers,
} from './matchers';
