import type { EndpointSlice, Service, ServicePort } from '../../api';
import type { SeededRandom } from '../../engine';
import { ClientAffinity } from './affinity';
import { chooseEndpoints, type EndpointChoice, endpointsOf, type ServiceEndpoint, type Viewpoint } from './endpoints';

/** Seconds that a client keeps its endpoint. Source: Kubernetes 1.36, core/v1 `DefaultClientIPServiceAffinitySeconds`. */
const AFFINITY_SECONDS = 10_800;

/** A Service and its slices. */
export class ServiceEntry {
  readonly slices = new Map<string, EndpointSlice>();
  readonly ports = new Map<string, ServedPort>();
  /** Addresses and ports that it has claimed; see `ServiceTable`. */
  claims: readonly ServiceClaim[] = [];

  constructor(
    /** `namespace/name`. */
    readonly key: string,
    public service: Service | undefined,
  ) {}

  /** Follows a change of the Service. Clients keep their endpoints. */
  update(service: Service | undefined): void {
    this.service = service;
    const names = new Set<string>();
    for (const port of service?.spec.ports ?? []) {
      const name = port.name ?? '';
      names.add(name);
      const served = this.ports.get(name);
      if (served === undefined) this.ports.set(name, new ServedPort(this, port));
      else served.port = port;
    }
    for (const name of this.ports.keys()) if (!names.has(name)) this.ports.delete(name);
    this.forgetEndpoints();
  }

  /** Follows a change of its slices. */
  forgetEndpoints(): void {
    for (const port of this.ports.values()) port.forgetEndpoints();
  }
}

/** Something under which a port of a Service is found. */
export interface ServiceClaim {
  readonly table: 'virtual' | 'nodePort' | 'balancer';
  readonly key: string;
  readonly port: ServedPort;
}

/** A port of a Service: chooses endpoints for connections. */
export class ServedPort {
  private endpoints: readonly ServiceEndpoint[] | undefined;
  private readonly choices = new Map<string, EndpointChoice>();
  private readonly affinity = new ClientAffinity();

  constructor(
    readonly entry: ServiceEntry,
    public port: ServicePort,
  ) {}

  /** What a node may choose from; worked out once for every change. */
  choicesAt(policy: 'Cluster' | 'Local', viewpoint: Viewpoint): EndpointChoice {
    const key = `${policy}/${viewpoint.node}`;
    let choice = this.choices.get(key);
    if (choice === undefined) {
      this.endpoints ??= endpointsOf(this.entry.slices.values(), this.port);
      choice = chooseEndpoints(this.endpoints, policy, viewpoint);
      this.choices.set(key, choice);
    }
    return choice;
  }

  /** All of its endpoints, usable or not. */
  allEndpoints(): readonly ServiceEndpoint[] {
    this.endpoints ??= endpointsOf(this.entry.slices.values(), this.port);
    return this.endpoints;
  }

  /**
   * One of some endpoints, at least one, for a new connection of a client: by chance, or the one that it had before where
   * the Service wants that.
   */
  pick(
    endpoints: readonly ServiceEndpoint[],
    client: string,
    { node }: Viewpoint,
    random: SeededRandom,
    nowMs: number,
  ): ServiceEndpoint {
    const choose = (): ServiceEndpoint => endpoints[random.below(endpoints.length)] as ServiceEndpoint;
    const { sessionAffinity, sessionAffinityConfig } = this.entry.service?.spec ?? {};
    if (sessionAffinity !== 'ClientIP') return choose();
    const seconds = sessionAffinityConfig?.clientIP?.timeoutSeconds;
    return this.affinity.pick(client, node, endpoints, nowMs, (seconds ?? AFFINITY_SECONDS) * 1000, choose);
  }

  forgetEndpoints(): void {
    this.endpoints = undefined;
    this.choices.clear();
  }
}
