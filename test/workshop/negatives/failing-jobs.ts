import type { KubeObject } from '../../../src/simulator/api';
import { lesson, LessonCluster } from './lesson-cluster';
import type { Negative } from './negative';

const PODS = '/api/v1/namespaces/default/pods';
const JOBS = '/apis/batch/v1/namespaces/default/jobs';

const NO_SUCH_PROGRAM =
  'Failed: Error: failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: exec: "--keygen-enable": executable file not found in $PATH';

/** Jobs that do not complete: a program, a node or an image is missing. */
export const failingJobs: readonly Negative[] = [
  {
    id: 'KUAR12-01',
    what: 'a Job whose arguments replace the command never completes',
    play: () => {
      const lessons = new LessonCluster('minikube');
      lessons.begin(...lesson('kuar-jobs/run'));
      lessons.cluster.advance('24m');
      expect(lessons.shown(JOBS, 'Name', 'Status', 'Completions')).toEqual(['oneshot Failed 0/1']);
      expect(lessons.events('oneshot')[0]).toBe(NO_SUCH_PROGRAM);
    },
  },
  {
    id: 'KUAR12-02',
    what: 'a Job without command reaches its back-off limit, and its Pod is deleted',
    play: () => {
      const lessons = new LessonCluster('minikube');
      lessons.begin(...lesson('kuar-jobs/broken', 'Job/oneshot'));
      lessons.cluster.advance('10m');
      const job = lessons.cluster.client.get('batch/jobs', 'default', 'oneshot');
      expect(job?.status.failed).toBe(1);
      const [failure] = (job?.status.conditions ?? []).filter(({ type }) => type === 'Failed');
      expect(failure).toMatchObject({
        status: 'True',
        reason: 'BackoffLimitExceeded',
        message: 'Job has reached the specified backoff limit',
      });
      expect(lessons.events('oneshot')).toContain('BackoffLimitExceeded: Job has reached the specified backoff limit');
      expect(lessons.events('oneshot', 'Normal')).toEqual(
        expect.arrayContaining([expect.stringMatching(/^SuccessfulDelete: Deleted pod: oneshot-\w{5}$/)]),
      );
      expect(lessons.pods).toEqual([]);
    },
  },
  {
    id: 'KUAR12-03',
    what: 'a Job that asks for too much waits for a node and stays active',
    play: () => {
      const lessons = new LessonCluster('minikube');
      const [job] = lesson('kuar-jobs/fixed', 'Job/oneshot');
      const text = JSON.stringify(job).replace(
        '"name":"kuard"',
        '"name":"kuard","resources":{"requests":{"cpu":"64"}}',
      );
      lessons.begin(JSON.parse(text) as KubeObject);
      expect(lessons.shown(JOBS, 'Name', 'Status', 'Completions')).toEqual(['oneshot Running 0/1']);
      expect(lessons.shown(PODS, 'Status')).toEqual(['Pending']);
      expect(lessons.events('oneshot')).toEqual([
        'FailedScheduling: 0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate, preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.',
      ]);
    },
  },
  {
    id: 'KUAR12-04',
    what: 'five Pods fail to start, and all end when their restarts add up to six',
    play: () => {
      const lessons = new LessonCluster('minikube');
      const seen = lessons.waitedFor();
      const gone: { readonly timeMs: number; readonly restarts: number }[] = [];
      lessons.cluster.client.watch('pods', ({ type, object, previous }) => {
        if (type !== 'MODIFIED' || previous?.metadata.deletionTimestamp !== undefined) return;
        if (object.metadata.deletionTimestamp === undefined) return;
        const restarts = object.status.containerStatuses?.[0]?.restartCount ?? 0;
        gone.push({ timeMs: lessons.cluster.nowMs, restarts });
      });
      lessons.begin(...lesson('kuar-jobs/broken', 'Job/parallel'));
      lessons.cluster.advance('5m');
      expect([...seen].filter((each) => !each.startsWith('ContainerCreating'))).toEqual([
        'RunContainerError 0',
        'RunContainerError 1',
        'CrashLoopBackOff 1',
        'RunContainerError 2',
      ]);
      expect(lessons.events('parallel')[0]).toBe(NO_SUCH_PROGRAM);
      expect(gone).toHaveLength(5);
      expect((gone.at(-1)?.timeMs ?? 0) - (gone[0]?.timeMs ?? 0)).toBeLessThan(1000);
      // In the text one Pod had come to its second restart: 1 + 1 + 1 + 1 + 2. Here they go on closer together.
      expect(gone.reduce((sum, { restarts }) => sum + restarts, 0)).toBeGreaterThanOrEqual(6);
      expect(lessons.shown(JOBS, 'Name', 'Status', 'Completions')).toEqual(['parallel Failed 0/10']);
    },
  },
  {
    id: 'KUAR12-10',
    what: 'every fifth hour a Job comes whose image cannot be pulled, and unfinished ones pile up',
    play: () => {
      const lessons = new LessonCluster('minikube');
      lessons.begin(...lesson('kuar-cronjob'));
      lessons.cluster.advance('11h');
      expect(lessons.shown(JOBS, 'Status', 'Completions')).toEqual(['Running 0/1', 'Running 0/1']);
      const waiting = lessons.shown(PODS, 'Ready', 'Status');
      expect(waiting).toHaveLength(2);
      for (const line of waiting) expect(line).toMatch(/^0\/1 (?:ErrImagePull|ImagePullBackOff)$/);
    },
  },
];
