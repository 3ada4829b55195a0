import type { Machine } from './machine';

/** Where a connection ends up. */
export interface Reached {
  readonly kind: 'reached';
  readonly machine: Machine;
  /** Address of the machine, and the port behind all translation. */
  readonly address: string;
  readonly port: number;
  /** Where the machine sees the client. */
  readonly seenAddress: string;
  /** Service on the way, as `namespace/name`. @default - none */
  readonly service: string | undefined;
  /** Milliseconds that the first packet takes beside the usual ones. */
  readonly delayMs: number;
}

/** Why a connection ends up nowhere. */
export interface Unreached {
  /** `refused`: somebody says no. `unreachable`: the last router says so, after a while. `silent`: nobody answers. */
  readonly kind: 'refused' | 'unreachable' | 'silent';
}

/** What becomes of a connection to an address. */
export type Route = Reached | Unreached;

export const REFUSED: Route = { kind: 'refused' };
export const UNREACHABLE: Route = { kind: 'unreachable' };
export const SILENT: Route = { kind: 'silent' };
