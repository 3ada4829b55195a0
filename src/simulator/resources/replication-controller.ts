import { type Draft, fieldError, type FieldError, type KubeObject } from '../api';
import { type Fields, draftAt, fieldsAt, fill, isSame, mapAt, numberAt, openDraft } from './fields';
import { validateNotNegative } from './field-rules';
import { unselectedTemplate } from './pods/selector';
import { defaultPodSpec } from './pods/pod-spec';
import { validateEndlessTemplate, validatePodTemplate } from './pods/template';
import { workloadWarnings } from './pods/warnings';
import { REPLICA_SET_STATUS_RULES } from './replica-set';
import type { Strategy } from './resource';
import { keepStatus, specOf, validateStatusNumbers } from './workload-status';

const labelsOf = (template: Fields | undefined): Readonly<Record<string, string>> =>
  mapAt(fieldsAt(template, 'metadata'), 'labels') ?? {};

/**
 * Selector and labels come from the template when they are absent.
 *
 * Source: Kubernetes 1.36, pkg/apis/core/v1/defaults.go `SetDefaults_ReplicationController`.
 */
function defaultReplicationController(controller: Draft): void {
  const spec = openDraft(controller, 'spec');
  const template = draftAt(spec, 'template');
  const labels = labelsOf(template);
  if (Object.keys(labels).length > 0) {
    if (isSame(spec['selector'], {})) spec['selector'] = { ...labels };
    const metadata = openDraft(controller, 'metadata');
    if (isSame(metadata['labels'], {})) metadata['labels'] = { ...labels };
  }
  fill(spec, { replicas: 1 });
  if (template === undefined) return;
  openDraft(template, 'metadata');
  defaultPodSpec(openDraft(template, 'spec'));
}

/** Source: Kubernetes 1.36, validation.go `ValidateReplicationControllerSpec`. */
function validateReplicationController(controller: KubeObject): FieldError[] {
  const spec = specOf(controller);
  const selector = mapAt(spec, 'selector') ?? {};
  const template = fieldsAt(spec, 'template');
  const errors = validateNotNegative(numberAt(spec, 'minReadySeconds'), 'spec.minReadySeconds');
  if (Object.keys(selector).length === 0) errors.push(fieldError.required('spec.selector'));
  errors.push(...validateNotNegative(numberAt(spec, 'replicas'), 'spec.replicas'));
  if (template === undefined) return [...errors, fieldError.required('spec.template')];
  const labels = labelsOf(template);
  if (Object.entries(selector).some(([key, value]) => labels[key] !== value)) {
    errors.push(unselectedTemplate(template, 'spec.template'));
  }
  errors.push(...validatePodTemplate(template, 'spec.template'));
  return [...errors, ...validateEndlessTemplate(template, 'ReplicationController', 'spec.template')];
}

/** ReplicationControllers. Source: Kubernetes 1.36, pkg/registry/core/replicationcontroller/strategy.go. */
export const replicationControllerStrategy: Strategy = {
  default: defaultReplicationController,
  prepareForCreate(controller) {
    controller['status'] = { replicas: 0 };
  },
  prepareForUpdate: keepStatus,
  validate: validateReplicationController,
  validateUpdate: validateReplicationController,
  validateStatusUpdate: (controller, old) => validateStatusNumbers(controller, old, REPLICA_SET_STATUS_RULES),
  warnings: workloadWarnings,
  selectableFields: (controller) => ({
    'status.replicas': String(numberAt(fieldsAt(controller, 'status'), 'replicas') ?? 0),
  }),
  hasGeneration: true,
};
