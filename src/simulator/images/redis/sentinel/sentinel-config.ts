import { type Coroutine, type Process, ResolutionError, resolve } from '../../../process';
import { SettingError } from '../config/setting-values';
import type { RedisVersion } from '../redis-version';
import { type Address, OtherSentinel, WatchedMaster, WatchedReplica } from './instances';

/** What the configuration of a sentinel says. */
export interface SentinelConfig {
  port: number;
  bind: string;
  directory: string;
  logfile: string;
  password: string;
  /** Its identifier; empty when it has none yet. */
  runId: string;
  currentEpoch: number;
  announceIp: string;
  announcePort: number;
  resolvesHostnames: boolean;
  announcesHostnames: boolean;
  readonly masters: Map<string, WatchedMaster>;
}

export const newSentinelConfig = (): SentinelConfig => ({
  port: 26_379,
  bind: '',
  directory: '',
  logfile: '',
  password: '',
  runId: '',
  currentEpoch: 0,
  announceIp: '',
  announcePort: 0,
  resolvesHostnames: false,
  announcesHostnames: false,
  masters: new Map(),
});

const COUNT = /^\d+$/;

const isAddress = (host: string): boolean => /^\d{1,3}(?:\.\d{1,3}){3}$/.test(host);

/** An address of a line. Names are found when this release, or its setting, allows them. Throws SettingError. */
export function* readAddress(
  process: Process,
  version: RedisVersion,
  config: SentinelConfig,
  host: string,
  port: string,
): Coroutine<Address> {
  if (!COUNT.test(port) || Number(port) > 65_535 || Number(port) < 1) throw new SettingError('Invalid port number');
  // From 6.2 on names need a setting; before they were always looked up, once.
  const mayBeName = !version.isFrom(6, 2) || config.resolvesHostnames;
  const problem = version.isFrom(6, 2) ? "Can't resolve instance hostname." : "Can't resolve master instance hostname.";
  if (isAddress(host)) return { host, port: Number(port) };
  if (!mayBeName) throw new SettingError(problem);
  try {
    const [address = host] = yield* resolve(process, host);
    return { host: config.announcesHostnames ? host : address, port: Number(port) };
  } catch (error) {
    if (!(error instanceof ResolutionError)) throw error;
    throw new SettingError(problem);
  }
}

const OPTIONS: Readonly<Record<string, (master: WatchedMaster, value: string) => void>> = {
  'down-after-milliseconds': (master, value) => {
    master.downAfterMs = positive(value);
  },
  'failover-timeout': (master, value) => {
    master.failoverTimeoutMs = positive(value);
  },
  'parallel-syncs': (master, value) => {
    master.parallelSyncs = Number(value);
  },
  'auth-pass': (master, value) => {
    master.password = value;
  },
  quorum: (master, value) => {
    master.quorum = positive(value);
  },
  'config-epoch': (master, value) => {
    master.configEpoch = Number(value);
  },
  'leader-epoch': (master, value) => {
    master.leaderEpoch = Number(value);
  },
};

function positive(value: string): number {
  if (!COUNT.test(value) || Number(value) <= 0) throw new SettingError('negative or zero time parameter.');
  return Number(value);
}

/** Options of masters that only have to be there: what they call is not modelled. */
const IGNORED: ReadonlySet<string> = new Set([
  'notification-script',
  'client-reconfig-script',
  'deny-scripts-reconfig',
  'rename-command',
  'auth-user',
  'master-reboot-down-after-period',
]);

/** Gives one option of a master a value. Throws SettingError. */
export function setOption(master: WatchedMaster, name: string, value: string): void {
  const option = OPTIONS[name];
  if (option === undefined) throw new SettingError('Unrecognized sentinel configuration statement.');
  option(master, value);
}

/** Reads the words behind `sentinel`. Throws SettingError. */
export function* readSentinelLine(
  process: Process,
  version: RedisVersion,
  config: SentinelConfig,
  words: readonly string[],
): Coroutine<void> {
  const [name = '', first = '', second = '', third = '', fourth = ''] = words;
  const lower = name.toLowerCase();
  const masterOf = (): WatchedMaster => {
    const master = config.masters.get(first);
    if (master === undefined) throw new SettingError('No such master with specified name.');
    return master;
  };
  if (lower === 'monitor' && words.length === 5) {
    if (!COUNT.test(fourth) || Number(fourth) < 1) throw new SettingError('Quorum must be 1 or greater.');
    if (config.masters.has(first)) throw new SettingError('Duplicate master name.');
    const address = yield* readAddress(process, version, config, second, third);
    config.masters.set(first, new WatchedMaster(first, address, Number(fourth), process.nowMs));
  } else if (lower === 'myid') config.runId = first;
  else if (lower === 'current-epoch') config.currentEpoch = Number(first);
  else if (lower === 'announce-ip') config.announceIp = first;
  else if (lower === 'announce-port') config.announcePort = Number(first);
  else if (lower === 'resolve-hostnames') config.resolvesHostnames = first === 'yes';
  else if (lower === 'announce-hostnames') config.announcesHostnames = first === 'yes';
  else if (lower === 'known-slave' || lower === 'known-replica') {
    const address = { host: second, port: Number(third) };
    masterOf().replicas.set(`${second}:${third}`, new WatchedReplica(address, process.nowMs));
  } else if (lower === 'known-sentinel') {
    const address = { host: second, port: Number(third) };
    masterOf().sentinels.set(fourth, new OtherSentinel(fourth, address, process.nowMs));
  } else if (lower in OPTIONS && words.length === 3) setOption(masterOf(), lower, second);
  else if (!IGNORED.has(lower)) throw new SettingError('Unrecognized sentinel configuration statement.');
}

/** Lines that a sentinel keeps what it has learned in. */
export function linesOf(config: SentinelConfig, version: RedisVersion): readonly string[] {
  const replicaWord = version.isFrom(5) ? 'known-replica' : 'known-slave';
  const masters = [...config.masters.values()].flatMap((master) => {
    const { name } = master;
    return [
      `monitor ${name} ${master.address.host} ${master.address.port} ${master.quorum}`,
      `down-after-milliseconds ${name} ${master.downAfterMs}`,
      `failover-timeout ${name} ${master.failoverTimeoutMs}`,
      `parallel-syncs ${name} ${master.parallelSyncs}`,
      ...(master.password === '' ? [] : [`auth-pass ${name} ${master.password}`]),
      `config-epoch ${name} ${master.configEpoch}`,
      `leader-epoch ${name} ${master.leaderEpoch}`,
      ...[...master.replicas.values()].map(({ address }) => `${replicaWord} ${name} ${address.host} ${address.port}`),
      ...[...master.sentinels.values()].map(
        ({ address, runId }) => `known-sentinel ${name} ${address.host} ${address.port} ${runId}`,
      ),
    ];
  });
  return [`myid ${config.runId}`, ...masters, `current-epoch ${config.currentEpoch}`].map((line) => `sentinel ${line}`);
}

/** Words of lines that `linesOf` writes anew. */
export const REWRITTEN: ReadonlySet<string> = new Set([
  'myid',
  'monitor',
  'current-epoch',
  'known-slave',
  'known-replica',
  'known-sentinel',
  ...Object.keys(OPTIONS),
]);
