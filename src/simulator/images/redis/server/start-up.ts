import { isSystemError, type Listener } from '../../../process';
import { DumpError, readDump } from '../rdb/read-dump';
import { denial } from './denial';
import { execute, findCommand, run } from './execute';
import type { RedisServer } from './redis-server';
import type { ClientHost } from './serve-client';
import { Session } from './session';

/** A server that does not start: what it had to say is in its log. */
export class StartFailure extends Error {}

/** Lines of the start before there is anything to serve. Source: src/server.c `main` of 3.2, 4.0, 6.2, 7.0 and 7.2. */
export function greet({ log, version, process, config, configFile }: RedisServer): void {
  const level = version.isFrom(7, 2) ? '*' : '#';
  if (version.isFrom(4)) {
    log.write(level, 'oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo');
    const build = 'bits=64, commit=00000000, modified=0';
    log.write(level, `Redis version=${version.number}, ${build}, pid=${process.pid}, just started`);
  }
  if (configFile === '' && process.argv.length === 1) {
    log.write(
      '#',
      'Warning: no config file specified, using the default config. In order to specify a config file use ' +
        `${process.argv[0] ?? 'redis-server'} /path/to/redis.conf`,
    );
  } else if (version.isFrom(4)) log.write(level, 'Configuration loaded');
  log.role = config.text('replicaof') === '' ? 'M' : 'S';
}

/** Lines of the start once it has its port. */
export function introduce({ log, version, config }: RedisServer): void {
  if (version.isFrom(6, 2)) log.write('*', 'monotonic clock: POSIX clock_gettime');
  if (version.isFrom(4)) log.write('*', `Running mode=standalone, port=${config.number('port')}.`);
  log.write(
    version.isFrom(7, 2) ? '*' : '#',
    version.isFrom(4) ? 'Server initialized' : `Server started, Redis version ${version.number}`,
  );
}

/** Says that clients may come. */
export function welcome({ log, version, config }: RedisServer): void {
  if (!version.isFrom(4))
    log.write('*', `The server is now ready to accept connections on port ${config.number('port')}`);
  else log.write('*', `Ready to accept connections${version.isFrom(7, 2) ? ' tcp' : ''}`);
}

/** Addresses that it listens on; undefined stands for all. IPv6 is not modelled: such addresses are passed over. */
function addressesOf(bind: string): readonly (string | undefined)[] {
  const words = bind.split(' ').map((word) => word.replace(/^-/, ''));
  const addresses = words.filter((word) => word !== '' && !word.includes(':'));
  const isAll = addresses.length === 0 || addresses.some((address) => address === '*' || address === '0.0.0.0');
  return isAll ? [undefined] : addresses;
}

/** Listens on the port. Throws StartFailure. */
export function listen(server: RedisServer): readonly Listener[] {
  const { config, log, process, version } = server;
  const port = config.number('port');
  if (port === 0) return [];
  return addressesOf(config.text('bind')).map((address) => {
    try {
      return process.network.listen(address === undefined ? { port } : { port, address });
    } catch (error) {
      if (!isSystemError(error)) throw error;
      const socket = `${address ?? '*'}:${port}: bind: ${error.message}`;
      const name = version.isFrom(4)
        ? 'Could not create server TCP listening socket'
        : 'Creating Server TCP listening socket';
      log.write('#', `${version.isFrom(6, 2) ? 'Warning: ' : ''}${name} ${socket}`);
      if (version.isFrom(6, 2))
        log.write('#', `Failed listening on port ${port}${version.isFrom(7) ? ' (TCP)' : ''}, aborting.`);
      throw new StartFailure();
    }
  });
}

/** The server as those who connect to it meet it. */
export const hostOf = (server: RedisServer): ClientHost => ({
  process: server.process,
  denial(connection) {
    server.statistics.connections += 1;
    const denied = denial(server, connection);
    if (denied !== undefined) server.statistics.rejectedConnections += 1;
    return denied;
  },
  welcome(connection) {
    const isOpen = server.config.text('requirepass') === '';
    const session = new Session(server.nextSessionId(), server.process, connection, isOpen);
    server.sessions.set(session.id, session);
    return session;
  },
  execute: (session, words) => execute(server, session, words),
  release: (session) => void server.blocked.release(session, undefined),
  forget: (session) => server.forget(session),
  noteInput(bytes) {
    server.statistics.inputBytes += bytes;
  },
});

/** Reads what was saved. Throws StartFailure when it cannot be read. */
export function load(server: RedisServer): void {
  const { log, version, persistence, appendOnly, config } = server;
  try {
    if (config.isOn('appendonly')) {
      if (appendOnly.exists) replay(server);
      appendOnly.open();
      return;
    }
    const found = persistence.load();
    if (found === undefined) return;
    if (version.isFrom(6)) {
      log.write('*', `Loading RDB produced by version ${found.dump.notes.get('redis-ver') ?? version.number}`);
      const age = Math.floor(server.nowMs / 1000) - Number(found.dump.notes.get('ctime') ?? 0);
      log.write('*', `RDB age ${age} seconds`);
      const megabytes = Number(found.dump.notes.get('used-mem') ?? 0) / 1024 / 1024;
      log.write('*', `RDB memory usage when created ${megabytes.toFixed(2)} Mb`);
    }
    const { loaded, expired } = persistence.restore(found.dump);
    if (version.isFrom(6, 2)) log.write('*', `Done loading RDB, keys loaded: ${loaded}, keys expired: ${expired}.`);
    log.write('*', 'DB loaded from disk: 0.000 seconds');
  } catch (error) {
    if (isSystemError(error)) log.write('#', `Fatal error loading the DB: ${error.message}. Exiting.`);
    else if (error instanceof DumpError) log.write('#', `${error.message}. Exiting.`);
    else throw error;
    throw new StartFailure();
  }
}

/** Does again what the append only file says. */
function replay(server: RedisServer): void {
  const { dump, commands } = server.appendOnly.read();
  if (dump !== '') server.persistence.restore(readDump(dump));
  const session = new Session(0, server.process, undefined, true);
  for (const words of commands) run(server, session, findCommand(server, words), words);
  server.persistence.changes = 0;
  const where = server.version.isFrom(7) ? 'append only files' : 'append only file';
  server.log.write('*', `DB loaded from ${where}: 0.000 seconds`);
}
