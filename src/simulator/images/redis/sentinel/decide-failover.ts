import type { WatchedMaster, WatchedReplica } from './instances';

/** Longest time without a good answer for a replica that may lead. Source: Redis 7.0, src/sentinel.c `sentinelSelectSlave`. */
const FRESH_MS = 5000;
const INFORMED_MS = 5000;

/**
 * The replica that leads next: up, heard of lately, of the lowest priority number (0 never), with most of the data; then the
 * one whose run id comes first. Undefined when there is none.
 *
 * Source: Redis 7.0, src/sentinel.c `sentinelSelectSlave`, `compareSlavesForPromotion`.
 */
export function selectReplica(master: WatchedMaster, nowMs: number): WatchedReplica | undefined {
  const informedMs = master.downSinceMs === undefined ? INFORMED_MS * 3 * 2 : INFORMED_MS;
  const fit = [...master.replicas.values()].filter(({ downSinceMs, isConnected, lastOkMs, reported }) => {
    if (downSinceMs !== undefined || !isConnected || nowMs - lastOkMs > FRESH_MS) return false;
    return reported !== undefined && reported.priority > 0 && nowMs - reported.atMs <= informedMs;
  });
  return fit.sort((a, b) => {
    const [first, second] = [a.reported, b.reported];
    if (first === undefined || second === undefined) return 0;
    if (first.priority !== second.priority) return first.priority - second.priority;
    if (first.offset !== second.offset) return second.offset - first.offset;
    return first.runId < second.runId ? -1 : 1;
  })[0];
}

/**
 * Who leads the failover: whoever has enough votes of this epoch; undefined while nobody has. This sentinel votes for the one
 * with most votes, or for itself.
 *
 * Source: Redis 7.0, src/sentinel.c `sentinelGetLeader`.
 */
export function electedLeader(
  master: WatchedMaster,
  epoch: number,
  vote: (candidate: string | undefined) => string,
): string | undefined {
  const counts = new Map<string, number>();
  const add = (runId: string): void => void counts.set(runId, (counts.get(runId) ?? 0) + 1);
  for (const { leader, leaderEpoch } of master.sentinels.values())
    if (leader !== '' && leaderEpoch === epoch) add(leader);
  const first = (): readonly [string, number] | undefined =>
    [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0];
  const own = vote(first()?.[0]);
  if (own !== '') add(own);
  const winner = first();
  return winner !== undefined && winner[1] >= master.votesNeeded ? winner[0] : undefined;
}
