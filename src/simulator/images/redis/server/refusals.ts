import { CommandError } from '../protocol/reply';
import type { RedisVersion } from '../redis-version';
import { isAllowed, notAllowed } from './allowances';
import type { Command } from './command';
import type { RedisServer } from './redis-server';
import type { Session } from './session';

const unsafeText = (version: RedisVersion): string =>
  version.isFrom(6, 2)
    ? "MISCONF Redis is configured to save RDB snapshots, but it's currently unable to persist to disk. Commands that may " +
      'modify the data set are disabled, because this instance is configured to report errors during writes if RDB ' +
      'snapshotting fails (stop-writes-on-bgsave-error option). Please check the Redis logs for details about the RDB error.'
    : 'MISCONF Redis is configured to save RDB snapshots, but it is currently not able to persist on disk. Commands that may ' +
      'modify the data set are disabled, because this instance is configured to report errors during writes if RDB ' +
      'snapshotting fails (stop-writes-on-bgsave-error option). Please check the Redis logs for details about the RDB error.';

function listeningText(version: RedisVersion, name: string): string {
  if (!version.isFrom(5)) return 'ERR only (P)SUBSCRIBE / (P)UNSUBSCRIBE / PING / QUIT allowed in this context';
  const allowed = version.isFrom(7) ? '(P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE' : '(P)SUBSCRIBE / (P)UNSUBSCRIBE';
  const reset = version.isFrom(6, 2) ? ' / RESET' : '';
  return `ERR Can't execute '${name}': only ${allowed} / PING / QUIT${reset} are allowed in this context`;
}

/** Throws CommandError when a master must not change anything now. */
function refuseWrite({ config, replication, persistence, version }: RedisServer): void {
  const isUnsafe = persistence.hasFailed && config.isOn('stop-writes-on-bgsave-error') && config.text('save') !== '';
  if (isUnsafe) throw new CommandError(unsafeText(version));
  const wanted = config.number('min-replicas-to-write');
  if (wanted > 0 && replication.goodReplicas() < wanted) {
    throw new CommandError(`NOREPLICAS Not enough good ${version.replicaWord}s to write.`);
  }
}

/** Throws CommandError when a command must not run now. Source: Redis 7.0, src/server.c `processCommand`. */
export function refuse(server: RedisServer, session: Session, { name, flags, guard }: Command): void {
  if (session.isMaster) return;
  const { config, replication, version } = server;
  if (!session.isAuthenticated && !flags.has('early')) throw new CommandError('NOAUTH Authentication required.');
  if (flags.has('grows') && !server.memory.makeRoom()) {
    throw new CommandError("OOM command not allowed when used memory > 'maxmemory'.");
  }
  if (guard !== undefined && !isAllowed(server, session, guard)) throw notAllowed(name, guard);
  const { upstream } = replication;
  if (flags.has('write')) {
    if (upstream === undefined) refuseWrite(server);
    else if (config.isOn('replica-read-only')) {
      throw new CommandError(`READONLY You can't write against a read only ${version.replicaWord}.`);
    }
  }
  if (session.subscriptions > 0 && session.protocol === 2 && !flags.has('subscribed')) {
    throw new CommandError(listeningText(version, name));
  }
  if (upstream !== undefined && !upstream.isUp && !config.isOn('replica-serve-stale-data') && !flags.has('stale')) {
    const setting = `${version.replicaWord}-serve-stale-data`;
    throw new CommandError(`MASTERDOWN Link with MASTER is down and ${setting} is set to 'no'.`);
  }
}
