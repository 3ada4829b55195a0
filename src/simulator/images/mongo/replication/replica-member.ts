import { type Coroutine, isSystemError, limitTime, type Process, type Task, waitFor, WaitList } from '../../../process';
import { compareOpTimes, NO_OP_TIME, type OpTime } from '../data/operation';
import type { MongoServer } from '../server/mongo-server';
import { majorityOf, type MemberConfig, readConfig, type ReplicaConfig } from './config';
import { decideCommitPoint } from './decide';
import { watchRole } from './election';
import { findSelf } from './find-self';
import { keepBeating } from './heartbeats';
import type { MemberState } from './member-state';
import { type MemberView, newView } from './member-view';
import { followOthers } from './sync';

/** Where members keep their configuration, and whom they have voted for. */
const CONFIG_NAMESPACE = 'local.system.replset';
const ELECTION_NAMESPACE = 'local.replset.election';

/** Longest time that chance adds to the patience of a member. Source: repl_set_config.h `electionTimeoutOffsetLimitFraction`. */
const PATIENCE_SPREAD = 0.15;

/** Pause between two looks for itself in the configuration. */
const SEARCH_MS = 2000;

/** One server's part in a replica set: who the others are, who leads, how far everybody is. */
export class ReplicaMember {
  state: MemberState = 'STARTUP';
  config: ReplicaConfig | undefined;
  selfId: number | undefined;
  term = 0;
  votedTerm = 0;
  primaryId: number | undefined;
  /** When a primary was last heard of, or an election tried. */
  lastPrimaryMs: number;
  /** How long it waits without a primary. */
  patienceMs = Infinity;
  /** Until when it does not lead, because somebody has asked it to step down. */
  restsUntilMs = 0;
  /** When it was last elected. */
  electedMs = 0;
  /** What a majority has. */
  commitPoint: OpTime = NO_OP_TIME;
  readonly others = new Map<number, MemberView>();
  /** Wakes those who wait for another state, configuration, primary or commit point. */
  readonly changes = new WaitList();
  /** Wakes those who send heartbeats. */
  readonly beats = new WaitList();
  private tasks: Task[] = [];

  constructor(
    readonly server: MongoServer,
    readonly setName: string,
  ) {
    this.lastPrimaryMs = server.nowMs;
  }

  get process(): Process {
    return this.server.process;
  }

  get self(): MemberConfig | undefined {
    return this.config?.members.find(({ id }) => id === this.selfId);
  }

  get lastOp(): OpTime {
    return this.server.oplog.last;
  }

  /** Begins: with the configuration that it has kept, if there is one. */
  *begin(): Coroutine<void> {
    const { storage } = this.server;
    for (const { term } of storage.find(ELECTION_NAMESPACE)?.documents() ?? []) {
      this.votedTerm = Number(term);
      this.term = this.votedTerm;
    }
    this.term = Math.max(this.term, this.lastOp.t, 0);
    for (const document of storage.find(CONFIG_NAMESPACE)?.documents() ?? []) {
      yield* this.adopt(readConfig(document, this.setName));
    }
    this.process.start(watchRole(this));
    this.process.start(followOthers(this));
  }

  /** Takes a configuration for its own. */
  *adopt(config: ReplicaConfig): Coroutine<void> {
    const selfId = yield* findSelf(this.server, config);
    if (this.config !== undefined && this.config.version > config.version) return;
    this.config = config;
    this.server.keep(CONFIG_NAMESPACE, config.document);
    this.settle(selfId);
    if (selfId === undefined) this.process.start(this.searchSelf(config));
  }

  /** Goes to another state. */
  become(state: MemberState): void {
    if (this.state === state) return;
    const from = this.state;
    this.state = state;
    if (state === 'PRIMARY') {
      this.primaryId = this.selfId;
      this.electedMs = this.server.nowMs;
    } else if (from === 'PRIMARY') {
      this.primaryId = undefined;
      this.lastPrimaryMs = this.server.nowMs;
    }
    this.drawPatience();
    this.server.log.write({
      component: 'REPL',
      context: 'replexec-0',
      text: `transition to ${state}${state === 'PRIMARY' ? ' complete; database writes are now permitted' : ` from ${from}`}`,
      event: { id: 21358, msg: 'Replica set state transition', attr: { newState: state, oldState: from } },
    });
    this.changes.wakeAll();
    this.beats.wakeAll();
  }

