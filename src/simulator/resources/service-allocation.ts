import { fieldError, statusErrors, type Draft, type FieldError, type KubeObject } from '../api';
import { draftsAt, numberAt, textAt, textsAt } from './fields';
import { holdsAddress, ipv4Text, parseCidr, parseIpAddress, type Cidr } from './ip-address';
import type { WriteContext } from './resource';
import { serviceIndex, type ServiceIndex } from './service-index';
import { HEADLESS, needsClusterIp, needsNodePort, viewService } from './service-fields';

/** Addresses of Services where the cluster does not name others. The first one belongs to the Service `kubernetes`. */
export const SERVICE_CIDR = '10.0.0.0/16';
/** Node ports. Source: Kubernetes 1.36, cmd/kube-apiserver/app/options `ServiceNodePortRange`. */
export const NODE_PORT_MIN = 30000;
export const NODE_PORT_MAX = 32767;
/** Addresses at the beginning of the range that are left for Services that ask for one: min(max(16, size/16), 256). */
const RESERVED_ADDRESSES = 256;
/** Node ports left in the same way: min(max(16, size/32), 128). */
const RESERVED_PORTS = 86;

const RANGE = parseCidr(SERVICE_CIDR) as Cidr;

/** The range that the cluster's ServiceCIDR `kubernetes` names. */
function rangeOf(context: WriteContext): { readonly text: string; readonly range: Cidr; readonly size: number } {
  const spec = context.lookup('networking.k8s.io/servicecidrs', '', 'kubernetes')?.['spec'] as Draft | undefined;
  const [text = SERVICE_CIDR] = spec === undefined ? [] : textsAt(spec, 'cidrs');
  const range = parseCidr(text) ?? RANGE;
  return { text, range, size: 2 ** (32 - range.prefixLength) };
}

const LETTERS = 'bcdfghjklmnpqrstvwxz2456789';

/** A number below `limit`, drawn with the letters that the context draws. */
function draw(context: WriteContext, limit: number): number {
  const value = [...context.suffix(5)].reduce((sum, letter) => sum * LETTERS.length + LETTERS.indexOf(letter), 0);
  return value % limit;
}

/** A request that cannot be allocated fails before anything else is checked. */
export function refuse(object: Draft, errors: readonly FieldError[]): never {
  throw statusErrors.invalid({ group: '', resource: 'Service' }, textAt(object['metadata'] as Draft, 'name'), errors);
}

/** The first free number from a drawn place on, wrapping around. */
function firstFree(isUsed: (value: number) => boolean, min: number, count: number, start: number): number | undefined {
  for (let step = 0; step < count; step++) {
    const value = min + ((start + step) % count);
    if (!isUsed(value)) return value;
  }
  return undefined;
}

function allocateAddress(object: Draft, spec: Draft, requested: string, context: WriteContext): string {
  const services = context.index(serviceIndex);
  const { text, range, size } = rangeOf(context);
  if (requested !== '') {
    const address = parseIpAddress(requested);
    let problem = '';
    if (address === undefined || !holdsAddress(range, address)) {
      problem = `the provided IP (${requested}) is not in the valid range. The range of valid IPs is ${text}`;
    } else if (services.isUsedAddress(requested)) {
      problem = 'provided IP is already allocated';
    }
    if (problem === '') return requested;
    const message = `failed to allocate IP ${requested}: ${problem}`;
    return refuse(object, [fieldError.invalid('spec.clusterIPs', textsAt(spec, 'clusterIPs'), message)]);
  }
  const isUsed = (offset: number): boolean => services.isUsedAddress(ipv4Text(range.base + BigInt(offset)));
  // The last address is the broadcast address and is never used.
  const upper = size - 1 - RESERVED_ADDRESSES;
  const offset =
    firstFree(isUsed, RESERVED_ADDRESSES, upper, draw(context, upper)) ??
    firstFree(isUsed, 1, RESERVED_ADDRESSES - 1, 0);
  if (offset !== undefined) return ipv4Text(range.base + BigInt(offset));
  const message = 'failed to allocate a serviceIP: range is full';
  return refuse(object, [fieldError.invalid('spec.clusterIPs', textsAt(spec, 'clusterIPs'), message)]);
}

