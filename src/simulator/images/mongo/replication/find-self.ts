import { type Coroutine, ResolutionError, resolve } from '../../../process';
import { equalBson } from '../bson/compare';
import { MongoConnection, splitAddress } from '../client/connection';
import type { MongoServer } from '../server/mongo-server';
import type { ReplicaConfig } from './config';
import { isPeerError } from './peer-error';

/** How long it waits for an answer from what may be itself. */
const SELF_TIMEOUT_MS = 3000;

/** Whether this server answers at an address. Source: MongoDB, src/mongo/db/repl/isself.cpp. */
function* leadsTo({ process, instanceId }: MongoServer, address: string): Coroutine<boolean> {
  let connection: MongoConnection | undefined;
  try {
    connection = yield* MongoConnection.open(process, address, SELF_TIMEOUT_MS);
    return equalBson((yield* connection.command('admin', { _isSelf: 1 })).id, instanceId);
  } catch (error) {
    if (!isPeerError(error)) throw error;
    return false;
  } finally {
    connection?.close();
  }
}

/** Which member this server is; undefined when none leads to it. */
export function* findSelf(server: MongoServer, { members }: ReplicaConfig): Coroutine<number | undefined> {
  const own = server.process.network.addresses;
  for (const { id, host: address } of members) {
    const { host, port } = splitAddress(address);
    if (port !== server.options.port) continue;
    try {
      const found = yield* resolve(server.process, host);
      if (found.some((each) => own.includes(each) || each.startsWith('127.'))) return id;
    } catch (error) {
      if (!(error instanceof ResolutionError)) throw error;
    }
  }
  // A Service in front has an address of its own: only whoever answers there can tell.
  for (const { id, host } of members) if (yield* leadsTo(server, host)) return id;
  return undefined;
}
