import type { Service, ServicePort } from '../api';
import type { CertificateFor } from '../process';
import type { Machines } from './routing/machines';
import { balancerAddresses, type ServiceTable } from './services/service-table';

/** A place where something in the cluster answers whoever is outside. */
export interface PublicEndpoint {
  readonly kind: 'nodePort' | 'loadBalancer' | 'ingress';
  /** `namespace/name` of the Service, or the name of the ingress controller. */
  readonly name: string;
  /** Where `outside` reaches it now: an IP or a name. Of nodes that have power, whose ports are all the same, the first. */
  readonly address: string;
  readonly port: number;
  /** Port of the Service that leads there. @default - none: an ingress controller */
  readonly servicePort?: ServicePort;
}

/** Who is behind an endpoint: a program that listens, Pods of which none listens, or nobody who is ready. */
export type PublicListener =
  | {
      readonly state: 'listening';
      /** Whether it wants TLS. */
      readonly isSecure: boolean;
      /** Whether it is known to speak HTTP. */
      readonly isHttp: boolean;
      /** Its certificate for a name; undefined ends the handshake. @default - it has signed one itself, or speaks no TLS */
      readonly certificateFor?: CertificateFor;
    }
  | { readonly state: 'silent'; readonly port: number }
  | { readonly state: 'nobody' };

/** What can be reached from outside. Not modelled: UDP. */
export class PublicEndpoints {
  private readonly listeners = new Set<() => void>();
  private readonly ingresses = new Set<PublicEndpoint>();
  /** Ports of each Service as they were last seen, as text. */
  private readonly seen = new Map<string, string>();

  constructor(
    private readonly services: ServiceTable,
    private readonly machines: Machines,
  ) {
    services.onChange((service, isGone) => this.note(service, isGone));
  }

  /** Node ports and load balancers by Service, then ingress controllers. */
  list(): readonly PublicEndpoint[] {
    const nodes = [...this.machines.allNodes()];
    const node = nodes.find(({ machine }) => machine.isUp) ?? nodes[0];
    const nodeAddress = node?.machine.addresses[0];
    const found: PublicEndpoint[] = [];
    for (const { service } of this.services.all()) {
      if (service !== undefined) found.push(...endpointsOf(service, nodeAddress));
    }
    return [...found, ...this.ingresses];
  }

  /** Tells `listener` when `list` has changed. The returned function stops it. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Who is behind an endpoint of a Service now; undefined where nobody knows, as of machines outside of the cluster. */
  listener({ name, servicePort }: PublicEndpoint): PublicListener | undefined {
    if (servicePort === undefined) return undefined;
    const served = this.services.find(name)?.ports.get(servicePort.name ?? '');
    const ready = (served?.allEndpoints() ?? []).filter(({ isReady }) => isReady);
    for (const { address, port } of ready) {
      const machine = this.machines.at(address);
      if (machine === undefined) return undefined;
      const found = machine.ports.find(address, port);
      if (found !== undefined) {
        const { isSecure, http, certificateFor } = found;
        const shown = isSecure && certificateFor !== undefined ? { certificateFor } : {};
        return { state: 'listening', isSecure, isHttp: http !== undefined, ...shown };
      }
    }
    const [first] = ready;
    return first === undefined ? { state: 'nobody' } : { state: 'silent', port: first.port };
  }

  publishIngress(name: string, address: string, port: number): () => void {
    const endpoint: PublicEndpoint = { kind: 'ingress', name, address, port };
    this.ingresses.add(endpoint);
    this.tell();
    return () => {
      this.ingresses.delete(endpoint);
      this.tell();
    };
  }

  private note(service: Service, isGone: boolean): void {
    const { namespace, name } = service.metadata;
    const key = `${namespace}/${name}`;
    const endpoints = isGone ? [] : endpointsOf(service, '');
    const text = endpoints.map(({ kind, address, port }) => `${kind} ${address}:${port}`).join();
    if (text === (this.seen.get(key) ?? '')) return;
    if (text === '') this.seen.delete(key);
    else this.seen.set(key, text);
    this.tell();
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}

function endpointsOf(service: Service, nodeAddress: string | undefined): PublicEndpoint[] {
  const { namespace, name } = service.metadata;
  const key = `${namespace}/${name}`;
  return (service.spec.ports ?? []).flatMap((servicePort): PublicEndpoint[] => {
    const { protocol = 'TCP', nodePort, port } = servicePort;
    if (protocol !== 'TCP') return [];
    const isOpen = nodePort !== undefined && nodeAddress !== undefined;
    const shared = { name: key, servicePort };
    return [
      ...(isOpen ? [{ ...shared, kind: 'nodePort' as const, address: nodeAddress, port: nodePort }] : []),
      ...balancerAddresses(service).map((address) => ({ ...shared, kind: 'loadBalancer' as const, address, port })),
    ];
  });
}
