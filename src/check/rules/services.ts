import { type Kinds, labelSelectorOf, readyEndpoints } from '../../simulator';
import type { CheckContext, CheckedObject } from '../context';
import { runAt } from '../run-at';
import type { Rule } from './rule';

type Service = Kinds['services'];

/** A port of a Service that should answer. */
interface Target {
  readonly object: CheckedObject;
  readonly address: string;
  /** Port that is asked. */
  readonly port: number;
  /** Node from which it is asked. */
  readonly node: string;
  /** For messages: the port of the Service, and where it leads. */
  readonly text: string;
}

/** Whether policies say who may come to Pods of a Service. */
function isGuarded({ client }: CheckContext, { metadata: { namespace }, spec }: Service): boolean {
  const guards = client
    .list('networking.k8s.io/networkpolicies', namespace)
    .filter(({ spec: { policyTypes = ['Ingress'] } }) => policyTypes.includes('Ingress'))
    .map(({ spec: { podSelector } }) => labelSelectorOf(podSelector));
  const selected = labelSelectorOf({ matchLabels: spec.selector ?? {} });
  return (
    guards.length > 0 &&
    client
      .list('pods', namespace)
      .some(({ metadata: { labels } }) => selected.matches(labels) && guards.some((guard) => guard.matches(labels)))
  );
}

/** One ready endpoint of a Service for each port, by its name. */
function endpointsOf({ client }: CheckContext, { metadata }: Service): Map<string, Omit<Target, 'object' | 'text'>> {
  const found = new Map<string, Omit<Target, 'object' | 'text'>>();
  for (const slice of client.list('discovery.k8s.io/endpointslices', metadata.namespace)) {
    if (slice.metadata.labels?.['kubernetes.io/service-name'] !== metadata.name) continue;
    // Nobody behind it is told as null.
    const ready = (slice.endpoints ?? []).find(
      ({ conditions, nodeName }) => conditions.ready !== false && nodeName !== undefined,
    );
    const { addresses: [address] = [], nodeName: node } = ready ?? {};
    if (address === undefined || node === undefined) continue;
    for (const { name = '', port } of slice.ports ?? [])
      if (port !== undefined) found.set(name, { address, port, node });
  }
  return found;
}

/**
 * Where the TCP ports of a Service are asked: at its address. A headless one has none, and who may come to a guarded one
 * nobody knows: they are asked at a Pod, from its own node, which policies always let through.
 */
function targetsOf(context: CheckContext, object: CheckedObject, service: Service, node: string): Target[] {
  const endpoints = endpointsOf(context, service);
  const { clusterIP = 'None', ports = [] } = service.spec;
  const isAskedAtPod = clusterIP === 'None' || isGuarded(context, service);
  return ports.flatMap(({ protocol = 'TCP', port, targetPort = port, name = '' }): Target[] => {
    const endpoint = endpoints.get(name);
    if (protocol !== 'TCP' || endpoint === undefined) return [];
    const text = `port ${port}${name === '' ? '' : ` (${name})`}, which leads to port ${targetPort} of its Pods`;
    return [isAskedAtPod ? { object, text, ...endpoint } : { object, text, address: clusterIP, port, node }];
  });
}

/** The targets of a node at which nobody answers. */
function silentFrom({ cluster }: CheckContext, node: string, targets: readonly Target[]): readonly Target[] {
  // One command for all: a shell for each would take longer than all else.
  const script = targets.map(
    ({ address, port }, index) => `nc -z -w 3 ${address} ${port} >/dev/null 2>&1 || echo ${index}`,
  );
  const said = runAt(cluster, { node }, script.join('; '), targets.length * 4 + 10);
  const indexes = new Set(
    said
      .split('\n')
      .filter((line) => line !== '')
      .map(Number),
  );
  return targets.filter((_, index) => indexes.has(index));
}

/** The targets at which nobody answers, in their order. */
function silent(context: CheckContext, targets: readonly Target[]): readonly Target[] {
  const nodes = [...new Set(targets.map(({ node }) => node))];
  const found = new Set(
    nodes.flatMap((node) =>
      silentFrom(
        context,
        node,
        targets.filter((target) => target.node === node),
      ),
    ),
  );
  return targets.filter((target) => found.has(target));
}

/** A node that works; undefined when there is none. */
const readyNode = ({ client }: CheckContext): string | undefined =>
  client
    .list('nodes')
    .find(({ status }) => status.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True'))
    ?.metadata.name;

/** Services at which nobody answers. */
export const services: Rule = {
  id: 'unreachable',
  finds: 'Services whose Pods are not ready, and ports of Services at which nobody answers',
  check: (context) => {
    const targets: Target[] = [];
    const node = readyNode(context);
    for (const object of context.ofKind('Service')) {
      const { namespace = '', name } = object;
      const service = context.client.get('services', namespace, name);
      const selector = Object.entries(service?.spec.selector ?? {});
      if (service === undefined || selector.length === 0 || context.isExplained(object)) continue;
      if (node !== undefined) targets.push(...targetsOf(context, object, service, node));
      if (readyEndpoints(context.client, namespace, name).length > 0) continue;
      const selected = context
        .pods()
        .filter(
          ({ pod: { metadata } }) =>
            metadata.namespace === namespace && selector.every(([key, value]) => metadata.labels?.[key] === value),
        );
      // Why its Pods are not ready is said of them, and without Pods there is nobody who could answer.
      if (selected.length === 0 || selected.some(({ root }) => context.isExplained(root))) continue;
      if (selected.some(({ root }) => context.isUnready(root))) continue;
      context.report('unreachable', object, {
        message: `none of its ${selected.length} Pods gets connections`,
        cure: 'let its targetPort name a port that the containers declare',
      });
    }
    for (const { object, text } of silent(context, targets)) {
      context.report(
        'unreachable',
        object,
        { message: `nobody answers at ${text}`, cure: 'let the targetPort be a port on which the program listens' },
        text,
      );
    }
  },
};
