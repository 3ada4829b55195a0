import {
  parseQuantity,
  Quantity,
  type KubeObject,
  type MeasuredUsage,
  type NodeMetrics,
  type PodMetrics,
} from '../../api';
import type { ResourceInfo, TableStrategy } from '../../resources/resource';

/** Source: metrics-server 0.8, pkg/api/table.go. */
const COLUMNS: TableStrategy['columns'] = [
  { name: 'Name', type: 'string', format: 'name', description: 'Name of the resource' },
  { name: 'cpu', type: 'string', format: 'quantity' },
  { name: 'memory', type: 'string', format: 'quantity' },
  { name: 'Window', type: 'string', format: 'duration' },
];

const sum = (amounts: readonly string[]): string =>
  amounts.reduce((total, each) => total.add(parseQuantity(each)), new Quantity(0n, 'DecimalSI')).toString();

/** Source: metrics-server 0.8, pkg/api/table.go `addPodMetricsToTable`. */
const podTable: TableStrategy = {
  columns: COLUMNS,
  cells: (object: KubeObject) => {
    const { metadata, containers, window } = object as PodMetrics;
    const total = (resource: keyof MeasuredUsage): string => sum(containers.map(({ usage }) => usage[resource]));
    return [metadata.name, total('cpu'), total('memory'), window];
  },
};

/** Source: metrics-server 0.8, pkg/api/table.go `addNodeMetricsToTable`. */
const nodeTable: TableStrategy = {
  columns: COLUMNS,
  cells: (object: KubeObject) => {
    const { metadata, usage, window } = object as NodeMetrics;
    return [metadata.name, usage.cpu, usage.memory, window];
  },
};

function metricsResource(resource: string, kind: string, isNamespaced: boolean, table: TableStrategy): ResourceInfo {
  return {
    group: 'metrics.k8s.io',
    versions: ['v1beta1'],
    storageVersion: 'v1beta1',
    resource,
    singular: '',
    kind,
    isNamespaced,
    shortNames: [],
    categories: [],
    verbs: ['get', 'list'],
    subresources: new Map(),
    storage: `metrics.k8s.io/${resource}`,
    strategy: { table },
  };
}

/** What discovery lists of metrics.k8s.io: to be added to the registry of a cluster that has metrics. */
export const metricsResources: readonly ResourceInfo[] = [
  metricsResource('nodes', 'NodeMetrics', false, nodeTable),
  metricsResource('pods', 'PodMetrics', true, podTable),
];
