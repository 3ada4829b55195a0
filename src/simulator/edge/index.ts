/** Everything real around the simulator: HTTPS, files, the wall clock. */
export { certificateSigner } from './certificate-signer';
export { type ClusterCertificates, makeClusterCertificates, selfSigned } from './cluster-certificates';
export { type DataFolder, openDataFolder } from './data-folder';
export { DataFolderError } from './data-folder-error';
export { keptCertificates, notedCertificates } from './kept-certificates';
export { type ClusterAccess, ForeignFileError, readKubeconfig, requireOwnFile, writeKubeconfig } from './kubeconfig';
export { ADMIN_PATH } from './admin';
export { type Origin, Session } from './session';
export type { SnapshotOrigin } from './journal';
export type { ReachableAddress } from './reach/reach';
export { type Edge, serve, type ServeOptions } from './server';
export type { Saving } from './saving';
export { tokenSigner } from './token-signer';
export { COMMAND_PATH } from './upgrade';
export { CommandRefused, type HearOutput, RemoteCommand } from './websocket/command-client';
