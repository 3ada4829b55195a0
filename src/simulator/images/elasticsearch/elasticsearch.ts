import { type Coroutine, isSystemError, type Process, type Program, serveHttp, waitForEver } from '../../process';
import { Discovery } from './discovery';
import { type ElasticVersion, elasticRoutes } from './api';
import { type KnownNode, Membership } from './membership';
import { nodeSettings } from './settings';

const MEBIBYTE = 1024 * 1024;

/** What the Java machine holds with its heap of 256 MiB. */
const MEMORY_BYTES = 420 * MEBIBYTE;

/** Processor time of its start, before and after it has a name, and of an answer. */
const LOAD_MS = 1500;
const START_MS = 2500;
const ANSWER_MS = 1;

/** How often it is looked whether there is a master. */
const WATCH_MS = 500;

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

const newId = (process: Process): string =>
  Array.from({ length: 22 }, () => LETTERS.charAt(process.random.below(LETTERS.length))).join('');

/** The log of one node. */
class NodeLog {
  constructor(
    private readonly process: Process,
    private readonly name: string,
  ) {}

  *write(logger: string, text: string, level = 'INFO'): Coroutine<void> {
    const time = new Date(this.process.nowMs).toISOString().slice(0, 23).replace('T', ' ').replace('.', ',');
    yield* this.process.print(`[${time}][${level.padEnd(5)}][${logger.padEnd(25)}] [${this.name}] ${text}\n`);
  }
}

const describe = ({ name, id, address }: KnownNode): string => {
  const host = address.replace(/:\d+$/, '');
  return `{${name}}{${id}}{${host}}{${address}}`;
};

/** Says whenever the master is another one. */
function* watchMaster(process: Process, membership: Membership, log: NodeLog): Coroutine<void> {
  let known: string | undefined;
  for (;;) {
    const master = membership.master(process.nowMs);
    if (master?.id !== known) {
      if (master === undefined)
        yield* log.write('discovery.zen', 'master_left, reason [not enough master nodes]', 'WARN');
      else {
        const isSelf = master.id === membership.self.id;
        const count = membership.nodes(process.nowMs).length - 1;
        const reason = isSelf ? `zen-disco-join(elected_as_master, [${count}] joins received)` : 'detected_master';
        yield* log.write(
          'cluster.service',
          `${isSelf ? 'new_master' : 'detected_master'} ${describe(master)}, reason: ${reason}`,
        );
      }
      known = master?.id;
    }
    yield* process.sleep(WATCH_MS);
  }
}

/**
 * `elasticsearch`: one node, which finds others by discovery.zen. Source: Elasticsearch 2.4. Not modelled: indexes.
 */
export const elasticsearch = (version: ElasticVersion): Program =>
  function* (process) {
    process.useMemory(MEMORY_BYTES);
    process.onSignal('TERM', function* () {
      yield* log.write('node', 'stopping ...');
      yield* log.write('node', 'stopped');
      yield* log.write('node', 'closing ...');
      yield* log.write('node', 'closed');
      process.exit(143);
    });
    const settings = nodeSettings(process);
    const log = new NodeLog(process, settings.nodeName);
    yield* process.compute(LOAD_MS);
    const build = `${version.hash.slice(0, 7)}/${version.timestamp}`;
    yield* log.write('node', `version[${version.number}], pid[${process.pid}], build[${build}]`);
    yield* log.write('node', 'initializing ...');
    yield* process.compute(START_MS);
    yield* log.write('node', 'initialized');
    yield* log.write('node', 'starting ...');
    const host = process.network.addresses[0] ?? '127.0.0.1';
    const self: KnownNode = {
      id: newId(process),
      name: settings.nodeName,
      address: `${host}:${settings.transportPort}`,
      clusterName: settings.clusterName,
    };
    const membership = new Membership(self, settings.masterNodesMin);
    try {
      new Discovery(process, settings, membership).start();
      yield* log.write(
        'transport',
        `publish_address {${self.address}}, bound_addresses {[::]:${settings.transportPort}}`,
      );
      yield* log.write('discovery', `${settings.clusterName}/${self.id}`);
      process.start(watchMaster(process, membership, log));
      const router = elasticRoutes(membership, version, newId(process), () => process.nowMs);
      serveHttp(process, { port: settings.httpPort }, function* (request) {
        yield* process.compute(ANSWER_MS);
        return yield* router.handle(request);
      });
    } catch (error) {
      if (!isSystemError(error, 'EADDRINUSE')) throw error;
      yield* process.complain('Exception in thread "main" BindHttpException[Failed to bind to [9200]]; nested: ');
      yield* process.complain(
        'ChannelException[Failed to bind to: /0.0.0.0:9200]; nested: BindException[Address already in use];\n',
      );
      return 1;
    }
    yield* log.write(
      'http',
      `publish_address {${host}:${settings.httpPort}}, bound_addresses {[::]:${settings.httpPort}}`,
    );
    yield* log.write('node', 'started');
    process.useProcessor(0.01);
    return yield* waitForEver();
  };
