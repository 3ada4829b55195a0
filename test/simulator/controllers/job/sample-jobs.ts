import type { Job, JobSpec, JobStatus, Pod, PodStatus } from '../../../../src/simulator/api';
import { NO_BACKOFF, type Backoff } from '../../../../src/simulator/controllers/job/backoff';
import { FAILURES_KEY, INDEX_KEY, TRACKING_FINALIZER } from '../../../../src/simulator/controllers/job/job-pods';
import { observeJob, type JobObservation } from '../../../../src/simulator/controllers/job/observe';

/** Virtual time of the samples, milliseconds since 1970. */
export const NOW_MS = Date.UTC(2026, 0, 1, 12);

/** A time some seconds before `NOW_MS`. */
export const secondsAgo = (seconds: number): string =>
  `${new Date(NOW_MS - seconds * 1000).toISOString().slice(0, 19)}Z`;

const TEMPLATE = {
  metadata: { labels: { app: 'work' } },
  spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'busybox:1', resources: {} }] },
} as unknown as JobSpec['template'];

/** A stored Job named `work` that has run for a minute. */
export function sampleJob(spec: Partial<JobSpec> = {}, status: JobStatus = {}): Job {
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name: 'work',
      namespace: 'demo',
      uid: 'job-uid',
      resourceVersion: '1',
      creationTimestamp: secondsAgo(60),
      generation: 1,
    },
    spec: { parallelism: 1, completions: 1, backoffLimit: 6, selector: {}, template: TEMPLATE, ...spec },
    status: { startTime: secondsAgo(60), ...status },
  };
}

/** What matters of a Pod of a Job. */
export interface SamplePod {
  readonly phase?: string;
  readonly index?: number;
  /** How often the index failed before. */
  readonly failures?: number;
  /** Whether it waits to be counted. @default true */
  readonly isTracked?: boolean;
  /** Whether it is on its way out. @default false */
  readonly isTerminating?: boolean;
  /** Seconds since it ended. @default 1 */
  readonly endedAgo?: number;
  readonly exitCode?: number;
  readonly isReady?: boolean;
  readonly node?: string;
  readonly status?: Partial<PodStatus>;
}

/** A stored Pod of the Job, named and identified by `name`. */
export function samplePod(name: string, sample: SamplePod = {}): Pod {
  const { phase = 'Running', index, failures, isTracked = true, isTerminating = false, endedAgo = 1 } = sample;
  const { exitCode, isReady = false, node = 'node-1', status } = sample;
  const annotations = {
    ...(index === undefined ? {} : { [INDEX_KEY]: String(index) }),
    ...(failures === undefined ? {} : { [FAILURES_KEY]: String(failures) }),
  };
  const finished = phase === 'Failed' || phase === 'Succeeded';
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'demo',
      uid: `uid-${name}`,
      resourceVersion: '1',
      creationTimestamp: secondsAgo(50),
      annotations,
      ...(isTracked ? { finalizers: [TRACKING_FINALIZER] } : {}),
      ...(isTerminating ? { deletionTimestamp: secondsAgo(-30), deletionGracePeriodSeconds: 30 } : {}),
    },
    spec: { containers: [], nodeName: node },
    status: {
      phase,
      conditions: [
        { type: 'Ready', status: isReady ? 'True' : 'False', lastTransitionTime: secondsAgo(finished ? endedAgo : 40) },
      ],
      ...(exitCode === undefined
        ? {}
        : {
            containerStatuses: [
              {
                name: 'main',
                image: 'busybox:1',
                imageID: '',
                ready: false,
                restartCount: 0,
                lastState: {},
                state: { terminated: { exitCode, finishedAt: secondsAgo(endedAgo) } },
              },
            ],
          }),
      ...status,
    },
  } as Pod;
}

/** What is known of a Job with these Pods. */
export const observed = (job: Job, pods: readonly Pod[], backoff: Backoff = NO_BACKOFF): JobObservation =>
  observeJob(job, pods, backoff, NOW_MS);
