import { AGE, documentOf, integer, NAME, text } from './column';
import { defineTable, firstOf, type Named } from './table';

interface Target {
  readonly value?: string;
  readonly averageValue?: string;
  readonly averageUtilization?: number;
}

interface Source {
  readonly name?: string;
  readonly target?: Target;
  readonly current?: Target;
}

/** A metric of the specification (with `target`) or of the status (with `current`). */
interface Metric {
  readonly type?: string;
  readonly resource?: Source;
  readonly containerResource?: Source;
  readonly pods?: Source;
  readonly object?: Source;
  readonly external?: Source;
}

interface Autoscaler extends Named {
  readonly spec?: {
    readonly scaleTargetRef?: { readonly kind?: string; readonly name?: string };
    readonly minReplicas?: number;
    readonly maxReplicas?: number;
    readonly metrics?: readonly Metric[];
  };
  readonly status?: { readonly currentReplicas?: number; readonly currentMetrics?: readonly Metric[] | null };
}

const UNKNOWN = '<unknown>';
const percent = (value: number | undefined, otherwise: string): string =>
  value === undefined ? otherwise : `${value}%`;

function resourceText(source: Source | undefined, current: Target | undefined): string {
  const target = source?.target;
  const name = source?.name ?? '';
  if (target?.averageValue !== undefined) {
    return `${name}: ${current?.averageValue ?? UNKNOWN}/${target.averageValue}`;
  }
  return `${name}: ${percent(current?.averageUtilization, UNKNOWN)}/${percent(target?.averageUtilization, '<auto>')}`;
}

function valueText(source: Source | undefined, current: Target | undefined): string {
  const target = source?.target;
  return target?.averageValue === undefined
    ? `${current?.value ?? UNKNOWN}/${target?.value ?? ''}`
    : `${current?.averageValue ?? UNKNOWN}/${target.averageValue} (avg)`;
}

function metricText(metric: Metric, status: Metric | undefined): string {
  switch (metric.type) {
    case 'External':
      return valueText(metric.external, status?.external?.current);
    case 'Object':
      return valueText(metric.object, status?.object?.current);
    case 'Pods':
      return `${status?.pods?.current?.averageValue ?? UNKNOWN}/${metric.pods?.target?.averageValue ?? ''}`;
    case 'Resource':
      return resourceText(metric.resource, status?.resource?.current);
    case 'ContainerResource':
      return resourceText(metric.containerResource, status?.containerResource?.current);
    default:
      return '<unknown type>';
  }
}

function targets({ spec, status }: Autoscaler): string {
  const metrics = spec?.metrics ?? [];
  if (metrics.length === 0) return '<none>';
  return firstOf(
    metrics.map((metric, index) => metricText(metric, status?.currentMetrics?.[index])),
    2,
    ', ',
  );
}

/** HorizontalPodAutoscalers, in the form of autoscaling/v2. */
export const horizontalPodAutoscalerTable = defineTable<Autoscaler>({
  columns: [
    NAME,
    text('Reference', documentOf('autoscaling.v2.HorizontalPodAutoscalerSpec', 'scaleTargetRef')),
    text('Targets', documentOf('autoscaling.v2.HorizontalPodAutoscalerSpec', 'metrics')),
    text('MinPods', documentOf('autoscaling.v2.HorizontalPodAutoscalerSpec', 'minReplicas')),
    text('MaxPods', documentOf('autoscaling.v2.HorizontalPodAutoscalerSpec', 'maxReplicas')),
    text('Replicas', documentOf('autoscaling.v2.HorizontalPodAutoscalerStatus', 'currentReplicas')),
    AGE,
  ],
  cells: (autoscaler, { age }) => {
    const { metadata, spec, status } = autoscaler;
    return [
      metadata.name,
      `${spec?.scaleTargetRef?.kind ?? ''}/${spec?.scaleTargetRef?.name ?? ''}`,
      targets(autoscaler),
      spec?.minReplicas === undefined ? '<unset>' : `${spec.minReplicas}`,
      spec?.maxReplicas ?? 0,
      status?.currentReplicas ?? 0,
      age,
    ];
  },
});

interface DisruptionBudget extends Named {
  readonly spec?: { readonly minAvailable?: number | string; readonly maxUnavailable?: number | string };
  readonly status?: { readonly disruptionsAllowed?: number };
}

/** PodDisruptionBudgets. */
export const podDisruptionBudgetTable = defineTable<DisruptionBudget>({
  columns: [
    NAME,
    text('Min Available', 'The minimum number of pods that must be available.'),
    text('Max Unavailable', 'The maximum number of pods that may be unavailable.'),
    integer('Allowed Disruptions', 'Calculated number of pods that may be disrupted at this time.'),
    AGE,
  ],
  cells: ({ metadata, spec, status }, { age }) => [
    metadata.name,
    `${spec?.minAvailable ?? 'N/A'}`,
    `${spec?.maxUnavailable ?? 'N/A'}`,
    status?.disruptionsAllowed ?? 0,
    age,
  ],
});

interface Scale extends Named {
  readonly spec?: { readonly replicas?: number };
  readonly status?: { readonly replicas?: number };
}

/** Scale, the form of /scale. */
export const scaleTable = defineTable<Scale>({
  columns: [
    { ...NAME, format: '' },
    integer('Desired', documentOf('autoscaling.v1.ScaleSpec', 'replicas')),
    integer('Available', documentOf('autoscaling.v1.ScaleStatus', 'replicas')),
    AGE,
  ],
  cells: ({ metadata, spec, status }, { age }) => [metadata.name, spec?.replicas ?? 0, status?.replicas ?? 0, age],
});
