import {
  CronError,
  type Draft,
  fieldError,
  type FieldError,
  isTimeZone,
  type KubeObject,
  parseCronSchedule,
} from '../api';
import { type Fields, fieldsAt, fill, isSame, numberAt, openDraft, textAt } from './fields';
import { shownSelector, validateNotNegative, validateRequiredOneOf } from './field-rules';
import { defaultFailurePolicy, jobSpecWarnings } from './job';
import { validateJobSpec } from './job-spec';
import { defaultPodTemplate } from './pods/template';
import { nameWarnings } from './pods/warnings';
import type { Strategy } from './resource';
import { keepStatus, specOf } from './workload-status';

/** 63 for the name of a Job, less 11 for the time that is added to it. */
const NAME_LENGTH_MAX = 52;
const ZONE_PART = /^[A-Za-z.\-_0-9+]{1,14}$/;

/** Of the Job inside, only the template is filled in. Source: pkg/apis/batch/v1/defaults.go `SetDefaults_CronJob`. */
function defaultCronJob(cronJob: Draft): void {
  const spec = openDraft(cronJob, 'spec');
  fill(spec, { concurrencyPolicy: 'Allow', suspend: false, successfulJobsHistoryLimit: 3, failedJobsHistoryLimit: 1 });
  const jobTemplate = openDraft(spec, 'jobTemplate');
  openDraft(jobTemplate, 'metadata');
  const jobSpec = openDraft(jobTemplate, 'spec');
  defaultFailurePolicy(jobSpec);
  defaultPodTemplate(jobSpec);
}

function validateSchedule(schedule: string, old: Fields | undefined, hasTimeZone: boolean): FieldError[] {
  const path = 'spec.schedule';
  if (schedule === '') return [fieldError.required(path)];
  const errors: FieldError[] = [];
  try {
    parseCronSchedule(schedule);
  } catch (error) {
    if (!(error instanceof CronError)) throw error;
    errors.push(fieldError.invalid(path, schedule, error.message));
  }
  if (!schedule.includes('TZ')) return errors;
  const isKept = textAt(old, 'schedule').includes('TZ');
  if (isKept && hasTimeZone) {
    const rule = 'cannot use both timeZone field and TZ or CRON_TZ in schedule';
    errors.push(fieldError.invalid(path, schedule, rule));
  } else if (!isKept) {
    const rule = 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead';
    errors.push(fieldError.invalid(path, schedule, rule));
  }
  return errors;
}

function validateTimeZone(timeZone: string): FieldError[] {
  const wrong = (rule: string): FieldError[] => [fieldError.invalid('spec.timeZone', timeZone, rule)];
  if (timeZone === '') return wrong('timeZone must be nil or non-empty string');
  const unknown = `unknown time zone ${timeZone}`;
  const isOdd = (part: string): boolean =>
    part === '.' || part === '..' || part.startsWith('-') || !ZONE_PART.test(part);
  if (timeZone.split('/').some(isOdd)) return wrong(unknown);
  if (timeZone.toLowerCase() === 'local') {
    return wrong('timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones');
  }
  return isTimeZone(timeZone) ? [] : wrong(unknown);
}

/** Source: Kubernetes 1.36, pkg/apis/batch/validation/validation.go `validateCronJobSpec`. */
function validateCronJob(cronJob: KubeObject, old?: KubeObject): FieldError[] {
  const spec = specOf(cronJob);
  const before = old === undefined ? undefined : specOf(old);
  const timeZone = spec['timeZone'];
  const errors = validateSchedule(textAt(spec, 'schedule'), before, timeZone !== undefined);
  errors.push(...validateNotNegative(numberAt(spec, 'startingDeadlineSeconds'), 'spec.startingDeadlineSeconds'));
  if (typeof timeZone === 'string' && timeZone !== before?.['timeZone']) errors.push(...validateTimeZone(timeZone));
  const policies = ['Allow', 'Forbid', 'Replace'];
  errors.push(...validateRequiredOneOf(textAt(spec, 'concurrencyPolicy'), policies, 'spec.concurrencyPolicy'));
  const jobSpec = fieldsAt(fieldsAt(spec, 'jobTemplate'), 'spec') ?? {};
  const path = 'spec.jobTemplate.spec';
  errors.push(...validateJobSpec(jobSpec, path));
  const selector = fieldsAt(jobSpec, 'selector');
  if (selector !== undefined) {
    const rule = '`selector` will be auto-generated';
    errors.push(fieldError.invalid(`${path}.selector`, shownSelector(selector), rule));
  }
  if (jobSpec['manualSelector'] === true) {
    errors.push(fieldError.notSupported(`${path}.manualSelector`, true, ['nil', 'false'], 'as given'));
  }
  for (const field of ['successfulJobsHistoryLimit', 'failedJobsHistoryLimit']) {
    errors.push(...validateNotNegative(numberAt(spec, field), `spec.${field}`));
  }
  return errors;
}

function validateCreate(cronJob: KubeObject): FieldError[] {
  const name = cronJob.metadata.name ?? '';
  const rule = `must be no more than ${NAME_LENGTH_MAX} characters`;
  return [
    ...validateCronJob(cronJob),
    ...(name.length > NAME_LENGTH_MAX ? [fieldError.invalid('metadata.name', name, rule)] : []),
  ];
}

/** CronJobs. Source: Kubernetes 1.36, pkg/registry/batch/cronjob/strategy.go. */
export const cronJobStrategy: Strategy = {
  default: defaultCronJob,
  prepareForCreate(cronJob) {
    cronJob['status'] = {};
  },
  prepareForUpdate: keepStatus,
  validate: validateCreate,
  validateUpdate: validateCronJob,
  warnings(cronJob, old) {
    const spec = specOf(cronJob);
    const jobSpec = fieldsAt(fieldsAt(spec, 'jobTemplate'), 'spec') ?? {};
    const warnings = old === undefined ? nameWarnings(cronJob, 'Pod names and hostnames') : [];
    if (!isSame(spec, old?.['spec'])) warnings.push(...jobSpecWarnings(jobSpec, 'spec.jobTemplate.spec'));
    if (textAt(spec, 'schedule').includes('TZ')) {
      const page = 'https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/';
      const words = 'CRON_TZ or TZ used in spec.schedule is not officially supported';
      warnings.push(`${words}, see ${page} for more details`);
    }
    return warnings;
  },
  hasGeneration: true,
};
