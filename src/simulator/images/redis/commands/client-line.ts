import type { RedisServer } from '../server/redis-server';
import type { Session } from '../server/session';

function flagsOf({ isReplica, isMonitor, isBlocked, isMaster, subscriptions, queue, isDirty }: Session): string {
  const flags =
    (isReplica ? (isMonitor ? 'O' : 'S') : isMonitor ? 'O' : '') +
    (isMaster ? 'M' : '') +
    (subscriptions > 0 ? 'P' : '') +
    (queue === undefined ? '' : 'x') +
    (isBlocked ? 'b' : '') +
    (isDirty ? 'd' : '');
  return flags === '' ? 'N' : flags;
}

/**
 * A client as CLIENT LIST tells it. What it buffers is told as 0.
 *
 * Source: src/networking.c `catClientInfoString` of 3.2, 6.2 and 7.0.
 */
export function clientLine({ version, nowMs }: RedisServer, session: Session): string {
  const seconds = (ms: number): number => Math.floor((nowMs - ms) / 1000);
  const isFrom62 = version.isFrom(6, 2);
  const isFrom7 = version.isFrom(7);
  const fields: readonly (readonly [string, string | number, boolean?])[] = [
    ['id', session.id],
    ['addr', session.address],
    ['laddr', session.localAddress, isFrom62],
    ['fd', 7 + (session.id % 1000)],
    ['name', session.name],
    ['age', seconds(session.createdMs)],
    ['idle', seconds(session.lastMs)],
    ['flags', flagsOf(session)],
    ['db', session.databaseIndex],
    ['sub', session.channels.size],
    ['psub', session.patterns.size],
    ['ssub', 0, isFrom7],
    ['multi', session.queue?.length ?? -1],
    ['watch', session.watched.size, version.isFrom(7, 4)],
    ['qbuf', 26],
    ['qbuf-free', isFrom7 ? 20_448 : 32_742],
    ['argv-mem', 10, isFrom62],
    ['multi-mem', 0, isFrom7],
    ['rbs', 16_384, isFrom7],
    ['rbp', 16_384, isFrom7],
    ['obl', 0],
    ['oll', 0],
    ['omem', 0],
    ['tot-mem', 37_658, isFrom62],
    ['events', 'r'],
    ['cmd', session.lastCommand === 'client' && isFrom7 ? 'client|list' : session.lastCommand],
    ['user', session.isAuthenticated ? 'default' : '(superuser)', version.isFrom(6)],
    ['redir', -1, isFrom62],
    ['resp', session.protocol, isFrom7],
  ];
  return fields
    .filter(([, , isShown = true]) => isShown)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
}
