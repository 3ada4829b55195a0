import type { ApiClient, Pod } from '../../api';
import type { EventLoop, SeededRandom } from '../../engine';
import { type AddressRange, addressRange, isInRange, isLoopback } from '../addresses';
import type { OutsideNames } from '../dns/outside-names';
import type { Faults } from '../faults';
import { isInside } from '../place';
import type { Party } from '../policy/compile-policy';
import type { Policies } from '../policy/policies';
import type { ServedPort } from '../services/service-entry';
import type { Protocol, ServiceTable } from '../services/service-table';
import type { HostPorts } from './host-ports';
import type { Machine } from './machine';
import type { Machines, NodeSite } from './machines';
import { type Reached, REFUSED, type Route, SILENT, UNREACHABLE } from './route';

/** What a router knows of. */
export interface RouterParts {
  readonly client: ApiClient;
  readonly loop: EventLoop;
  readonly random: SeededRandom;
  readonly machines: Machines;
  readonly services: ServiceTable;
  readonly hostPorts: HostPorts;
  readonly policies: Policies;
  readonly faults: Faults;
  readonly names: OutsideNames;
  /** Range of virtual addresses: nothing outside of the cluster knows a way there. */
  readonly serviceCidr: string;
}

/** What is known of a connection on its way. */
interface Journey {
  readonly from: Machine;
  readonly protocol: Protocol;
  /** Where the next one sees the client, unless a node stands in for it. */
  readonly seenAddress: string;
  /** Node that stands in for the client with its own address. @default - none */
  readonly standIn: NodeSite | undefined;
  readonly service: string | undefined;
}

/**
 * Finds out where connections go, as the nodes of a cluster do: virtual addresses become those of endpoints, policies and
 * faults have their say, and what nobody knows is lost.
 *
 * Source: Kubernetes 1.36, pkg/proxy/iptables, `syncProxyRules`.
 */
export class Router {
  private readonly serviceRange: AddressRange | undefined;

  constructor(private readonly parts: RouterParts) {
    this.serviceRange = addressRange(parts.serviceCidr);
  }

  /** Where a new connection, or a packet, of a machine goes now. */
  route(from: Machine, address: string, port: number, protocol: Protocol): Route {
    if (!from.isUp) return SILENT;
    const { machines, services } = this.parts;
    const seenAddress = from.addresses[0] ?? address;
    const standIn = from.place.kind === 'node' ? machines.node(from.place.name) : undefined;
    const journey: Journey = { from, protocol, seenAddress, standIn, service: undefined };
    if (!isInside(from.place)) return this.routeFromOutside(journey, address, port);
    const virtual = services.virtual(address, protocol, port);
    if (virtual !== undefined) return this.toService(journey, virtual);
    if (from.owns(address) && from.place.kind === 'pod') return toItself(journey, address, port);
    const node = isLoopback(address) ? from : machines.at(address);
    if (node?.place.kind === 'node') return this.toNode(journey, node, address, port);
    const balancer = this.balancerAt(address, protocol, port);
    if (balancer !== undefined) return this.toBalancer(this.leaving(journey), balancer);
    return this.toAddress(journey, address, port);
  }

  /** Milliseconds that something takes between machines that are connected, or undefined when it is lost. */
  transit(
    from: Machine,
    to: Machine,
    fromService: string | undefined,
    toService: string | undefined,
  ): number | undefined {
    if (from === to) return from.isUp ? 0 : undefined;
    if (!from.isUp || !to.isUp) return undefined;
    return this.parts.faults.verdict({ from: from.place, to: to.place, fromService, toService });
  }

  private routeFromOutside(journey: Journey, address: string, port: number): Route {
    const { machines } = this.parts;
    const balancer = this.balancerAt(address, journey.protocol, port);
    if (balancer !== undefined) return this.toBalancer(journey, balancer);
    // A balancer that has the name of the machine itself: the own computer with a cluster on it.
    const local = isLoopback(address) ? this.balancerAt('localhost', journey.protocol, port) : undefined;
    if (local !== undefined) return this.toBalancer(journey, local);
    if (journey.from.owns(address)) return toItself(journey, address, port);
    if (this.serviceRange !== undefined && isInRange(address, this.serviceRange)) return SILENT;
    const machine = machines.at(address);
    if (machine === undefined || machine.place.kind === 'pod') return SILENT;
    if (machine.place.kind === 'node' && machines.node(machine.place.name)?.gateway === address) return SILENT;
    return machine.place.kind === 'node'
      ? this.toNode(journey, machine, address, port)
      : this.toAddress(journey, address, port);
  }

  /** The port behind a load balancer's IP, or behind the address of its name. */
  private balancerAt(address: string, protocol: Protocol, port: number): ServedPort | undefined {
    return this.parts.services.balancer(this.parts.names.balancerAt(address) ?? address, protocol, port);
  }

  /** A connection to an address of a node: a node port, a port of a Pod that the node lends it, or the node itself. */
  private toNode(journey: Journey, node: Machine, address: string, port: number): Route {
    const { machines, services, hostPorts } = this.parts;
    const { from, protocol } = journey;
    const site = machines.node(node.place.name);
    const nodePort = services.nodePort(protocol, port);
    if (nodePort !== undefined && site !== undefined) {
      return this.fromNode(journey, nodePort, site, from.place.node === node.place.name);
    }
    const lent = hostPorts.find(node.place.name, address, protocol, port);
    if (lent !== undefined) {
      if (!node.isUp) return SILENT;
      return this.toAddress(journey, lent.address, lent.port);
    }
    return from === node ? toItself(journey, address, port) : this.toAddress(journey, address, port);
  }

