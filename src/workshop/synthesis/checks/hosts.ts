import type { Check } from '../finding';
import { nearest } from '../nearest';
import { namespaceOf } from '../surroundings';
import { type Connection, connectionsOf } from './connections';
import { checkOf, type Inventory, type NamespaceInventory, type ServiceEntry } from './inventory';
import type { PodSource } from './pod-source';
import { podsBehind, servedPorts, serves } from './ports';
import { fieldsOf, itemsOf, numberOf, textOf, textsOf } from './reading';

/** What a host name turns out to be. */
type Resolution =
  | { readonly is: 'outside' }
  | { readonly is: 'service'; readonly service: ServiceEntry; readonly isOnePod: boolean }
  | { readonly is: 'unknown'; readonly given: string; readonly advice: string };

const OUTSIDE: Resolution = { is: 'outside' };

/** Namespaces of the cluster itself: what lives there is not ours to know. */
const OF_CLUSTER = new Set(['kube-system', 'kube-public', 'kube-node-lease']);

/** Whether `label` cannot end a public domain name: top-level domains have neither hyphens nor digits. */
const isNoDomain = (label: string): boolean => /[-\d]/.test(label) && !label.startsWith('xn--');

/** Whether `namespace` is that of a stack which `pod`'s environment runs but which was not asked for this time. */
function isLeftOut(namespace: string, pod: PodSource): boolean {
  const { environment } = pod.set;
  if (environment.form === 'lessons') return false;
  return Object.keys(environment.stacks).some((id) => namespaceOf(environment.name, id) === namespace);
}

const WORKLOADS = ['apps/Deployment', 'apps/StatefulSet', 'apps/DaemonSet', 'apps/ReplicaSet', 'Pod'];

/** What helps somebody who meant a Service called `name` in `namespace`. */
function adviceFor(name: string, namespace: string, pod: PodSource, around: NamespaceInventory): string {
  const kind = WORKLOADS.find((candidate) => around.objects.has(`${candidate}/${name}`));
  if (kind !== undefined) return `; ${kind.replace(/^.*\//, '')} ${name} needs a Service: expose it`;
  const close = nearest(name, around.services.keys());
  const suffix = namespace === pod.namespace ? '' : `.${namespace}`;
  return close === undefined ? '; make a Service of that name' : `; did you mean '${close}${suffix}'?`;
}

/** Whether some Pod behind `service` has the host name `host`. Source: Kubernetes, DNS for Services and Pods. */
function hasPod(inventory: Inventory, service: ServiceEntry, host: string): boolean {
  const [, base = '', ordinal] = /^(.*)-(\d+)$/.exec(host) ?? [];
  return podsBehind(inventory, service).some((pod) => {
    if (pod.spec.hostname === host && pod.spec.subdomain === service.name) return true;
    const spec = fieldsOf(pod.manifest.spec);
    if (pod.kind !== 'apps/StatefulSet' || pod.name !== base || spec.serviceName !== service.name) return false;
    const first = numberOf(fieldsOf(spec.ordinals).start) ?? 0;
    const replicas = numberOf(spec.replicas);
    const position = Number(ordinal) - first;
    return position >= 0 && (replicas === undefined || position < replicas);
  });
}

/** Resolves host names as Pods of one inventory see them. */
class Resolver {
  constructor(private readonly inventory: Inventory) {}

  resolve(host: string, pod: PodSource): Resolution {
    if (!host.includes('.')) return this.service(host, pod.namespace, pod);
    const isFull = /\.svc(\.cluster\.local)?$/.test(host);
    const labels = host.replace(/\.svc(\.cluster\.local)?$/, '').split('.');
    const [first = '', second = '', third = ''] = labels;
    if (isFull) {
      if (labels.length === 2) return this.service(first, second, pod);
      if (labels.length === 3) return this.onePod(first, second, third, pod);
      return { is: 'unknown', given: `${host} is no name of a Service`, advice: '; write SERVICE.NAMESPACE.svc' };
    }
    if (labels.length === 2) {
      if (this.isNamespace(second)) return this.service(first, second, pod);
      if (this.isPodOf(first, second, pod)) return this.onePod(first, second, pod.namespace, pod);
      return isNoDomain(second) ? this.service(first, second, pod) : OUTSIDE;
    }
    const isOurs = this.isNamespace(third) || isNoDomain(third);
    return labels.length === 3 && isOurs ? this.onePod(first, second, third, pod) : OUTSIDE;
  }

  private isNamespace(name: string): boolean {
    return name === 'default' || this.inventory.namespace(name) !== undefined;
  }

