import {
  type Peer,
  peerText,
  type ReportedState,
  sameAddress,
  type WatchedMaster,
  type WatchedReplica,
} from './instances';
import type { Sentinel } from './sentinel';

/** Answers of other sentinels that still count. Source: Redis 7.0, src/sentinel.c `SENTINEL_ASK_PERIOD`, five times. */
const ANSWERS_MS = 5000;

/** Time for which a server that says it is a master is believed to have been told nothing. Source: `SENTINEL_PUBLISH_PERIOD`. */
const PATIENCE_MS = 8000;

/** Puts right a replica that follows nobody, or another master. Source: Redis 7.0 `sentinelRefreshInstanceInfo`. */
export function correct(
  sentinel: Sentinel,
  master: WatchedMaster,
  replica: WatchedReplica,
  state: ReportedState,
): void {
  const isCalm = master.step === 'none' && master.downSinceMs === undefined && master.reported?.role === 'master';
  if (!isCalm || sentinel.nowMs - replica.roleSinceMs < PATIENCE_MS) return;
  const { host, port } = master.address;
  const follows = state.master !== undefined && sameAddress(state.master, master.address);
  if (state.role === 'slave' && follows) return;
  // Masters named in files by a host name follow under it: what counts is whether the link is up.
  const isKnown = master.reported?.replicas.some((at) => sameAddress(at, replica.address));
  if (state.role === 'slave' && state.isLinkUp && isKnown === true) return;
  replica.order = [host, String(port)];
  sentinel.event('*', state.role === 'master' ? '+convert-to-slave' : '+fix-slave-config', peerText(replica, master));
}

/** Whether a peer is down, as far as this sentinel sees. */
export function judge(sentinel: Sentinel, master: WatchedMaster, peer: Peer): void {
  const isDown = sentinel.nowMs - peer.lastOkMs > master.downAfterMs;
  if (isDown === (peer.downSinceMs !== undefined)) return;
  peer.downSinceMs = isDown ? sentinel.nowMs : undefined;
  sentinel.event('#', isDown ? '+sdown' : '-sdown', peerText(peer, master));
  if (!isDown && peer === master) for (const sentinel of master.sentinels.values()) sentinel.saysDownAtMs = undefined;
}

/** Whether enough sentinels say that a master is down. */
export function agree(sentinel: Sentinel, master: WatchedMaster): void {
  const others = [...master.sentinels.values()].filter(
    ({ saysDownAtMs }) => saysDownAtMs !== undefined && sentinel.nowMs - saysDownAtMs <= ANSWERS_MS,
  );
  const count = others.length + 1;
  const isDown = master.downSinceMs !== undefined && count >= master.quorum;
  if (isDown === master.isObjectivelyDown) return;
  master.isObjectivelyDown = isDown;
  const quorum = isDown ? ` #quorum ${count}/${master.quorum}` : '';
  sentinel.event('#', isDown ? '+odown' : '-odown', `${peerText(master, master)}${quorum}`);
}
