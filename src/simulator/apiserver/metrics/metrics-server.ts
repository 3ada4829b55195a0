import {
  Quantity,
  toTimestamp,
  type MeasuredUsage,
  type MetricsServer,
  type MetricsSource,
  type NodeMetrics,
  type Pod,
  type PodMetrics,
  type Usage,
} from '../../api';
import type { VirtualClock } from '../../engine';

export const METRICS_API_VERSION = 'metrics.k8s.io/v1beta1';

/** How often everything is measured. Source: metrics-server 0.8, --metric-resolution of its manifest. */
const RESOLUTION_MS = 15_000;
const WINDOW = '15s';

const NANOS = 1_000_000_000;
const KIBI = 1024;

/** Usage as quantities: nanocores, and bytes in whole kibibytes. */
function measured({ cpuCores, memoryBytes }: Usage): MeasuredUsage {
  const nanos = BigInt(Math.max(0, Math.round(cpuCores * NANOS)));
  const bytes = BigInt(Math.max(0, Math.round(memoryBytes / KIBI)) * KIBI);
  return {
    cpu: new Quantity(nanos, 'DecimalSI').toString(),
    memory: new Quantity(bytes * BigInt(NANOS), 'BinarySI').toString(),
  };
}

/** When everything was measured last, milliseconds since 1970. */
const lastMeasuredMs = (nowMs: number): number => Math.floor(nowMs / RESOLUTION_MS) * RESOLUTION_MS;

/** Whether all running containers of a Pod began before the last but one measurement. */
function isMeasured({ status }: Pod, measuredMs: number): boolean {
  const running = (status.containerStatuses ?? []).flatMap(({ state }) => state.running ?? []);
  return running.every(({ startedAt }) => Date.parse(startedAt ?? '') <= measuredMs - RESOLUTION_MS);
}

/**
 * The metrics server: measures everything every 15 s. Use is the difference of two measurements, so that a Pod has
 * metrics 15 to 30 s after its last container started.
 *
 * Simplified: the time is that of the last measurement, the amounts are those of this moment.
 */
export const createMetricsServer = (source: MetricsSource, clock: VirtualClock): MetricsServer => ({
  podMetrics(pod): PodMetrics | undefined {
    const { namespace, name, labels } = pod.metadata;
    const measuredMs = lastMeasuredMs(clock.nowMs);
    if (pod.status.phase !== 'Running' || !isMeasured(pod, measuredMs)) return undefined;
    const usage = source.podUsage(namespace, name);
    if (usage === undefined || usage.length === 0) return undefined;
    return {
      kind: 'PodMetrics',
      apiVersion: METRICS_API_VERSION,
      metadata: {
        name,
        namespace,
        creationTimestamp: toTimestamp(clock.nowMs),
        ...(labels === undefined ? {} : { labels }),
      },
      timestamp: toTimestamp(measuredMs),
      window: WINDOW,
      containers: usage.map((container) => ({ name: container.name, usage: measured(container) })),
    };
  },
  nodeMetrics(node): NodeMetrics | undefined {
    const { name, labels } = node.metadata;
    const usage = source.nodeUsage(name);
    if (usage === undefined) return undefined;
    return {
      kind: 'NodeMetrics',
      apiVersion: METRICS_API_VERSION,
      metadata: {
        name,
        creationTimestamp: toTimestamp(clock.nowMs),
        ...(labels === undefined ? {} : { labels }),
      },
      timestamp: toTimestamp(lastMeasuredMs(clock.nowMs)),
      window: WINDOW,
      usage: measured(usage),
    };
  },
});
