import {
  amount,
  asks,
  type Chapter,
  edited,
  event,
  file,
  gone,
  has,
  lines,
  objects,
  prints,
  table,
  unchanged,
} from '../../model';

const IMAGE = 'gcr.io/kuar-demo/kuard-amd64:blue';

/** Makes ten keys and ends. */
const ONE_SHOT = objects('kuar-jobs/fixed', 'Job/oneshot');
const WITHOUT_COMMAND = objects('kuar-jobs/broken', 'Job/oneshot');

const tooBig = edited(
  ONE_SHOT,
  ['name: oneshot', 'name: toobig'],
  ['imagePullPolicy: Always', 'imagePullPolicy: Always\n        resources:\n          requests:\n            cpu: 1k'],
);

const LAST_ARGUMENT = '- "--keygen-num-to-gen=10"';

const failing = [LAST_ARGUMENT, '- "--keygen-num-to-gen=1"\n        - "--keygen-exit-code=1"'] as const;

const onFailure = edited(ONE_SHOT, ['name: oneshot', 'name: onfailure'], failing);

const never = edited(ONE_SHOT, ['name: oneshot', 'name: never'], failing, [
  'restartPolicy: OnFailure',
  'restartPolicy: Never',
]);

/** Works on and on, but its probe asks for a page that there is not. */
const unwell = edited(
  ONE_SHOT,
  ['name: oneshot', 'name: unwell'],
  [LAST_ARGUMENT, '- "--keygen-num-to-gen=0"'],
  [
    'imagePullPolicy: Always',
    'imagePullPolicy: Always\n        livenessProbe:\n          httpGet:\n            path: /absent\n            port: 8080',
  ],
);

/** What the runtime says when the first argument is taken for the program. */
const NO_PROGRAM =
  'Error: failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: ' +
  'unable to start container process: error during container init: exec: "--keygen-enable": executable file not found ' +
  'in $PATH';

const BACKOFF_LIMIT = 'Job has reached the specified backoff limit';

/** What became of a Job that was tried too often. */
const isGivenUp = {
  conditions: [
    { type: 'FailureTarget', status: 'True', reason: 'BackoffLimitExceeded', message: BACKOFF_LIMIT },
    { type: 'Failed', status: 'True', reason: 'BackoffLimitExceeded', message: BACKOFF_LIMIT },
  ],
};

const isComplete = { type: 'Complete', status: 'True' };

/** What kuard logs of ten keys: of each its print, which chance has made. */
const TEN_KEYS = Array.from({ length: 10 }, (_, index) => `(ID 0 ${index + 1}/10) Item done: SHA256`).join('\n');
const MADE_TEN_KEYS = asks(
  'kubectl logs -l job-name=oneshot --tail=-1 | sed -nE "s,^.{19} (.*SHA256):[A-Za-z0-9+/]{43}$,\\1,p"',
  prints(TEN_KEYS),
);

