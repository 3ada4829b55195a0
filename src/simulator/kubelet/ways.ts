import { type CommandWay, type Pod, type RemoteListener, type RemoteSession, statusErrors, type Way } from '../api';
import type { EventLoop, SeededRandom } from '../engine';
import type { ClusterNetwork } from '../network';
import { type ContainerProcesses, createProcessor, type NetworkStack, Volume } from '../process';
import { type Host, HostCommands } from './host-commands';
import { outsideConnection } from './outside-connection';
import type { RuntimeNode } from './runtime';
import type { ClusterStorage } from './volumes';

/** Where ways lead. */
export interface WayPlaces {
  readonly loop: EventLoop;
  readonly random: SeededRandom;
  readonly network: ClusterNetwork;
  readonly storage: ClusterStorage;
  /** The machine of a node; undefined when there is none. */
  readonly node: (name: string) => RuntimeNode | undefined;
  /** The Pod of a name; undefined when there is none. */
  readonly pod: (namespace: string, name: string) => Pod | undefined;
  /** Whether the machine of a node is on. */
  readonly isOn: (name: string) => boolean;
}

/** A connection to one port. */
interface EnteredPort {
  readonly kind: 'ports';
  readonly ports: readonly number[];
  readonly check: () => void;
  readonly open: (port: number, listener: RemoteListener) => RemoteSession;
}

/** A command that waits for its start. */
interface EnteredCommand {
  readonly kind: 'command';
  readonly hasStdin: boolean;
  readonly hasStdout: true;
  readonly hasStderr: boolean;
  readonly hasTerminal: boolean;
  readonly check: () => void;
  readonly open: (listener: RemoteListener) => RemoteSession;
}

/** A way that was gone, as the edge takes it. */
export type Entered = EnteredPort | EnteredCommand;

const GIB = 2 ** 30;

/** A computer outside of the cluster, as people have one. */
const OUTSIDE = { cores: 4, memoryBytes: 16 * GIB, freeMemoryBytes: 12 * GIB, kernel: '6.1.0-28-amd64' };

/** Ways into the cluster beside its API: from outside, and at its machines. */
export class Ways {
  /** Commands by node; those outside are under ''. */
  private readonly hosts = new Map<string, HostCommands>();

  constructor(private readonly places: WayPlaces) {}

  /** Goes a way. Throws StatusError when there is no such node, or nobody answers there. */
  enter(way: Way): Entered {
    if (way.type === 'connection') {
      const { outside } = this.places.network;
      const open: EnteredPort['open'] = (_port, listener) => outsideConnection(outside, way, listener);
      return { kind: 'ports', ports: [way.port], check: () => undefined, open };
    }
    const { hasStdin, hasTerminal } = way;
    const check = (): void => {
      this.check(way.node);
      if (way.pod !== undefined) this.podWithAddress(way.pod);
    };
    check();
    return {
      kind: 'command',
      hasStdin,
      hasTerminal,
      hasStdout: true,
      hasStderr: !hasTerminal,
      check,
      open: (listener) => this.run(way, listener),
    };
  }

  /** What runs on a node itself. Throws StatusError when it is off, or gone. */
  processesOf(node: string): ContainerProcesses {
    return this.commandsAt(node).processes;
  }

  /** A node is off, or gone: with it all that people do there. */
  powerOff(node: string): void {
    this.hosts.get(node)?.powerOff();
    this.hosts.delete(node);
  }

  private run(way: CommandWay, listener: RemoteListener): RemoteSession {
    const { node, pod } = way;
    if (pod === undefined) return this.commandsAt(node).run(way, listener);
    // What runs beside a Pod is gone with its end.
    const { loop, random } = this.places;
    return new HostCommands(loop, random.fork(`beside ${pod}`), this.beside(pod)).run(way, listener);
  }

  private commandsAt(node: string | undefined): HostCommands {
    const known = this.hosts.get(node ?? '');
    if (known !== undefined) return known;
    const { loop, random } = this.places;
    const made = new HostCommands(loop, random.fork(`host ${node ?? ''}`), this.hostOf(node));
    this.hosts.set(node ?? '', made);
    return made;
  }

  private check(name: string | undefined): void {
    if (name === undefined) return;
    const { node, isOn } = this.places;
    if (node(name) === undefined) throw statusErrors.notFound({ group: '', resource: 'nodes' }, name);
    // Source: OpenSSH, `ssh_connect_direct`.
    if (!isOn(name)) throw statusErrors.badRequest(`ssh: connect to host ${name} port 22: Connection timed out`);
  }

  private hostOf(name: string | undefined): Host {
    if (name === undefined) return this.outside();
    this.check(name);
    const { network, node, storage } = this.places;
    const { machine, processor, network: stack } = node(name) as RuntimeNode;
    const disk = storage.hostOf(name);
    return { name, processor, network: stack, machine, disk, resolvConf: network.hostResolvConf };
  }

  /** A machine in the network of a Pod. */
  private beside(key: string): Host {
    const { loop, network, node, storage } = this.places;
    const pod = this.podWithAddress(key);
    const { machine, processor } = node(pod.spec.nodeName ?? '') as RuntimeNode;
    return {
      name: pod.metadata.name,
      processor,
      machine,
      network: network.stackAt(pod.status.podIP ?? '') as NetworkStack,
      disk: new Volume({ nowMs: () => loop.nowMs, layers: storage.hostLayers, source: '/dev/sda1' }),
      resolvConf: network.resolvConf(pod),
    };
  }

  /** Throws StatusError when there is no such Pod, or it has no address. */
  private podWithAddress(key: string): Pod {
    const [namespace = '', name = ''] = key.split('/', 2);
    const pod = this.places.pod(namespace, name);
    if (pod === undefined) throw statusErrors.notFound({ group: '', resource: 'pods' }, name);
    this.check(pod.spec.nodeName);
    if (this.places.network.stackAt(pod.status.podIP ?? '') !== undefined) return pod;
    throw statusErrors.badRequest(`pod ${name} has no address`);
  }

  private outside(): Host {
    const { loop, network, storage } = this.places;
    const bootedMs = loop.nowMs;
    return {
      name: 'outside',
      network: network.outside,
      processor: createProcessor(loop, OUTSIDE.cores),
      machine: () => ({ ...OUTSIDE, bootedMs }),
      disk: new Volume({ nowMs: () => loop.nowMs, layers: storage.hostLayers, source: '/dev/sda1' }),
      resolvConf: network.hostResolvConf,
    };
  }
}
