import { type Draft, fieldError, type FieldError, isDnsLabel, type KubeObject } from '../api';
import {
  draftAt,
  type Fields,
  fieldsAt,
  fill,
  flagAt,
  isSame,
  listAt,
  mapAt,
  numberAt,
  openDraft,
  textAt,
} from './fields';
import { shownSelector, validateImmutable, validateLabelSelector } from './field-rules';
import { validateJobSpec } from './job-spec';
import { internalPodTemplate } from './pods/internal-shapes';
import { selectsTemplate, unselectedTemplate } from './pods/selector';
import { defaultPodTemplate } from './pods/template';
import { nameWarnings, podWarnings } from './pods/warnings';
import type { Strategy } from './resource';
import { keepStatus, specOf, validateStatusNumbers } from './workload-status';

const CONTROLLER_UID = 'batch.kubernetes.io/controller-uid';
const JOB_NAME = 'batch.kubernetes.io/job-name';
const LEGACY_CONTROLLER_UID = 'controller-uid';
const LEGACY_JOB_NAME = 'job-name';
const INT32_MAX = 2147483647;

/**
 * Source: Kubernetes 1.36, pkg/apis/batch/v1/defaults.go `SetDefaults_Job`. A Job without labels shares those of its
 * template, the very same map: what is added to the template on create is added to the Job.
 */
function defaultJob(job: Draft): void {
  const spec = openDraft(job, 'spec');
  if (spec['completions'] === undefined && spec['parallelism'] === undefined) {
    Object.assign(spec, { completions: 1, parallelism: 1 });
  }
  fill(spec, {
    parallelism: 1,
    backoffLimit: spec['backoffLimitPerIndex'] === undefined ? 6 : INT32_MAX,
    completionMode: 'NonIndexed',
    suspend: false,
    podReplacementPolicy: spec['podFailurePolicy'] === undefined ? 'TerminatingOrFailed' : 'Failed',
    manualSelector: false,
  });
  defaultFailurePolicy(spec);
  defaultPodTemplate(spec);
  const metadata = openDraft(job, 'metadata');
  const labels = openDraft(openDraft(openDraft(spec, 'template'), 'metadata'), 'labels');
  if (isSame(metadata['labels'], {})) metadata['labels'] = labels;
}

/** Conditions of Pods are looked for as true; a status that is not given is decoded as an empty one. */
export function defaultFailurePolicy(spec: Draft): void {
  for (const rule of listAt(draftAt(spec, 'podFailurePolicy'), 'rules')) {
    for (const pattern of listAt(rule, 'onPodConditions')) {
      if (textAt(pattern, 'status') === '') (pattern as Draft)['status'] = 'True';
    }
  }
}

/** An empty map of labels is not written. */
function dropEmptyLabels(job: Draft): void {
  for (const metadata of [draftAt(job, 'metadata'), draftAt(draftAt(draftAt(job, 'spec'), 'template'), 'metadata')]) {
    if (metadata !== undefined && isSame(metadata['labels'], {})) delete metadata['labels'];
  }
}

/** Source: Kubernetes 1.36, pkg/registry/batch/job/strategy.go `generateSelector`. */
function generateSelector(job: Draft): void {
  const spec = openDraft(job, 'spec');
  const metadata = openDraft(job, 'metadata');
  const templateMetadata = openDraft(openDraft(spec, 'template'), 'metadata');
  const isShared = metadata['labels'] !== undefined && metadata['labels'] === templateMetadata['labels'];
  const labels = openDraft(templateMetadata, 'labels');
  const name = textAt(metadata, 'name');
  const uid = textAt(metadata, 'uid');
  fill(labels, {
    [LEGACY_JOB_NAME]: name,
    [JOB_NAME]: name,
    [LEGACY_CONTROLLER_UID]: uid,
    [CONTROLLER_UID]: uid,
  });
  if (isShared) metadata['labels'] = { ...labels };
  fill(openDraft(openDraft(spec, 'selector'), 'matchLabels'), { [CONTROLLER_UID]: uid });
}

