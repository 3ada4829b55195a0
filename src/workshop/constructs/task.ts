import type { Construct, IConstruct } from 'constructs';
import { requireInteger, requireLabels, requireObjectName } from './argument';
import { Block, type ObjectProps, prefixed } from './block';
import { k8s } from './k8s';
import { type PodProps, toPodTemplate } from './pod';

/** How often a task's Pods run and how long failures are repeated. */
export interface CompletionProps {
  /** Pods that must end well. @default - 1; with `parallelism` alone, the first success ends a work queue */
  readonly completions?: number;
  /** Pods that run at the same time, 0 or more. @default - 1 */
  readonly parallelism?: number;
  /** Failed Pods after which the task has failed. @default - 6 */
  readonly backoffLimit?: number;
  /** Seconds after which a running task is ended as failed. @default - no limit */
  readonly activeDeadlineSeconds?: number;
  /** Seconds after the end at which the task is deleted. @default - it stays */
  readonly ttlSecondsAfterFinished?: number;
}

/** Props of `Task`. The Job controller makes the selector; `podLabels` are the Pods' labels. */
export interface TaskProps extends ObjectProps, PodProps, CompletionProps {
  /** `OnFailure` restarts the container, `Never` starts a new Pod. */
  readonly restartPolicy: 'OnFailure' | 'Never';
}

/** Builds the Job fields that `props` stand for. */
export function toJobSpec(scope: IConstruct, name: string, props: PodProps & CompletionProps): k8s.JobSpec {
  requireInteger(scope, 'completions', props.completions, 0);
  requireInteger(scope, 'parallelism', props.parallelism, 0);
  requireInteger(scope, 'backoffLimit', props.backoffLimit, 0);
  requireInteger(scope, 'activeDeadlineSeconds', props.activeDeadlineSeconds, 1);
  requireInteger(scope, 'ttlSecondsAfterFinished', props.ttlSecondsAfterFinished, 0);
  return {
    completions: props.completions,
    parallelism: props.parallelism,
    backoffLimit: props.backoffLimit,
    activeDeadlineSeconds: props.activeDeadlineSeconds,
    ttlSecondsAfterFinished: props.ttlSecondsAfterFinished,
    template: toPodTemplate(scope, name, {}, props),
  };
}

/** A program that runs to its end: a Job. Its template cannot be changed once applied. */
export class Task extends Block {
  /** Name of the Job. */
  readonly name: string;

  constructor(scope: Construct, id: string, props: TaskProps) {
    super(scope, id);
    this.name = prefixed(this, props.name ?? id);
    requireObjectName(this, 'name', this.name);
    requireLabels(this, 'labels', props.labels);
    new k8s.KubeJob(this, 'Resource', {
      metadata: { name: this.name, namespace: props.namespace, labels: props.labels, annotations: props.annotations },
      spec: toJobSpec(this, props.name ?? id, props),
    });
  }
}