  /** A connection to a virtual address: chosen on the node of the client, which keeps its address. */
  private toService(journey: Journey, port: ServedPort): Route {
    const { from } = journey;
    const site = this.parts.machines.node(from.place.node);
    const policy = port.entry.service?.spec.internalTrafficPolicy === 'Local' ? 'Local' : 'Cluster';
    return this.toEndpoint(journey, port, policy, from.place.node, site?.zone ?? '');
  }

  /** A connection through a load balancer: it sends to one of the nodes. */
  private toBalancer(journey: Journey, port: ServedPort): Route {
    const { machines, random } = this.parts;
    const { spec } = port.entry.service ?? {};
    const ranges = spec?.loadBalancerSourceRanges ?? [];
    const isIn = (cidr: string): boolean => {
      const range = addressRange(cidr.trim());
      return range !== undefined && isInRange(journey.seenAddress, range);
    };
    if (ranges.length > 0 && !ranges.some(isIn)) return SILENT;
    const isLocal = spec?.externalTrafficPolicy === 'Local';
    const all = [...machines.allNodes()].filter(({ machine }) => machine.isUp);
    // A cluster of nothing but control plane nodes still has balancers that answer.
    const willing = all.some(({ takesBalancers }) => takesBalancers) ? all.filter((each) => each.takesBalancers) : all;
    const sites = isLocal
      ? willing.filter(({ name, zone }) => port.choicesAt('Local', { node: name, zone }).endpoints.length > 0)
      : willing;
    const site = sites[random.below(sites.length)];
    return site === undefined ? SILENT : this.fromNode(journey, port, site, false);
  }

  /** A connection from outside that has reached a node, or one from the node itself. */
  private fromNode(journey: Journey, port: ServedPort, site: NodeSite, isOwn: boolean): Route {
    if (!isOwn && this.transit(journey.from, site.machine, undefined, port.entry.key) === undefined) return SILENT;
    const isLocal = port.entry.service?.spec.externalTrafficPolicy === 'Local' && !isOwn;
    const isClientKept = isLocal || (isOwn && journey.from.place.kind === 'pod');
    const policy = isLocal ? 'Local' : 'Cluster';
    return this.toEndpoint(isClientKept ? journey : { ...journey, standIn: site }, port, policy, site.name, site.zone);
  }

  private toEndpoint(
    journey: Journey,
    port: ServedPort,
    policy: 'Cluster' | 'Local',
    node: string,
    zone: string,
  ): Route {
    const { loop, random } = this.parts;
    const viewpoint = { node, zone };
    const { endpoints, hasAny } = port.choicesAt(policy, viewpoint);
    if (!hasAny) return REFUSED;
    if (endpoints.length === 0) return SILENT;
    const endpoint = port.pick(endpoints, journey.seenAddress, viewpoint, random, loop.nowMs);
    return this.toAddress({ ...journey, service: port.entry.key }, endpoint.address, endpoint.port);
  }

  /** The last part of every way: to a machine by its own address. */
  private toAddress(journey: Journey, address: string, port: number): Route {
    const { machines } = this.parts;
    const { from, service } = journey;
    const found = machines.at(address);
    // What stands in for the Service of DNS answers nothing else, as every address of a Service.
    const machine = found?.dns === 'cluster' && journey.protocol !== 'UDP' ? undefined : found;
    const seenAddress = seenFrom(machine?.place.kind === 'host' ? this.leaving(journey) : journey, machine);
    if (this.isForbidden(journey, seenAddress, address, port, machine)) return SILENT;
    if (machine === undefined) {
      const site = machines.nodeOfPodAddress(address);
      return site?.machine.isUp === true && isInside(from.place) ? UNREACHABLE : SILENT;
    }
    if (!machine.isUp) return SILENT;
    // A lost first packet is a silent machine.
    const delayMs = this.transit(from, machine, undefined, service);
    if (delayMs === undefined) return SILENT;
    return { kind: 'reached', machine, address, port, seenAddress, service, delayMs };
  }

  private isForbidden(
    { from, protocol }: Journey,
    seenAddress: string,
    address: string,
    port: number,
    to: Machine | undefined,
  ): boolean {
    const { policies } = this.parts;
    if (from === to || !policies.concern(from.place.namespace, to?.place.namespace ?? '')) return false;
    // A node reaches its own Pods whatever policies say: otherwise no probe would.
    if (from.place.kind === 'node' && to?.place.node === from.place.name) return false;
    const sender: Party = { address: seenAddress, pod: this.podOf(from) };
    return !policies.allow({ from: sender, to: { address, pod: this.podOf(to) }, protocol, port });
  }

  private podOf(machine: Machine | undefined): Pod | undefined {
    if (machine?.place.kind !== 'pod') return undefined;
    return this.parts.client.get('pods', machine.place.namespace, machine.place.name);
  }

  /** What leaves the cluster has the address of its node. */
  private leaving(journey: Journey): Journey {
    return isInside(journey.from.place)
      ? { ...journey, standIn: this.parts.machines.node(journey.from.place.node) }
      : journey;
  }
}

/** Where a machine sees a client. A Pod sees its own node at the address of its bridge. */
function seenFrom({ seenAddress, standIn }: Journey, machine: Machine | undefined): string {
  if (standIn === undefined) return seenAddress;
  const isOwnPod = machine?.place.kind === 'pod' && machine.place.node === standIn.name;
  return (isOwnPod ? standIn.gateway : standIn.machine.addresses[0]) ?? seenAddress;
}

const toItself = ({ from }: Journey, address: string, port: number): Reached => ({
  kind: 'reached',
  machine: from,
  address,
  port,
  seenAddress: address,
  service: undefined,
  delayMs: 0,
});
