import type { Construct } from 'constructs';
import { ArgumentError, isToken, requireInteger, requireLabels, requireObjectName, requireOneOf } from './argument';
import { Block, prefixed } from './block';
import { k8s } from './k8s';
import { toJobSpec, type TaskProps } from './task';

/** Props of `ScheduledTask`. */
export interface ScheduledTaskProps extends TaskProps {
  /** Five cron fields, such as `0 *\/5 * * *` (hours 0, 5, 10, 15 and 20), or a word such as `@hourly`. */
  readonly schedule: string;
  /** Time zone of the schedule, such as 'Europe/Paris'. @default - that of the control plane, usually UTC */
  readonly timeZone?: string;
  /** What happens when the previous run has not ended. @default - Allow */
  readonly concurrencyPolicy?: 'Allow' | 'Forbid' | 'Replace';
  /** Seconds by which a missed start may be late. @default - any */
  readonly startingDeadlineSeconds?: number;
  /** Pauses the schedule. @default - it runs */
  readonly suspend?: boolean;
  /** Ended runs kept. @default - 3 */
  readonly successfulJobsHistoryLimit?: number;
  /** Failed runs kept. @default - 1 */
  readonly failedJobsHistoryLimit?: number;
}

const FIELD = /^(\*|[0-9A-Za-z]+(-[0-9A-Za-z]+)?)(\/[0-9]+)?(,(\*|[0-9A-Za-z]+(-[0-9A-Za-z]+)?)(\/[0-9]+)?)*$/;

const isSchedule = (text: string): boolean =>
  /^@(yearly|annually|monthly|weekly|daily|midnight|hourly)$|^@every \S+$/.test(text) ||
  (text.trim().split(/\s+/).length === 5 &&
    text
      .trim()
      .split(/\s+/)
      .every((field) => FIELD.test(field) || field === '?'));

/** A program that runs to its end again and again: a CronJob. */
export class ScheduledTask extends Block {
  /** Name of the CronJob. */
  readonly name: string;

  constructor(scope: Construct, id: string, props: ScheduledTaskProps) {
    super(scope, id);
    this.name = prefixed(this, props.name ?? id);
    requireObjectName(this, 'name', this.name);
    if (this.name.length > 52) {
      // The controller adds 11 characters to name the Jobs.
      throw new ArgumentError(this, 'name', 'must have at most 52 characters', this.name);
    }
    if (!isToken(props.schedule) && !isSchedule(props.schedule)) {
      throw new ArgumentError(this, 'schedule', "must be five cron fields or a word such as '@hourly'", props.schedule);
    }
    requireOneOf(this, 'concurrencyPolicy', props.concurrencyPolicy, ['Allow', 'Forbid', 'Replace']);
    requireInteger(this, 'startingDeadlineSeconds', props.startingDeadlineSeconds, 0);
    requireInteger(this, 'successfulJobsHistoryLimit', props.successfulJobsHistoryLimit, 0);
    requireInteger(this, 'failedJobsHistoryLimit', props.failedJobsHistoryLimit, 0);
    requireLabels(this, 'labels', props.labels);
    new k8s.KubeCronJob(this, 'Resource', {
      metadata: { name: this.name, namespace: props.namespace, labels: props.labels, annotations: props.annotations },
      spec: {
        schedule: props.schedule,
        timeZone: props.timeZone,
        concurrencyPolicy: props.concurrencyPolicy,
        startingDeadlineSeconds: props.startingDeadlineSeconds,
        suspend: props.suspend,
        successfulJobsHistoryLimit: props.successfulJobsHistoryLimit,
        failedJobsHistoryLimit: props.failedJobsHistoryLimit,
        jobTemplate: { spec: toJobSpec(this, props.name ?? id, props) },
      },
    });
  }
}