  /** Hears of a term: a primary of an older one steps down. */
  hearTerm(term: number): void {
    if (term <= this.term) return;
    this.term = term;
    if (this.state === 'PRIMARY') this.become('SECONDARY');
  }

  /** Notes that it votes in a term, so that it never does so twice. */
  vote(term: number, candidateId: number): void {
    this.votedTerm = term;
    this.server.keep(ELECTION_NAMESPACE, { _id: 'election', term: BigInt(term), candidateIndex: BigInt(candidateId) });
  }

  /** Says who leads, as far as it knows. */
  hearPrimary(id: number | undefined): void {
    if (this.primaryId === id || this.state === 'PRIMARY') return;
    this.primaryId = id;
    this.changes.wakeAll();
  }

  /** Reckons anew what a majority has. */
  advance(): void {
    const { config } = this;
    if (config === undefined || this.state !== 'PRIMARY') return;
    const reached = config.members
      .filter(({ votes }) => votes > 0)
      .map(({ id }) => (id === this.selfId ? this.lastOp : (this.others.get(id)?.lastOp ?? NO_OP_TIME)));
    const point = decideCommitPoint(reached, majorityOf(config));
    if (point === undefined || compareOpTimes(point, this.commitPoint) <= 0) return;
    this.commitPoint = point;
    this.changes.wakeAll();
  }

  /** How many members have reached a place. */
  reachedBy(place: OpTime): number {
    const others = [...this.others.values()].filter(({ lastOp }) => compareOpTimes(lastOp, place) >= 0).length;
    return others + (compareOpTimes(this.lastOp, place) >= 0 ? 1 : 0);
  }

  /** Waits until something changes, `ms` at most. */
  *pause(ms: number): Coroutine<void> {
    try {
      yield* limitTime(this.process, ms, waitFor(this.changes.change));
    } catch (error) {
      if (!isSystemError(error, 'ETIMEDOUT')) throw error;
    }
  }

  drawPatience(): void {
    const timeoutMs = this.config?.electionTimeoutMs ?? 0;
    this.patienceMs = timeoutMs + this.process.random.below(Math.max(1, Math.floor(timeoutMs * PATIENCE_SPREAD)));
  }

  private settle(selfId: number | undefined): void {
    const { config } = this;
    if (config === undefined) return;
    this.selfId = selfId;
    for (const task of this.tasks.splice(0)) task.cancel();
    const known = [...this.others.values()];
    this.others.clear();
    this.drawPatience();
    if (selfId === undefined) return this.become('REMOVED');
    for (const member of config.members) {
      if (member.id === selfId) continue;
      const before = known.find(({ config: { id, host } }) => id === member.id && host === member.host);
      const view = before === undefined ? newView(member, this.server.nowMs) : { ...before, config: member };
      this.others.set(member.id, view);
      this.tasks.push(this.process.start(keepBeating(this, view)));
    }
    if (this.state === 'STARTUP' || this.state === 'REMOVED') {
      // Alone it need not wait for anybody.
      this.lastPrimaryMs = config.members.length === 1 ? -Infinity : this.server.nowMs;
      this.become(this.lastOp === NO_OP_TIME ? 'STARTUP2' : 'SECONDARY');
    }
    this.advance();
    this.changes.wakeAll();
  }

  /** A name may lead to this server only later: DNS follows Pods with a delay. */
  private *searchSelf(config: ReplicaConfig): Coroutine<void> {
    while (this.config === config && this.selfId === undefined) {
      yield* this.process.sleep(SEARCH_MS);
      const selfId = yield* findSelf(this.server, config);
      if (selfId !== undefined && this.config === config) this.settle(selfId);
    }
  }
}
