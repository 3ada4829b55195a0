import type { Cluster, PublicEndpoint } from '../..';
import { type IsHost, localName } from './local-names';
import type { ReachableAddress } from './reach';

/** An Ingress as the API has it. */
type Ingress = ReturnType<typeof ingressesOf>[number];

type Rule = NonNullable<Ingress['spec']['rules']>[number];

/** A port of this machine for a place that answers outside of the cluster. */
export interface OpenEndpoint {
  readonly endpoint: PublicEndpoint;
  /** Port on this machine. */
  readonly port: number;
  /** Whether who listens there shakes hands with whoever asks for a name; always where there is no TLS. */
  readonly shakesHandsFor: (serverName: string) => boolean;
}

const HTTP = 80;
const HTTPS = 443;

/** All Ingresses of a cluster. */
export const ingressesOf = ({ client }: Cluster) => client.list('networking.k8s.io/ingresses');

const hostsOf = ({ spec }: Ingress): readonly string[] => (spec.rules ?? []).flatMap(({ host }) => host ?? []);

/** Whether some Ingress answers for a host: by its name, or by a wildcard for one label. */
export function ingressHosts(cluster: Cluster): IsHost {
  return (host) => {
    const wildcard = `*${host.slice(host.indexOf('.'))}`;
    return ingressesOf(cluster).some((ingress) => hostsOf(ingress).some((each) => each === host || each === wildcard));
  };
}

/** Paths that a rule answers, each once; `/` where they are patterns. */
const pathsOf = ({ http }: Rule): readonly string[] => [
  ...new Set(
    (http?.paths ?? [{ pathType: '', path: '/' }]).map(({ path = '/', pathType }) =>
      pathType === 'ImplementationSpecific' ? '/' : path,
    ),
  ),
];

/** A host that a rule answers for: one of many where it has a wildcard. */
const exampleOf = (host: string): string => host.replace(/^\*/, 'any');

/** What an Ingress says of TLS for a host. */
const tlsOf = ({ spec }: Ingress, host: string | undefined) =>
  host === undefined ? undefined : (spec.tls ?? []).find(({ hosts = [] }) => hosts.includes(host));

/** Where the controller of an Ingress is reached; undefined as long as it has told no address that is. */
function entranceOf({ status }: Ingress, open: readonly OpenEndpoint[], wanted: number): OpenEndpoint | undefined {
  const addresses = (status.loadBalancer.ingress ?? []).flatMap(({ ip, hostname }) => [ip, hostname]);
  return open.find(
    ({ endpoint: { kind, address, port } }) =>
      kind === 'loadBalancer' && port === wanted && addresses.includes(address),
  );
}

function addressOf(ingress: Ingress, { host }: Rule, path: string, open: readonly OpenEndpoint[]): ReachableAddress {
  const { namespace, name } = ingress.metadata;
  const tls = tlsOf(ingress, host);
  const row = { kind: 'ingress', name: `${namespace}/${name}`, target: `${host ?? '*'}${path}` } as const;
  const secure = tls === undefined ? undefined : entranceOf(ingress, open, HTTPS);
  const entrance = secure ?? entranceOf(ingress, open, HTTP);
  const shown = host === undefined ? '127.0.0.1' : localName(exampleOf(host));
  if (entrance === undefined)
    return { ...row, address: shown, waitsFor: 'an ingress controller that gives it an address' };
  const address = `${shown}:${entrance.port}`;
  if (secure?.shakesHandsFor(exampleOf(host ?? '')) === false) {
    return {
      ...row,
      address,
      waitsFor: `a certificate and its key in the Secret ${namespace}/${tls?.secretName ?? ''}`,
    };
  }
  return { ...row, address, url: `${secure === undefined ? 'http' : 'https'}://${address}${path}` };
}

/**
 * Where the rules of Ingresses answer on this machine: at the port of the load balancer whose address their controller has
 * told, under the local names of their hosts.
 */
export const ingressAddresses = (cluster: Cluster, open: readonly OpenEndpoint[]): readonly ReachableAddress[] =>
  ingressesOf(cluster).flatMap((ingress) => {
    const { rules = [], defaultBackend } = ingress.spec;
    const answered: readonly Rule[] = rules.length === 0 && defaultBackend !== undefined ? [{}] : rules;
    return answered.flatMap((rule) => pathsOf(rule).map((path) => addressOf(ingress, rule, path, open)));
  });