  /** Whether `host.name` can only mean one Pod behind the Service called `name`: a known one, or mongo-0.mongo. */
  private isPodOf(host: string, name: string, pod: PodSource): boolean {
    const around = this.inventory.around(pod);
    if (around.services.has(name)) return true;
    const [, base] = /^(.+)-\d+$/.exec(host) ?? [];
    return base !== undefined && (base === name || around.objects.has(`apps/StatefulSet/${base}`));
  }

  private service(name: string, namespace: string, pod: PodSource): Resolution {
    if (OF_CLUSTER.has(namespace) || (name === 'kubernetes' && namespace === 'default')) return OUTSIDE;
    const around = this.inventory.namespace(namespace);
    if (around === undefined) {
      if (isLeftOut(namespace, pod)) return OUTSIDE;
      const advice = '; correct the name, or add the stack to the environment';
      return { is: 'unknown', given: `the set has nothing in namespace '${namespace}'`, advice };
    }
    const service = around.services.get(name);
    if (service !== undefined) return { is: 'service', service, isOnePod: false };
    if (name === 'kubernetes' && namespace === pod.namespace) return OUTSIDE;
    const given = `the set has no Service '${name}' in namespace ${namespace}`;
    return { is: 'unknown', given, advice: adviceFor(name, namespace, pod, around) };
  }

  private onePod(host: string, name: string, namespace: string, pod: PodSource): Resolution {
    const found = this.service(name, namespace, pod);
    if (found.is !== 'service' || found.service.selector === undefined) return found;
    if (hasPod(this.inventory, found.service, host)) return { ...found, isOnePod: true };
    const given = `no Pod called '${host}' is behind Service ${name} of namespace ${namespace}`;
    return { is: 'unknown', given, advice: '; correct the number, or the serviceName of the StatefulSet' };
  }
}

/** Ports on which `service` answers, in words; undefined when it answers on `port`. */
function portsInstead(
  inventory: Inventory,
  service: ServiceEntry,
  isOnePod: boolean,
  port: number,
): string | undefined {
  if (service.isAlias) return undefined; // The port is the target's.
  const known = service.ports.flatMap((each) => each.port ?? []);
  if (!isOnePod && !service.isHeadless) return known.includes(port) ? undefined : known.join(', ') || 'none';
  // The name means Pods: their ports count, whatever the Service maps.
  const pods = podsBehind(inventory, service);
  if (pods.length === 0) return undefined;
  return serves(pods, port, 'TCP') ? undefined : [...servedPorts(pods).declared].join(', ') || 'none';
}

/** Names that /etc/hosts of `pod` explains. */
const aliasesOf = (pod: PodSource): ReadonlySet<string> =>
  new Set(itemsOf(pod.spec.hostAliases).flatMap(({ hostnames }) => textsOf(hostnames)));

/** `connections` without repetitions and without what /etc/hosts explains. */
function newOnes(connections: readonly Connection[], pod: PodSource): readonly Connection[] {
  const aliases = aliasesOf(pod);
  const seen = new Set<string>();
  return connections.filter(({ host, port }) => {
    const key = `${host}:${port ?? ''}`;
    if (seen.has(key) || aliases.has(host)) return false;
    seen.add(key);
    return true;
  });
}

/** `unknown-host` and `unknown-port`: a program connects to what the set does not have, such as a forgotten Service. */
export const hosts: Check = checkOf((inventory, tell) => {
  const resolver = new Resolver(inventory);
  for (const pod of inventory.pods) {
    const connections = connectionsOf(pod, inventory.around(pod));
    if (connections.length === 0) continue;
    const unknown = new Set<string>([textOf(pod.spec.hostname) ?? '']);
    for (const { host, port, where } of newOnes(connections, pod)) {
      if (unknown.has(host)) continue;
      const found = resolver.resolve(host, pod);
      if (found.is === 'outside') continue;
      const shownHost = port === undefined ? host : `${host}:${port}`;
      if (found.is === 'unknown') {
        unknown.add(host); // Once is enough, whatever the port.
        tell(pod, 'unknown-host', `${where}: connects to ${shownHost}, but ${found.given}${found.advice}`);
      } else if (port !== undefined) {
        const instead = portsInstead(inventory, found.service, found.isOnePod, port);
        if (instead === undefined) continue;
        const given = `but Service ${found.service.name} does not answer on ${port}; there is ${instead}`;
        tell(pod, 'unknown-port', `${where}: connects to ${shownHost}, ${given}`);
      }
    }
  }
});
