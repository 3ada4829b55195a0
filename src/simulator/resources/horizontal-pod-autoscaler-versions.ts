import type { KubeObject } from '../api';
import { type Fields, fieldsAt, listAt, mapAt, numberAt, textAt } from './fields';

/** What autoscaling/v1 has no field for is kept in annotations. Source: pkg/apis/autoscaling/annotations.go. */
const METRICS = 'autoscaling.alpha.kubernetes.io/metrics';
const BEHAVIOR = 'autoscaling.alpha.kubernetes.io/behavior';
const CURRENT_METRICS = 'autoscaling.alpha.kubernetes.io/current-metrics';
const CONDITIONS = 'autoscaling.alpha.kubernetes.io/conditions';

const isCpuPercent = (metric: Fields): boolean => {
  const resource = fieldsAt(metric, 'resource');
  const target = fieldsAt(resource, 'target') ?? fieldsAt(resource, 'current');
  return textAt(resource, 'name') === 'cpu' && numberAt(target, 'averageUtilization') !== undefined;
};

const cpuPercentOf = (metric: Fields | undefined, part: 'target' | 'current'): number | undefined =>
  numberAt(fieldsAt(fieldsAt(metric, 'resource'), part), 'averageUtilization');

const cpuMetric = (percent: number): Fields => ({
  type: 'Resource',
  resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: percent } },
});

function parseList(text: string | undefined): Fields[] {
  if (text === undefined) return [];
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? (value as Fields[]) : [];
  } catch {
    return [];
  }
}

function parseBehavior(text: string | undefined): Fields | undefined {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as Fields;
  } catch {
    return undefined;
  }
}

const withAnnotations = (object: KubeObject, annotations: Readonly<Record<string, string>>): KubeObject['metadata'] => {
  const { annotations: before, ...metadata } = object.metadata;
  void before;
  return Object.keys(annotations).length === 0 ? metadata : { ...metadata, annotations };
};

function withoutUndefined(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** Not modelled: the older form of metrics inside the annotations; they are written as autoscaling/v2 has them. */
function toV1(object: KubeObject, apiVersion: string): KubeObject {
  const spec = fieldsAt(object, 'spec');
  const status = fieldsAt(object, 'status');
  const metrics = listAt(spec, 'metrics');
  const cpu = metrics.find(isCpuPercent);
  const currentMetrics = listAt(status, 'currentMetrics');
  const others = metrics.filter((metric) => metric !== cpu);
  const conditions = listAt(status, 'conditions');
  const annotations = withoutUndefined({
    ...object.metadata.annotations,
    [METRICS]: others.length === 0 ? undefined : JSON.stringify(others),
    [BEHAVIOR]: fieldsAt(spec, 'behavior') === undefined ? undefined : JSON.stringify(spec?.['behavior']),
    [CURRENT_METRICS]: currentMetrics.length === 0 ? undefined : JSON.stringify(currentMetrics),
    [CONDITIONS]: conditions.length === 0 ? undefined : JSON.stringify(conditions),
  }) as Record<string, string>;
  return {
    ...object,
    apiVersion,
    metadata: withAnnotations(object, annotations),
    spec: withoutUndefined({
      scaleTargetRef: spec?.['scaleTargetRef'],
      minReplicas: spec?.['minReplicas'],
      maxReplicas: numberAt(spec, 'maxReplicas') ?? 0,
      targetCPUUtilizationPercentage: cpuPercentOf(cpu, 'target'),
    }),
    ...(status === undefined
      ? {}
      : {
          status: withoutUndefined({
            observedGeneration: status['observedGeneration'],
            lastScaleTime: status['lastScaleTime'],
            currentReplicas: numberAt(status, 'currentReplicas') ?? 0,
            desiredReplicas: numberAt(status, 'desiredReplicas') ?? 0,
            currentCPUUtilizationPercentage: cpuPercentOf(currentMetrics.find(isCpuPercent), 'current'),
          }),
        }),
  };
}

function toV2(object: KubeObject, apiVersion: string): KubeObject {
  const spec = fieldsAt(object, 'spec');
  const status = fieldsAt(object, 'status');
  const annotations = mapAt(object.metadata, 'annotations') ?? {};
  const percent = numberAt(spec, 'targetCPUUtilizationPercentage');
  const metrics = [...(percent === undefined ? [] : [cpuMetric(percent)]), ...parseList(annotations[METRICS])];
  const kept = Object.fromEntries(
    Object.entries(annotations).filter(([key]) => ![METRICS, BEHAVIOR, CURRENT_METRICS, CONDITIONS].includes(key)),
  );
  const conditions = parseList(annotations[CONDITIONS]);
  const currentMetrics = parseList(annotations[CURRENT_METRICS]);
  return {
    ...object,
    apiVersion,
    metadata: withAnnotations(object, kept),
    spec: withoutUndefined({
      scaleTargetRef: spec?.['scaleTargetRef'],
      minReplicas: spec?.['minReplicas'],
      maxReplicas: numberAt(spec, 'maxReplicas') ?? 0,
      metrics: metrics.length === 0 ? undefined : metrics,
      behavior: parseBehavior(annotations[BEHAVIOR]),
    }),
    ...(status === undefined
      ? {}
      : {
          status: withoutUndefined({
            observedGeneration: status['observedGeneration'],
            lastScaleTime: status['lastScaleTime'],
            currentReplicas: status['currentReplicas'] === 0 ? undefined : status['currentReplicas'],
            desiredReplicas: numberAt(status, 'desiredReplicas') ?? 0,
            currentMetrics: currentMetrics.length === 0 ? null : currentMetrics,
            conditions: conditions.length === 0 ? undefined : conditions,
          }),
        }),
  };
}

/**
 * An autoscaler in another version. Source: Kubernetes 1.36, pkg/apis/autoscaling/v1/conversion.go.
 */
export function convertAutoscaler(object: KubeObject, apiVersion: string): KubeObject {
  if (object.apiVersion === apiVersion) return object;
  return apiVersion === 'autoscaling/v1' ? toV1(object, apiVersion) : toV2(object, apiVersion);
}
