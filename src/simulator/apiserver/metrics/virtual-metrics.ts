import { statusErrors, type KubeObject, type MetricsServer, type Node, type Pod } from '../../api';
import type { VirtualResource } from '../virtual-resource';

/** Reads the objects that are measured, by the key of the store; of one namespace, or of all. */
export type ReadMeasured = (storage: 'nodes' | 'pods', namespace?: string) => readonly KubeObject[];

const GROUP = 'metrics.k8s.io';

/**
 * Answers GET and LIST of metrics.k8s.io: what `kubectl top` and autoscalers ask. Nothing of it is stored.
 *
 * Source: metrics-server 0.8, pkg/api/{install,node,pod}.go.
 */
export const virtualMetrics = (metrics: MetricsServer, read: ReadMeasured): readonly VirtualResource[] => [
  {
    storage: 'metrics.k8s.io/nodes',
    list: () => read('nodes').flatMap((node) => metrics.nodeMetrics(node as Node) ?? []),
    notFound: (name) =>
      read('nodes').some(({ metadata }) => metadata.name === name)
        ? statusErrors.notFound({ group: GROUP, resource: 'nodemetrics' }, name)
        : statusErrors.notFound({ group: '', resource: 'node' }, name),
  },
  {
    storage: 'metrics.k8s.io/pods',
    list: ({ namespace }) => {
      const pods = namespace === '' ? read('pods') : read('pods', namespace);
      return pods.flatMap((pod) => metrics.podMetrics(pod as Pod) ?? []);
    },
    notFound: (name, { namespace }) =>
      read('pods', namespace).some(({ metadata }) => metadata.name === name)
        ? statusErrors.notFound({ group: GROUP, resource: 'podmetrics' }, `${namespace}/${name}`)
        : statusErrors.notFound({ group: '', resource: 'pods' }, name),
  },
];
