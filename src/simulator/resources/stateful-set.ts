import { type Draft, fieldError, type FieldError, type KubeObject } from '../api';
import { draftAt, draftsAt, type Fields, fieldsAt, fill, isSame, listAt, numberAt, openDraft, textAt } from './fields';
import {
  amountOf,
  type IntOrPercent,
  shownSelector,
  validateAtMost100Percent,
  validateDnsLabel,
  validateIntOrPercent,
  validateNotNegative,
} from './field-rules';
import { nameIsDnsLabel } from './metadata';
import { roundResources } from './pods/resource-requirements';
import { selectsTemplate, unselectedTemplate, validateWorkloadSelector } from './pods/selector';
import { defaultPodTemplate, validateEndlessTemplate, validatePodTemplate } from './pods/template';
import { templateWarnings } from './pods/warnings';
import type { Strategy } from './resource';
import { keepStatus, replicaStatusRules, specOf, validateStatusNumbers } from './workload-status';

/** Source: Kubernetes 1.36, pkg/apis/apps/v1/defaults.go `SetDefaults_StatefulSet`; claims as core/v1 defaults.go. */
function defaultStatefulSet(statefulSet: Draft): void {
  const spec = openDraft(statefulSet, 'spec');
  fill(spec, { podManagementPolicy: 'OrderedReady', replicas: 1, revisionHistoryLimit: 10 });
  const strategy = openDraft(spec, 'updateStrategy');
  if (textAt(strategy, 'type') === '') {
    strategy['type'] = 'RollingUpdate';
    openDraft(strategy, 'rollingUpdate');
  }
  const rollingUpdate = draftAt(strategy, 'rollingUpdate');
  if (strategy['type'] === 'RollingUpdate' && rollingUpdate !== undefined) fill(rollingUpdate, { partition: 0 });
  fill(openDraft(spec, 'persistentVolumeClaimRetentionPolicy'), { whenDeleted: 'Retain', whenScaled: 'Retain' });
  for (const claim of draftsAt(spec, 'volumeClaimTemplates')) {
    fill(claim, { kind: 'PersistentVolumeClaim', apiVersion: 'v1' });
    openDraft(claim, 'metadata');
    const claimSpec = openDraft(claim, 'spec');
    fill(claimSpec, { volumeMode: 'Filesystem' });
    roundResources(openDraft(claimSpec, 'resources'));
    fill(openDraft(claim, 'status'), { phase: 'Pending' });
  }
  defaultPodTemplate(spec);
}

function validateRollingUpdate(rollingUpdate: Fields, path: string): FieldError[] {
  const errors = validateNotNegative(numberAt(rollingUpdate, 'partition'), `${path}.partition`);
  const maxUnavailable = rollingUpdate['maxUnavailable'] as IntOrPercent;
  if (maxUnavailable === undefined) return errors;
  const at = `${path}.maxUnavailable`;
  errors.push(...validateIntOrPercent(maxUnavailable, at));
  if (amountOf(maxUnavailable) === 0) errors.push(fieldError.invalid(at, maxUnavailable, 'cannot be 0'));
  return [...errors, ...validateAtMost100Percent(maxUnavailable, at)];
}

const shownRollingUpdate = (rollingUpdate: Fields | undefined): Fields | null =>
  rollingUpdate === undefined
    ? null
    : {
        Partition: numberAt(rollingUpdate, 'partition') ?? 0,
        MaxUnavailable: rollingUpdate['maxUnavailable'] ?? null,
      };

function validateStrategy(strategy: Fields, path: string): FieldError[] {
  const rollingUpdate = fieldsAt(strategy, 'rollingUpdate');
  const type = textAt(strategy, 'type');
  switch (type) {
    case '':
      return [fieldError.required(path)];
    case 'OnDelete': {
      if (rollingUpdate === undefined) return [];
      const rule = "only allowed for updateStrategy 'RollingUpdate'";
      return [fieldError.invalid(`${path}.rollingUpdate`, shownRollingUpdate(rollingUpdate), rule)];
    }
    case 'RollingUpdate':
      return rollingUpdate === undefined ? [] : validateRollingUpdate(rollingUpdate, `${path}.rollingUpdate`);
    default: {
      const shown = { Type: type, RollingUpdate: shownRollingUpdate(rollingUpdate) };
      return [fieldError.invalid(path, shown, "must be 'RollingUpdate' or 'OnDelete'")];
    }
  }
}

/** The template as its Pods will be: each claim is a volume, which hides one of the same name. */
function withClaimVolumes(spec: Fields): Fields | undefined {
  const template = fieldsAt(spec, 'template');
  const claims = listAt(spec, 'volumeClaimTemplates');
  const podSpec = fieldsAt(template, 'spec');
  if (claims.length === 0 || podSpec === undefined) return template;
  const names = claims.map((claim) => textAt(fieldsAt(claim, 'metadata'), 'name'));
  const volumes = [
    ...listAt(podSpec, 'volumes').filter((volume) => !names.includes(textAt(volume, 'name'))),
    ...[...new Set(names)].map((name) => ({ name, persistentVolumeClaim: { claimName: name } })),
  ];
  return { ...template, spec: { ...podSpec, volumes } };
}

