import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { type Cluster, createCluster } from '../../src/simulator';
import type { NewObject } from '../../src/simulator/api';
import { type Edge, makeClusterCertificates, serve, Session, type SnapshotOrigin } from '../../src/simulator/edge';
import {
  type ByteReader,
  type ByteWriter,
  checkpoint,
  type Connection,
  type Coroutine,
  type HttpHandler,
  isSystemError,
  type ListenOptions,
  type NetworkStack,
  runTask,
} from '../../src/simulator/process';

const certificates = makeClusterCertificates(Date.now());

/** What a server does with one connection. */
export type Serve = (connection: Connection) => Coroutine<void>;

/** Sends back what comes, until its end. */
function* sendBack(connection: ByteReader & ByteWriter): Coroutine<void> {
  for (let bytes = yield* connection.read(); bytes !== undefined; bytes = yield* connection.read()) {
    yield* connection.write(bytes);
  }
  connection.end();
  connection.close();
}

/** A server that sends back what comes. */
export const echo: Serve = sendBack;

/** Runs a server whose clients may go whenever they like. */
function* attended(serving: Coroutine<void>): Coroutine<void> {
  try {
    yield* serving;
  } catch (error) {
    if (!isSystemError(error)) throw error;
  }
}

/** Address of the servers that a test makes: no Pod has it. */
const SERVERS = '10.244.0.200';

/** A cluster behind real sockets, whose virtual time follows the wall clock, with servers that a test makes. */
export class ReachedCluster {
  /** What was said of ports that cannot be had. */
  readonly problems: string[] = [];
  readonly certificates = certificates;
  private edgeOf: Edge | undefined;

  private constructor(readonly session: Session) {}

  /** Starts one on any free port, of two nodes where nothing else is said. */
  static async start(nodes = 2): Promise<ReachedCluster> {
    const origin: SnapshotOrigin = { seed: 1, nodes, profile: 'desktop', start: Date.now() };
    const create = ({ seed, start }: SnapshotOrigin): Cluster =>
      createCluster({ seed, nodes, start, profile: 'desktop' });
    const made = new ReachedCluster(new Session(create(origin), { options: origin, create }));
    const reach = { onProblem: (text: string): void => void made.problems.push(text) };
    made.edgeOf = await serve({ cluster: made.session, certificates, port: 0, reach });
    return made;
  }

  get cluster(): Cluster {
    return this.session.cluster;
  }

  get edge(): Edge {
    if (this.edgeOf === undefined) throw new Error('it is not served yet');
    return this.edgeOf;
  }

  /** Makes a Service of a type in front of a server that the test runs itself. */
  service(name: string, type: 'NodePort' | 'LoadBalancer', port: number, nodePort: number): void {
    const { client } = this.cluster;
    client.create('services', {
      metadata: { name, namespace: 'default' },
      spec: { type, ports: [{ port, nodePort, protocol: 'TCP' }] },
    } as NewObject<'services'>);
    client.create('discovery.k8s.io/endpointslices', {
      metadata: { name, namespace: 'default', labels: { 'kubernetes.io/service-name': name } },
      addressType: 'IPv4',
      ports: [{ port, protocol: 'TCP' }],
      endpoints: [{ addresses: [SERVERS], conditions: { ready: true } }],
    } as unknown as NewObject<'discovery.k8s.io/endpointslices'>);
    this.edge.pacing.plan();
  }

  /** Runs a server at the address behind `service`, one that wants TLS if asked for. */
  serve(port: number, serving: Serve, isSecure = false): void {
    const listener = this.stack(port).listen({ port, isSecure });
    runTask(
      (function* () {
        for (;;) {
          const connection = yield* listener.accept();
          runTask(attended(serving(connection)));
        }
      })(),
    );
  }

  /** Answers HTTP at the address behind `service`, and says whether it came over TLS, which may show certificates. */
  answer(port: number, isSecure: boolean, certificateFor?: ListenOptions['certificateFor']): void {
    const handler: HttpHandler = function* (request) {
      yield* checkpoint();
      return { status: 200, headers: {}, body: Buffer.from(`secure: ${request.isSecure}`) };
    };
    const options = { port, isSecure, ...(certificateFor === undefined ? {} : { certificateFor }) };
    this.stack(port).listenHttp(options, handler, (coroutine) => void runTask(coroutine));
  }

  /** Answers HTTP at the address behind `service` by another protocol, which sends back what comes. */
  upgrade(port: number): void {
    const handler: HttpHandler = function* () {
      yield* checkpoint();
      const headers = { connection: 'Upgrade', upgrade: 'echo' };
      return {
        status: 101,
        headers,
        body: new Uint8Array(),
        upgrade: (bytes) => void runTask(attended(sendBack(bytes))),
      };
    };
    this.stack(port).listenHttp({ port }, handler, (coroutine) => void runTask(coroutine));
  }

  /** Where a Service is reached: the port on this machine. */
  async port(name: string, kind: 'nodePort' | 'loadBalancer' = 'nodePort'): Promise<number> {
    await this.edge.reach?.settled();
    const found = this.edge.reach?.list().find((each) => each.name === `default/${name}` && each.kind === kind);
    if (found === undefined) throw new Error(`${name} is not reached`);
    return Number(found.address.split(':')[1]);
  }

  private stack(port: number): NetworkStack {
    const node = this.cluster.client.list('nodes')[0]?.metadata.name ?? '';
    return this.cluster.network.podStack({ namespace: 'default', name: `server-${port}`, node, address: SERVERS });
  }

  stop(): Promise<void> {
    return this.edge.close();
  }
}

/** A client of a port of this machine. */
export class TcpClient {
  readonly socket: Socket;
  private readonly pieces: Buffer[] = [];
  /** Name of the error that ended it; '' for an end in peace. */
  readonly closed: Promise<string>;

  constructor(port: number) {
    this.socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    this.socket.on('data', (piece: Buffer) => this.pieces.push(piece));
    this.closed = new Promise((resolve) => {
      let code = '';
      this.socket.on('error', (error: NodeJS.ErrnoException) => (code = error.code ?? ''));
      this.socket.on('end', () => this.socket.end());
      this.socket.on('close', () => resolve(code));
    });
  }

  /** All that came so far. */
  get heard(): Buffer {
    return Buffer.concat(this.pieces);
  }

  /** All that comes until the end. */
  async all(): Promise<Buffer> {
    await this.closed;
    return this.heard;
  }
}

/** Takes a port as another program would; 0 is any free one. */
export function otherProgram(port = 0): Promise<{ readonly port: number; readonly stop: () => Promise<void> }> {
  const server: Server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () =>
      resolve({
        port: (server.address() as AddressInfo).port,
        stop: () => new Promise((done) => server.close(() => done())),
      }),
    );
  });
}

/** A port that is free now and in the range of node ports. */
export async function freeNodePort(): Promise<number> {
  for (let port = 30_100 + Math.floor(Math.random() * 2000); ; port += 1) {
    try {
      await (await otherProgram(port)).stop();
      return port;
    } catch {
      // Somebody has it.
    }
  }
}
