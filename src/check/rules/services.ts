import { type Kinds, readyEndpoints } from '../../simulator';
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
  /** For messages: the port of the Service, and where it leads. */
  readonly text: string;
}

/** Where the TCP ports of a Service are asked; those of a headless one at the first endpoint. */
function targetsOf(context: CheckContext, object: CheckedObject, { metadata, spec }: Service): Target[] {
  const [first] = readyEndpoints(context.client, metadata.namespace, metadata.name);
  const isHeadless = spec.clusterIP === 'None';
  return (spec.ports ?? []).flatMap(({ protocol = 'TCP', port, targetPort = port, name = '' }): Target[] => {
    if (protocol !== 'TCP' || first === undefined) return [];
    const text = `port ${port}${name === '' ? '' : ` (${name})`}, which leads to port ${targetPort} of its Pods`;
    if (!isHeadless) return [{ object, address: spec.clusterIP ?? '', port, text }];
    return typeof targetPort === 'number' ? [{ object, address: first, port: targetPort, text }] : [];
  });
}

/** The targets at which nobody answers, asked from a node. */
function silent(context: CheckContext, targets: readonly Target[]): readonly Target[] {
  const { client, cluster } = context;
  const node = client
    .list('nodes')
    .find(({ status }) => status.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True'));
  if (targets.length === 0 || node === undefined) return [];
  // One command for all: a shell for each would take longer than all else.
  const script = targets.map(
    ({ address, port }, index) => `nc -z -w 3 ${address} ${port} >/dev/null 2>&1 || echo ${index}`,
  );
  const said = runAt(cluster, { node: node.metadata.name }, script.join('; '), targets.length * 4 + 10);
  const indexes = new Set(
    said
      .split('\n')
      .filter((line) => line !== '')
      .map(Number),
  );
  return targets.filter((_, index) => indexes.has(index));
}

/** Services at which nobody answers. */
export const services: Rule = {
  id: 'unreachable',
  finds: 'Services whose Pods are not ready, and ports of Services at which nobody answers',
  check: (context) => {
    const targets: Target[] = [];
    for (const object of context.ofKind('Service')) {
      const { namespace = '', name } = object;
      const service = context.client.get('services', namespace, name);
      const selector = Object.entries(service?.spec.selector ?? {});
      if (service === undefined || selector.length === 0 || context.isExplained(object)) continue;
      targets.push(...targetsOf(context, object, service));
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
