import { parseQuantity, type MetricsServer, type Pod, type PodMetrics } from '../../api';
import type { Failure } from './pod-requests';
import type { ReadUsage } from './propose';
import type { PodMetric } from './size-by-usage';

/** What the API answers on a cluster without metrics. */
const NO_METRICS_API =
  'unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)';

const windowMsOf = ({ window }: PodMetrics): number => Number.parseFloat(window) * 1000;

/**
 * Reads what Pods use from the metrics server; without one it fails as on a cluster that has none.
 * Source: Kubernetes 1.36, pkg/controller/podautoscaler/metrics/client.go `GetResourceMetric`.
 */
export function usageReader(metrics: MetricsServer | undefined, pods: readonly Pod[]): ReadUsage {
  return (resource, container) => {
    if (metrics === undefined) return { failure: NO_METRICS_API };
    const items = pods.flatMap((pod) => metrics.podMetrics(pod) ?? []);
    if (items.length === 0) return { failure: 'no metrics returned from resource metrics API' };
    const usage = new Map<string, PodMetric>();
    for (const item of items) {
      const read = milliOf(item, resource, container);
      if (typeof read === 'object') return { failure: `failed to get container metrics: ${read.failure}` };
      if (read === undefined) continue;
      const { name = '' } = item.metadata;
      usage.set(name, { milli: read, timestampMs: Date.parse(item.timestamp), windowMs: windowMsOf(item) });
    }
    return usage;
  };
}

/** Thousandths that a Pod, or one container of it, uses; undefined for a resource that is not measured. */
function milliOf(
  { metadata, containers }: PodMetrics,
  resource: string,
  container: string | undefined,
): number | Failure | undefined {
  if (resource !== 'cpu' && resource !== 'memory') return undefined;
  const asked = container === undefined ? containers : containers.filter(({ name }) => name === container);
  if (asked.length === 0 && container !== undefined) {
    const pod = `${metadata.namespace ?? ''}/${metadata.name ?? ''}`;
    return { failure: `container ${container} not present in metrics for pod ${pod}` };
  }
  return asked.reduce((sum, { usage }) => sum + parseQuantity(usage[resource]).milliValue(), 0);
}
