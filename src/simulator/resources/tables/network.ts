import type { LabelSelectorObject, Labels } from '../../api';
import { AGE, documentOf, NAME, text, wide } from './column';
import { labelsCell, selectorCell } from './selector-text';
import { defineTable, firstOf, orNone, type Named } from './table';

interface LoadBalancer {
  readonly ingress?: readonly { readonly ip?: string; readonly hostname?: string }[];
}

interface Service extends Named {
  readonly spec?: {
    readonly type?: string;
    readonly clusterIPs?: readonly string[];
    readonly externalIPs?: readonly string[];
    readonly externalName?: string;
    readonly selector?: Labels;
    readonly ports?: readonly { readonly port: number; readonly nodePort?: number; readonly protocol?: string }[];
  };
  readonly status?: { readonly loadBalancer?: LoadBalancer };
}

const sorted = (texts: readonly string[]): string[] => [...new Set(texts)].sort();

/** Addresses of a load balancer, sorted and without repetition. */
const balancerAddresses = (balancer: LoadBalancer | undefined): string[] =>
  sorted((balancer?.ingress ?? []).map(({ ip, hostname }) => ip ?? hostname ?? '').filter((address) => address !== ''));

function externalIp({ spec, status }: Service): string {
  const own = spec?.externalIPs ?? [];
  switch (spec?.type) {
    case 'ClusterIP':
    case 'NodePort':
      return orNone(own.join(','));
    case 'LoadBalancer':
      return [...balancerAddresses(status?.loadBalancer), ...own].join(',') || '<pending>';
    case 'ExternalName':
      return spec.externalName ?? '';
    default:
      return '<unknown>';
  }
}

const portText = (ports: NonNullable<Service['spec']>['ports']): string =>
  (ports ?? [])
    .map(({ port, nodePort, protocol }) => `${port}${(nodePort ?? 0) > 0 ? `:${nodePort}` : ''}/${protocol ?? ''}`)
    .join(',');

/** Services. */
export const serviceTable = defineTable<Service>({
  columns: [
    NAME,
    text('Type', documentOf('core.v1.ServiceSpec', 'type')),
    text('Cluster-IP', documentOf('core.v1.ServiceSpec', 'clusterIP')),
    text('External-IP', documentOf('core.v1.ServiceSpec', 'externalIPs')),
    text('Port(s)', documentOf('core.v1.ServiceSpec', 'ports')),
    AGE,
    wide('Selector', documentOf('core.v1.ServiceSpec', 'selector')),
  ],
  cells: (service, { age }) => [
    service.metadata.name,
    service.spec?.type ?? '',
    orNone(service.spec?.clusterIPs?.[0]),
    externalIp(service),
    orNone(portText(service.spec?.ports)),
    age,
    labelsCell(service.spec?.selector),
  ],
});

interface Endpoints extends Named {
  readonly subsets?: readonly {
    readonly addresses?: readonly { readonly ip: string }[];
    readonly ports?: readonly { readonly port: number }[];
  }[];
}

