import {
  type Coroutine,
  isSystemError,
  type Listener,
  type Process,
  type Program,
  type Signal,
  waitForEver,
} from '../../../process';
import { FatalConfigError, fatalLine, linesWithWords, readConfigFile } from '../config/read-config';
import { SettingError } from '../config/setting-values';
import type { RedisVersion } from '../redis-version';
import { randomHex } from '../server/random-hex';
import { acceptAll, type ClientHost } from '../server/serve-client';
import { ServerLog } from '../server/server-log';
import { Session } from '../server/session';
import { Sentinel } from './sentinel';
import { linesOf, newSentinelConfig, readSentinelLine, REWRITTEN, type SentinelConfig } from './sentinel-config';
import { executeForSentinel } from './sentinel-commands';

const MEBIBYTE = 1024 * 1024;

/** Settings that a sentinel has in common with a server, and does nothing else with. */
const SHARED: Readonly<Record<string, (config: SentinelConfig, value: string) => void>> = {
  port: (config, value) => {
    config.port = Number(value);
  },
  bind: (config, value) => {
    config.bind = value;
  },
  dir: (config, value) => {
    config.directory = value;
  },
  logfile: (config, value) => {
    config.logfile = value;
  },
  requirepass: (config, value) => {
    config.password = value;
  },
  'protected-mode': () => undefined,
  daemonize: () => undefined,
  pidfile: () => undefined,
  loglevel: () => undefined,
  supervised: () => undefined,
  maxclients: () => undefined,
  'acllog-max-len': () => undefined,
};

/** Reads the file. Throws FatalConfigError, SystemError. */
function* readConfig(process: Process, version: RedisVersion, path: string): Coroutine<SentinelConfig> {
  const config = newSentinelConfig();
  const lines = linesWithWords(readConfigFile(process, path), version);
  // Switches first: they decide how names of masters are read, wherever they stand.
  const isSwitch = (words: readonly string[]): boolean => /^(?:resolve|announce)-hostnames$/.test(words[1] ?? '');
  for (const line of [
    ...lines.filter(({ words }) => isSwitch(words)),
    ...lines.filter(({ words }) => !isSwitch(words)),
  ]) {
    const [name = '', ...rest] = line.words;
    try {
      if (name === 'sentinel') yield* readSentinelLine(process, version, config, rest);
      else if (SHARED[name] === undefined) throw new SettingError('Bad directive or wrong number of arguments');
      else SHARED[name](config, rest.join(' '));
    } catch (error) {
      if (!(error instanceof SettingError)) throw error;
      throw fatalLine(line, version, error.message);
    }
  }
  return config;
}

/** Keeps in the file what a sentinel has learned; other lines stay. */
function saveConfig(
  process: Process,
  version: RedisVersion,
  path: string,
  config: SentinelConfig,
  log: ServerLog,
): void {
  const { files } = process;
  try {
    const kept = files
      .readText(path)
      .replace(/\n$/, '')
      .split('\n')
      .filter((line) => {
        const [first = '', second = ''] = line.trim().toLowerCase().split(/\s+/);
        return first !== 'sentinel' || !REWRITTEN.has(second);
      });
    const temporary = `${path}-${process.pid}.tmp`;
    files.write(temporary, `${[...kept, ...linesOf(config, version)].join('\n')}\n`);
    files.rename(temporary, path);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    log.write('#', `WARNING: Sentinel was not able to save the new configuration on disk!!!: ${error.message}`);
  }
}

const hostOf = (sentinel: Sentinel): ClientHost => {
  let lastId = 0;
  return {
    process: sentinel.process,
    denial: () => undefined,
    welcome(connection) {
      lastId += 1;
      const session = new Session(lastId, sentinel.process, connection, sentinel.config.password === '');
      sentinel.sessions.set(session.id, session);
      return session;
    },
    execute: (session, words) => executeForSentinel(sentinel, session, words),
    release: () => undefined,
    forget(session) {
      sentinel.channels.forget(session);
      sentinel.sessions.delete(session.id);
    },
    noteInput: () => undefined,
  };
};