function validateTemplate(spec: Fields): FieldError[] {
  const selector = fieldsAt(spec, 'selector');
  const template = fieldsAt(spec, 'template');
  const isSelected = selectsTemplate(selector, template);
  const errors: FieldError[] = [];
  if (isSelected === undefined) errors.push(fieldError.invalid('spec.selector', shownSelector(selector), ''));
  else {
    if (!isSelected) errors.push(unselectedTemplate(template, 'spec.template'));
    errors.push(...validatePodTemplate(withClaimVolumes(spec), 'spec.template'));
  }
  return [...errors, ...validateEndlessTemplate(template, 'StatefulSet', 'spec.template')];
}

const RETENTION = ['Retain', 'Delete'];

/** Source: Kubernetes 1.36, pkg/apis/apps/validation/validation.go `ValidateStatefulSetSpec`. */
function validateStatefulSet(statefulSet: KubeObject): FieldError[] {
  const spec = specOf(statefulSet);
  const errors: FieldError[] = [];
  const management = textAt(spec, 'podManagementPolicy');
  if (management === '') errors.push(fieldError.required('spec.podManagementPolicy'));
  else if (management !== 'OrderedReady' && management !== 'Parallel') {
    const rule = "must be 'OrderedReady' or 'Parallel'";
    errors.push(fieldError.invalid('spec.podManagementPolicy', management, rule));
  }
  errors.push(...validateStrategy(fieldsAt(spec, 'updateStrategy') ?? {}, 'spec.updateStrategy'));
  const retention = fieldsAt(spec, 'persistentVolumeClaimRetentionPolicy');
  for (const field of ['whenDeleted', 'whenScaled']) {
    const policy = textAt(retention, field);
    if (retention === undefined || RETENTION.includes(policy)) continue;
    const path = `spec.persistentVolumeClaimRetentionPolicy.${field}`;
    errors.push(fieldError.notSupported(path, policy, RETENTION, 'as given'));
  }
  errors.push(...validateNotNegative(numberAt(spec, 'replicas'), 'spec.replicas'));
  errors.push(...validateNotNegative(numberAt(spec, 'minReadySeconds'), 'spec.minReadySeconds'));
  errors.push(...validateNotNegative(numberAt(fieldsAt(spec, 'ordinals'), 'start'), 'spec.ordinals.start'));
  errors.push(...validateWorkloadSelector(spec, 'spec.selector', 'empty selector is invalid for statefulset'));
  return [...errors, ...validateTemplate(spec)];
}

function validateCreate(statefulSet: KubeObject): FieldError[] {
  const serviceName = textAt(specOf(statefulSet), 'serviceName');
  return [
    ...validateStatefulSet(statefulSet),
    ...(serviceName === '' ? [] : validateDnsLabel(serviceName, 'spec.serviceName')),
  ];
}

/** Fields of the spec that may change; the message lists them. */
const CHANGEABLE = [
  'replicas',
  'ordinals',
  'template',
  'updateStrategy',
  'revisionHistoryLimit',
  'persistentVolumeClaimRetentionPolicy',
  'minReadySeconds',
];

function validateUpdate(statefulSet: KubeObject, old: KubeObject): FieldError[] {
  const fixed = (object: KubeObject): Fields =>
    Object.fromEntries(Object.entries(specOf(object)).filter(([field]) => !CHANGEABLE.includes(field)));
  const errors = validateStatefulSet(statefulSet);
  if (isSame(fixed(statefulSet), fixed(old))) return errors;
  const names = CHANGEABLE.map((field) => `'${field}'`);
  const list = `${names.slice(0, -1).join(', ')} and ${names.slice(-1).join('')}`;
  const rule = `updates to statefulset spec for fields other than ${list} are forbidden`;
  return [...errors, fieldError.forbidden('spec', rule)];
}

const STATUS_RULES = replicaStatusRules(
  ['readyReplicas', 'currentReplicas', 'updatedReplicas', 'availableReplicas', 'collisionCount'],
  'status.readyReplicas',
);

/** StatefulSets. Source: Kubernetes 1.36, pkg/registry/apps/statefulset/strategy.go. */
export const statefulSetStrategy: Strategy = {
  default: defaultStatefulSet,
  prepareForCreate(statefulSet) {
    statefulSet['status'] = { availableReplicas: 0, replicas: 0 };
  },
  prepareForUpdate: keepStatus,
  validate: validateCreate,
  validateUpdate,
  validateStatusUpdate: (statefulSet, old) => validateStatusNumbers(statefulSet, old, STATUS_RULES),
  validateName: nameIsDnsLabel,
  warnings(statefulSet, old) {
    const warnings = templateWarnings(statefulSet, old);
    const limit = numberAt(specOf(statefulSet), 'revisionHistoryLimit') ?? 0;
    if (limit < 0) {
      const advice = 'a value >= 0 is recommended';
      warnings.push(`spec.revisionHistoryLimit: a negative value retains all historical revisions; ${advice}`);
    }
    return warnings;
  },
  hasGeneration: true,
};
