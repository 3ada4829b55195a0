/** Everything real around the simulator: HTTPS, files, the wall clock. */
export { type ClusterCertificates, makeClusterCertificates, selfSigned } from './cluster-certificates';
export { keptCertificates } from './kept-certificates';
export { type ClusterAccess, ForeignFileError, readKubeconfig, requireOwnFile, writeKubeconfig } from './kubeconfig';
export { ADMIN_PATH } from './admin';
export { type Origin, Session } from './session';
export type { SnapshotOrigin } from './journal';
export { type Edge, serve, type ServeOptions } from './server';
export { tokenSigner } from './token-signer';
