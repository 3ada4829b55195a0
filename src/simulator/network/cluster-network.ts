import type { ApiClient, Pod } from '../api';
import type { EventLoop, SeededRandom, Trace } from '../engine';
import { type HttpHandler, isSystemError, type NetworkStack, runTask } from '../process';
import { ClusterZone } from './dns/cluster-zone';
import { DnsClient } from './dns/dns-client';
import { DnsServer } from './dns/dns-server';
import { hostsFile } from './dns/hosts-file';
import { OutsideNames } from './dns/outside-names';
import { type DnsSettings, hostResolvConf, nameserversOf, resolvConf } from './dns/resolv-conf';
import { ReverseIndex } from './dns/reverse-index';
import { Faults } from './faults';
import { Policies } from './policy/policies';
import { PublicEndpoints, type PublicEndpoint, type PublicListener } from './public-endpoints';
import { type HostPort, HostPorts } from './routing/host-ports';
import { Machine } from './routing/machine';
import { Machines } from './routing/machines';
import { Router } from './routing/router';
import { ServiceTable } from './services/service-table';
import { OwnStack, Stack } from './stack';

/** What a network is made of. */
export interface ClusterNetworkOptions {
  /** Reads Services, EndpointSlices, Pods, Nodes and NetworkPolicies. */
  readonly client: ApiClient;
  readonly loop: EventLoop;
  readonly random: SeededRandom;
  /** Hears of faults and of machines that lose power. @default - nobody does */
  readonly trace?: Trace;
  /** Range of Service addresses: `10.96.0.0/12`. */
  readonly serviceCidr: string;
  /** Address of the cluster's DNS. A cluster without a Service there has a server of its own at it. */
  readonly dnsAddress: string;
  /** @default 'cluster.local' */
  readonly domain?: string;
  /** Domains that nodes search in. @default - none */
  readonly hostSearches?: readonly string[];
  /** Answers requests to the API server: where its endpoint is, and how. @default - nobody listens there */
  readonly apiServer?: { readonly address: string; readonly port: number; readonly handler: HttpHandler };
}

/** The Pod that a network is made for. */
export interface PodNetworkOptions {
  readonly namespace: string;
  readonly name: string;
  readonly node: string;
  /** Its IP. */
  readonly address: string;
  /** DNS server that it asks. @default - that of the cluster */
  readonly nameserver?: string | undefined;
  /** Ports of its node that lead to it. @default - none */
  readonly hostPorts?: readonly HostPort[];
}

/** A machine that can be taken from the network. */
export interface ClosableStack extends NetworkStack {
  /** Takes it away: who is connected gets a reset, unless its node has no power. */
  close(): void;
}

/** A machine outside of the cluster. */
export interface OutsideHost {
  /** Its name in DNS: `database.company.com`. */
  readonly name: string;
  readonly addresses: readonly string[];
}

/** The network of a cluster. */
export interface ClusterNetwork {
  /** The network of one Pod; one that is nobody's peer costs an entry in a map. */
  podStack(options: PodNetworkOptions): ClosableStack;
  /**
   * The network of a node, the same one every time: for Pods with hostNetwork and for who works on the node.
   *
   * @throws RangeError for a node that there is not.
   */
  nodeStack(node: string): NetworkStack;
  /** The network of whoever has an address now, for who joins it; undefined when nobody has it. */
  stackAt(address: string): NetworkStack | undefined;
  /** A machine outside of the cluster: it reaches node ports, load balancers and what is placed at addresses of nodes. */
  readonly outside: NetworkStack;
  /** Makes a machine outside of the cluster exist, with its name. */
  addHost(host: OutsideHost): ClosableStack;
  /** Domain of all its names: `cluster.local`. */
  readonly domain: string;
  /** What is wrong with the network. */
  readonly faults: Faults;
  /** Takes power from a node, or gives it: without it nobody hears of it or its Pods any more. */
  setPower(node: string, isOn: boolean): void;
  /** DNS server that a Pod asks; undefined for one that has none. */
  nameserverOf(pod: Pod): string | undefined;
  /** Text of `/etc/resolv.conf` of a Pod. */
  resolvConf(pod: Pod): string;
  /** Text of `/etc/resolv.conf` of nodes, and of what is outside. */
  readonly hostResolvConf: string;
  /** Text of `/etc/hosts` of a Pod with an address. */
  hostsFile(pod: Pod, address: string): string;
  /** Where something answers that can be reached from outside. */
  endpoints(): readonly PublicEndpoint[];
  /** Tells `listener` when those may have changed. The returned function stops it. */
  onEndpointsChange(listener: () => void): () => void;
  /** Who is behind an endpoint now; undefined where nobody knows. */
  publicListener(endpoint: PublicEndpoint): PublicListener | undefined;
  /** Notes a place where an ingress controller answers. The returned function takes it back. */
  publishIngress(name: string, address: string, port: number): () => void;
  /** Services and their endpoints, for components that choose endpoints themselves. */
  readonly services: ServiceTable;
}

