import type { Socket } from 'node:net';
import type { SecureContext } from 'node:tls';
import type { PublicEndpoint, PublicListener } from '../..';
import type { Entrance } from '../connections';
import type { Session } from '../session';
import { contextsOf } from '../tls/contexts';
import { withTls } from '../tls/secured-ports';
import { carrySocket } from './carry-socket';
import { Door } from './door';
import { ingressAddresses, ingressHosts, type OpenEndpoint } from './ingress-addresses';
import { withLocalNames } from './local-names';
import { awaitedBy, schemeOf } from './scheme';

/** Where something in the cluster can be reached from this machine. */
export interface ReachableAddress {
  readonly kind: PublicEndpoint['kind'];
  /** `namespace/name` of the Service or the Ingress. */
  readonly name: string;
  /** Where it is reached on this machine: `127.0.0.1:30080`, `web.example.com.localhost:41000`. */
  readonly address: string;
  /** For a browser. @default - no browser speaks with it, or nobody answers yet */
  readonly url?: string;
  /** What has to be before anybody answers. @default - nothing */
  readonly waitsFor?: string;
  /** What it stands for: `172.18.0.2:30080`, `198.51.100.10:80`, `web.example.com/`. */
  readonly target: string;
  /** Why the port is another one than the cluster says. @default - it is that one, or the cluster names none here */
  readonly problem?: string;
}

interface OpenDoor {
  readonly door: Door;
  readonly problem: string | undefined;
}

/** The port that an endpoint would have on this machine: that of a node, or of a load balancer on the own machine. */
function ownPort({ kind, address, port }: PublicEndpoint): number | undefined {
  return kind === 'nodePort' || address === 'localhost' ? port : undefined;
}

const targetOf = ({ address, port }: PublicEndpoint): string => `${address}:${port}`;

/** A load balancer keeps its port when it gets another address. */
const keyOf = ({ kind, name, port }: PublicEndpoint): string => `${kind} ${name}:${port}`;

/**
 * Keeps a port of this machine open for all that answers outside of the cluster: node ports under their own numbers, load
 * balancers and ingress controllers under free ones.
 */
export class Reach {
  private doors = new Map<string, OpenDoor>();
  /** Ports by key, also of what is gone: it gets the same port when it comes back. */
  private readonly ports = new Map<string, number>();
  private readonly told = new Set<string>();
  private stopListening: () => void = () => undefined;
  private readonly stopFollowing: () => void;
  private isPlanned = false;
  private isClosed = false;
  private work: Promise<void> = Promise.resolve();

  /** `standIn` is shown for servers that have signed their own certificate. `onProblem` hears, once for each port, why it cannot be had and what stands in for it. */
  constructor(
    private readonly session: Session,
    private readonly entrance: Entrance,
    private readonly standIn: SecureContext,
    private readonly onProblem: (text: string) => void,
    private readonly onDefect: (error: unknown) => void,
  ) {
    this.stopFollowing = session.onRestore(() => this.follow());
    this.follow();
  }

  /** All that is open, in the order of the cluster; then what Ingresses make of it. */
  list(): readonly ReachableAddress[] {
    const found: OpenEndpoint[] = [];
    const listed = this.endpoints().flatMap((endpoint): ReachableAddress[] => {
      const open = this.doors.get(keyOf(endpoint));
      if (open === undefined) return [];
      const { kind, name } = endpoint;
      const { problem } = open;
      const address = `127.0.0.1:${open.door.port}`;
      const listener = this.session.cluster.network.publicListener(endpoint);
      const shakesHandsFor = this.handshakes(listener);
      found.push({ endpoint, port: open.door.port, shakesHandsFor });
      const waitsFor = awaitedBy(listener, shakesHandsFor(''));
      const scheme = schemeOf(endpoint, listener);
      const url = scheme === undefined || waitsFor !== undefined ? {} : { url: `${scheme}://${address}/` };
      const awaited = waitsFor === undefined ? {} : { waitsFor };
      return [
        {
          kind,
          name,
          address,
          ...url,
          ...awaited,
          target: targetOf(endpoint),
          ...(problem === undefined ? {} : { problem }),
        },
      ];
    });
    return [...listed, ...ingressAddresses(this.session.cluster, found)];
  }

