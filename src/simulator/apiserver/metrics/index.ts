/** metrics.k8s.io/v1beta1: what Pods and nodes use. */
export { createMetricsServer } from './metrics-server';
export { metricsResources } from './metrics-resources';
export { virtualMetrics, type ReadMeasured } from './virtual-metrics';
