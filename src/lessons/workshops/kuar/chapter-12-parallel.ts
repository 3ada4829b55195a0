import { amount, asks, type Chapter, has, lines, objects, prints, rows, table, unchanged } from '../../model';

const PARALLEL = objects('kuar-jobs/fixed', 'Job/parallel');
const WITHOUT_COMMAND = objects('kuar-jobs/broken', 'Job/parallel');

/** What the runtime says when the first argument is taken for the program. */
const NO_PROGRAM =
  'Error: failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: ' +
  'unable to start container process: error during container init: exec: "--keygen-enable": executable file not found ' +
  'in $PATH';

const BACKOFF_LIMIT = 'Job has reached the specified backoff limit';

/** What kuard logs of ten keys: of each its print, which chance has made. */
const TEN_KEYS = Array.from({ length: 10 }, (_, index) => `(ID 0 ${index + 1}/10) Item done: SHA256`).join('\n');
const KEYS = 'sed -nE "s,^.{19} (.*SHA256):[A-Za-z0-9+/]{43}$,\\1,p"';

const POD = 'parallel-{{suffix}}';

const OF_JOB = 'job-name=parallel';

const times = <Value>(count: number, value: Value): Value[] => Array.from({ length: count }, () => value);

/** Counts, in what a watch has written, how many Pods were there at once that had not ended. */
const AT_ONCE = `awk '/^parallel/ { state[$1] = $3; n = 0; for (pod in state) n += state[pod] != "Completed"; if (n > most) most = n } END { print most }' pods.txt`;

