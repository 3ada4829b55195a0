import type { BsonDocument } from '../bson/values';
import { helloOf } from '../replication/status';
import type { MongoServer } from '../server/mongo-server';
import type { CommandContext, Commands } from './command';

const MEBIBYTE = 1024 * 1024;

/** Tells clients what this server is. Source: MongoDB, src/mongo/db/repl/replication_info.cpp. */
function hello({ server, connection, command }: CommandContext): BsonDocument {
  const { replication, version, nowMs } = server;
  const { ismaster, ...role } = replication === undefined ? { ismaster: true } : helloOf(replication);
  const isNew = 'hello' in command;
  return {
    ...role,
    [isNew ? 'isWritablePrimary' : 'ismaster']: ismaster,
    ...(isNew ? {} : { helloOk: true }),
    maxBsonObjectSize: 16 * MEBIBYTE,
    maxMessageSizeBytes: 48_000_000,
    maxWriteBatchSize: version.isFrom(3, 6) ? 100_000 : 1000,
    localTime: new Date(nowMs),
    ...(version.isFrom(3, 6) ? { logicalSessionTimeoutMinutes: 30 } : {}),
    ...(version.isFrom(4, 2) ? { connectionId: connection } : {}),
    minWireVersion: 0,
    maxWireVersion: version.wireVersion,
    readOnly: false,
    ok: 1,
  };
}

function serverStatus({
  process,
  version,
  startedMs,
  nowMs,
  connections,
  connectionsMade,
  options,
}: MongoServer): BsonDocument {
  const uptimeMs = nowMs - startedMs;
  return {
    host: process.machine.hostname + (options.port === 27017 ? '' : `:${options.port}`),
    version: version.number,
    process: 'mongod',
    pid: BigInt(process.pid),
    uptime: Math.floor(uptimeMs / 1000),
    uptimeMillis: BigInt(Math.floor(uptimeMs)),
    localTime: new Date(nowMs),
    connections: { current: connections, available: 838_860 - connections, totalCreated: connectionsMade },
    storageEngine: { name: 'wiredTiger', supportsCommittedReads: true, persistent: true },
    ok: 1,
  };
}

/** Commands about the server itself. */
export const serverCommands: Commands = {
  hello,
  isMaster: hello,
  ismaster: hello,
  ping: () => ({ ok: 1 }),
  _isSelf: ({ server: { instanceId } }) => ({ id: instanceId, ok: 1 }),
  endSessions: () => ({ ok: 1 }),
  whatsmyuri: () => ({ you: '127.0.0.1:0', ok: 1 }),
  connectionStatus: () => ({ authInfo: { authenticatedUsers: [], authenticatedUserRoles: [] }, ok: 1 }),
  buildInfo: ({ server: { version } }) => ({
    version: version.number,
    versionArray: version.parts,
    bits: 64,
    debug: false,
    maxBsonObjectSize: 16 * MEBIBYTE,
    storageEngines: ['devnull', 'wiredTiger'],
    ok: 1,
  }),
  serverStatus: ({ server }) => serverStatus(server),
  hostInfo: ({ server: { process, nowMs } }) => ({
    system: { currentTime: new Date(nowMs), hostname: process.machine.hostname, numCores: process.machine.cores },
    os: { type: 'Linux', name: 'Debian GNU/Linux' },
    ok: 1,
  }),
  getCmdLineOpts: ({ server: { process } }) => ({ argv: process.argv, parsed: {}, ok: 1 }),
  getLog: () => ({ totalLinesWritten: 0, log: [], ok: 1 }),
  getParameter: ({ server: { version } }) => ({ featureCompatibilityVersion: { version: version.number }, ok: 1 }),
  shutdown({ server: { process } }) {
    process.kill(process.pid, 'TERM');
    return { ok: 1 };
  },
};
