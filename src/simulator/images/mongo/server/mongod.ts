import {
  type Coroutine,
  isSystemError,
  type Listener,
  type Process,
  type Program,
  waitForEver,
} from '../../../process';
import { BsonError } from '../bson/decode';
import type { MongoVersion } from '../mongo-version';
import { MongoServer } from './mongo-server';
import { type MongodOptions, OptionError, readOptions } from './options';
import { serveClient } from './session';

const MEBIBYTE = 1024 * 1024;
/** What it holds before there are any data. */
const MEMORY_BYTES = 60 * MEBIBYTE;
/** Processor time of its start, and the share that its housekeeping takes. */
const START_MS = 400;
const HOUSEKEEPING_CORES = 0.003;

/** Codes with which it ends. Source: MongoDB, src/mongo/util/exit_code.h. */
const EXIT_BAD_OPTIONS = 2;
const EXIT_NET_ERROR = 48;
const EXIT_UNCAUGHT = 100;

function* greet(server: MongoServer): Coroutine<void> {
  const { process, version, options, log } = server;
  const { hostname } = process.machine;
  const { port, dbPath } = options;
  const say = (text: string, id: number, msg: string, attr?: Readonly<Record<string, unknown>>): void =>
    log.write({
      component: 'CONTROL',
      context: 'initandlisten',
      text,
      event: { id, msg, ...(attr === undefined ? {} : { attr }) },
    });
  const architecture = '64-bit';
  say(
    `MongoDB starting : pid=${process.pid} port=${port} dbpath=${dbPath} ${architecture} host=${hostname}`,
    4615611,
    'MongoDB starting',
    {
      pid: process.pid,
      port,
      dbPath,
      architecture,
      host: hostname,
    },
  );
  say(`db version v${version.number}`, 23403, 'Build Info', { buildInfo: { version: version.number } });
  const shown = {
    ...(options.replicaSet === undefined ? {} : { replication: { replSet: options.replicaSet } }),
  };
  say(
    `options: ${JSON.stringify(shown)
      .replaceAll('"', '')
      .replaceAll(':', ': ')
      .replace(/^\{(.*)\}$/, '{ $1 }')}`,
    21951,
    'Options set by command line',
    {
      options: shown,
    },
  );
  yield* log.flush();
}

/** Says why it cannot go on, and ends. */
function* fail(server: MongoServer, text: string, code: number): Coroutine<number> {
  const say = (line: string, severity?: string): void =>
    server.log.write({
      component: 'STORAGE',
      context: 'initandlisten',
      text: line,
      ...(severity === undefined ? {} : { severity }),
    });
  say(text, 'E');
  say(`shutting down with code:${code}`);
  yield* server.log.flush();
  return code;
}

/** Listens on all that it is told to. @throws SystemError EADDRINUSE, EADDRNOTAVAIL */
const listen = ({ process }: MongoServer, { port, addresses }: MongodOptions): readonly Listener[] =>
  addresses.length === 0
    ? [process.network.listen({ port })]
    : addresses.map((address) => process.network.listen({ port, address }));

function* accept(server: MongoServer, listener: Listener): Coroutine<void> {
  for (;;) server.process.start(serveClient(server, yield* listener.accept()));
}

function endOnSignals(server: MongoServer): void {
  const { process, log, journal } = server;
  const end = (number: number, name: string) =>
    function* (): Coroutine<void> {
      const say = (text: string, id: number): void =>
        log.write({ component: 'CONTROL', context: 'signalProcessingThread', text, event: { id, msg: text } });
      say(`got signal ${number} (${name}), will terminate after current cmd ends`, 23377);
      journal.checkpoint();
      process.files.write(`${server.options.dbPath}/mongod.lock`, '');
      say('now exiting', 20565);
      say('shutting down with code:0', 23138);
      yield* log.flush();
      process.exit(0);
    };
  process.onSignal('TERM', end(15, 'Terminated'));
  process.onSignal('INT', end(2, 'Interrupt'));
}

function* serve(process: Process, version: MongoVersion, options: MongodOptions): Coroutine<number> {
  const server = new MongoServer(process, version, options);
  const { files } = process;
  yield* greet(server);
  const { dbPath, port } = options;
  if (!files.exists(dbPath)) {
    return yield* fail(
      server,
      `exception in initAndListen: 29 Data directory ${dbPath} not found., terminating`,
      EXIT_UNCAUGHT,
    );
  }
  let listeners: readonly Listener[];
  try {
    const lock = `${dbPath}/mongod.lock`;
    if (files.exists(lock) && files.readText(lock) !== '') {
      const text = `Detected unclean shutdown - ${lock} is not empty.`;
      server.log.write({
        component: 'STORAGE',
        context: 'initandlisten',
        text,
        severity: 'W',
        event: { id: 22271, msg: text },
      });
    }
    files.write(lock, `${process.pid}\n`, 0o600);
    server.journal.recover();
  } catch (error) {
    if (!isSystemError(error) && !(error instanceof BsonError)) throw error;
    return yield* fail(
      server,
      `exception in initAndListen: 20 ${error.message}: "${dbPath}", terminating`,
      EXIT_UNCAUGHT,
    );
  }
  try {
    listeners = listen(server, options);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return yield* fail(server, `Failed to set up listener: SocketException: ${error.message}`, EXIT_NET_ERROR);
  }
  endOnSignals(server);
  for (const listener of listeners) process.start(accept(server, listener));
  const text = `waiting for connections on port ${port}`;
  server.log.write({
    component: 'NETWORK',
    context: 'listener',
    text,
    event: { id: 23016, msg: 'Waiting for connections', attr: { port, ssl: 'off' } },
  });
  const { replication } = server;
  if (replication !== undefined) process.start(replication.begin());
  return yield* waitForEver();
}

/**
 * `mongod`: a server of MongoDB, alone or in a replica set.
 *
 * Source: MongoDB manual; log lines of 3.4 and 4.4. Not modelled: users, TLS, sharding, transactions (a write that names one
 * is done at once), retried writes that were done already, log lines beyond the most important ones.
 */
export const mongod = (version: MongoVersion): Program =>
  function* (process) {
    if (process.argv.includes('--version')) {
      yield* process.print(`db version v${version.number}\n`);
      return 0;
    }
    let options: MongodOptions;
    try {
      options = readOptions(process.argv.slice(1), version);
    } catch (error) {
      if (!(error instanceof OptionError)) throw error;
      yield* process.complain(
        `Error parsing command line: ${error.message}\ntry 'mongod --help' for more information\n`,
      );
      return EXIT_BAD_OPTIONS;
    }
    process.useMemory(MEMORY_BYTES);
    process.useProcessor(HOUSEKEEPING_CORES);
    yield* process.compute(START_MS);
    return yield* serve(process, version, options);
  };
