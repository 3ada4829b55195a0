import { type Draft, fieldError, type FieldError, type KubeObject } from '../api';
import { type Fields, fieldsAt, fill, isSame, numberAt, openDraft } from './fields';
import {
  amountOf,
  type IntOrPercent,
  validateAtMost100Percent,
  validateIntOrPercent,
  validateNotNegative,
} from './field-rules';
import { validateSameSelector } from './pods/selector';
import { defaultPodTemplate } from './pods/template';
import { workloadWarnings } from './pods/warnings';
import { validateReplicatedTemplate } from './replica-set';
import type { Strategy } from './resource';
import { keepStatus, replicaStatusRules, specOf, validateStatusNumbers } from './workload-status';

/** Source: Kubernetes 1.36, pkg/apis/apps/v1/defaults.go `SetDefaults_Deployment`. */
function defaultDeployment(deployment: Draft): void {
  const spec = openDraft(deployment, 'spec');
  fill(spec, { replicas: 1, revisionHistoryLimit: 10, progressDeadlineSeconds: 600 });
  const strategy = openDraft(spec, 'strategy');
  fill(strategy, { type: 'RollingUpdate' });
  if (strategy['type'] === 'RollingUpdate') {
    fill(openDraft(strategy, 'rollingUpdate'), { maxUnavailable: '25%', maxSurge: '25%' });
  }
  defaultPodTemplate(spec);
}

function validateRollingUpdate(rollingUpdate: Fields, path: string): FieldError[] {
  const maxUnavailable = rollingUpdate['maxUnavailable'] as IntOrPercent;
  const maxSurge = rollingUpdate['maxSurge'] as IntOrPercent;
  const errors = [
    ...validateIntOrPercent(maxUnavailable, `${path}.maxUnavailable`),
    ...validateIntOrPercent(maxSurge, `${path}.maxSurge`),
  ];
  if (amountOf(maxUnavailable) === 0 && amountOf(maxSurge) === 0) {
    const rule = 'may not be 0 when `maxSurge` is 0';
    errors.push(fieldError.invalid(`${path}.maxUnavailable`, maxUnavailable ?? 0, rule));
  }
  return [...errors, ...validateAtMost100Percent(maxUnavailable, `${path}.maxUnavailable`)];
}

function validateStrategy(strategy: Fields, path: string): FieldError[] {
  const rollingUpdate = fieldsAt(strategy, 'rollingUpdate');
  switch (strategy['type']) {
    case 'Recreate':
      if (rollingUpdate === undefined) return [];
      return [fieldError.forbidden(`${path}.rollingUpdate`, "may not be specified when strategy `type` is 'Recreate'")];
    case 'RollingUpdate':
      return validateRollingUpdate(rollingUpdate ?? {}, `${path}.rollingUpdate`);
    default: {
      const rolling = {
        MaxUnavailable: rollingUpdate?.['maxUnavailable'] ?? 0,
        MaxSurge: rollingUpdate?.['maxSurge'] ?? 0,
      };
      const shown = { Type: strategy['type'] ?? '', RollingUpdate: rollingUpdate === undefined ? null : rolling };
      return [fieldError.notSupported(path, shown, ['Recreate', 'RollingUpdate'])];
    }
  }
}

/** Source: Kubernetes 1.36, pkg/apis/apps/validation/validation.go `ValidateDeploymentSpec`. */
function validateDeployment(deployment: KubeObject): FieldError[] {
  const spec = specOf(deployment);
  const minReadySeconds = numberAt(spec, 'minReadySeconds');
  const deadline = numberAt(spec, 'progressDeadlineSeconds');
  const errors = [
    ...validateNotNegative(numberAt(spec, 'replicas'), 'spec.replicas'),
    ...validateReplicatedTemplate(spec),
    ...validateStrategy(fieldsAt(spec, 'strategy') ?? {}, 'spec.strategy'),
    ...validateNotNegative(minReadySeconds, 'spec.minReadySeconds'),
    ...validateNotNegative(numberAt(spec, 'revisionHistoryLimit'), 'spec.revisionHistoryLimit'),
    ...validateNotNegative(deadline, 'spec.progressDeadlineSeconds'),
  ];
  if (deadline !== undefined && deadline <= (minReadySeconds ?? 0)) {
    errors.push(fieldError.invalid('spec.progressDeadlineSeconds', deadline, 'must be greater than minReadySeconds'));
  }
  return errors;
}

const STATUS_RULES = replicaStatusRules(
  ['updatedReplicas', 'readyReplicas', 'availableReplicas', 'unavailableReplicas', 'collisionCount'],
  'readyReplicas',
);

/** Deployments. Source: Kubernetes 1.36, pkg/registry/apps/deployment/strategy.go. */
export const deploymentStrategy: Strategy = {
  default: defaultDeployment,
  prepareForCreate(deployment) {
    deployment['status'] = {};
  },
  prepareForUpdate(deployment, old) {
    keepStatus(deployment, old);
    // Changed annotations count as a new generation, unlike those of other kinds.
    const metadata = openDraft(deployment, 'metadata');
    const generation = old.metadata.generation ?? 0;
    if (!isSame(metadata['annotations'], old.metadata.annotations)) metadata['generation'] = generation + 1;
  },
  validate: validateDeployment,
  validateUpdate: (deployment, old) => [...validateDeployment(deployment), ...validateSameSelector(deployment, old)],
  validateStatusUpdate: (deployment, old) => validateStatusNumbers(deployment, old, STATUS_RULES),
  warnings: workloadWarnings,
  hasGeneration: true,
};