const hostPort = (ip: string, port: number): string => (ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`);

function endpointsText({ subsets }: Endpoints): string {
  if (subsets === undefined || subsets.length === 0) return '<none>';
  const all = subsets.flatMap(({ addresses = [], ports = [] }) =>
    ports.length === 0
      ? addresses.map(({ ip }) => ip)
      : ports.flatMap(({ port }) => addresses.map(({ ip }) => hostPort(ip, port))),
  );
  return firstOf(all, 3);
}

/** Endpoints. */
export const endpointsTable = defineTable<Endpoints>({
  columns: [NAME, text('Endpoints', documentOf('core.v1.Endpoints', 'subsets')), AGE],
  cells: (endpoints, { age }) => [endpoints.metadata.name, endpointsText(endpoints), age],
});

interface EndpointSlice extends Named {
  readonly addressType?: string;
  readonly ports?: readonly { readonly port?: number; readonly name?: string }[];
  readonly endpoints?: readonly { readonly addresses?: readonly string[] }[];
}

/** EndpointSlices. */
export const endpointSliceTable = defineTable<EndpointSlice>({
  columns: [
    NAME,
    text('AddressType', documentOf('discovery.v1.EndpointSlice', 'addressType')),
    text('Ports', documentOf('discovery.v1.EndpointSlice', 'ports')),
    text('Endpoints', documentOf('discovery.v1.EndpointSlice', 'endpoints')),
    AGE,
  ],
  cells: ({ metadata, addressType, ports, endpoints }, { age }) => [
    metadata.name,
    addressType ?? '',
    firstOf(
      (ports ?? []).map(({ port, name }) => (port === undefined ? (name ?? '*') : `${port}`)),
      3,
    ) || '<unset>',
    firstOf(
      (endpoints ?? []).flatMap(({ addresses }) => addresses ?? []),
      3,
    ) || '<unset>',
    age,
  ],
});

interface Ingress extends Named {
  readonly spec?: {
    readonly ingressClassName?: string;
    readonly rules?: readonly { readonly host?: string }[];
    readonly tls?: readonly object[];
  };
  readonly status?: { readonly loadBalancer?: LoadBalancer };
}

/** At most three hosts. Rules without a host are counted among those left out, as upstream does. */
function hosts({ spec }: Ingress): string {
  const rules = spec?.rules ?? [];
  const named = rules.map(({ host }) => host ?? '').filter((host) => host !== '');
  if (named.length === 0) return '*';
  const shown = named.slice(0, 3).join(',');
  // More rules follow once three hosts are listed.
  const third = rules.findIndex((_, index) => rules.slice(0, index + 1).filter(({ host }) => host).length === 3);
  return third >= 0 && third < rules.length - 1 ? `${shown} + ${rules.length - 3} more...` : shown;
}

/** Ingresses. */
export const ingressTable = defineTable<Ingress>({
  columns: [
    NAME,
    text('Class', 'The name of the IngressClass resource that should be used for additional configuration'),
    text('Hosts', 'Hosts that incoming requests are matched against before the ingress rule'),
    text('Address', 'Address is a list containing ingress points for the load-balancer'),
    text('Ports', 'Ports of TLS configurations that open'),
    AGE,
  ],
  cells: (ingress, { age }) => [
    ingress.metadata.name,
    ingress.spec?.ingressClassName ?? '<none>',
    hosts(ingress),
    balancerAddresses(ingress.status?.loadBalancer).join(','),
    (ingress.spec?.tls ?? []).length > 0 ? '80, 443' : '80',
    age,
  ],
});

interface IngressClass extends Named {
  readonly spec?: {
    readonly controller?: string;
    readonly parameters?: { readonly apiGroup?: string; readonly kind: string; readonly name: string };
  };
}

function parametersText(spec: IngressClass['spec']): string {
  const parameters = spec?.parameters;
  if (parameters === undefined) return '<none>';
  const { apiGroup, kind, name } = parameters;
  return `${kind}${apiGroup === undefined ? '' : `.${apiGroup}`}/${name}`;
}

/** IngressClasses. */
export const ingressClassTable = defineTable<IngressClass>({
  columns: [
    NAME,
    text('Controller', 'Controller that is responsible for handling this class'),
    text('Parameters', 'A reference to a resource with additional parameters'),
    AGE,
  ],
  cells: ({ metadata, spec }, { age }) => [metadata.name, spec?.controller ?? '', parametersText(spec), age],
});

interface NetworkPolicy extends Named {
  readonly spec?: { readonly podSelector?: LabelSelectorObject };
}

/** NetworkPolicies. */
export const networkPolicyTable = defineTable<NetworkPolicy>({
  columns: [NAME, text('Pod-Selector', documentOf('networking.v1.NetworkPolicySpec', 'podSelector')), AGE],
  cells: ({ metadata, spec }, { age }) => [metadata.name, selectorCell(spec?.podSelector), age],
});

interface ServiceCidr extends Named {
  readonly spec?: { readonly cidrs?: readonly string[] };
}

/** ServiceCIDRs. */
export const serviceCidrTable = defineTable<ServiceCidr>({
  columns: [NAME, text('CIDRs', documentOf('networking.v1.ServiceCIDRSpec', 'cidrs')), AGE],
  cells: ({ metadata, spec }, { age }) => [metadata.name, (spec?.cidrs ?? []).join(','), age],
});

interface IpAddress extends Named {
  readonly spec?: {
    readonly parentRef?: {
      readonly group?: string;
      readonly resource?: string;
      readonly namespace?: string;
      readonly name?: string;
    };
  };
}

function parentText(spec: IpAddress['spec']): string {
  const parent = spec?.parentRef;
  if (parent === undefined) return '<none>';
  const { group = '', resource = '', namespace = '', name = '' } = parent;
  const type = (group === '' ? resource : `${resource}.${group}`).toLowerCase();
  return [type, ...(namespace === '' ? [] : [namespace]), name].join('/');
}

/** IPAddresses. Rows have an age that no column is for, as upstream. */
export const ipAddressTable = defineTable<IpAddress>({
  columns: [NAME, text('ParentRef', documentOf('networking.v1.IPAddressSpec', 'parentRef'))],
  cells: ({ metadata, spec }, { age }) => [metadata.name, parentText(spec), age],
});
