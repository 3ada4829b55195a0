import type { ConnectionWay, RemoteListener, RemoteSession } from '../api';
import { type ClientConnection, type Coroutine, isSystemError, type NetworkStack, SystemError } from '../process';
import { connectionSession } from './connection-session';

const isAddress = (text: string): boolean => /^[\d.]+$/.test(text);

/** The first address of a name. Throws SystemError EHOSTUNREACH when there is none. */
function* addressOf(network: NetworkStack, name: string): Coroutine<string> {
  // A load balancer on the own computer has no record.
  if (name === 'localhost') return '127.0.0.1';
  if (isAddress(name)) return name;
  const { records } = yield* network.query(name, 'A');
  const address = records.find(({ type }) => type === 'A')?.data;
  if (address === undefined) throw new SystemError('EHOSTUNREACH', name);
  return address;
}

function* connect(network: NetworkStack, { address, port }: ConnectionWay): Coroutine<ClientConnection> {
  const ip = yield* addressOf(network, address);
  return yield* network.connect(ip, port);
}

/** What a socket of somebody outside of the cluster is connected to. */
export function outsideConnection(network: NetworkStack, way: ConnectionWay, listener: RemoteListener): RemoteSession {
  const words = (error: unknown): string => {
    if (isSystemError(error)) return `${way.address}:${way.port}: ${error.message}`;
    throw error;
  };
  return connectionSession(connect(network, way), { refused: words, broken: words }, listener);
}
