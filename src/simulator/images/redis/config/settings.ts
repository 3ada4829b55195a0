import type { RedisVersion } from '../redis-version';

/** What kind of value a setting has: how it is read and told. */
export type SettingKind = 'text' | 'number' | 'bytes' | 'yesno' | 'save' | 'addresses' | 'choice' | 'master';

/** One setting of the configuration file, which CONFIG tells and sets. */
export interface Setting {
  readonly name: string;
  readonly kind: SettingKind;
  readonly initial: string;
  readonly choices?: readonly string[];
  /** Whether it is read at the start only. @default false */
  readonly isFixed?: boolean;
  /** Whether clients may change it only when `enable-protected-configs` says so. @default false */
  readonly isProtected?: boolean;
  /** Whether CONFIG does not show it. @default false */
  readonly isHidden?: boolean;
}

const setting = (name: string, kind: SettingKind, initial: string, more: Partial<Setting> = {}): Setting => ({
  name,
  kind,
  initial,
  ...more,
});

const POLICIES = [
  'volatile-lru',
  'volatile-lfu',
  'volatile-random',
  'volatile-ttl',
  'allkeys-lru',
  'allkeys-lfu',
  'allkeys-random',
  'noeviction',
];

/** Names since 5.0 and before. Both are read by all since then; CONFIG GET tells both. */
const RENAMED: readonly (readonly [string, string])[] = [
  ['replicaof', 'slaveof'],
  ['replica-serve-stale-data', 'slave-serve-stale-data'],
  ['replica-read-only', 'slave-read-only'],
  ['replica-priority', 'slave-priority'],
  ['replica-announce-ip', 'slave-announce-ip'],
  ['replica-announce-port', 'slave-announce-port'],
  ['min-replicas-to-write', 'min-slaves-to-write'],
  ['min-replicas-max-lag', 'min-slaves-max-lag'],
];

/** The name since 5.0 of a setting. */
export const currentName = (name: string): string => RENAMED.find(([, old]) => old === name)?.[0] ?? name;

/** The name before 5.0 of a setting; undefined for one that was never renamed. */
export const formerName = (name: string): string | undefined => RENAMED.find(([now]) => now === name)?.[1];

/**
 * Settings with what they are in the official image, which listens to everybody. Those that change nothing here are read
 * and told all the same.
 *
 * Source: Redis 3.2 to 7.4, src/config.c; docker-library/redis, Dockerfile (`protected-mode no`).
 */
export function settingsOf(version: RedisVersion): readonly Setting[] {
  const fixed = { isFixed: true };
  return [
    setting('bind', 'addresses', version.isFrom(7) ? '* -::*' : ''),
    setting('port', 'number', '6379', version.isFrom(7) ? {} : fixed),
    setting('protected-mode', 'yesno', 'no'),
    setting('requirepass', 'text', ''),
    setting('masterauth', 'text', ''),
    setting('masteruser', 'text', ''),
    setting('replicaof', 'master', '', fixed),
    setting('dir', 'text', '', { isProtected: version.isFrom(7) }),
    setting('dbfilename', 'text', 'dump.rdb', { isProtected: version.isFrom(7) }),
    setting('save', 'save', '3600 1 300 100 60 10000'),
    setting('appendonly', 'yesno', 'no'),
    setting('appendfilename', 'text', 'appendonly.aof', fixed),
    setting('appendfsync', 'choice', 'everysec', { choices: ['everysec', 'always', 'no'] }),
    setting('maxmemory', 'bytes', '0'),
    setting('maxmemory-policy', 'choice', 'noeviction', { choices: POLICIES }),
    setting('maxmemory-samples', 'number', '5'),
    ...(version.isFrom(6, 2) ? [setting('maxmemory-eviction-tenacity', 'number', '10')] : []),
    ...(version.isFrom(7) ? [setting('maxmemory-clients', 'bytes', '0')] : []),
    setting('maxclients', 'number', '10000'),
    setting('timeout', 'number', '0'),
    setting('tcp-keepalive', 'number', '300'),
    setting('tcp-backlog', 'number', '511', fixed),
    setting('databases', 'number', '16', fixed),
    setting('daemonize', 'yesno', 'no', fixed),
    setting('supervised', 'choice', 'no', { ...fixed, choices: ['upstart', 'systemd', 'auto', 'no'] }),
    setting('pidfile', 'text', '', fixed),
    setting('loglevel', 'choice', 'notice', { choices: ['debug', 'verbose', 'notice', 'warning', 'nothing'] }),
    setting('logfile', 'text', '', fixed),
    setting('always-show-logo', 'yesno', 'no', fixed),
    setting('stop-writes-on-bgsave-error', 'yesno', 'yes'),
    setting('rdbcompression', 'yesno', 'yes'),
    setting('rdbchecksum', 'yesno', 'yes', fixed),
    setting('replica-serve-stale-data', 'yesno', 'yes'),
    setting('replica-read-only', 'yesno', 'yes'),
    setting('replica-priority', 'number', '100'),
    setting('replica-announce-ip', 'text', ''),
    setting('replica-announce-port', 'number', '0'),
    setting('min-replicas-to-write', 'number', '0'),
    setting('min-replicas-max-lag', 'number', '10'),
    setting('repl-ping-replica-period', 'number', '10'),
    setting('repl-timeout', 'number', '60'),
    setting('repl-backlog-size', 'bytes', '1048576'),
    setting('repl-backlog-ttl', 'number', '3600'),
    setting('repl-diskless-sync', 'yesno', version.isFrom(7) ? 'yes' : 'no'),
    setting('repl-diskless-sync-delay', 'number', '5'),
    setting('lua-time-limit', 'number', '5000'),
    setting('slowlog-log-slower-than', 'number', '10000'),
    setting('slowlog-max-len', 'number', '128'),
    setting('notify-keyspace-events', 'text', ''),
    setting('hz', 'number', '10'),
    setting('lazyfree-lazy-eviction', 'yesno', 'no'),
    setting('io-threads', 'number', '1', fixed),
    setting('enable-protected-configs', 'choice', 'no', { ...fixed, choices: ['no', 'yes', 'local'] }),
    setting('enable-debug-command', 'choice', 'no', { ...fixed, choices: ['no', 'yes', 'local'] }),
  ];
}
