import { parseQuantity, type MetricsAccess, type Pod, type PodMetrics } from '../../api';
import type { Failure } from './pod-requests';
import type { ReadUsage } from './propose';
import type { PodMetric } from './size-by-usage';

/** What the API answers for a metrics server that does not. */
const NO_ANSWERS = {
  missing: 'the server could not find the requested resource (get pods.metrics.k8s.io)',
  unavailable: 'the server is currently unable to handle the request (get pods.metrics.k8s.io)',
};

const windowMsOf = ({ window }: PodMetrics): number => Number.parseFloat(window) * 1000;

/**
 * Reads what Pods use from the metrics server; when nobody answers it fails as on a real cluster.
 * Source: Kubernetes 1.36, pkg/controller/podautoscaler/metrics/client.go `GetResourceMetric`.
 */
export function usageReader(access: MetricsAccess, pods: readonly Pod[]): ReadUsage {
  return (resource, container) => {
    const metrics = access();
    if (typeof metrics === 'string') {
      return { failure: `unable to fetch metrics from resource metrics API: ${NO_ANSWERS[metrics]}` };
    }
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
