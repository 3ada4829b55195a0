import { type Draft, fieldError, type FieldError, type KubeObject } from '../api';
import { type Fields, fieldsAt, fill, isSame, listAt, mapAt, numberAt, openDraft } from './fields';
import {
  amountOf,
  type IntOrPercent,
  shownSelector,
  validateAtMost100Percent,
  validateIntOrPercent,
  validateLabelSelector,
  validateNotNegative,
} from './field-rules';
import { selectsTemplate, unselectedTemplate, validateSameSelector } from './pods/selector';
import { defaultPodTemplate, validateEndlessTemplate, validatePodTemplate } from './pods/template';
import { templateWarnings } from './pods/warnings';
import type { Strategy } from './resource';
import { keepStatus, specOf, validateStatusNumbers } from './workload-status';

/** Counts the changes of the template. Source: pkg/apis/apps/v1/conversion.go, DeprecatedTemplateGeneration. */
const TEMPLATE_GENERATION = 'deprecated.daemonset.template.generation';

/** Source: Kubernetes 1.36, pkg/apis/apps/v1/defaults.go `SetDefaults_DaemonSet`. */
function defaultDaemonSet(daemonSet: Draft): void {
  const spec = openDraft(daemonSet, 'spec');
  fill(spec, { revisionHistoryLimit: 10 });
  const strategy = openDraft(spec, 'updateStrategy');
  fill(strategy, { type: 'RollingUpdate' });
  if (strategy['type'] === 'RollingUpdate') {
    fill(openDraft(strategy, 'rollingUpdate'), { maxUnavailable: 1, maxSurge: 0 });
  }
  defaultPodTemplate(spec);
}

const templateGenerationOf = (daemonSet: Fields): number => {
  const annotations = mapAt(fieldsAt(daemonSet, 'metadata'), 'annotations');
  return Number.parseInt(annotations?.[TEMPLATE_GENERATION] ?? '0', 10) || 0;
};

function setTemplateGeneration(daemonSet: Draft, generation: number): void {
  const metadata = openDraft(daemonSet, 'metadata');
  metadata['annotations'] = { ...mapAt(metadata, 'annotations'), [TEMPLATE_GENERATION]: String(generation) };
}

function validateRollingUpdate(rollingUpdate: Fields, path: string): FieldError[] {
  const maxUnavailable = rollingUpdate['maxUnavailable'] as IntOrPercent;
  const maxSurge = rollingUpdate['maxSurge'] as IntOrPercent;
  const errors = [
    ...validateIntOrPercent(maxUnavailable, `${path}.maxUnavailable`),
    ...validateIntOrPercent(maxSurge, `${path}.maxSurge`),
    ...validateAtMost100Percent(maxUnavailable, `${path}.maxUnavailable`),
    ...validateAtMost100Percent(maxSurge, `${path}.maxSurge`),
  ];
  const hasUnavailable = amountOf(maxUnavailable) !== 0;
  const hasSurge = amountOf(maxSurge) !== 0;
  if (hasUnavailable && hasSurge) {
    const rule = 'may not be set when maxUnavailable is non-zero';
    errors.push(fieldError.invalid(`${path}.maxSurge`, maxSurge, rule));
  } else if (!hasUnavailable && !hasSurge) {
    errors.push(fieldError.required(`${path}.maxUnavailable`, 'cannot be 0 when maxSurge is 0'));
  }
  return errors;
}

function validateStrategy(strategy: Fields, path: string): FieldError[] {
  const rollingUpdate = fieldsAt(strategy, 'rollingUpdate');
  switch (strategy['type']) {
    case 'OnDelete':
      return [];
    case 'RollingUpdate':
      if (rollingUpdate === undefined) return [fieldError.required(`${path}.rollingUpdate`)];
      return validateRollingUpdate(rollingUpdate, `${path}.rollingUpdate`);
    default: {
      const rolling = {
        MaxUnavailable: rollingUpdate?.['maxUnavailable'] ?? 0,
        MaxSurge: rollingUpdate?.['maxSurge'] ?? 0,
      };
      const shown = { Type: strategy['type'] ?? '', RollingUpdate: rollingUpdate === undefined ? null : rolling };
      return [fieldError.notSupported(path, shown, ['RollingUpdate', 'OnDelete'], 'as given')];
    }
  }
}

/** Source: Kubernetes 1.36, pkg/apis/apps/validation/validation.go `ValidateDaemonSetSpec`. */
function validateDaemonSet(daemonSet: KubeObject): FieldError[] {
  const spec = specOf(daemonSet);
  const selector = fieldsAt(spec, 'selector');
  const template = fieldsAt(spec, 'template');
  const errors: FieldError[] = [];
  if (selector === undefined) errors.push(fieldError.required('spec.selector'));
  errors.push(...validateLabelSelector(selector, 'spec.selector'));
  if (selectsTemplate(selector, template) === false) errors.push(unselectedTemplate(template, 'spec.template'));
  const conditions =
    Object.keys(mapAt(selector, 'matchLabels') ?? {}).length + listAt(selector, 'matchExpressions').length;
  if (selector !== undefined && conditions === 0) {
    const rule = 'empty selector is invalid for daemonset';
    errors.push(fieldError.invalid('spec.selector', shownSelector(selector), rule));
  }
  errors.push(...validatePodTemplate(template, 'spec.template'));
  errors.push(...validateEndlessTemplate(template, 'DaemonSet', 'spec.template'));
  errors.push(...validateNotNegative(numberAt(spec, 'minReadySeconds'), 'spec.minReadySeconds'));
  errors.push(...validateStrategy(fieldsAt(spec, 'updateStrategy') ?? {}, 'spec.updateStrategy'));
  return [...errors, ...validateNotNegative(numberAt(spec, 'revisionHistoryLimit'), 'spec.revisionHistoryLimit')];
}

const STATUS_COUNTS = [
  'currentNumberScheduled',
  'numberMisscheduled',
  'desiredNumberScheduled',
  'numberReady',
  'observedGeneration',
  'updatedNumberScheduled',
  'numberAvailable',
  'numberUnavailable',
  'collisionCount',
];

/** DaemonSets. Source: Kubernetes 1.36, pkg/registry/apps/daemonset/strategy.go. */
export const daemonSetStrategy: Strategy = {
  default: defaultDaemonSet,
  prepareForCreate(daemonSet) {
    daemonSet['status'] = {
      currentNumberScheduled: 0,
      desiredNumberScheduled: 0,
      numberMisscheduled: 0,
      numberReady: 0,
    };
    setTemplateGeneration(daemonSet, Math.max(1, templateGenerationOf(daemonSet)));
  },
  prepareForUpdate(daemonSet, old) {
    keepStatus(daemonSet, old);
    const before = templateGenerationOf(old);
    const isChanged = !isSame(specOf(daemonSet)['template'], specOf(old)['template']);
    setTemplateGeneration(daemonSet, isChanged ? before + 1 : before);
  },
  validate: validateDaemonSet,
  // The selector comes first: so a real 1.36 lists them.
  validateUpdate: (daemonSet, old) => [...validateSameSelector(daemonSet, old), ...validateDaemonSet(daemonSet)],
  validateStatusUpdate: (daemonSet, old) =>
    validateStatusNumbers(daemonSet, old, { notNegative: STATUS_COUNTS, atMost: [] }),
  warnings(daemonSet, old) {
    return templateWarnings(daemonSet, old);
  },
  hasGeneration: true,
};
