import { type Draft, fieldError, type FieldError, type KubeObject } from '../api';
import { draftAt, type Fields, fieldsAt, fill, listAt, numberAt, openDraft } from './fields';
import { validateNotNegative } from './field-rules';
import { convertAutoscaler } from './horizontal-pod-autoscaler-versions';
import { validateBehavior, validateMetric, validateReference } from './metric-rules';
import type { Strategy } from './resource';
import { keepStatus, specOf } from './workload-status';

/** CPU per cent of the requests, when nothing is said. Source: pkg/apis/autoscaling/annotations.go. */
const DEFAULT_CPU_PERCENT = 80;

/** Rules of scaling where none are given. Source: pkg/apis/autoscaling/v2/defaults.go. */
const SCALE_UP = {
  stabilizationWindowSeconds: 0,
  selectPolicy: 'Max',
  policies: [
    { type: 'Pods', value: 4, periodSeconds: 15 },
    { type: 'Percent', value: 100, periodSeconds: 15 },
  ],
};
const SCALE_DOWN = { selectPolicy: 'Max', policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }] };

/** Source: Kubernetes 1.36, pkg/apis/autoscaling/v2/defaults.go `SetDefaults_HorizontalPodAutoscaler`. */
function defaultAutoscaler(autoscaler: Draft): void {
  const spec = openDraft(autoscaler, 'spec');
  fill(spec, { minReplicas: 1 });
  if (listAt(spec, 'metrics').length === 0) {
    const target = { type: 'Utilization', averageUtilization: DEFAULT_CPU_PERCENT };
    spec['metrics'] = [{ type: 'Resource', resource: { name: 'cpu', target } }];
  }
  const behavior = draftAt(spec, 'behavior');
  if (behavior === undefined) return;
  fill(openDraft(behavior, 'scaleUp'), structuredCopy(SCALE_UP));
  fill(openDraft(behavior, 'scaleDown'), structuredCopy(SCALE_DOWN));
}

const structuredCopy = (rules: typeof SCALE_UP | typeof SCALE_DOWN): Fields => ({
  ...rules,
  policies: rules.policies.map((policy) => ({ ...policy })),
});

/** Source: Kubernetes 1.36, pkg/apis/autoscaling/validation/validation.go `validateHorizontalPodAutoscalerSpec`. */
function validateAutoscaler(autoscaler: KubeObject): FieldError[] {
  const spec = specOf(autoscaler);
  const errors: FieldError[] = [];
  const minReplicas = numberAt(spec, 'minReplicas');
  const maxReplicas = numberAt(spec, 'maxReplicas') ?? 0;
  if (minReplicas !== undefined && minReplicas < 1) {
    errors.push(fieldError.invalid('spec.minReplicas', minReplicas, 'must be greater than or equal to 1'));
  }
  if (maxReplicas === 0) errors.push(fieldError.required('spec.maxReplicas', 'must be set and greater than 0'));
  else if (maxReplicas < 0) errors.push(fieldError.invalid('spec.maxReplicas', maxReplicas, 'must be greater than 0'));
  if (minReplicas !== undefined && maxReplicas < minReplicas) {
    const rule = 'must be greater than or equal to `minReplicas`';
    errors.push(fieldError.invalid('spec.maxReplicas', maxReplicas, rule));
  }
  errors.push(...validateReference(fieldsAt(spec, 'scaleTargetRef') ?? {}, 'spec.scaleTargetRef', true));
  listAt(spec, 'metrics').forEach((metric, index) => errors.push(...validateMetric(metric, `spec.metrics[${index}]`)));
  return [...errors, ...validateBehavior(fieldsAt(spec, 'behavior'), 'spec.behavior')];
}

/** HorizontalPodAutoscalers, stored as autoscaling/v2. Source: Kubernetes 1.36, pkg/registry/autoscaling. */
export const horizontalPodAutoscalerStrategy: Strategy = {
  default: defaultAutoscaler,
  prepareForCreate(autoscaler) {
    autoscaler['status'] = { currentMetrics: null, desiredReplicas: 0 };
  },
  prepareForUpdate: keepStatus,
  validate: validateAutoscaler,
  validateUpdate: validateAutoscaler,
  validateStatusUpdate(autoscaler) {
    const status = fieldsAt(autoscaler, 'status');
    return ['currentReplicas', 'desiredReplicas'].flatMap((field) =>
      validateNotNegative(numberAt(status, field), `status.${field}`),
    );
  },
  convert: convertAutoscaler,
  hasGeneration: false,
};
