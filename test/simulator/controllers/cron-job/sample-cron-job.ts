import type { CronJob, CronJobSpec, CronJobStatus, Job, ObjectReference } from '../../../../src/simulator/api';

/** A stored CronJob named `tick`, made on the first of January 2026, that fires every five minutes. */
export function sampleCronJob(spec: Partial<CronJobSpec> = {}, status: CronJobStatus = {}): CronJob {
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: {
      name: 'tick',
      namespace: 'demo',
      uid: 'cron-uid',
      resourceVersion: '1',
      creationTimestamp: '2026-01-01T00:00:00Z',
    },
    spec: { schedule: '*/5 * * * *', jobTemplate: { metadata: {}, spec: {} as Job['spec'] }, ...spec },
    status,
  };
}

/** A Job of it; `end` is Complete or Failed. */
export function sampleChild(name: string, end?: string, startTime = '2026-01-01T00:05:00Z'): Job {
  const conditions = end === undefined ? [] : [{ type: end, status: 'True' }];
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name,
      namespace: 'demo',
      uid: `uid-${name}`,
      resourceVersion: '1',
      creationTimestamp: '2026-01-01T00:05:00Z',
    },
    spec: {} as Job['spec'],
    status: {
      conditions,
      startTime,
      ...(end === 'Complete' ? { completionTime: '2026-01-01T00:06:00Z' } : {}),
    },
  };
}

/** How the status of the CronJob refers to a Job. */
export const sampleReference = (name: string): ObjectReference => ({
  kind: 'Job',
  namespace: 'demo',
  name,
  uid: `uid-${name}`,
});
