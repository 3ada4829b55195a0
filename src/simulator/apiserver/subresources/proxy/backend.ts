import { statusError, statusErrors, type Endpoints, type Node, type Pod, type Service } from '../../../api';
import type { Call } from '../../call';

/** Where a proxied request goes. */
export interface Backend {
  readonly isSecure: boolean;
  readonly address: string;
  readonly port: number;
}

interface Target {
  readonly isSecure: boolean;
  readonly name: string;
  /** Name or number; '' when none is given. */
  readonly port: string;
}

/**
 * Reads `name`, `name:port` or `scheme:name:port`; undefined for anything else.
 * Source: Kubernetes 1.36, apimachinery/pkg/util/net/port_split.go `SplitSchemeNamePort`.
 */
export function splitTarget(text: string): Target | undefined {
  const parts = text.split(':');
  if (parts.length > 3) return undefined;
  const [scheme, name = '', port = ''] = parts.length === 3 ? parts : ['', ...parts];
  if (name === '' || !['', 'http', 'https'].includes(scheme as string)) return undefined;
  return { isSecure: scheme === 'https', name, port };
}

function targetOf(call: Call, what: string): Target {
  const target = splitTarget(call.info.name);
  if (target !== undefined) return target;
  throw statusErrors.badRequest(`invalid ${what} request ${JSON.stringify(call.info.name)}`);
}

const unavailable = (message: string): Error => statusError(503, 'ServiceUnavailable', message);

const defaultPort = (isSecure: boolean): number => (isSecure ? 443 : 80);

/** The address of a Pod. Source: Kubernetes 1.36, pkg/registry/core/pod/strategy.go `ResourceLocation`. */
export function podBackend(call: Call): Backend {
  const { isSecure, name, port } = targetOf(call, 'pod');
  const pod = call.parts.store.get('pods', call.namespace, name) as Pod | undefined;
  if (pod === undefined) throw statusErrors.notFound(call.subject, name);
  const address = pod.status.podIP ?? '';
  if (address === '') throw statusErrors.badRequest('address not allowed');
  const declared = pod.spec.containers.find(({ ports = [] }) => ports.length > 0)?.ports?.[0]?.containerPort;
  return { isSecure, address, port: port === '' ? (declared ?? defaultPort(isSecure)) : portNumber(port) };
}

const PORT_MAX = 65_535;

/** A port of a Pod has a number. Throws ServiceUnavailable, as dialling does. */
function portNumber(text: string): number {
  const port = /^\d+$/.test(text) ? Number(text) : -1;
  if (port >= 0 && port <= PORT_MAX) return port;
  throw unavailable(`error trying to reach service: dial tcp: lookup tcp/${text}: unknown port`);
}

/**
 * One of the ready endpoints of a Service, by chance.
 * Source: Kubernetes 1.36, pkg/registry/core/service/storage/storage.go `ResourceLocation`.
 */
export function serviceBackend(call: Call): Backend {
  const { isSecure, name, port } = targetOf(call, 'service');
  const { store, random } = call.parts;
  const portName = /^\d+$/.test(port) ? namedPort(call, name, Number(port)) : port;
  const endpoints = store.get('endpoints', call.namespace, name) as Endpoints | undefined;
  if (endpoints === undefined) throw statusErrors.notFound({ group: '', resource: 'endpoints' }, name);
  const subsets = endpoints.subsets ?? [];
  if (subsets.length === 0) throw unavailable(`no endpoints available for service "${name}"`);
  const first = random.below(subsets.length);
  for (let index = 0; index < subsets.length; index += 1) {
    const { addresses = [], ports = [] } = subsets[(first + index) % subsets.length] ?? {};
    const match = ports.find((each) => (each.name ?? '') === portName);
    const chosen = addresses[addresses.length > 1 ? random.below(addresses.length) : 0];
    if (match !== undefined && chosen !== undefined) return { isSecure, address: chosen.ip, port: match.port };
  }
  throw unavailable(`no endpoints available for service "${call.info.name}"`);
}

/** Name of a port of a Service, by its number. */
function namedPort(call: Call, name: string, port: number): string {
  const service = call.parts.store.get('services', call.namespace, name) as Service | undefined;
  if (service === undefined) throw statusErrors.notFound(call.subject, name);
  const found = (service.spec.ports ?? []).find((each) => each.port === port);
  if (found === undefined) throw unavailable(`no service port ${port} found for service "${name}"`);
  return found.name ?? '';
}

/** Port of a node's agent. Source: Kubernetes 1.36, pkg/cluster/ports/ports.go `KubeletPort`. */
const KUBELET_PORT = 10_250;

/** A node, at the port of its agent when none is given. Source: Kubernetes 1.36, pkg/registry/core/node/strategy.go. */
export function nodeBackend(call: Call): Backend {
  const { isSecure, name, port } = targetOf(call, 'node');
  const node = call.parts.store.get('nodes', '', name) as Node | undefined;
  if (node === undefined) throw statusErrors.notFound(call.subject, name);
  const agentPort = node.status.daemonEndpoints?.kubeletEndpoint?.Port ?? KUBELET_PORT;
  const number = port === '' ? agentPort : portNumber(port);
  const address = (node.status.addresses ?? []).find(({ type }) => type === 'InternalIP')?.address ?? '';
  if (address === '') throw statusErrors.badRequest('address not allowed');
  // The agent speaks TLS, whatever the path says.
  return { isSecure: isSecure || number === agentPort, address, port: number };
}
