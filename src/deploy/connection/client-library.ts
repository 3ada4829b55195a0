import type * as Library from '@kubernetes/client-node' with { 'resolution-mode': 'import' };

/** The official client, of which kubeconfigs, credentials and YAML are used. */
export type ClientLibrary = typeof Library;

/** Loads the official client, which takes half a second: only what talks to a cluster does. */
export const loadClientLibrary = (): Promise<ClientLibrary> => import('@kubernetes/client-node');