/** Many Pods that work for one Job. */
export const parallelJobs: Chapter = {
  workshop: 'KUAR',
  title: '12. Jobs: parallelism',
  profile: 'minikube',
  exercises: [
    {
      id: 'KUAR12-04',
      title: 'Parallel job without command',
      goal: 'You know why five Pods disappeared at the same moment.',
      nature: 'negative',
      stack: 'kuar-jobs/broken',
      begin: { files: { 'broken/job-parallel.yaml': WITHOUT_COMMAND } },
      steps: [
        {
          task: 'Apply a Job that is to complete ten times, five Pods at a time. The command is missing once more.',
          run: 'kubectl apply -f broken/job-parallel.yaml',
          original: {
            run: 'kubectl apply -f job-parallel.yaml',
            why: 'The text shows this file with the command in it; here the one without has a folder of its own.',
          },
          speed: 2,
          see: [
            prints('job.batch/parallel created'),
            has('jobs/parallel', { spec: { parallelism: 5, completions: 10 }, status: { active: 5 } }),
            amount(5, 'pods', OF_JOB),
          ],
        },
        {
          task: 'Watch the Pods until nothing moves any more.',
          run: 'kubectl get pods -w',
          course: 'watches',
          speed: 8,
          within: '3m',
          see: [
            lines(
              `${POD} 0/1 RunContainerError 0 {{age}}`,
              `${POD} 0/1 RunContainerError 1 ({{age}} ago) {{age}}`,
              `${POD} 0/1 CrashLoopBackOff 1 ({{age}} ago) {{age}}`,
              `${POD} 0/1 RunContainerError 2 ({{age}} ago) {{age}}`,
              ...times(5, `${POD} 0/1 Terminating {{count}} ({{age}} ago) {{age}}`),
            ),
            amount(0, 'pods', OF_JOB),
            has('jobs/parallel', {
              status: {
                failed: 5,
                conditions: [
                  { type: 'FailureTarget', reason: 'BackoffLimitExceeded' },
                  { type: 'Failed', reason: 'BackoffLimitExceeded', message: BACKOFF_LIMIT },
                ],
              },
            }),
          ],
          moral:
            'The restarts of all Pods of the Job are added up. When the sum reaches the back-off limit, six, the Job has ' +
            'failed, and everything that still tries is deleted: no Pod was restarted more than twice.',
        },
        {
          task: 'The Pods are gone, but not what was told about them. Read it in the order in which it began.',
          run: 'kubectl get events --sort-by=.metadata.creationTimestamp',
          see: [
            rows(
              ...times(5, {
                TYPE: 'Normal',
                REASON: 'SuccessfulCreate',
                OBJECT: 'job/parallel',
                MESSAGE: `Created pod: ${POD}`,
              }),
              ...times(5, { TYPE: 'Normal', REASON: 'Created', OBJECT: `pod/${POD}`, MESSAGE: 'Container created' }),
              ...times(5, { TYPE: 'Warning', REASON: 'Failed', OBJECT: `pod/${POD}`, MESSAGE: NO_PROGRAM }),
              ...times(5, {
                TYPE: 'Normal',
                REASON: 'SuccessfulDelete',
                OBJECT: 'job/parallel',
                MESSAGE: `Deleted pod: ${POD}`,
              }),
              { TYPE: 'Warning', REASON: 'BackoffLimitExceeded', OBJECT: 'job/parallel', MESSAGE: BACKOFF_LIMIT },
            ),
          ],
          moral: 'There is the reason: no program is called --keygen-enable.',
        },
      ],
    },
    {
      id: 'KUAR12-05',
      title: 'Parallel job: ten completions, five at a time',
      goal: 'Ten Pods have succeeded, and never more than five ran.',
      nature: 'normal',
      stack: 'kuar-jobs/fixed',
      continues: true,
      begin: { running: [WITHOUT_COMMAND], wait: '2m', files: { 'job-parallel.yaml': PARALLEL } },
      steps: [
        {
          task: 'Make way for the repaired Job, whose container has the command /kuard.',
          run: 'kubectl delete job parallel --ignore-not-found\nkubectl apply -f job-parallel.yaml',
          original: {
            run: 'kubectl apply -f job-parallel.yaml',
            why: 'What a Job runs cannot be changed as long as the Job is there, even when it has failed.',
          },
          speed: 2,
          see: [
            prints('job.batch "parallel" deleted from default namespace\njob.batch/parallel created'),
            has('jobs/parallel', {
              spec: { template: { spec: { containers: [{ command: ['/kuard'] }] } } },
              status: { active: 5, conditions: undefined },
            }),
          ],
        },
        {
          task: 'Watch the Pods.',
          hand: 'kubectl get pods -w >pods.txt &',
          run: 'kubectl get pods -w',
          course: 'watches',
          speed: 100,
          within: '10m',
          see: [
            lines(`${POD} 1/1 Running 0 {{age}}`, `${POD} 0/1 Completed 0 {{age}}`, `${POD} 0/1 Pending 0 {{age}}`),
            has('jobs/parallel', { status: { succeeded: 10, failed: undefined } }),
            amount(10, 'pods', OF_JOB, { status: { phase: 'Succeeded' } }),
            asks(AT_ONCE, prints('5')),
          ],
          moral: 'Each Pod that has completed makes place for the next one, until there are enough.',
        },
        {
          task: 'Read what the Job says about it.',
          run: 'kubectl describe job parallel',
          see: [
            lines(
              'Name: parallel',
              'Labels: chapter=jobs',
              'Parallelism: 5',
              'Completions: 10',
              'Backoff Limit: 6',
              'Start Time: {{time}}',
              'Completed At: {{time}}',
              'Duration: {{age}}',
              'Pods Statuses: 0 Active (0 Ready) / 10 Succeeded / 0 Failed',
              'Command:',
              '/kuard',
              'Args:',
              '--keygen-enable',
              '--keygen-exit-on-complete',
              '--keygen-num-to-gen=10',
              ...times(9, `Normal SuccessfulCreate {{age}} job-controller Created pod: ${POD}`),
              `Normal SuccessfulCreate {{age}} job-controller (combined from similar events): Created pod: ${POD}`,
              'Normal Completed {{age}} job-controller Job completed',
            ),
            unchanged(
              asks('kubectl get jobs parallel', table({ NAME: 'parallel', STATUS: 'Complete', COMPLETIONS: '10/10' })),
            ),
          ],
          moral:
            'Who tells the same ten times within ten minutes is made shorter: the tenth event stands for all that follow.',
        },
        {
          task: 'Read the keys that one of the Pods has made.',
          run: `kubectl logs {{pods ${OF_JOB}}}`,
          original: { run: 'kubectl logs parallel-qlwbs', why: 'The last part of the name differs each time.' },
          see: [
            lines(
              '{{time}} Serving on HTTP on :8080',
              '{{time}} (ID 0) Workload starting',
              '{{time}} (ID 0) Workload exiting',
            ),
            unchanged(asks(`kubectl logs {{pods ${OF_JOB}}} | ${KEYS}`, prints(TEN_KEYS))),
          ],
          moral: 'The log of a Pod that has ended is there as long as the Pod; delete the Job, and both are gone.',
        },
      ],
    },
  ],
};
