import type { CronJob, Job, NewObject, ObjectReference } from '../../api';
import { controllerReference } from '../../client';
import { jobNameAt } from './decide-start';
import { zonedTimestamp } from './time-zone';

/** Annotation: the time for which a Job was started, on the clocks of the CronJob. */
const SCHEDULED_KEY = 'batch.kubernetes.io/cronjob-scheduled-timestamp';

/**
 * The Job that a CronJob starts for a time.
 * Source: Kubernetes 1.36, pkg/controller/cronjob/utils.go `getJobFromTemplate2`.
 */
export function jobDraft(cronJob: CronJob, timeMs: number): NewObject<'batch/jobs'> {
  const { jobTemplate, timeZone = 'UTC' } = cronJob.spec;
  const { labels, annotations } = jobTemplate.metadata;
  return {
    metadata: {
      name: jobNameAt(cronJob, timeMs),
      namespace: cronJob.metadata.namespace,
      ...(labels === undefined ? {} : { labels }),
      annotations: { ...annotations, [SCHEDULED_KEY]: zonedTimestamp(timeZone, timeMs) },
      ownerReferences: [controllerReference(cronJob)],
    },
    spec: jobTemplate.spec,
  };
}

/** How the status refers to a Job that runs. */
export function referenceTo({ apiVersion, kind, metadata }: Job): ObjectReference {
  const { namespace, name, uid, resourceVersion } = metadata;
  return { kind, namespace, name, uid, apiVersion, resourceVersion };
}
