import { compareOpTimes, type OpTime } from '../data/operation';

/** What a candidate says when it asks for a vote. */
export interface VoteRequest {
  readonly term: number;
  readonly configVersion: number;
  readonly lastOp: OpTime;
  readonly isDryRun: boolean;
}

/** What a voter knows. */
export interface Voter {
  readonly term: number;
  readonly configVersion: number;
  readonly lastOp: OpTime;
  /** The last term in which it has voted. */
  readonly votedTerm: number;
}

/**
 * Decides whether a member votes for a candidate: undefined for yes, else why not.
 *
 * Source: MongoDB, src/mongo/db/repl/topology_coordinator.cpp `processReplSetRequestVotes`.
 */
export function decideVote(voter: Voter, request: VoteRequest): string | undefined {
  if (request.term < voter.term) {
    return `candidate's term (${request.term}) is lower than mine (${voter.term})`;
  }
  if (request.configVersion !== voter.configVersion) {
    return `candidate's config version (${request.configVersion}) differs from mine (${voter.configVersion})`;
  }
  if (compareOpTimes(request.lastOp, voter.lastOp) < 0) return `candidate's data is staler than mine`;
  if (!request.isDryRun && voter.votedTerm >= request.term) return `already voted for another candidate this term`;
  return undefined;
}

/** What a member sees when it thinks about who should lead. */
export interface RoleView {
  readonly state: string;
  readonly nowMs: number;
  /** When it was last sure of a primary, or has last tried itself. */
  readonly lastPrimaryMs: number;
  /** How long it waits for one: the timeout of the set and some chance. */
  readonly patienceMs: number;
  readonly mayLead: boolean;
  /** When it has last heard from each other voter. */
  readonly heardMs: readonly number[];
  readonly isVoter: boolean;
  readonly majority: number;
  readonly electionTimeoutMs: number;
}

/**
 * Decides what a member does about its role: it stands for election when there is no primary for too long, and a primary
 * that hears of no majority gives up.
 *
 * Source: MongoDB, src/mongo/db/repl/replication_coordinator_impl_heartbeat.cpp.
 */
export function decideRole(view: RoleView): 'stand' | 'step down' | 'stay' {
  const { state, nowMs } = view;
  if (state === 'SECONDARY') {
    return view.mayLead && nowMs - view.lastPrimaryMs >= view.patienceMs ? 'stand' : 'stay';
  }
  if (state !== 'PRIMARY') return 'stay';
  const near = view.heardMs.filter((heardMs) => nowMs - heardMs < view.electionTimeoutMs).length;
  return near + (view.isVoter ? 1 : 0) < view.majority ? 'step down' : 'stay';
}

/** The greatest place that `majority` of the voters have reached. */
export const decideCommitPoint = (reached: readonly OpTime[], majority: number): OpTime | undefined =>
  [...reached].sort((left, right) => compareOpTimes(right, left))[majority - 1];