function prepareForCreate(job: Draft): void {
  if (draftAt(job, 'spec')?.['manualSelector'] !== true) generateSelector(job);
  dropEmptyLabels(job);
  job['status'] = {};
}

function requireLabel(template: Fields | undefined, key: string, value: string): FieldError[] {
  const labels = mapAt(fieldsAt(template, 'metadata'), 'labels') ?? {};
  const path = 'spec.template.metadata';
  const found = labels[key];
  if (found === value) return [];
  if (found === undefined) return [fieldError.required(`${path}.labels[${key}]`, `must be '${value}'`)];
  return [fieldError.invalid(`${path}.labels[${key}]`, sortedLabels(labels), `must be '${value}'`)];
}

const sortedLabels = (labels: Fields): Fields =>
  Object.fromEntries(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));

/** Source: Kubernetes 1.36, pkg/apis/batch/validation/validation.go `validateGeneratedSelector`. */
function validateGeneratedSelector(job: KubeObject): FieldError[] {
  const spec = specOf(job);
  const selector = fieldsAt(spec, 'selector');
  if (flagAt(spec, 'manualSelector') === true || selector === undefined) return [];
  const uid = job.metadata.uid ?? '';
  const name = job.metadata.name ?? '';
  const template = fieldsAt(spec, 'template');
  const expected: Readonly<Record<string, string>> = {
    [CONTROLLER_UID]: uid,
    [JOB_NAME]: name,
    [LEGACY_CONTROLLER_UID]: uid,
    [LEGACY_JOB_NAME]: name,
  };
  const errors = uid === '' ? [fieldError.required('metadata.uid')] : [];
  for (const key of [LEGACY_CONTROLLER_UID, LEGACY_JOB_NAME, CONTROLLER_UID, JOB_NAME]) {
    errors.push(...requireLabel(template, key, expected[key] as string));
  }
  if (selectsTemplate(selector, { metadata: { labels: expected } }) === false) {
    errors.push(fieldError.invalid('spec.selector', shownSelector(selector), '`selector` not auto-generated'));
  }
  return errors;
}

function validateWholeSpec(job: KubeObject): FieldError[] {
  const spec = specOf(job);
  const selector = fieldsAt(spec, 'selector');
  const template = fieldsAt(spec, 'template');
  const errors = validateJobSpec(spec, 'spec');
  if (selector === undefined) errors.push(fieldError.required('spec.selector'));
  else errors.push(...validateLabelSelector(selector, 'spec.selector'));
  if (selectsTemplate(selector, template) === false) errors.push(unselectedTemplate(template, 'spec.template'));
  return errors;
}

function validateJob(job: KubeObject): FieldError[] {
  const spec = specOf(job);
  const errors = [...validateGeneratedSelector(job), ...validateWholeSpec(job)];
  const completions = numberAt(spec, 'completions') ?? 0;
  if (spec['completionMode'] === 'Indexed' && completions > 0) {
    const name = job.metadata.name ?? '';
    const hostname = `${name}-${completions - 1}`;
    if (isDnsLabel(hostname).length > 0) {
      const rule = `will not able to create pod with invalid DNS label: ${hostname}`;
      errors.push(fieldError.invalid('metadata.name', name, rule));
    }
  }
  return errors;
}

/** Where Pods run may be changed while the Job is suspended and none has started. */
function withoutPlacement(template: Fields | undefined): Fields {
  const spec = fieldsAt(template, 'spec');
  const metadata = { ...fieldsAt(template, 'metadata'), labels: undefined, annotations: undefined };
  const affinity = { ...fieldsAt(spec, 'affinity'), nodeAffinity: undefined };
  const placement = { nodeSelector: undefined, tolerations: undefined, schedulingGates: undefined };
  return { ...template, metadata, spec: { ...spec, ...placement, affinity } };
}

