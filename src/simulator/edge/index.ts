/** Everything real around the simulator: HTTPS, files, the wall clock. */
export { type ClusterCertificates, makeClusterCertificates } from './cluster-certificates';
export { keptCertificates } from './kept-certificates';
export { ForeignFileError, requireOwnFile, writeKubeconfig } from './kubeconfig';
export { type Edge, serve, type ServeOptions } from './server';
export { tokenSigner } from './token-signer';