/** Gives a Service its address, unless it has one, wants none or is of a type without. */
export function allocateClusterIp(object: Draft, old: KubeObject | undefined, context: WriteContext): void {
  const spec = object['spec'] as Draft;
  const view = viewService(object);
  if (!needsClusterIp(view.type) || view.clusterIps[0] === HEADLESS) return;
  const requested = view.clusterIps[0] ?? view.clusterIp;
  if (old !== undefined && requested !== '') {
    const before = viewService(old);
    // Kept, or changed: validation refuses a change unless the Service had no address.
    if (before.clusterIps.includes(requested) || needsClusterIp(before.type)) return;
  }
  const address = allocateAddress(object, spec, requested, context);
  spec['clusterIP'] = address;
  spec['clusterIPs'] = [address];
}

/** Hands out node ports for one write. */
class NodePorts {
  private readonly services: ServiceIndex;
  /** Ports that this write takes. */
  private readonly taken = new Set<number>();

  constructor(
    private readonly object: Draft,
    private readonly context: WriteContext,
  ) {
    this.services = context.index(serviceIndex);
  }

  /** Takes a port that was asked for. A dry run does not look at the range, as upstream does not. */
  take(port: number, path: string): void {
    if (this.isUsed(port)) {
      refuse(this.object, [fieldError.invalid(path, port, 'provided port is already allocated')]);
    }
    if (!this.context.dryRun && (port < NODE_PORT_MIN || port > NODE_PORT_MAX)) {
      const range = `The range of valid ports is ${NODE_PORT_MIN}-${NODE_PORT_MAX}`;
      refuse(this.object, [fieldError.invalid(path, port, `provided port is not in the valid range. ${range}`)]);
    }
    this.taken.add(port);
  }

  /** Takes any free port. */
  draw(path: string): number {
    const isUsed = (port: number): boolean => this.isUsed(port);
    const min = NODE_PORT_MIN + RESERVED_PORTS;
    const count = NODE_PORT_MAX - min + 1;
    const port =
      firstFree(isUsed, min, count, draw(this.context, count)) ?? firstFree(isUsed, NODE_PORT_MIN, RESERVED_PORTS, 0);
    if (port === undefined) {
      return refuse(this.object, [fieldError.invalid(path, 0, 'failed to allocate a nodePort: range is full')]);
    }
    this.taken.add(port);
    return port;
  }

  private isUsed(port: number): boolean {
    return this.taken.has(port) || this.services.isUsedPort(port);
  }
}

/**
 * Gives the ports of a Service their node ports. Ports with one number and several protocols share one.
 *
 * Source: Kubernetes 1.36, pkg/registry/core/service/storage/alloc.go `initNodePorts` and `updateNodePorts`.
 */
export function allocateNodePorts(object: Draft, old: KubeObject | undefined, context: WriteContext): void {
  const spec = object['spec'] as Draft;
  const { type } = viewService(object);
  if (type !== 'NodePort' && type !== 'LoadBalancer') return;
  const drafts = draftsAt(spec, 'ports');
  const allocates = needsNodePort(type, spec['allocateLoadBalancerNodePorts']);
  const before = new Set(old === undefined ? [] : viewService(old).ports.map(({ nodePort }) => nodePort));
  const ports = new NodePorts(object, context);
  const byNumber = new Map<number, number>();
  drafts.forEach((port, index) => {
    const asked = numberAt(port, 'nodePort') ?? 0;
    if (asked === 0 && !allocates) return;
    const path = `spec.ports[${index}].nodePort`;
    const number = numberAt(port, 'port') ?? 0;
    const shared = byNumber.get(number);
    if (shared !== undefined) {
      if (asked === 0) port['nodePort'] = shared;
      else if (asked !== shared && !before.has(asked)) ports.take(asked, path);
      return;
    }
    const wanted =
      asked !== 0
        ? asked
        : (numberAt(
            drafts.find((other) => other['port'] === number && (numberAt(other, 'nodePort') ?? 0) !== 0),
            'nodePort',
          ) ?? 0);
    if (wanted === 0) port['nodePort'] = ports.draw(path);
    else {
      if (!before.has(wanted)) ports.take(wanted, path);
      port['nodePort'] = wanted;
    }
    byNumber.set(number, port['nodePort'] as number);
  });
  const needsHealthCheck = type === 'LoadBalancer' && spec['externalTrafficPolicy'] === 'Local';
  if (needsHealthCheck && (numberAt(spec, 'healthCheckNodePort') ?? 0) === 0) {
    spec['healthCheckNodePort'] = ports.draw('spec.healthCheckNodePort');
  }
}
