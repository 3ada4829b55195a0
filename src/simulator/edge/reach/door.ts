import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** Only programs of this machine come in. */
const LOOPBACK = '127.0.0.1';

/** What keeps a port from being had. */
const PROBLEMS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is taken by another program',
  EACCES: 'is not allowed to you',
};

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, LOOPBACK, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** A port of this machine, on the loopback interface, through which clients come in. */
export class Door {
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    /** Why it is not the port that was wanted. @default - it is */
    readonly problem: string | undefined,
  ) {}

  /**
   * Opens a port, or any free one where it cannot be had, and hands every client to `welcome`. 0 is any free one. Rejects
   * with the error of the system when there is no port at all.
   */
  static async open(wanted: number, welcome: (socket: Socket) => void): Promise<Door> {
    // A client that sends nothing more may still hear something.
    const server = createServer({ allowHalfOpen: true, noDelay: true });
    let problem: string | undefined;
    try {
      await listen(server, wanted);
    } catch (error) {
      const words = PROBLEMS[(error as NodeJS.ErrnoException).code ?? ''];
      if (words === undefined) throw error;
      problem = `port ${wanted} ${words}`;
      await listen(server, 0);
    }
    const door = new Door(server, problem);
    server.on('connection', (socket) => {
      door.sockets.add(socket);
      socket.once('close', () => door.sockets.delete(socket));
      welcome(socket);
    });
    // A client that cannot be taken, for want of files, is turned away; the port stays.
    server.on('error', () => undefined);
    return door;
  }

  /** The port that it is. */
  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Sends all clients away and gives the port back. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    const left = [...this.sockets].map((socket) => once(socket, 'close'));
    for (const socket of this.sockets) socket.destroy();
    await Promise.all([closed, ...left]);
  }
}
