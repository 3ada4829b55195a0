import type { Socket } from 'node:net';
import type { ClientPortForward } from '../connections';
import { Pump } from '../connections/pump';
import { socketWire } from '../connections/wire';

const NOTHING = Buffer.alloc(0);

/**
 * Carries bytes between a client and a port inside of the cluster, in both directions, until either side ends them. Where
 * nobody listens, or the connection breaks, the client gets a reset.
 */
export async function carrySocket(socket: Socket, forward: ClientPortForward, port: number): Promise<void> {
  const wire = socketWire(socket, NOTHING);
  const pump = new Pump((listener) => forward.open(port, listener), {
    data: (_stream, bytes, onSent) => wire.write([bytes], onSent),
    end: ({ error }) => (error === undefined ? wire.end() : socket.resetAndDestroy()),
  });
  wire.onClose(() => pump.close());
  try {
    for await (const bytes of wire.incoming) await pump.send(bytes);
    pump.endInput();
  } catch {
    // The client is gone: `onClose` hears of it.
    socket.destroy();
  }
}