/** Programs that end, and what a Job makes of it when they end well and when they do not. */
export const jobs: Chapter = {
  workshop: 'KUAR',
  title: '12. Jobs',
  profile: 'minikube',
  exercises: [
    {
      id: 'KUAR12-01',
      title: 'One-shot job from the command line',
      goal: 'A Job has succeeded, and a Job without a command has failed.',
      nature: 'negative',
      stack: 'kuar-jobs/run',
      steps: [
        {
          task:
            'A Job runs a program until it has ended well. Make one of kuard, which computes ten keys and exits. The words ' +
            'behind -- are the command of the container, so the program comes first.',
          run: `kubectl create job oneshot --image=${IMAGE} -- /kuard --keygen-enable --keygen-exit-on-complete --keygen-num-to-gen 10`,
          original: {
            run: `kubectl run -i oneshot --image=${IMAGE} --restart=OnFailure -- --keygen-enable --keygen-exit-on-complete --keygen-num-to-gen 10`,
            why: 'Since 1.18 kubectl run makes a bare Pod, whatever it is to do when the program ends.',
          },
          advance: '45s',
          see: [
            prints('job.batch/oneshot created'),
            has('jobs/oneshot', {
              spec: { completions: 1, parallelism: 1, backoffLimit: 6 },
              status: { succeeded: 1, failed: undefined },
            }),
            asks('kubectl get jobs', table({ NAME: 'oneshot', STATUS: 'Complete', COMPLETIONS: '1/1' })),
            asks(
              'kubectl get pods',
              table({ NAME: 'oneshot-{{suffix}}', READY: '0/1', STATUS: 'Completed', RESTARTS: '0' }),
            ),
            MADE_TEN_KEYS,
          ],
        },
        {
          task:
            'kubectl run gave the words behind -- as arguments, and the image names its program as arguments, too: they took ' +
            'its place. Delete the Job, apply oneshot-run-job.yaml, which is what was made then, and look at it some minutes later.',
          writes: { 'oneshot-run-job.yaml': objects('kuar-jobs/run') },
          hand: 'kubectl delete job oneshot\nkubectl apply -f oneshot-run-job.yaml',
          run: 'kubectl get jobs',
          advance: '24m',
          see: [
            table({ NAME: 'oneshot', STATUS: 'Failed', COMPLETIONS: '0/1', DURATION: '{{age}}', AGE: '{{age}}' }),
            event('pods/oneshot-{{suffix}}', 'Warning', 'Failed', NO_PROGRAM),
            event('jobs/oneshot', 'Warning', 'BackoffLimitExceeded', BACKOFF_LIMIT),
            has('jobs/oneshot', { status: isGivenUp }),
          ],
          moral:
            'The container was started again and again, later each time; after six times the Job was given up. 0/1 alone does ' +
            'not tell that, which is why there is a column STATUS today.',
        },
        {
          task: 'Delete the Job.',
          run: 'kubectl delete jobs oneshot',
          see: [prints('job.batch "oneshot" deleted from default namespace'), gone('jobs/oneshot')],
          moral: 'Jobs that have ended stay, so that somebody can look at them and at the logs of their Pods.',
        },
      ],
    },
    {
      id: 'KUAR12-02',
      title: 'One-shot job from a file: back-off limit',
      goal: 'You have found out why a Job has failed, and repaired it.',
      nature: 'negative',
      stack: 'kuar-jobs/broken',
      continues: true,
      begin: { files: { 'job-oneshot.yaml': WITHOUT_COMMAND } },
      steps: [
        {
          task: 'Apply the Job of the file. Again it has arguments and no command; give it ten minutes.',
          run: 'kubectl apply -f job-oneshot.yaml',
          advance: '10m',
          see: [
            prints('job.batch/oneshot created'),
            has('jobs/oneshot', { status: { failed: 1, ...isGivenUp } }),
            unchanged(event('pods/oneshot-{{suffix}}', 'Warning', 'Failed', NO_PROGRAM)),
          ],
        },
        {
          task: 'Find out what happened to it.',
          run: 'kubectl describe jobs/oneshot',
          see: [
            lines(
              'Name: oneshot',
              'Selector: batch.kubernetes.io/controller-uid={{uid as JOB}}',
              'Labels: batch.kubernetes.io/controller-uid={{uid as JOB}}',
              'batch.kubernetes.io/job-name=oneshot',
              'controller-uid={{uid as JOB}}',
              'job-name=oneshot',
              'Annotations: <none>',
              'Parallelism: 1',
              'Completions: 1',
              'Completion Mode: NonIndexed',
              'Suspend: false',
              'Backoff Limit: 6',
              'Start Time: {{time}}',
              'Pods Statuses: 0 Active (0 Ready) / 0 Succeeded / 1 Failed',
              'Pod Template:',
              `Image: ${IMAGE}`,
              'Args:',
              '--keygen-enable',
              '--keygen-exit-on-complete',
              '--keygen-num-to-gen=10',
              'Events:',
              'Normal SuccessfulCreate {{age}} job-controller Created pod: oneshot-{{suffix as POD}}',
              'Normal SuccessfulDelete {{age}} job-controller Deleted pod: oneshot-{{$POD}}',
              `Warning BackoffLimitExceeded {{age}} job-controller ${BACKOFF_LIMIT}`,
            ),
            unchanged(asks('kubectl get pods', prints('No resources found in default namespace.'))),
          ],
          moral:
            'A Job marks its Pods with labels of its own, so that many Jobs can be there at once. With the Pod its log is gone.',
        },
        {
          task:
            'Write command: ["/kuard"] into job-oneshot.yaml. What a Job runs cannot be changed, so delete the Job, and apply ' +
            'it again.',
          writes: { 'job-oneshot.yaml': ONE_SHOT },
          hand: 'kubectl delete -f job-oneshot.yaml\nkubectl apply -f job-oneshot.yaml',
          advance: '45s',
          see: [
            file('job-oneshot.yaml', 'command:', '- /kuard'),
            has('jobs/oneshot', { status: { succeeded: 1, conditions: [{ type: 'SuccessCriteriaMet' }, isComplete] } }),
            asks(
              'kubectl get jobs,pods -l job-name=oneshot',
              table(
                { NAME: 'job.batch/oneshot', STATUS: 'Complete', COMPLETIONS: '1/1' },
                { NAME: 'pod/oneshot-{{suffix}}', READY: '0/1', STATUS: 'Completed', RESTARTS: '0' },
              ),
            ),
            MADE_TEN_KEYS,
          ],
        },
        {
          task: 'Delete the Job.',
          run: 'kubectl delete jobs oneshot',
          see: [prints('job.batch "oneshot" deleted from default namespace'), gone('jobs/oneshot')],
        },
      ],
    },
    {
      id: 'KUAR12-03',
      title: 'Pod failure in jobs',
      goal: 'You have seen three Jobs that get nowhere, and one that nobody lets run.',
      nature: 'claim',
      stack: 'kuar-jobs/fixed',
      continues: true,
      steps: [
        {
          task: 'Save a Job that asks for a thousand processors as toobig.yaml, and apply it.',
          writes: { 'toobig.yaml': tooBig },
          run: 'kubectl apply -f toobig.yaml',
          see: [
            prints('job.batch/toobig created'),
            has('jobs/toobig', { status: { active: 1, ready: 0, conditions: undefined } }),
            has('pods/toobig-{{suffix}}', { status: { phase: 'Pending' }, spec: { nodeName: undefined } }),
            event(
              'pods/toobig-{{suffix}}',
              'Warning',
              'FailedScheduling',
              '0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate, preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.',
            ),
          ],
          moral: 'Waiting is no failure: such a Job is active for as long as no node has room for its Pod.',
        },
        {
          task:
            'Apply three Jobs more: two whose program ends with code 1, which differ in restartPolicy only, and one whose ' +
            'liveness probe fails. Look at their Pods two minutes later.',
          writes: { 'onfailure.yaml': onFailure, 'never.yaml': never, 'unwell.yaml': unwell },
          run: 'kubectl apply -f onfailure.yaml -f never.yaml -f unwell.yaml',
          advance: '2m',
          see: [
            prints('job.batch/onfailure created\njob.batch/never created\njob.batch/unwell created'),
            amount(1, 'pods', 'job-name=onfailure'),
            has('pods/onfailure-{{suffix}}', {
              status: { containerStatuses: [{ restartCount: 4, state: { waiting: { reason: 'CrashLoopBackOff' } } }] },
            }),
            amount(4, 'pods', 'job-name=never', {
              status: {
                phase: 'Failed',
                containerStatuses: [{ restartCount: 0, state: { terminated: { exitCode: 1 } } }],
              },
            }),
            has('jobs/never', { status: { failed: 4 } }),
            event(
              'pods/unwell-{{suffix}}',
              'Normal',
              'Killing',
              'Container kuard failed liveness probe, will be restarted',
            ),
            amount(1, 'pods', 'job-name=unwell'),
          ],
          moral:
            'OnFailure starts the container of the same Pod again, Never leaves the Pod as it is and makes another one. Both ' +
            'wait twice as long each time. Pods that failed can be looked at, but they pile up.',
        },
      ],
    },
  ],
};
