import {
  toTimestamp,
  type HorizontalPodAutoscaler,
  type HorizontalPodAutoscalerSpec,
  type MetricSpec,
  type Pod,
} from '../../../../src/simulator/api';
import type { Observation } from '../../../../src/simulator/controllers/horizontal-pod-autoscaler/decide';
import type { PodMetric } from '../../../../src/simulator/controllers/horizontal-pod-autoscaler/size-by-usage';

/** Virtual time of the tests, milliseconds since 1970; Pods of the tests have run for an hour then. */
export const NOW_MS = Date.UTC(2026, 0, 1, 12);

/** What a Pod is like. */
export interface PodShape {
  readonly name: string;
  readonly phase?: string;
  readonly isReady?: boolean;
  /** How long it has run and been as ready as it is, in seconds. @default 3600 */
  readonly forSeconds?: number;
  /** Request of its container. @default '100m' */
  readonly cpu?: string | null;
}

/** A Pod with one container `main`, running and ready for an hour. */
export function podOf({ name, phase = 'Running', isReady = true, forSeconds = 3600, cpu = '100m' }: PodShape): Pod {
  const since = toTimestamp(NOW_MS - forSeconds * 1000);
  return {
    metadata: { name, namespace: 'default' },
    spec: { containers: [{ name: 'main', resources: cpu === null ? {} : { requests: { cpu } } }] },
    status: {
      phase,
      startTime: since,
      conditions: [{ type: 'Ready', status: isReady ? 'True' : 'False', lastTransitionTime: since }],
    },
  } as unknown as Pod;
}

/** Pods web-1, web-2 and so on. */
export const podsOf = (count: number): Pod[] =>
  Array.from({ length: count }, (_, index) => podOf({ name: `web-${index + 1}` }));

/** Each Pod's use in thousandths, measured just now over 15 s. */
export const usedBy = (pods: readonly Pod[], ...milli: readonly (number | undefined)[]): Map<string, PodMetric> =>
  new Map(
    pods.flatMap(({ metadata }, index) => {
      const used = milli[index % milli.length];
      return used === undefined ? [] : [[metadata.name, { milli: used, timestampMs: NOW_MS, windowMs: 15_000 }]];
    }),
  );

/** The usual metric: CPU at 50 % of the requests. */
export const HALF: MetricSpec = {
  type: 'Resource',
  resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } },
};

/** An autoscaler of 1 to 10 replicas by CPU at 50 %. */
export const autoscalerOf = (spec: Partial<HorizontalPodAutoscalerSpec> = {}): HorizontalPodAutoscaler =>
  ({
    metadata: { name: 'web', namespace: 'default' },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
      minReplicas: 1,
      maxReplicas: 10,
      metrics: [HALF],
      ...spec,
    },
    status: { desiredReplicas: 0, currentMetrics: null },
  }) as unknown as HorizontalPodAutoscaler;

/** What an autoscaler sees of Pods that each use so many thousandths of a core. */
export function observed(pods: readonly Pod[], ...milli: readonly (number | undefined)[]): Observation {
  return {
    scale: {
      replicas: pods.length,
      selector: 'app=web',
      pods,
      autoscalers: [{ namespace: 'default', name: 'web' }],
    },
    readUsage: () => usedBy(pods, ...milli),
    nowMs: NOW_MS,
  };
}
