import type { EndpointSlice, KubeObject, Service } from '../../api';

/** Where an APIService leads; undefined for the server's own. */
export interface ServiceReference {
  readonly namespace: string;
  readonly name: string;
  readonly port: number;
}

/** An APIService, as far as it matters here. */
export interface ApiServiceSpec {
  readonly group?: string;
  readonly version: string;
  readonly service?: { readonly namespace?: string; readonly name?: string; readonly port?: number };
}

/** The specification of an APIService. */
export const specOf = (object: KubeObject): ApiServiceSpec => object['spec'] as unknown as ApiServiceSpec;

/** Source: Kubernetes 1.36, kube-aggregator/pkg/apis/apiregistration/v1/defaults.go. */
const PORT = 443;

/** The Service behind an APIService; undefined for one of the server's own. */
export function serviceOf({ service }: ApiServiceSpec): ServiceReference | undefined {
  if (service === undefined) return undefined;
  return { namespace: service.namespace ?? '', name: service.name ?? '', port: service.port ?? PORT };
}

/** What its condition `Available` says. */
export interface Availability {
  readonly status: 'True' | 'False';
  readonly reason: string;
  readonly message: string;
}

/** What is looked at. */
export interface ServiceState {
  readonly service: Service | undefined;
  /** EndpointSlices of the Service. */
  readonly slices: readonly EndpointSlice[];
  /** Whether what answers behind the Service serves this version. */
  readonly isServed: boolean;
}

const no = (reason: string, message: string): Availability => ({ status: 'False', reason, message });

const hasEndpoint = (portName: string, slices: readonly EndpointSlice[]): boolean =>
  slices.some(
    ({ endpoints, ports }) =>
      (endpoints ?? []).some(({ conditions }) => conditions?.ready !== false) &&
      (ports ?? []).some(({ name = '', port }) => name === portName && port !== undefined),
  );

/**
 * Decides whether an APIService is available.
 *
 * Source: Kubernetes 1.36, kube-aggregator/pkg/controllers/status/{local,remote}. Simplified: what is behind the Service is
 * not asked, `isServed` says what it would answer.
 */
export function decideAvailability(spec: ApiServiceSpec, state: ServiceState): Availability {
  const reference = serviceOf(spec);
  if (reference === undefined) {
    return { status: 'True', reason: 'Local', message: 'Local APIServices are always available' };
  }
  const { namespace, name, port } = reference;
  const { service, slices, isServed } = state;
  if (service === undefined) return no('ServiceNotFound', `service/${name} in "${namespace}" is not present`);
  if (service.spec.type === 'ClusterIP') {
    const found = (service.spec.ports ?? []).find((each) => each.port === port);
    if (found === undefined) {
      return no('ServicePortError', `service/${name} in "${namespace}" is not listening on port ${port}`);
    }
    if (slices.length === 0) {
      return no('EndpointsNotFound', `cannot find endpointslices for service/${name} in "${namespace}"`);
    }
    const portName = found.name ?? '';
    if (!hasEndpoint(portName, slices)) {
      const where = `endpointslices for service/${name} in "${namespace}"`;
      return no('MissingEndpoints', `${where} have no addresses with port name "${portName}"`);
    }
  }
  if (isServed) return { status: 'True', reason: 'Passed', message: 'all checks passed' };
  const url = `https://${service.spec.clusterIP ?? ''}:${port}/apis/${spec.group ?? ''}/${spec.version}`;
  return no('FailedDiscoveryCheck', `failing or missing response from ${url}: bad status from ${url}: 404`);
}
