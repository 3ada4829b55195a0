import { type Coroutine, type Process, WaitList } from '../../../process';
import type { RedisVersion } from '../redis-version';
import { Channels } from '../server/channels';
import { CrossProtocolGuard } from '../server/cross-protocol';
import type { LogLevel, ServerLog } from '../server/server-log';
import type { Session } from '../server/session';
import { Failover } from './failover';
import { agree, correct, judge } from './judgement';
import {
  type Address,
  OtherSentinel,
  type Peer,
  peerText,
  type ReportedState,
  sameAddress,
  WatchedMaster,
  WatchedReplica,
} from './instances';
import { PeerWatch, type WatchHost } from './peer-watch';
import type { SentinelConfig } from './sentinel-config';

/** Time between two looks at everything: while all is well, and while something is not. */
const CALM_MS = 1000;
const BUSY_MS = 100;

/** A sentinel: watches masters, agrees with others that one is down, and lets a replica lead. */
export class Sentinel implements WatchHost {
  readonly hurry = new WaitList();
  readonly channels = new Channels();
  readonly sessions = new Map<number, Session>();
  readonly startedMs: number;
  readonly crossProtocol: CrossProtocolGuard;
  private readonly watches = new Map<Peer, PeerWatch>();
  private readonly failover: Failover;

  constructor(
    readonly process: Process,
    readonly version: RedisVersion,
    readonly config: SentinelConfig,
    readonly log: ServerLog,
    /** Keeps what it has learned. */
    readonly save: () => void,
  ) {
    this.startedMs = process.nowMs;
    this.failover = new Failover(this);
    this.crossProtocol = new CrossProtocolGuard(version, log);
  }

  get nowMs(): number {
    return this.process.nowMs;
  }

  get masters(): Iterable<WatchedMaster> {
    return this.config.masters.values();
  }

  /** Begins to watch all that is known. */
  start(): void {
    for (const master of this.masters) this.watchAll(master);
    this.process.start(this.look());
  }

  /** Begins to watch a master and all that is known of it. */
  watchAll(master: WatchedMaster): void {
    for (const peer of [master, ...master.replicas.values(), ...master.sentinels.values()]) {
      this.watches.set(peer, new PeerWatch(this, master, peer));
    }
  }

  /** Watches a master no more. */
  forget(master: WatchedMaster): void {
    for (const peer of [master, ...master.replicas.values(), ...master.sentinels.values()]) {
      this.watches.get(peer)?.stop();
      this.watches.delete(peer);
    }
  }

  /** Tells of something: in the log, and on the channel of its name. */
  event(level: LogLevel, name: string, text: string): void {
    this.log.write(level, `${name} ${text}`);
    this.channels.publish(name, text);
  }

  heardInformation(master: WatchedMaster, peer: WatchedMaster | WatchedReplica, state: ReportedState): void {
    const before = peer.reported;
    peer.reported = state;
    if (before !== undefined && before.runId !== state.runId) this.event('*', '+reboot', peerText(peer, master));
    if (peer.kind === 'slave' && before?.role !== state.role) peer.roleSinceMs = this.nowMs;
    if (peer.kind === 'master' && state.role === 'master')
      for (const address of state.replicas) this.addReplica(master, address);
    if (peer.kind === 'slave') correct(this, master, peer, state);
    this.failover.heard(master, peer, state);
  }

  heardVote(sentinel: OtherSentinel, isDown: boolean, leader: string, epoch: number): void {
    sentinel.saysDownAtMs = isDown ? this.nowMs : undefined;
    if (leader !== '*') Object.assign(sentinel, { leader, leaderEpoch: epoch });
  }

  heardHello(text: string): void {
    const [
      host = '',
      port = '',
      runId = '',
      epoch = '',
      name = '',
      masterHost = '',
      masterPort = '',
      configEpoch = '',
    ] = text.split(',');
    const master = this.config.masters.get(name);
    if (master === undefined || configEpoch === '' || runId === this.config.runId) return;
    this.addSentinel(master, runId, { host, port: Number(port) });
    if (Number(epoch) > this.config.currentEpoch) this.enterEpoch(Number(epoch));
    if (Number(configEpoch) <= master.configEpoch) return;
    master.configEpoch = Number(configEpoch);
    const address = { host: masterHost, port: Number(masterPort) };
    const sentinel = master.sentinels.get(runId);
    if (sameAddress(address, master.address) || sentinel === undefined) return this.save();
    this.event('#', '+config-update-from', peerText(sentinel, master));
    this.switchMaster(master, address);
  }

  helloText(master: WatchedMaster, ownAddress: string): string {
    const { config } = this;
    const shown = master.step === 'reconf-slaves' && master.promoted !== undefined ? master.promoted : master;
    const { host, port } = shown.address;
    const own = [config.announceIp === '' ? ownAddress : config.announceIp, config.announcePort || config.port];
    return [...own, config.runId, config.currentEpoch, master.name, host, port, master.configEpoch].join(',');
  }

