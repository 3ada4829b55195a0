import type { Check } from '../finding';
import { suggestion } from '../nearest';
import { checkOf, type Inventory, type ServiceEntry, type Tell } from './inventory';
import { plainSelector } from './label-selection';
import { type ContainerEntry, lastingContainers, type PodSource } from './pod-source';
import { fieldsOf, textOf } from './reading';

/** What the Pods behind a Service listen on. */
export interface ServedPorts {
  /** Declared ports as `80/TCP`. */
  readonly declared: ReadonlySet<string>;
  /** Ports that a program listens on without declaring them. */
  readonly undeclared: ReadonlySet<number>;
  readonly names: ReadonlySet<string>;
}

const served = new WeakMap<readonly PodSource[], ServedPorts>();

/** The ports of `pods`; the same list of Pods is looked at once. */
export function servedPorts(pods: readonly PodSource[]): ServedPorts {
  const known = served.get(pods);
  if (known !== undefined) return known;
  const declared = new Set<string>();
  const undeclared = new Set<number>();
  const names = new Set<string>();
  for (const pod of pods) {
    for (const port of pod.object.program?.listens ?? []) undeclared.add(port);
    for (const container of lastingContainers(pod)) {
      for (const { port, name, protocol } of container.ports) {
        declared.add(`${port}/${protocol}`);
        if (name !== undefined) names.add(name);
      }
    }
  }
  const made: ServedPorts = { declared, undeclared, names };
  served.set(pods, made);
  return made;
}

/** Whether a program of `pods` answers on `port`. */
export function serves(pods: readonly PodSource[], port: number, protocol: string): boolean {
  const [first] = pods;
  const isDeclared = first?.containers.some(
    (container) =>
      !container.isStep && container.ports.some((each) => each.port === port && each.protocol === protocol),
  );
  if (isDeclared === true) return true; // The usual case, without looking at all of them.
  const ports = servedPorts(pods);
  return ports.declared.has(`${port}/${protocol}`) || ports.undeclared.has(port);
}

/** Whether a container of `pods` has a port called `name`. */
const hasNamed = (pods: readonly PodSource[], name: string): boolean =>
  pods[0]?.containers.some((container) => !container.isStep && container.ports.some((each) => each.name === name)) ===
    true || servedPorts(pods).names.has(name);

const behind = new WeakMap<ServiceEntry, readonly PodSource[]>();

/** The Pods behind `service`; none where its endpoints are written by hand. */
export function podsBehind(inventory: Inventory, service: ServiceEntry): readonly PodSource[] {
  if (service.selector === undefined) return [];
  const known = behind.get(service);
  if (known !== undefined) return known;
  const pods = inventory.around(service).pods.select(plainSelector(service.selector));
  behind.set(service, pods);
  return pods;
}

function shownPods(pods: readonly PodSource[]): string {
  const names = pods.slice(0, 3).map(({ manifest, name }) => `${manifest.kind} ${name}`);
  return `${names.join(', ')}${pods.length > 3 ? ' and others' : ''}`;
}

/** `port-unserved`, and `named-port` at Services. */
function judgeService(inventory: Inventory, service: ServiceEntry, tell: Tell): void {
  const pods = podsBehind(inventory, service);
  if (pods.length === 0) return; // Another finding.
  for (const [index, { targetPort, protocol }] of service.ports.entries()) {
    if (targetPort === undefined) continue; // The schema asks for it.
    const field = `spec.ports[${index}].targetPort`;
    if (typeof targetPort === 'number') {
      if (serves(pods, targetPort, protocol)) continue;
      const ports = servedPorts(pods);
      const declared = [...ports.declared, ...[...ports.undeclared].map(String)].join(', ') || 'none';
      const given = `no container of ${shownPods(pods)} declares ${targetPort}/${protocol} (declared: ${declared})`;
      tell(service, 'port-unserved', `${field}: ${given}; correct it, or declare the port in the container`);
    } else if (!hasNamed(pods, targetPort)) {
      const given = `no container of ${shownPods(pods)} has a port named '${targetPort}'`;
      tell(service, 'named-port', `${field}: ${given}${suggestion(targetPort, [...servedPorts(pods).names])}`);
    }
  }
}

const PROBES = ['livenessProbe', 'readinessProbe', 'startupProbe'] as const;
const ACTIONS = ['httpGet', 'tcpSocket'] as const;

/** `named-port` at probes: a port name means a port of the same container. */
function judgeProbes(pod: PodSource, container: ContainerEntry, tell: Tell): void {
  for (const probe of PROBES) {
    for (const action of ACTIONS) {
      const port = textOf(fieldsOf(fieldsOf(container.fields[probe])[action]).port);
      if (port === undefined || /^\d+$/.test(port)) continue;
      const names = container.ports.flatMap(({ name }) => name ?? []);
      if (names.includes(port)) continue;
      const field = `${container.path}.${probe}.${action}.port`;
      const given = `container ${container.name} has no port named '${port}'`;
      tell(pod, 'named-port', `${field}: ${given}${suggestion(port, names)}`);
    }
  }
}

/** `port-unserved` and `named-port`: ports of Services and probes that no container serves. */
export const ports: Check = checkOf((inventory, tell) => {
  for (const item of inventory.ofKind('Service')) {
    const service = inventory.around(item).services.get(item.name);
    if (service !== undefined && service.object === item.object && !service.isAlias) {
      judgeService(inventory, service, tell);
    }
  }
  for (const pod of inventory.pods) {
    for (const container of pod.containers) judgeProbes(pod, container, tell);
  }
});
