import { MapReply } from '../protocol/reply';
import { type OtherSentinel, type Peer, type WatchedMaster, type WatchedReplica } from './instances';
import type { Sentinel } from './sentinel';

function flagsOf(peer: Peer, master: WatchedMaster): string {
  return [
    ...(peer.downSinceMs === undefined ? [] : ['s_down']),
    ...(peer.kind === 'master' && peer.isObjectivelyDown ? ['o_down'] : []),
    peer.kind,
    ...(peer.isConnected ? [] : ['disconnected']),
    ...(peer.kind === 'master' && peer.step !== 'none' ? ['failover_in_progress'] : []),
    ...(peer === master.promoted ? ['promoted'] : []),
  ].join(',');
}

/** Fields that all peers have. */
function common(
  sentinel: Sentinel,
  master: WatchedMaster,
  peer: Peer,
  runId: string,
): readonly (readonly [string, string])[] {
  const age = (ms: number): string => String(Math.max(sentinel.nowMs - ms, 0));
  return [
    ['name', peer.name],
    ['ip', peer.address.host],
    ['port', String(peer.address.port)],
    ['runid', runId],
    ['flags', flagsOf(peer, master)],
    ['link-pending-commands', '0'],
    ['link-refcount', '1'],
    ['last-ping-sent', '0'],
    ['last-ok-ping-reply', age(peer.lastOkMs)],
    ['last-ping-reply', age(peer.lastOkMs)],
    ...(peer.downSinceMs === undefined ? [] : ([['s-down-time', age(peer.downSinceMs)]] as const)),
    ['down-after-milliseconds', String(master.downAfterMs)],
  ];
}

const isUp = (replica: WatchedReplica): string => (replica.reported?.isLinkUp === true ? 'ok' : 'err');

/** A master as `SENTINEL masters` tells it. Source: Redis 7.0, src/sentinel.c `addReplySentinelRedisInstance`. */
export const describeMaster = (sentinel: Sentinel, master: WatchedMaster): MapReply =>
  new MapReply([
    ...common(sentinel, master, master, master.reported?.runId ?? ''),
    ['info-refresh', String(sentinel.nowMs - (master.reported?.atMs ?? 0))],
    ['role-reported', master.reported?.role ?? 'master'],
    ['role-reported-time', String(sentinel.nowMs - sentinel.startedMs)],
    ['config-epoch', String(master.configEpoch)],
    ['num-slaves', String(master.replicas.size)],
    ['num-other-sentinels', String(master.sentinels.size)],
    ['quorum', String(master.quorum)],
    ['failover-timeout', String(master.failoverTimeoutMs)],
    ['parallel-syncs', String(master.parallelSyncs)],
  ]);

/** A replica as `SENTINEL replicas` tells it. */
export const describeReplica = (sentinel: Sentinel, master: WatchedMaster, replica: WatchedReplica): MapReply =>
  new MapReply([
    ...common(sentinel, master, replica, replica.reported?.runId ?? ''),
    ['info-refresh', String(sentinel.nowMs - (replica.reported?.atMs ?? 0))],
    ['role-reported', replica.reported?.role ?? 'slave'],
    ['role-reported-time', String(sentinel.nowMs - replica.roleSinceMs)],
    ['master-link-down-time', '0'],
    ['master-link-status', isUp(replica)],
    ['master-host', replica.reported?.master?.host ?? '?'],
    ['master-port', String(replica.reported?.master?.port ?? 0)],
    ['slave-priority', String(replica.reported?.priority ?? 100)],
    ['slave-repl-offset', String(replica.reported?.offset ?? 0)],
  ]);

/** Another sentinel as `SENTINEL sentinels` tells it. */
export const describeSentinel = (sentinel: Sentinel, master: WatchedMaster, other: OtherSentinel): MapReply =>
  new MapReply([
    ...common(sentinel, master, other, other.runId),
    ['last-hello-message', String(Math.max(sentinel.nowMs - other.lastOkMs, 0))],
    ['voted-leader', other.leader === '' ? '?' : other.leader],
    ['voted-leader-epoch', String(other.leaderEpoch)],
  ]);
