import { createServer, type Server, type Socket } from 'node:net';
import { UsageError } from '../failure';
import type { Steering } from './steering';

/** A port of this machine that leads, through a node, to a port of another machine. */
export interface Tunnel {
  /** On 127.0.0.1. */
  readonly port: number;
  /** As the node knows it. */
  readonly host: string;
  readonly hostPort: number;
}

const LOOPBACK = '127.0.0.1';
const PORT_MAX = 65_535;

/**
 * Reads `PORT:HOST:HOSTPORT`, as `ssh -L` takes it.
 *
 * @throws UsageError when it is nothing of the kind.
 */
export function tunnelOf(text: string): Tunnel {
  const [, port, host = '', hostPort] = /^(\d+):([\w.-]+):(\d+)$/.exec(text) ?? [];
  const tunnel = { port: Number(port), host, hostPort: Number(hostPort) };
  if (tunnel.port <= PORT_MAX && tunnel.hostPort >= 1 && tunnel.hostPort <= PORT_MAX) return tunnel;
  throw new UsageError(`'--tunnel' must be PORT:HOST:HOSTPORT such as 8080:localhost:30080, got '${text}'`);
}

/** Carries a connection by a command on the node that sends its input to the other machine. */
async function carry(steering: Steering, node: string, { host, hostPort }: Tunnel, socket: Socket): Promise<void> {
  const query = new URLSearchParams({ stdin: 'true', node });
  for (const word of ['nc', host, String(hostPort)]) query.append('command', word);
  const remote = await steering.start(query, (stream, bytes) =>
    stream === 'stdout' ? new Promise((resolve) => socket.write(bytes, () => resolve())) : undefined,
  );
  socket.on('data', (bytes) => {
    if (!remote.send(bytes)) socket.pause();
  });
  remote.onDrain(() => socket.resume());
  socket.on('end', () => remote.endInput());
  // Nobody listens there: ssh breaks the connection off as well.
  if ((await remote.ended) === 0) socket.end();
  else socket.resetAndDestroy();
}

/** Listens for a tunnel. @throws UsageError when the port cannot be had. */
async function open(steering: Steering, node: string, tunnel: Tunnel, sockets: Set<Socket>): Promise<Server> {
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: false }, (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    carry(steering, node, tunnel, socket).catch(() => socket.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', ({ code, message }: NodeJS.ErrnoException) => {
      const why = code === 'EADDRINUSE' ? 'is taken' : `cannot be had: ${message}`;
      reject(new UsageError(`port ${tunnel.port} ${why}: name another one in '--tunnel'`));
    });
    server.listen(tunnel.port, LOOPBACK, resolve);
  });
  return server;
}

/**
 * Keeps tunnels through a node open while `work` goes on.
 *
 * @param tell - hears of each that is open
 * @throws UsageError when one of the ports cannot be had, and what `work` throws.
 */
export async function withTunnels<Result>(
  steering: Steering,
  node: string,
  tunnels: readonly Tunnel[],
  tell: (line: string) => void,
  work: () => Promise<Result>,
): Promise<Result> {
  const servers: Server[] = [];
  const sockets = new Set<Socket>();
  try {
    for (const tunnel of tunnels) {
      servers.push(await open(steering, node, tunnel, sockets));
      tell(`${LOOPBACK}:${tunnel.port} leads to ${tunnel.host}:${tunnel.hostPort} through ${node}`);
    }
    return await work();
  } finally {
    for (const server of servers) server.close();
    for (const socket of sockets) socket.destroy();
  }
}