/** DNS server of nodes and of what is outside. Source: RFC 5737. */
const UPSTREAM_ADDRESS = '192.0.2.53';

/** Where users are. Source: RFC 5737. */
const OUTSIDE_ADDRESS = '203.0.113.200';

/** Makes the network of a cluster; it follows the state of the cluster by watches. */
export function createClusterNetwork(options: ClusterNetworkOptions): ClusterNetwork {
  const {
    client,
    loop,
    random,
    trace,
    serviceCidr,
    dnsAddress,
    domain = 'cluster.local',
    hostSearches,
    apiServer,
  } = options;
  const services = new ServiceTable(client);
  const machines = new Machines(client);
  const faults = new Faults(random.fork('faults'));
  const hostPorts = new HostPorts();
  const names = new OutsideNames(services);
  const router = new Router({
    client,
    loop,
    random: random.fork('services'),
    machines,
    services,
    hostPorts,
    policies: new Policies(client),
    faults,
    names,
    serviceCidr,
  });
  const zone = new ClusterZone({ client, services, reverse: new ReverseIndex(services), domain, dnsAddress });
  const server = new DnsServer(domain, zone, names, random.fork('dns'));
  const wire = {
    loop,
    route: router.route.bind(router),
    transit: router.transit.bind(router),
  };
  const dns = new DnsClient(wire, server, services, dnsAddress);
  const settings: DnsSettings = {
    dnsAddress,
    domain,
    hostNameservers: [UPSTREAM_ADDRESS],
    ...(hostSearches === undefined ? {} : { hostSearches }),
  };
  machines.addHost('upstream-dns', [UPSTREAM_ADDRESS]).dns = 'upstream';
  machines.addHost('cluster-dns', [dnsAddress]).dns = 'cluster';
  if (apiServer !== undefined) {
    const machine = machines.addHost('api-server', [apiServer.address]);
    const stack = new Stack(machine, wire, dns, UPSTREAM_ADDRESS);
    stack.listenHttp(
      { port: apiServer.port, isSecure: true },
      apiServer.handler,
      (coroutine) =>
        void runTask(coroutine, undefined, (error) => {
          // A client that has gone amid its request: there is nobody to answer.
          if (!isSystemError(error)) throw error;
        }),
    );
  }
  const outsidePlace = { kind: 'outside', namespace: '', name: 'outside', node: '', labels: () => ({}) } as const;
  const outside = new Machine(outsidePlace, [OUTSIDE_ADDRESS], () => true);
  const stackOf = (machine: Machine, nameserver = UPSTREAM_ADDRESS): Stack => new Stack(machine, wire, dns, nameserver);
  const publicEndpoints = new PublicEndpoints(services, machines);
  return {
    podStack: ({ namespace, name, node, address, nameserver = dnsAddress, hostPorts: lent = [] }) => {
      const machine = machines.addPod(namespace, name, node, address);
      hostPorts.add(node, address, lent);
      return new OwnStack(machine, wire, dns, nameserver, () => {
        hostPorts.remove(node, address, lent);
        machines.removePod(machine);
      });
    },
    nodeStack: (node) => {
      const machine = machines.machineOf(node);
      if (machine === undefined) throw new RangeError(`there is no node '${node}'`);
      return stackOf(machine);
    },
    stackAt: (address) => {
      const machine = machines.at(address);
      if (machine === undefined) return undefined;
      return stackOf(machine, machine.place.kind === 'pod' ? dnsAddress : UPSTREAM_ADDRESS);
    },
    outside: stackOf(outside),
    domain,
    addHost: ({ name, addresses }) => {
      const machine = machines.addHost(name, addresses);
      names.add(name, addresses);
      return new OwnStack(machine, wire, dns, UPSTREAM_ADDRESS, () => {
        names.remove(name);
        machines.removeHost(machine);
      });
    },
    faults,
    setPower: (node, isOn) => {
      trace?.record('network', `Node ${node}`, isOn ? 'has power again' : 'has lost power: nobody hears of it');
      machines.setPower(node, isOn);
    },
    nameserverOf: (pod) => nameserversOf(pod, settings)[0],
    resolvConf: (pod) => resolvConf(pod, settings),
    hostResolvConf: hostResolvConf(settings),
    hostsFile: (pod, address) => hostsFile(pod, address, domain),
    endpoints: () => publicEndpoints.list(),
    onEndpointsChange: (listener) => publicEndpoints.onChange(listener),
    publicListener: (endpoint) => publicEndpoints.listener(endpoint),
    publishIngress: (name, address, port) => publicEndpoints.publishIngress(name, address, port),
    services,
  };
}
