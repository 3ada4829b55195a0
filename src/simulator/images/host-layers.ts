import type { FileLayer } from '../process';
import type * as HostSoftware from './host-software';
import type * as Linux from './linux';

/** Software of machines that people log in to: nodes, and a computer outside of the cluster. See host-software.ts. */
// eslint-disable-next-line @typescript-eslint/no-require-imports -- A shell is loaded when there is somebody to use it.
export const hostLayers = (): readonly FileLayer[] => (require('./host-software') as typeof HostSoftware).hostSoftware;

/** What an image has of which nothing is known: a shell and its usual tools. */
// eslint-disable-next-line @typescript-eslint/no-require-imports -- As above.
export const unknownLayers = (): readonly FileLayer[] => (require('./linux') as typeof Linux).debianLayers;
