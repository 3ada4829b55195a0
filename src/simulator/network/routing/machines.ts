import type { ApiClient, Labels, Node } from '../../api';
import { type AddressRange, addressRange, addressText, isInRange } from '../addresses';
import { Machine } from './machine';

const NO_LABELS: Labels = {};

/** Label of the zone of a node. */
const ZONE = 'topology.kubernetes.io/zone';

/** Label of nodes that load balancers leave out. Source: Kubernetes 1.36, core/v1 `LabelNodeExcludeBalancers`. */
const NO_BALANCERS = 'node.kubernetes.io/exclude-from-external-load-balancers';

/** A node as the network knows it. */
export interface NodeSite {
  readonly name: string;
  readonly machine: Machine;
  readonly zone: string;
  /** Addresses of its Pods. */
  readonly podRange: AddressRange | undefined;
  /** Address of the node on the network of its Pods: where they see it. */
  readonly gateway: string;
  /** Whether load balancers send to it. */
  readonly takesBalancers: boolean;
  /** Pods that run on it. */
  readonly pods: Set<Machine>;
}

type Writable<T> = { -readonly [Field in keyof T]: T[Field] };

/** All machines by their addresses. */
export class Machines {
  private readonly byAddress = new Map<string, Machine>();
  private readonly nodes = new Map<string, Writable<NodeSite>>();
  /** Machines whose node is deleted: they run on, and nobody finds them any more. */
  private readonly former = new Map<string, Machine>();
  private readonly withoutPower = new Set<string>();

  constructor(private readonly client: ApiClient) {
    client.watch('nodes', ({ type, object, previous }) => {
      if (type === 'DELETED') this.removeNode(object.metadata.name);
      else if (
        previous?.spec !== object.spec ||
        previous.metadata.labels !== object.metadata.labels ||
        isMoved(previous, object)
      ) {
        this.noteNode(object);
      }
    });
  }

  /** The machine at an address. */
  at(address: string): Machine | undefined {
    return this.byAddress.get(address);
  }

  node(name: string): NodeSite | undefined {
    return this.nodes.get(name);
  }

  /** The machine of a node, also when its node is deleted: an agent does not stop with its object. */
  machineOf(node: string): Machine | undefined {
    return this.nodes.get(node)?.machine ?? this.former.get(node);
  }

  /** Nodes in the order in which they came. */
  allNodes(): IterableIterator<NodeSite> {
    return this.nodes.values();
  }

  /** The node whose Pods have addresses such as this one, whether or not one has it. */
  nodeOfPodAddress(address: string): NodeSite | undefined {
    for (const site of this.nodes.values()) {
      if (site.podRange !== undefined && isInRange(address, site.podRange)) return site;
    }
    return undefined;
  }

  /** Adds the machine of a Pod. An address that another one had is its own from now on. */
  addPod(namespace: string, name: string, node: string, address: string): Machine {
    const labels = (): Labels => this.client.get('pods', namespace, name)?.metadata.labels ?? NO_LABELS;
    const machine = new Machine({ kind: 'pod', namespace, name, node, labels }, [address], () => this.hasPower(node));
    this.byAddress.set(address, machine);
    this.nodes.get(node)?.pods.add(machine);
    return machine;
  }

  removePod(machine: Machine): void {
    machine.remove();
    this.nodes.get(machine.place.node)?.pods.delete(machine);
    this.release(machine);
  }

  /** Adds a machine outside of the cluster. */
  addHost(name: string, addresses: readonly string[]): Machine {
    const place = { kind: 'host', namespace: '', name, node: '', labels: () => NO_LABELS } as const;
    const machine = new Machine(place, addresses, () => true);
    for (const address of addresses) this.byAddress.set(address, machine);
    return machine;
  }

  removeHost(machine: Machine): void {
    machine.remove();
    this.release(machine);
  }

  /** Whether a node has power; one that nobody knows has. */
  hasPower(node: string): boolean {
    return !this.withoutPower.has(node);
  }

  /** Takes or gives power: without it, nothing on a node is heard of any more. */
  setPower(node: string, isOn: boolean): void {
    if (isOn) {
      this.withoutPower.delete(node);
      return;
    }
    this.withoutPower.add(node);
    const site = this.nodes.get(node);
    for (const machine of site === undefined ? [] : [site.machine, ...site.pods]) machine.abandonConnections();
  }

  private noteNode(node: Node): void {
    const { name, labels = NO_LABELS } = node.metadata;
    const site = this.nodes.get(name) ?? this.newSite(name);
    const range = node.spec.podCIDR === undefined ? undefined : addressRange(node.spec.podCIDR);
    site.podRange = range;
    site.zone = labels[ZONE] ?? '';
    site.takesBalancers = labels[NO_BALANCERS] === undefined;
    const addresses = addressesOf(node);
    site.gateway = range === undefined ? (addresses[0] ?? '') : addressText(range.first + 1);
    this.release(site.machine);
    // Pods see the node at the address of its bridge, too.
    site.machine.addresses = range === undefined ? addresses : [...addresses, site.gateway];
    for (const address of site.machine.addresses) this.byAddress.set(address, site.machine);
  }

  private newSite(name: string): Writable<NodeSite> {
    const labels = (): Labels => this.client.get('nodes', '', name)?.metadata.labels ?? NO_LABELS;
    const place = { kind: 'node', namespace: '', name, node: name, labels } as const;
    const machine = new Machine(place, [], () => this.hasPower(name));
    const site = {
      name,
      machine,
      zone: '',
      podRange: undefined,
      gateway: '',
      takesBalancers: true,
      pods: new Set<Machine>(),
    };
    this.nodes.set(name, site);
    this.former.delete(name);
    return site;
  }

  private removeNode(name: string): void {
    const site = this.nodes.get(name);
    if (site === undefined) return;
    site.machine.remove();
    this.release(site.machine);
    this.nodes.delete(name);
    this.former.set(name, site.machine);
    this.withoutPower.delete(name);
  }

  private release(machine: Machine): void {
    for (const address of machine.addresses) {
      if (this.byAddress.get(address) === machine) this.byAddress.delete(address);
    }
  }
}

const addressesOf = ({ status }: Node): string[] =>
  (status.addresses ?? [])
    .filter(({ type }) => type === 'InternalIP' || type === 'ExternalIP')
    .map(({ address }) => address);

const isMoved = (previous: Node, node: Node): boolean =>
  previous.status.addresses !== node.status.addresses && addressesOf(previous).join() !== addressesOf(node).join();
