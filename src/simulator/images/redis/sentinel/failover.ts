import { electedLeader, selectReplica } from './decide-failover';
import {
  type FailoverStep,
  peerText,
  type ReportedState,
  sameAddress,
  type WatchedMaster,
  type WatchedReplica,
} from './instances';
import type { Sentinel } from './sentinel';

/** Longest time for an election. Source: Redis 7.0, src/sentinel.c `SENTINEL_ELECTION_TIMEOUT`. */
const ELECTION_MS = 10_000;

/** Lets a replica lead in place of a master that is down, step by step. Source: Redis 7.0, src/sentinel.c. */
export class Failover {
  constructor(private readonly sentinel: Sentinel) {}

  /** Takes the next step of a master's failover, if there is one to take. */
  step(master: WatchedMaster): void {
    if (master.isObjectivelyDown && master.step === 'none') this.beginWhenDue(master);
    switch (master.step) {
      case 'wait-start':
        return this.awaitElection(master);
      case 'select-slave':
        return this.select(master);
      case 'send-slaveof-noone':
        return this.promote(master);
      case 'wait-promotion':
        if (this.isLate(master)) this.abort(master, '-failover-abort-slave-timeout');
        return;
      case 'reconf-slaves':
        return this.reconfigure(master);
      default:
    }
  }

  /** Begins a failover; `isForced`: though the master is up, and without an election. */
  begin(master: WatchedMaster, isForced: boolean): void {
    const { sentinel } = this;
    sentinel.enterEpoch(sentinel.config.currentEpoch + 1);
    master.failoverEpoch = sentinel.config.currentEpoch;
    master.isForced = isForced;
    this.event(master, '+try-failover');
    master.failoverStartMs = sentinel.nowMs + sentinel.process.random.below(1000);
    this.enter(master, 'wait-start');
    sentinel.hurry.wakeAll();
  }

  /** Notes what a server says of its role. */
  heard(master: WatchedMaster, peer: WatchedMaster | WatchedReplica, state: ReportedState): void {
    if (peer.kind === 'master') return;
    const { promoted } = master;
    if (master.step === 'wait-promotion' && peer === promoted && state.role === 'master') {
      master.configEpoch = master.failoverEpoch;
      this.sentinel.save();
      this.sentinel.event('#', '+promoted-slave', peerText(peer, master));
      this.event(master, '+failover-state-reconf-slaves');
      this.enter(master, 'reconf-slaves');
      return;
    }
    if (master.step !== 'reconf-slaves' || promoted === undefined || state.master === undefined) return;
    if (peer.step === 'sent' && sameAddress(state.master, promoted.address)) {
      peer.step = 'inprog';
      this.sentinel.event('*', '+slave-reconf-inprog', peerText(peer, master));
    }
    if (peer.step === 'inprog' && state.isLinkUp) {
      peer.step = 'done';
      this.sentinel.event('*', '+slave-reconf-done', peerText(peer, master));
    }
  }

  private event(master: WatchedMaster, name: string): void {
    this.sentinel.event('#', name, peerText(master, master));
  }

  private enter(master: WatchedMaster, step: FailoverStep): void {
    master.step = step;
    master.stepMs = this.sentinel.nowMs;
  }

  private isLate({ stepMs, failoverTimeoutMs }: WatchedMaster): boolean {
    return this.sentinel.nowMs - stepMs > failoverTimeoutMs;
  }

  private beginWhenDue(master: WatchedMaster): void {
    if (this.sentinel.nowMs - master.failoverStartMs < master.failoverTimeoutMs * 2) return;
    this.begin(master, false);
  }

  private abort(master: WatchedMaster, name: string): void {
    this.event(master, name);
    for (const replica of master.replicas.values()) replica.step = 'none';
    Object.assign(master, { promoted: undefined, isForced: false });
    this.enter(master, 'none');
  }

  private awaitElection(master: WatchedMaster): void {
    const { sentinel } = this;
    const { runId } = sentinel.config;
    const { failoverEpoch } = master;
    const leader = electedLeader(master, failoverEpoch, (candidate) => {
      const vote = sentinel.vote(master, failoverEpoch, candidate ?? runId);
      return vote.epoch === failoverEpoch ? vote.leader : '';
    });
    if (leader !== runId && !master.isForced) {
      const limitMs = Math.min(ELECTION_MS, master.failoverTimeoutMs);
      if (sentinel.nowMs - master.failoverStartMs > limitMs) this.abort(master, '-failover-abort-not-elected');
      return;
    }
    this.event(master, '+elected-leader');
    this.event(master, '+failover-state-select-slave');
    this.enter(master, 'select-slave');
  }

  private select(master: WatchedMaster): void {
    const replica = selectReplica(master, this.sentinel.nowMs);
    if (replica === undefined) return this.abort(master, '-failover-abort-no-good-slave');
    master.promoted = replica;
    this.sentinel.event('#', '+selected-slave', peerText(replica, master));
    this.sentinel.event('*', '+failover-state-send-slaveof-noone', peerText(replica, master));
    this.enter(master, 'send-slaveof-noone');
  }

  private promote(master: WatchedMaster): void {
    const { promoted } = master;
    if (promoted?.isConnected !== true) {
      if (this.isLate(master)) this.abort(master, '-failover-abort-slave-timeout');
      return;
    }
    promoted.order = ['NO', 'ONE'];
    this.sentinel.event('*', '+failover-state-wait-promotion', peerText(promoted, master));
    this.enter(master, 'wait-promotion');
    this.sentinel.hurry.wakeAll();
  }

  /** Lets the other replicas follow, so many at a time; then the failover is over. */
  private reconfigure(master: WatchedMaster): void {
    const { promoted } = master;
    if (promoted === undefined) return;
    const { host, port } = promoted.address;
    const others = [...master.replicas.values()].filter(
      (replica) => replica !== promoted && replica.downSinceMs === undefined,
    );
    let ongoing = others.filter(({ step }) => step === 'sent' || step === 'inprog').length;
    for (const replica of others) {
      if (ongoing >= master.parallelSyncs) break;
      if (replica.step !== 'none' || !replica.isConnected) continue;
      replica.order = [host, String(port)];
      replica.step = 'sent';
      ongoing += 1;
      this.sentinel.event('*', '+slave-reconf-sent', peerText(replica, master));
    }
    const isTimeOver = this.isLate(master);
    if (!isTimeOver && others.some(({ step }) => step !== 'done')) return;
    if (isTimeOver) this.event(master, '+failover-end-for-timeout');
    this.event(master, '+failover-end');
    master.step = 'none';
    this.sentinel.switchMaster(master, promoted.address);
  }
}
