import type { KubeObject, MetricsServer, Node, Pod } from '../../api';
import type { VirtualResource } from '../virtual-resource';

/** Reads the objects that are measured, by the key of the store; of one namespace, or of all. */
export type ReadMeasured = (storage: 'nodes' | 'pods', namespace?: string) => readonly KubeObject[];

/** Answers GET and LIST of metrics.k8s.io: what `kubectl top` and autoscalers ask. Nothing of it is stored. */
export const virtualMetrics = (metrics: MetricsServer, read: ReadMeasured): readonly VirtualResource[] => [
  {
    storage: 'metrics.k8s.io/nodes',
    list: () => read('nodes').flatMap((node) => metrics.nodeMetrics(node as Node) ?? []),
  },
  {
    storage: 'metrics.k8s.io/pods',
    list: ({ namespace }) => {
      const pods = namespace === '' ? read('pods') : read('pods', namespace);
      return pods.flatMap((pod) => metrics.podMetrics(pod as Pod) ?? []);
    },
  },
];