  /** For which names a server ends handshakes well; for all where nobody speaks TLS, or nobody knows. */
  private handshakes(listener: PublicListener | undefined): (serverName: string) => boolean {
    const certificateFor = listener?.state === 'listening' ? listener.certificateFor : undefined;
    if (certificateFor === undefined) return () => true;
    const contextFor = contextsOf(certificateFor, this.standIn);
    return (serverName) => contextFor(serverName) !== undefined;
  }

  /** Ends when a port is open for all that answers now. */
  async settled(): Promise<void> {
    this.update();
    await this.work;
  }

  /** Closes all ports. */
  async close(): Promise<void> {
    this.isClosed = true;
    this.stopListening();
    this.stopFollowing();
    await this.work;
    await Promise.all([...this.doors.values()].map(({ door }) => door.close()));
    this.doors.clear();
  }

  /** Follows the cluster that the session has now. */
  private follow(): void {
    this.stopListening();
    this.stopListening = this.session.cluster.network.onEndpointsChange(() => this.plan());
    this.plan();
  }

  /** Several changes are one; the cluster is not disturbed while it makes them. */
  private plan(): void {
    if (this.isPlanned || this.isClosed) return;
    this.isPlanned = true;
    setImmediate(() => this.update());
  }

  private update(): void {
    this.isPlanned = false;
    if (!this.isClosed) this.work = this.work.then(() => this.openAndClose()).catch(this.onDefect);
  }

  /** What there is now, each place once. */
  private endpoints(): PublicEndpoint[] {
    const found = new Map<string, PublicEndpoint>();
    for (const endpoint of this.session.cluster.network.endpoints()) {
      const key = keyOf(endpoint);
      if (!found.has(key)) found.set(key, endpoint);
    }
    return [...found.values()];
  }

  private async openAndClose(): Promise<void> {
    const wanted = new Map(this.endpoints().map((endpoint) => [keyOf(endpoint), endpoint]));
    for (const [key, { door }] of [...this.doors]) {
      if (wanted.has(key)) continue;
      this.doors.delete(key);
      await door.close();
    }
    for (const [key, endpoint] of wanted) {
      if (this.doors.has(key) || this.isClosed) continue;
      const open = await this.open(key, endpoint);
      if (open !== undefined) this.doors.set(key, open);
    }
  }

  private async open(key: string, endpoint: PublicEndpoint): Promise<OpenDoor | undefined> {
    const { name } = endpoint;
    const own = ownPort(endpoint);
    let door: Door;
    try {
      door = await Door.open(own ?? this.ports.get(key) ?? 0, (socket) => this.welcome(key, socket));
    } catch (error) {
      this.tell(key, `${name} is not reached from this machine: ${(error as Error).message}`);
      return undefined;
    }
    const { port, problem } = door;
    if (own === undefined) {
      this.ports.set(key, port);
      return { door, problem: undefined };
    }
    if (problem !== undefined) this.tell(key, `${problem}: ${name} answers on 127.0.0.1:${port}`);
    return { door, problem };
  }

  private tell(key: string, problem: string): void {
    if (this.told.has(key)) return;
    this.told.add(key);
    this.onProblem(problem);
  }

  private welcome(key: string, socket: Socket): void {
    // Where it is now: the node that answered before may have lost its power.
    const endpoint = this.endpoints().find((each) => keyOf(each) === key);
    if (endpoint === undefined) {
      socket.resetAndDestroy();
      return;
    }
    this.carry(socket, endpoint).catch((error: unknown) => {
      socket.destroy();
      this.onDefect(error);
    });
  }

  private async carry(socket: Socket, endpoint: PublicEndpoint): Promise<void> {
    const { address, port } = endpoint;
    const forward = this.entrance.enter({ type: 'connection', address, port });
    if (forward.kind !== 'ports') throw new TypeError(`a connection to ${address} leads to a ${forward.kind}`);
    const named = withLocalNames(forward, ingressHosts(this.session.cluster));
    await carrySocket(socket, withTls(named, this.standIn), port);
  }
}
