import {
  type Connection,
  type Coroutine,
  type Process,
  type ProcessHandle,
  type Program,
  waitFor,
  WaitList,
} from '../../../process';
import { ClientConnection, type ServerState } from './client-connection';

/** What the process of a client holds. */
const CLIENT_BYTES = 3 * 1024 * 1024;

/** Processor time of a new client. */
const CLIENT_MS = 2;

/** The processes that work for clients, one for each. */
export class ClientProcesses {
  /** Woken when one of them has ended. */
  readonly changes = new WaitList();
  private readonly running = new Set<ProcessHandle>();

  constructor(private readonly server: Process) {}

  get count(): number {
    return this.running.size;
  }

  /** Starts one. */
  begin(connection: Connection, state: ServerState): void {
    const title = `postgres: ${connection.remoteAddress}(${connection.remotePort})`;
    const program: Program = (worker) => work(worker, connection, state);
    const client = this.server.spawn({ argv: [title], program });
    this.running.add(client);
    this.server.start(this.follow(client));
  }

  /** Ends all, and waits until they have. */
  *end(): Coroutine<void> {
    for (const client of this.running) client.signal('TERM');
    while (this.running.size > 0) yield* waitFor(this.changes.change);
  }

  private *follow(client: ProcessHandle): Coroutine<void> {
    yield* client.wait();
    this.running.delete(client);
    this.changes.wakeAll();
  }
}

function* work(worker: Process, connection: Connection, state: ServerState): Coroutine<number> {
  worker.useMemory(CLIENT_BYTES);
  const client = new ClientConnection(worker, connection, state, worker.pid);
  worker.onSignal('TERM', () => client.end());
  yield* worker.compute(CLIENT_MS);
  yield* client.serve();
  return 0;
}
