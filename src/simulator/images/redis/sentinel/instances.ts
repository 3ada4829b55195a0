/** Where somebody listens. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

export const sameAddress = (a: Address, b: Address): boolean => a.host === b.host && a.port === b.port;
export const addressText = ({ host, port }: Address): string => `${host} ${port}`;

/** What INFO has told of a server. */
export interface ReportedState {
  readonly atMs: number;
  readonly runId: string;
  readonly role: 'master' | 'slave';
  readonly offset: number;
  readonly priority: number;
  /** Master that it follows. @default - it is one */
  readonly master?: Address;
  readonly isLinkUp: boolean;
  /** Replicas that it has. */
  readonly replicas: readonly Address[];
}

/** A server or sentinel that is watched. */
export abstract class Watched {
  /** Virtual time of the last good answer to PING. */
  lastOkMs: number;
  /** Since when it is taken to be down; undefined while it is up. */
  downSinceMs: number | undefined;
  isConnected = false;

  constructor(
    readonly address: Address,
    nowMs: number,
  ) {
    this.lastOkMs = nowMs;
  }
}

/** Steps that a replica takes to follow another master. */
export type ReconfigurationStep = 'none' | 'sent' | 'inprog' | 'done';

/** A replica, or whoever was one. */
export class WatchedReplica extends Watched {
  readonly kind = 'slave';
  reported: ReportedState | undefined;
  /** Since when it says what it says of its role. */
  roleSinceMs: number;
  step: ReconfigurationStep = 'none';
  /** The master that it shall follow, or none, once it can be told. */
  order: readonly [host: string, port: string] | undefined;

  constructor(address: Address, nowMs: number) {
    super(address, nowMs);
    this.roleSinceMs = nowMs;
  }

  get name(): string {
    return `${this.address.host}:${this.address.port}`;
  }
}

/** Another sentinel that watches the same master. */
export class OtherSentinel extends Watched {
  readonly kind = 'sentinel';
  /** What it said last when it was asked: whether the master is down, and for whom it votes. */
  saysDownAtMs: number | undefined;
  leader = '';
  leaderEpoch = 0;
  askedMs = 0;

  constructor(
    readonly runId: string,
    address: Address,
    nowMs: number,
  ) {
    super(address, nowMs);
  }

  get name(): string {
    return this.runId;
  }
}

/** Steps of a failover. */
export type FailoverStep =
  'none' | 'wait-start' | 'select-slave' | 'send-slaveof-noone' | 'wait-promotion' | 'reconf-slaves';

/** A master that is watched, with all that is known of it. */
export class WatchedMaster extends Watched {
  readonly kind = 'master';
  downAfterMs = 30_000;
  failoverTimeoutMs = 180_000;
  parallelSyncs = 1;
  password = '';
  configEpoch = 0;
  leader = '';
  leaderEpoch = 0;
  isObjectivelyDown = false;
  reported: ReportedState | undefined;
  readonly replicas = new Map<string, WatchedReplica>();
  readonly sentinels = new Map<string, OtherSentinel>();
  step: FailoverStep = 'none';
  stepMs = 0;
  failoverEpoch = 0;
  /** When the last failover began, by this sentinel or one that it voted for. */
  failoverStartMs = 0;
  isForced = false;
  promoted: WatchedReplica | undefined;

  constructor(
    readonly name: string,
    address: Address,
    public quorum: number,
    nowMs: number,
  ) {
    super(address, nowMs);
  }

  /** How many sentinels must vote for a leader. */
  get votesNeeded(): number {
    return Math.max(this.quorum, Math.floor((this.sentinels.size + 1) / 2) + 1);
  }
}

/** Whoever is watched because of a master. */
export type Peer = WatchedMaster | WatchedReplica | OtherSentinel;

/** A peer as events name it. Source: Redis 7.0, src/sentinel.c `sentinelEvent`. */
export function peerText(peer: Peer, master: WatchedMaster): string {
  const own = `${peer.kind} ${peer.name} ${addressText(peer.address)}`;
  return peer === master ? own : `${own} @ ${master.name} ${addressText(master.address)}`;
}
