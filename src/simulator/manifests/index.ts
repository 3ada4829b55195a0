/** Manifests: from text to objects, to a cluster that has them, to whether they are ready. */
export { applyManifests, objectName, type Applied, type ApplyOptions } from './apply';
export { type Drained, type DrainedCluster, drainNode, type RefusedEviction, setSchedulable } from './drain';
export type { ApiPort, PortAnswer, PortRequest } from './api-port';
export { readManifests, type Manifest, type ManifestProblem, type ManifestSource } from './read-manifests';
export { explain, type Evidence } from './explanation';
export { missingFor, type ObjectName } from './readiness';
export { EndpointWatch, type Gap, readyEndpoints } from './ready-endpoints';
export { ROLLED_OUT, type RolledOut, type Upgrade, upgradeWorkload } from './restart-rollout';