  question(master: WatchedMaster): readonly string[] | undefined {
    if (master.downSinceMs === undefined) return undefined;
    const { host, port } = master.address;
    const candidate = master.step === 'none' ? '*' : this.config.runId;
    return ['SENTINEL', 'is-master-down-by-addr', host, String(port), String(this.config.currentEpoch), candidate];
  }

  /** Begins a newer epoch. */
  enterEpoch(epoch: number): void {
    this.config.currentEpoch = epoch;
    this.save();
    this.event('#', '+new-epoch', String(epoch));
  }

  /** Votes for a sentinel, once an epoch; returns the vote that counts. Source: Redis 7.0 `sentinelVoteLeader`. */
  vote(master: WatchedMaster, epoch: number, candidate: string): { readonly leader: string; readonly epoch: number } {
    if (epoch > this.config.currentEpoch) this.enterEpoch(epoch);
    if (master.leaderEpoch < epoch && this.config.currentEpoch <= epoch) {
      Object.assign(master, { leader: candidate, leaderEpoch: this.config.currentEpoch });
      this.save();
      this.event('#', '+vote-for-leader', `${candidate} ${master.leaderEpoch}`);
      // Whoever has voted for another does not try by itself for a while.
      if (candidate !== this.config.runId) master.failoverStartMs = this.nowMs + this.process.random.below(1000);
    }
    return { leader: master.leader, epoch: master.leaderEpoch };
  }

  /** Begins a failover because somebody asks for it. */
  forceFailover(master: WatchedMaster): void {
    this.failover.begin(master, true);
  }

  /** From now on the master is at another address; whoever was known stays known. */
  switchMaster(master: WatchedMaster, address: Address): void {
    const { name, address: old } = master;
    this.event('#', '+switch-master', `${name} ${old.host} ${old.port} ${address.host} ${address.port}`);
    this.forget(master);
    const next = new WatchedMaster(name, address, master.quorum, this.nowMs);
    const {
      downAfterMs,
      failoverTimeoutMs,
      parallelSyncs,
      password,
      configEpoch,
      leader,
      leaderEpoch,
      failoverStartMs,
    } = master;
    Object.assign(next, {
      downAfterMs,
      failoverTimeoutMs,
      parallelSyncs,
      password,
      configEpoch,
      leader,
      leaderEpoch,
      failoverStartMs,
    });
    this.config.masters.set(name, next);
    for (const { runId, address: at } of master.sentinels.values())
      next.sentinels.set(runId, new OtherSentinel(runId, at, this.nowMs));
    const known = [...[...master.replicas.values()].map((replica) => replica.address), old];
    this.watchAll(next);
    for (const at of known) if (!sameAddress(at, address)) this.addReplica(next, at);
    this.save();
  }

  private addReplica(master: WatchedMaster, address: Address): void {
    const key = `${address.host}:${address.port}`;
    if (master.replicas.has(key) || sameAddress(address, master.address)) return;
    const replica = new WatchedReplica(address, this.nowMs);
    master.replicas.set(key, replica);
    this.watches.set(replica, new PeerWatch(this, master, replica));
    this.event('*', '+slave', peerText(replica, master));
    this.save();
  }

  private addSentinel(master: WatchedMaster, runId: string, address: Address): void {
    const known = master.sentinels.get(runId);
    if (known !== undefined && sameAddress(known.address, address)) return;
    const isSame = (each: OtherSentinel): boolean => each.runId === runId || sameAddress(each.address, address);
    for (const old of [...master.sentinels.values()].filter(isSame)) {
      this.watches.get(old)?.stop();
      this.watches.delete(old);
      master.sentinels.delete(old.runId);
    }
    const sentinel = new OtherSentinel(runId, address, this.nowMs);
    master.sentinels.set(runId, sentinel);
    this.watches.set(sentinel, new PeerWatch(this, master, sentinel));
    this.event('*', known === undefined ? '+sentinel' : '+sentinel-address-switch', peerText(sentinel, master));
    this.save();
  }

  private *look(): Coroutine<never> {
    for (;;) {
      let isBusy = false;
      for (const master of [...this.masters]) {
        for (const peer of [master, ...master.replicas.values(), ...master.sentinels.values()])
          judge(this, master, peer);
        agree(this, master);
        this.failover.step(master);
        isBusy ||= master.downSinceMs !== undefined || master.step !== 'none';
      }
      if (isBusy) this.hurry.wakeAll();
      // A little chance keeps sentinels from doing the same at the same time.
      yield* this.process.sleep((isBusy ? BUSY_MS : CALM_MS) + this.process.random.below(BUSY_MS / 2));
    }
  }
}
