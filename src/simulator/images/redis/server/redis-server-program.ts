import { isSystemError, type Process, type Program, type Signal, waitForEver } from '../../../process';
import { Configuration } from '../config/configuration';
import { FatalConfigError, fatalLine, linesWithWords, readCommandLine, readConfigFile } from '../config/read-config';
import { SettingError } from '../config/setting-values';
import type { RedisVersion } from '../redis-version';
import { sentinelProgram } from '../sentinel/sentinel-program';
import { RedisServer } from './redis-server';
import { ServerLog } from './server-log';
import { shutDown } from './shut-down';
import { acceptAll } from './serve-client';
import { greet, hostOf, introduce, listen, load, StartFailure, welcome } from './start-up';

/** Time until the next look whether the process shall end. Source: Redis 7.0, src/server.c `serverCron`, 10 times a second. */
const CRON_MS = 100;

/** `redis-server --version`. */
export const versionLine = (version: RedisVersion, name: string): string =>
  `${name} v=${version.number} sha=00000000:0 malloc=jemalloc-5.3.0 bits=64 build=${'0'.repeat(16)}\n`;

const USAGE = [
  'Usage: ./redis-server [/path/to/redis.conf] [options] [-]',
  '       ./redis-server - (read config from stdin)',
  '       ./redis-server -v or --version',
  '       ./redis-server -h or --help',
  '',
].join('\n');

interface Start {
  readonly config: Configuration;
  readonly configFile: string;
}

/** Reads file and options. Throws FatalConfigError. */
function configure(process: Process, version: RedisVersion): Start {
  const config = new Configuration(version);
  const { file, lines } = readCommandLine(process.argv.slice(1));
  const take = (words: readonly string[]): void => {
    config.readLine(words);
    // Paths after it are relative to it, as in Redis itself.
    if (words[0] === 'dir') changeDirectory(process, words[1] ?? '');
  };
  const configFile = file === undefined ? '' : process.files.realPath(file);
  const text = file === undefined ? '' : readConfigFile(process, file);
  for (const line of linesWithWords([text, ...lines].join('\n'), version)) {
    try {
      take(line.words);
    } catch (error) {
      if (!(error instanceof SettingError)) throw error;
      throw fatalLine(line, version, error.message);
    }
  }
  return { config, configFile };
}

function changeDirectory(process: Process, directory: string): void {
  try {
    process.changeDirectory(directory);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw new FatalConfigError(`Can't chdir to '${directory}': ${error.message}`);
  }
}

/** Ends the server when it is asked to. */
function handleSignals(server: RedisServer): void {
  const { process, log } = server;
  for (const signal of ['TERM', 'INT'] as readonly Signal[]) {
    process.onSignal(signal, function* () {
      log.raw(
        `${process.pid}:signal-handler (${Math.floor(process.nowMs / 1000)}) Received SIG${signal} scheduling shutdown...\n`,
      );
      if (server.isEnding) return;
      server.isEnding = true;
      yield* process.sleep(CRON_MS);
      yield* shutDown(server);
      log.write('#', 'SIGTERM received but errors trying to shut down the server, check the logs for more information');
      server.isEnding = false;
    });
  }
}

/**
 * The server of a release. `--sentinel` makes a sentinel of it.
 *
 * Source: Redis 3.2 to 7.4. Not modelled: cluster, scripts, streams, modules, access lists, TLS, Unix sockets, the logo that
 * 3.2 prints.
 */
export const redisServerProgram = (version: RedisVersion): Program =>
  function* (process) {
    const args = process.argv.slice(1);
    if (args.length === 1 && (args[0] === '-v' || args[0] === '--version')) {
      yield* process.print(versionLine(version, 'Redis server'));
      return 0;
    }
    if (args.length === 1 && (args[0] === '-h' || args[0] === '--help')) {
      yield* process.complain(USAGE);
      return 1;
    }
    if (args.includes('--sentinel')) return yield* sentinelProgram(version)(process);
    let start: Start;
    try {
      start = configure(process, version);
    } catch (error) {
      if (isSystemError(error))
        yield* process.complain(`Fatal error, can't open config file '${error.subject ?? ''}': ${error.message}\n`);
      else if (error instanceof FatalConfigError) yield* process.complain(`${error.message}\n`);
      else throw error;
      return 1;
    }
    const log = new ServerLog(process, version);
    if (start.config.text('logfile') !== '') log.openFile(start.config.text('logfile'));
    log.loglevel = start.config.text('loglevel');
    process.useProcessor(0.001);
    const server = new RedisServer(process, version, start.config, log);
    server.configFile = start.configFile;
    try {
      greet(server);
      const listeners = listen(server);
      introduce(server);
      load(server);
      handleSignals(server);
      server.memory.tell();
      const [host, port] = start.config.text('replicaof').split(' ');
      welcome(server);
      for (const listener of listeners) process.start(acceptAll(hostOf(server), listener));
      if (host !== undefined && host !== '') server.replication.follow(host, Number(port));
    } catch (error) {
      if (!(error instanceof StartFailure)) throw error;
      yield* log.drain();
      return 1;
    }
    return yield* waitForEver();
  };
