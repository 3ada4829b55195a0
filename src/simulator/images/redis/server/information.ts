import type { RedisServer } from './redis-server';

/** Lines of one section: names and values. */
type Fields = readonly (readonly [string, string | number])[];

const UNITS = ['B', 'K', 'M', 'G', 'T'];

/** Bytes as people read them: `919.44K`. Source: Redis 7.0, src/server.c `bytesToHuman`. */
export function humanBytes(bytes: number): string {
  let [value, unit] = [bytes, 0];
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(2)}${UNITS[unit] ?? ''}`;
}

const flag = (value: boolean): number => (value ? 1 : 0);

function server(of: RedisServer): Fields {
  const { version, process, config, nowMs } = of;
  const seconds = Math.floor((nowMs - of.startedMs) / 1000);
  return [
    ['redis_version', version.number],
    ['redis_git_sha1', '00000000'],
    ['redis_git_dirty', 0],
    ['redis_build_id', of.runId.slice(0, 16)],
    ['redis_mode', 'standalone'],
    ['os', `Linux ${process.machine.kernel} x86_64`],
    ['arch_bits', 64],
    ...(version.isFrom(6, 2) ? ([['monotonic_clock', 'POSIX clock_gettime']] as const) : []),
    ['multiplexing_api', 'epoll'],
    ['process_id', process.pid],
    ['run_id', of.runId],
    ['tcp_port', config.number('port')],
    ...(version.isFrom(6, 2) ? ([['server_time_usec', nowMs * 1000]] as const) : []),
    ['uptime_in_seconds', seconds],
    ['uptime_in_days', Math.floor(seconds / 86_400)],
    ['hz', config.number('hz')],
    ['lru_clock', Math.floor(nowMs / 1000) & 0xffffff],
    ['executable', executableOf(of)],
    ['config_file', of.configFile],
  ];
}

/** Source: src/server.c `getAbsolutePath`: a name without a path is taken for one in the first directory. */
const executableOf = ({ process }: RedisServer): string => {
  const [name = ''] = process.argv;
  return name.startsWith('/') ? name : `${process.files.directory.replace(/\/$/, '')}/${name}`;
};

function clients({ sessions, blocked, config }: RedisServer): Fields {
  const normal = [...sessions.values()].filter(({ isReplica }) => !isReplica);
  return [
    ['connected_clients', normal.length],
    ['maxclients', config.number('maxclients')],
    ['blocked_clients', blocked.count],
  ];
}

function memory({ memory: held, statistics, process, config }: RedisServer): Fields {
  const { usedBytes, residentBytes } = held;
  const peakBytes = Math.max(statistics.peakBytes, usedBytes);
  const limit = config.number('maxmemory');
  const total = process.machine.memoryBytes;
  return [
    ['used_memory', usedBytes],
    ['used_memory_human', humanBytes(usedBytes)],
    ['used_memory_rss', residentBytes],
    ['used_memory_rss_human', humanBytes(residentBytes)],
    ['used_memory_peak', peakBytes],
    ['used_memory_peak_human', humanBytes(peakBytes)],
    ['used_memory_startup', held.startBytes],
    ['used_memory_dataset', held.dataBytes],
    ['total_system_memory', total],
    ['total_system_memory_human', humanBytes(total)],
    ['maxmemory', limit],
    ['maxmemory_human', humanBytes(limit)],
    ['maxmemory_policy', config.text('maxmemory-policy')],
    ['mem_fragmentation_ratio', (residentBytes / usedBytes).toFixed(2)],
    ['mem_allocator', 'jemalloc-5.3.0'],
  ];
}

function persistence({ persistence: dumps, appendOnly, replication }: RedisServer): Fields {
  return [
    ['loading', flag(replication.upstream?.isSyncing === true)],
    ['rdb_changes_since_last_save', dumps.changes],
    ['rdb_bgsave_in_progress', flag(dumps.isSaving)],
    ['rdb_last_save_time', Math.floor(dumps.lastSaveMs / 1000)],
    ['rdb_last_bgsave_status', dumps.hasFailed ? 'err' : 'ok'],
    ['rdb_last_bgsave_time_sec', dumps.saves > 0 ? 0 : -1],
    ['aof_enabled', flag(appendOnly.isOpen)],
    ['aof_rewrite_in_progress', 0],
    ['aof_last_bgrewrite_status', 'ok'],
    ['aof_last_write_status', 'ok'],
  ];
}

function stats({ statistics, channels }: RedisServer): Fields {
  return [
    ['total_connections_received', statistics.connections],
    ['total_commands_processed', statistics.commands],
    ['instantaneous_ops_per_sec', 0],
    ['total_net_input_bytes', statistics.inputBytes],
    ['rejected_connections', statistics.rejectedConnections],
    ['sync_full', statistics.fullSyncs],
    ['sync_partial_ok', statistics.partialSyncs],
    ['sync_partial_err', statistics.refusedPartialSyncs],
    ['expired_keys', statistics.expiredKeys],
    ['evicted_keys', statistics.evictedKeys],
    ['keyspace_hits', statistics.keyspaceHits],
    ['keyspace_misses', statistics.keyspaceMisses],
    ['pubsub_channels', channels.names.length],
    ['pubsub_patterns', channels.patternCount],
    ['total_error_replies', statistics.errorReplies],
  ];
}

function upstreamFields({ replication, config, nowMs, version }: RedisServer): Fields {
  const { upstream, feed } = replication;
  if (upstream === undefined) return [];
  return [
    ['master_host', upstream.host],
    ['master_port', upstream.port],
    ['master_link_status', upstream.isUp ? 'up' : 'down'],
    ['master_last_io_seconds_ago', upstream.isUp ? Math.floor((nowMs - upstream.lastHeardMs) / 1000) : -1],
    ['master_sync_in_progress', flag(upstream.isSyncing)],
    ...(version.isFrom(6, 2) ? ([['slave_read_repl_offset', feed.offset]] as const) : []),
    ['slave_repl_offset', feed.offset],
    ...(upstream.isUp
      ? []
      : ([['master_link_down_since_seconds', Math.floor((nowMs - upstream.downSinceMs) / 1000)]] as const)),
    ['slave_priority', config.number('replica-priority')],
    ['slave_read_only', flag(config.isOn('replica-read-only'))],
    ...(version.isFrom(6, 2) ? ([['replica_announced', 1]] as const) : []),
  ];
}

function replication(of: RedisServer): Fields {
  const { replication: part, config, nowMs, version } = of;
  const { upstream, feed } = part;
  const online = part.online();
  return [
    ['role', upstream === undefined ? 'master' : 'slave'],
    ...upstreamFields(of),
    ['connected_slaves', online.length],
    ...online.map(([session, { offset, confirmedMs }], index) => {
      const name = part.nameOf(session);
      const colon = name.lastIndexOf(':');
      const lag = Math.floor((nowMs - confirmedMs) / 1000);
      return [
        `slave${index}`,
        `ip=${name.slice(0, colon)},port=${name.slice(colon + 1)},state=online,offset=${offset},lag=${lag}`,
      ] as const;
    }),
    ...(version.isFrom(6, 2) ? ([['master_failover_state', 'no-failover']] as const) : []),
    ...(version.isFrom(4)
      ? ([
          ['master_replid', feed.id],
          ['master_replid2', feed.formerId],
        ] as const)
      : []),
    ['master_repl_offset', feed.offset],
    ...(version.isFrom(4) ? ([['second_repl_offset', feed.formerOffset]] as const) : []),
    ['repl_backlog_active', flag(feed.hasBacklog)],
    ['repl_backlog_size', config.number('repl-backlog-size')],
    ['repl_backlog_first_byte_offset', feed.hasBacklog ? feed.offset - feed.backlogBytes + 1 : 0],
    ['repl_backlog_histlen', feed.backlogBytes],
  ];
}

function cpu({ process }: RedisServer): Fields {
  const used = process.processes().find(({ pid }) => pid === process.pid)?.cpuMs ?? 0;
  return [
    ['used_cpu_sys', (used / 2000).toFixed(6)],
    ['used_cpu_user', (used / 2000).toFixed(6)],
    ['used_cpu_sys_children', '0.000000'],
    ['used_cpu_user_children', '0.000000'],
  ];
}

function keyspace({ databases, nowMs }: RedisServer): Fields {
  return databases
    .filter(({ size }) => size > 0)
    .map(({ index, size, expiring }) => {
      const left = [...expiring.values()].map((atMs) => Math.max(atMs - nowMs, 0));
      const average = left.length === 0 ? 0 : Math.floor(left.reduce((sum, ms) => sum + ms, 0) / left.length);
      return [`db${index}`, `keys=${size},expires=${expiring.size},avg_ttl=${average}`] as const;
    });
}

/** Sections in their order. `since` is the release that brought one; some are told only when they are asked for. */
const SECTIONS: readonly {
  readonly title: string;
  readonly since?: number;
  readonly fields: (of: RedisServer) => Fields;
}[] = [
  { title: 'Server', fields: server },
  { title: 'Clients', fields: clients },
  { title: 'Memory', fields: memory },
  { title: 'Persistence', fields: persistence },
  { title: 'Stats', fields: stats },
  { title: 'Replication', fields: replication },
  { title: 'CPU', fields: cpu },
  { title: 'Modules', since: 5, fields: () => [] },
  {
    title: 'Errorstats',
    since: 6,
    fields: ({ statistics }) => [...statistics.errors].map(([code, count]) => [`errorstat_${code}`, `count=${count}`]),
  },
  { title: 'Cluster', fields: () => [['cluster_enabled', 0]] },
  { title: 'Keyspace', fields: keyspace },
];

const EVERYTHING: ReadonlySet<string> = new Set(['all', 'default', 'everything']);

/**
 * What INFO tells: the sections asked for, by default all.
 *
 * Source: Redis 3.2 to 7.4, src/server.c `genRedisInfoString`. Not modelled: a number of fields of memory, statistics and
 * persistence; commands by name.
 */
export function information(of: RedisServer, wanted: readonly string[]): string {
  const names = wanted.map((name) => name.toLowerCase());
  const isAll = names.length === 0 || names.some((name) => EVERYTHING.has(name));
  return SECTIONS.filter(
    ({ title, since = 0 }) => of.version.isFrom(since) && (isAll || names.includes(title.toLowerCase())),
  )
    .map(({ title, fields }) => [`# ${title}`, ...fields(of).map(([name, value]) => `${name}:${value}`)])
    .map((lines) => lines.map((line) => `${line}\r\n`).join(''))
    .join('\r\n');
}
