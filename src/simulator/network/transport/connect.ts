import { type ClientConnection, type ConnectOptions, type Coroutine, SystemError } from '../../process';
import type { Machine } from '../routing/machine';
import { connectionEnds } from './connection';
import { refusePlain } from './plain-to-secure';
import { UndecidedConnection } from './undecided-connection';
import { pause } from './waiting';
import { dial, type Peer, type Wire } from './wire';

/** Connects to an address, for bytes. Throws as `NetworkStack.connect`. */
export function* connect(
  wire: Wire,
  from: Machine,
  address: string,
  port: number,
  options: ConnectOptions = {},
): Coroutine<ClientConnection> {
  const peer = yield* dial(wire, from, address, port, options);
  yield* pause(wire.loop, peer.handshakeMs);
  return openTo(wire, from, address, port, peer, options.isSecure === true);
}

/**
 * Opens the connection to somebody who listens.
 *
 * @throws SystemError ECONNREFUSED when he does no more, ECONNRESET when only the client speaks TLS or too many clients wait.
 */
export function openTo(
  wire: Wire,
  from: Machine,
  address: string,
  port: number,
  { reached, bound, toServer, toClient }: Peer,
  isSecure: boolean,
): ClientConnection {
  const { machine } = reached;
  const subject = `${address}:${port}`;
  if (machine.ports.find(reached.address, reached.port) !== bound) throw new SystemError('ECONNREFUSED', subject);
  // What a plain server reads of a TLS handshake is rubbish to it.
  if (isSecure && !bound.isSecure) throw new SystemError('ECONNRESET', subject);
  const clientPort = from.ports.ephemeral();
  const { client, server } = connectionEnds(
    wire.loop,
    {
      clientAddress: machine === from ? reached.seenAddress : (from.addresses[0] ?? reached.seenAddress),
      clientPort,
      dialledAddress: address,
      dialledPort: port,
      seenAddress: reached.seenAddress,
      seenPort: clientPort,
      serverAddress: reached.address,
      serverPort: reached.port,
    },
    { toServer, toClient },
    (end) => {
      if (end === client) from.forget(end);
      else machine.forget(end);
    },
  );
  from.keep(client);
  machine.keep(server);
  if (bound.isSecure && !isSecure) {
    const isThere = (): boolean => machine.ports.find(reached.address, reached.port) === bound;
    return new UndecidedConnection(client, bound.certificateFor, {
      secure: () => {
        if (!isThere() || !bound.take(server)) server.reset();
      },
      plain: () => {
        if (isThere() && bound.http !== undefined) bound.http.run(refusePlain(server, bound.http.plainAnswer));
        else server.reset();
      },
    });
  }
  if (!bound.take(server)) {
    client.abandon();
    throw new SystemError('ECONNRESET', subject);
  }
  return client;
}