function validateTemplateUpdate(job: KubeObject, old: KubeObject): FieldError[] {
  const template = fieldsAt(specOf(job), 'template');
  const before = fieldsAt(specOf(old), 'template');
  const isMovable = specOf(old)['suspend'] === true && fieldsAt(old, 'status')?.['startTime'] === undefined;
  const isUnchanged = isMovable
    ? isSame(withoutPlacement(template), withoutPlacement(before))
    : isSame(template, before);
  if (isUnchanged) return [];
  return validateImmutable(template, undefined, 'spec.template', internalPodTemplate(template));
}

/** An Indexed Job may grow and shrink when both numbers change together. */
function validateCompletionsUpdate(spec: Fields, old: Fields): FieldError[] {
  const completions = numberAt(spec, 'completions');
  if (spec['completionMode'] !== 'Indexed') {
    return validateImmutable(completions, old['completions'], 'spec.completions', completions ?? null);
  }
  if (completions === undefined || completions === old['completions'] || completions === spec['parallelism']) return [];
  const rule = 'can only be modified in tandem with spec.parallelism';
  return [fieldError.invalid('spec.completions', completions, rule)];
}

/** Source: Kubernetes 1.36, pkg/apis/batch/validation/validation.go `ValidateJobSpecUpdate`. */
function validateUpdate(job: KubeObject, old: KubeObject): FieldError[] {
  const spec = specOf(job);
  const before = specOf(old);
  const selector = fieldsAt(spec, 'selector');
  const same = (field: string): FieldError[] =>
    validateImmutable(spec[field], before[field], `spec.${field}`, spec[field] ?? null);
  return [
    ...validateWholeSpec(job),
    ...validateCompletionsUpdate(spec, before),
    ...validateImmutable(selector, before['selector'], 'spec.selector', shownSelector(selector)),
    ...validateTemplateUpdate(job, old),
    ...same('completionMode'),
    ...same('podFailurePolicy'),
    ...same('backoffLimitPerIndex'),
    ...same('managedBy'),
    ...same('successPolicy'),
  ];
}

/** Warnings about the spec of a Job at `path`. Source: Kubernetes 1.36, pkg/api/job/warnings.go. */
export function jobSpecWarnings(spec: Fields, path: string): string[] {
  const warnings: string[] = [];
  const isHuge = (numberAt(spec, 'completions') ?? 0) > 100_000 && (numberAt(spec, 'parallelism') ?? 0) > 10_000;
  if (isHuge && spec['completionMode'] === 'Indexed') {
    const size = 'a number of completions higher than 10^5 and a parallelism higher than 10^4';
    const effect = 'Kubernetes might not be able to track completedIndexes when a big number of indexes fail';
    warnings.push(`${path}: In Indexed Jobs with ${size}, ${effect}`);
  }
  return [...warnings, ...podWarnings(fieldsAt(spec, 'template'), `${path}.template`)];
}

/** Jobs. Source: Kubernetes 1.36, pkg/registry/batch/job/strategy.go. */
export const jobStrategy: Strategy = {
  default: defaultJob,
  prepareForCreate,
  prepareForUpdate(job, old) {
    dropEmptyLabels(job);
    keepStatus(job, old);
  },
  validate: validateJob,
  validateUpdate,
  validateStatusUpdate: (job, old) =>
    validateStatusNumbers(job, old, {
      notNegative: ['active', 'succeeded', 'failed', 'ready', 'terminating'],
      atMost: [],
    }),
  warnings: (job, old) => [
    ...(old === undefined ? nameWarnings(job, 'Pod names and hostnames') : []),
    ...(isSame(job['spec'], old?.['spec']) ? [] : jobSpecWarnings(specOf(job), 'spec')),
  ],
  selectableFields: (job) => ({ 'status.successful': String(numberAt(fieldsAt(job, 'status'), 'succeeded') ?? 0) }),
  hasGeneration: true,
};