function greet(log: ServerLog, version: RedisVersion, process: Process): void {
  const level = version.isFrom(7, 2) ? '*' : '#';
  log.role = 'X';
  if (!version.isFrom(4)) return;
  log.write(level, 'oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo');
  log.write(
    level,
    `Redis version=${version.number}, bits=64, commit=00000000, modified=0, pid=${process.pid}, just started`,
  );
  log.write(level, 'Configuration loaded');
}

/** Waits for clients at the port of the sentinel; undefined when that is taken. */
function listen(process: Process, { port, bind }: SentinelConfig, log: ServerLog): Listener | undefined {
  const isAll = bind === '' || bind.includes('0.0.0.0') || bind.includes('*');
  try {
    return process.network.listen(isAll ? { port } : { port, address: bind.split(' ')[0] ?? bind });
  } catch (error) {
    if (!isSystemError(error)) throw error;
    log.write(
      '#',
      `Could not create server TCP listening socket ${isAll ? '*' : bind}:${port}: bind: ${error.message}`,
    );
    return undefined;
  }
}

/**
 * `redis-sentinel`: watches masters and lets replicas lead.
 *
 * Source: Redis 3.2 to 7.4, src/sentinel.c. Not modelled: scripts, TILT, access lists.
 */
export const sentinelProgram = (version: RedisVersion): Program =>
  function* (process) {
    const log = new ServerLog(process, version);
    const path = process.argv.slice(1).find((arg) => !arg.startsWith('-'));
    const end = function* (): Coroutine<number> {
      yield* log.drain();
      return 1;
    };
    if (path === undefined) {
      log.role = 'X';
      log.write('#', 'Sentinel needs config file on disk to save state. Exiting...');
      return yield* end();
    }
    let config: SentinelConfig;
    try {
      config = yield* readConfig(process, version, path);
    } catch (error) {
      if (!(error instanceof FatalConfigError)) throw error;
      yield* process.complain(`${error.message}\n`);
      return 1;
    }
    greet(log, version, process);
    const file = process.files.realPath(path);
    if (!isWritable(process, file)) {
      const reason = process.files.mounts().some(({ isReadOnly, path: at }) => isReadOnly && file.startsWith(`${at}/`))
        ? 'Read-only file system'
        : 'Permission denied';
      log.write('#', `Sentinel config file ${path} is not writable: ${reason}. Exiting...`);
      return yield* end();
    }
    const listener = listen(process, config, log);
    if (listener === undefined) return yield* end();
    process.useMemory(8 * MEBIBYTE);
    process.useProcessor(0.002);
    if (version.isFrom(4)) log.write('*', `Running mode=sentinel, port=${config.port}.`);
    const save = (): void => saveConfig(process, version, file, config, log);
    const sentinel = new Sentinel(process, version, config, log, save);
    if (config.runId === '') config.runId = randomHex(process.random, 40);
    save();
    if (version.isFrom(6, 2)) log.write('*', 'Sentinel new configuration saved on disk');
    log.write('#', `Sentinel ID is ${config.runId}`);
    for (const { name, address, quorum } of sentinel.masters) {
      sentinel.event('#', '+monitor', `master ${name} ${address.host} ${address.port} quorum ${quorum}`);
    }
    handleSignals(process, log);
    sentinel.start();
    process.start(acceptAll(hostOf(sentinel), listener));
    return yield* waitForEver();
  };

function isWritable({ files }: Process, file: string): boolean {
  try {
    files.append(file, '');
    return true;
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return false;
  }
}

function handleSignals(process: Process, log: ServerLog): void {
  for (const signal of ['TERM', 'INT'] as readonly Signal[]) {
    process.onSignal(signal, function* () {
      log.raw(
        `${process.pid}:signal-handler (${Math.floor(process.nowMs / 1000)}) Received SIG${signal} scheduling shutdown...\n`,
      );
      yield* process.sleep(100);
      log.write('#', 'User requested shutdown...');
      log.write('#', 'Sentinel is now ready to exit, bye bye...');
      yield* log.drain();
      process.exit(0);
    });
  }
}
