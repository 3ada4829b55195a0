import { type Draft, fieldError, type FieldError, type KubeObject } from '../api';
import { type Fields, fieldsAt, fill, numberAt, openDraft } from './fields';
import { shownSelector, validateNotNegative } from './field-rules';
import { selectsTemplate, unselectedTemplate, validateSameSelector, validateWorkloadSelector } from './pods/selector';
import { defaultPodTemplate, validateEndlessTemplate, validatePodTemplate } from './pods/template';
import { workloadWarnings } from './pods/warnings';
import type { Strategy } from './resource';
import { keepStatus, replicaStatusRules, specOf, validateStatusNumbers } from './workload-status';

/**
 * What is wrong with the selector and the template of a Deployment or ReplicaSet. Both say "deployment" and "ReplicaSet",
 * as the real server does.
 *
 * Source: Kubernetes 1.36, pkg/apis/apps/validation/validation.go `ValidateReplicaSetSpec`.
 */
export function validateReplicatedTemplate(spec: Fields): FieldError[] {
  const selector = fieldsAt(spec, 'selector');
  const template = fieldsAt(spec, 'template');
  const errors = validateWorkloadSelector(spec, 'spec.selector', 'empty selector is invalid for deployment');
  const isSelected = selectsTemplate(selector, template);
  if (isSelected === undefined) {
    return [...errors, fieldError.invalid('spec.selector', shownSelector(selector), 'invalid label selector')];
  }
  if (!isSelected) errors.push(unselectedTemplate(template, 'spec.template'));
  errors.push(...validatePodTemplate(template, 'spec.template'));
  return [...errors, ...validateEndlessTemplate(template, 'ReplicaSet', 'spec.template')];
}

function validateReplicaSet(replicaSet: KubeObject): FieldError[] {
  const spec = specOf(replicaSet);
  return [
    ...validateNotNegative(numberAt(spec, 'replicas'), 'spec.replicas'),
    ...validateNotNegative(numberAt(spec, 'minReadySeconds'), 'spec.minReadySeconds'),
    ...validateReplicatedTemplate(spec),
  ];
}

/** Source: Kubernetes 1.36, pkg/apis/apps/v1/defaults.go `SetDefaults_ReplicaSet`. */
function defaultReplicaSet(replicaSet: Draft): void {
  const spec = openDraft(replicaSet, 'spec');
  fill(spec, { replicas: 1 });
  defaultPodTemplate(spec);
}

/** Rules of the status of ReplicaSets and ReplicationControllers. */
export const REPLICA_SET_STATUS_RULES = replicaStatusRules(
  ['fullyLabeledReplicas', 'readyReplicas', 'availableReplicas', 'terminatingReplicas'],
  'readyReplicas',
);

/** ReplicaSets. Source: Kubernetes 1.36, pkg/registry/apps/replicaset/strategy.go. */
export const replicaSetStrategy: Strategy = {
  default: defaultReplicaSet,
  prepareForCreate(replicaSet) {
    replicaSet['status'] = { replicas: 0 };
  },
  prepareForUpdate: keepStatus,
  validate: validateReplicaSet,
  validateUpdate: (replicaSet, old) => [...validateReplicaSet(replicaSet), ...validateSameSelector(replicaSet, old)],
  validateStatusUpdate: (replicaSet, old) => validateStatusNumbers(replicaSet, old, REPLICA_SET_STATUS_RULES),
  warnings: workloadWarnings,
  selectableFields: (replicaSet) => ({
    'status.replicas': String(numberAt(fieldsAt(replicaSet, 'status'), 'replicas') ?? 0),
  }),
  hasGeneration: true,
};
