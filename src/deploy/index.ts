/** From manifests to a real cluster: what `workshop diff`, `apply`, `status` and `destroy` are made of. */
export { applyDesired, type Applied, type ApplySettings } from './apply/apply';
export { conflictText, type FieldConflict } from './apply/conflict';
export type { DeployEvent, Evidence, Listener, ObjectEvent, Outcome } from './apply/event';
export { type Desired, type Preparation, prepareApply } from './apply/preparation';
export { compareDesired, type Difference, type DiffSettings } from './compare/diff';
export { type Access, accessTo, type Credentials } from './connection/access';
export { ClusterError, type ClusterProblem } from './connection/cluster-error';
export type { ClusterChoice, Target } from './connection/kubeconfig';
export { openSession, type Session, versionWarning } from './connection/session';
export { displayName, type KubeObject, type ObjectKey } from './objects/object';
export { Redaction } from './objects/redaction';
export type { WantedObject } from './objects/resolve';
export { type ObjectStatus, statusOfSet } from './readiness/status';
export { destroySets, type Doomed, findDoomed } from './removal/destroy';
export type { RemovalSettings } from './removal/remove';
export type { RequiredSecret } from './secrets/secret-values';
export type { SecretSources } from './secrets/sources';
export { MissingSecretsError, type Supplies, type SuppliedSecret, supplySecrets } from './secrets/supply';
