import type { Mount, NetworkStack, ProcessTable } from '../../process';

/** What a Pod's containers share while it runs. */
export interface Sandbox {
  /** Name that the programs see. */
  readonly hostname: string;
  /** Address of the Pod; that of its node in the network of the node. */
  readonly address: string;
  readonly network: NetworkStack;
  /** Processes that all containers see. @default - each sees its own */
  readonly processes?: ProcessTable | undefined;
  /** `/etc/hosts`, `/etc/hostname` and `/etc/resolv.conf`. */
  readonly etc: () => readonly Mount[];
  /** Ends its network: connections break, nothing is listened on any more. */
  close(): void;
}
