import { amount, asks, type Chapter, edited, event, gone, has, lines, objects, prints, table } from '../../model';

const SERVER = objects('kuar-work-queue', 'ReplicaSet/queue');
const SERVICE = objects('kuar-work-queue', 'Service/queue');
const CONSUMERS = objects('kuar-work-queue', 'Job/consumers');

const CRON = objects('kuar-cronjob');

const QUEUES = 'localhost:8080/memq/server';
const KEYGEN = `${QUEUES}/queues/keygen`;

const TUNNEL = [
  'rm -f tunnel.txt',
  'kubectl port-forward service/queue 8080:8080 >tunnel.txt 2>&1 &',
  'for try in $(seq 200); do grep -qs Forwarding tunnel.txt && break; sleep 0.05; done',
].join('\n');

/** Asks the queue server what it holds, from within the cluster and by the name of its Service. */
const stats = (text: string) =>
  asks('kubectl exec {{pods component=queue}} -- wget -qO- http://queue:8080/memq/server/stats', prints(text));

const queueWith = (depth: number, enqueued: number, dequeued: number): string =>
  `{"kind":"stats","queues":[{"name":"keygen","depth":${depth},"enqueued":${enqueued},"dequeued":${dequeued},"drained":0}]}`;

const EMPTY_QUEUE = queueWith(0, 0, 0);

const CONSUMER = 'consumers-{{suffix}}';

/** Work that waits in a queue for Pods that take it, and work that comes by the clock. */
export const queues: Chapter = {
  workshop: 'KUAR',
  title: '12. Jobs: work queues and CronJobs',
  profile: 'minikube',
  exercises: [
    {
      id: 'KUAR12-06',
      title: 'Start the work queue',
      goal: 'A server keeps queues, and is found by the name queue.',
      nature: 'normal',
      stack: 'kuar-work-queue',
      continues: true,
      begin: { files: { 'rs-queue.yaml': SERVER, 'service-queue.yaml': SERVICE } },
      steps: [
        {
          task: 'Start one kuard that keeps queues of messages, in a ReplicaSet that brings it back when it is lost.',
          run: 'kubectl apply -f rs-queue.yaml',
          see: [
            prints('replicaset.apps/queue created'),
            has('replicasets/queue', { spec: { replicas: 1 }, status: { readyReplicas: 1 } }),
          ],
          moral: 'Another Pod, but not its messages: they are in the memory of the one that was lost.',
        },
        {
          task: 'Find out what its Pod is called, and open a tunnel to it in a terminal of its own.',
          run: [
            "QUEUE_POD=$(kubectl get pods -l app=work-queue,component=queue -o jsonpath='{.items[0].metadata.name}')",
            'kubectl port-forward $QUEUE_POD 8080:8080',
          ].join('\n'),
          course: 'stays',
          terminal: 'forward',
          see: [
            lines('Forwarding from 127.0.0.1:8080 -> 8080'),
            asks(`curl -s ${QUEUES}/stats`, prints('{"kind":"stats","queues":[]}')),
          ],
        },
        {
          task: 'Put a Service before it, so that whoever produces work and whoever does it need to know a name only.',
          run: 'kubectl apply -f service-queue.yaml',
          see: [
            prints('service/queue created'),
            amount(1, 'endpointslices', 'kubernetes.io/service-name=queue', {
              ports: [{ port: 8080 }],
              endpoints: [{ addresses: ['{{pods component=queue .status.podIP}}'], conditions: { ready: true } }],
            }),
            stats('{"kind":"stats","queues":[]}'),
          ],
        },
      ],
    },
    {
      id: 'KUAR12-07',
      title: 'Fill the queue',
      goal: 'A hundred items of work wait in the queue keygen.',
      nature: 'normal',
      stack: 'kuar-work-queue',
      continues: true,
      begin: { running: [SERVER, SERVICE] },
      steps: [
        {
          task: 'With the tunnel open, make a queue called keygen.',
          hand: TUNNEL,
          run: `curl -X PUT ${KEYGEN}`,
          original: {
            run: `http PUT ${KEYGEN}`,
            why: 'HTTPie must be installed first; curl is there already, and the next step needs it as well.',
          },
          see: [stats(EMPTY_QUEUE)],
        },
        {
          task: 'Save the loop that sends a hundred messages as load-queue.sh, and run it.',
          writes: {
            'load-queue.sh': `for i in work-item-{0..99}; do\ncurl -X POST ${KEYGEN}/enqueue \\\n    -d "$i"\ndone\n`,
          },
          run: 'bash load-queue.sh >answers.txt',
          see: [
            asks(
              `sed 's/}{/}\\n{/g' answers.txt | sed -n -e 1p -e '$p'`,
              prints(
                [
                  '{"kind":"message","id":"{{name}}","body":"work-item-0","creationTimestamp":"{{time}}"}',
                  '{"kind":"message","id":"{{name}}","body":"work-item-99","creationTimestamp":"{{time}}"}',
                ].join('\n'),
              ),
            ),
            stats(queueWith(100, 100, 0)),
          ],
        },
      ],
    },
    {
      id: 'KUAR12-08',
      title: 'Consumers',
      goal: 'Five Pods have emptied the queue.',
      nature: 'normal',
      stack: 'kuar-work-queue',
      continues: true,
      begin: {
        running: [SERVER, SERVICE],
        commands: [
          TUNNEL,
          `curl -s -X PUT ${KEYGEN}`,
          `curl -s -d work-item '${KEYGEN}/enqueue?item=[0-99]' >items.txt`,
        ].join('\n'),
        files: { 'job-consumers.yaml': CONSUMERS },
      },
      steps: [
        {
          task:
            'Apply a Job of five Pods that take their work from the queue. It does not say how often it must complete: the ' +
            'Pods know themselves when there is nothing left to do.',
          run: 'kubectl apply -f job-consumers.yaml',
          speed: 2,
          see: [
            prints('job.batch/consumers created'),
            has('jobs/consumers', { spec: { parallelism: 5, completions: undefined }, status: { active: 5 } }),
          ],
        },
        {
          task: 'Watch the Pods until the queue is empty.',
          run: 'kubectl get pods -w',
          course: 'watches',
          speed: 60,
          within: '10m',
          see: [
            lines(`${CONSUMER} 1/1 Running 0 {{age}}`, `${CONSUMER} 0/1 Completed 0 {{age}}`),
            amount(5, 'pods', 'component=consumer', { status: { phase: 'Succeeded' } }),
            has('jobs/consumers', { status: { succeeded: 5, failed: undefined } }),
            asks(
              'kubectl get jobs consumers',
              table({ NAME: 'consumers', STATUS: 'Complete', COMPLETIONS: '5/1 of 5' }),
            ),
            stats(queueWith(0, 100, 100)),
          ],
          moral:
            'Whoever finds the queue empty ends well. As soon as one Pod has, the Job starts no others, and waits for those ' +
            'that still work.',
        },
      ],
    },
    {
      id: 'KUAR12-09',
      title: 'Clean up the jobs chapter',
      goal: 'Everything of the chapter is gone.',
      nature: 'normal',
      stack: 'kuar-work-queue',
      continues: true,
      begin: { running: [objects('kuar-jobs/fixed', 'Job/parallel'), SERVER, SERVICE, CONSUMERS] },
      steps: [
        {
          task: 'All parts carry the label chapter=jobs. Delete them with a single command, and their Pods with them.',
          run: 'kubectl delete rs,svc,job -l chapter=jobs',
          see: [
            prints(
              [
                'replicaset.apps "queue" deleted from default namespace',
                'service "queue" deleted from default namespace',
                'job.batch "consumers" deleted from default namespace',
                'job.batch "parallel" deleted from default namespace',
              ].join('\n'),
            ),
            gone('replicasets/queue'),
            gone('services/queue'),
            amount(0, 'jobs'),
            amount(0, 'pods'),
          ],
          moral: 'The Pods belong to what was deleted, so they are collected afterwards.',
        },
      ],
    },
    {
      id: 'KUAR12-10',
      title: 'CronJob every fifth hour',
      goal: 'Jobs come by the clock, and pile up when they cannot end.',
      nature: 'normal',
      stack: 'kuar-cronjob',
      continues: true,
      begin: {
        files: {
          'example-cron.yaml': edited(CRON, ['apiVersion: batch/v1', 'apiVersion: batch/v1beta1']),
          'modern/example-cron.yaml': CRON,
        },
      },
      steps: [
        {
          task: 'Apply a CronJob: the template of a Job, and a schedule, here minute 0 of every fifth hour.',
          run: 'kubectl apply -f modern/example-cron.yaml',
          original: {
            run: 'kubectl apply -f example-cron.yaml',
            why: 'Kubernetes 1.25 has removed batch/v1beta1; the kind has been in batch/v1 since 1.21.',
            fails:
              'error: resource mapping not found for name: "example-cron" namespace: "" from "example-cron.yaml": no matches for kind "CronJob" in version "batch/v1beta1"\n' +
              'ensure CRDs are installed first',
          },
          see: [
            prints('cronjob.batch/example-cron created'),
            has('cronjobs/example-cron', { spec: { schedule: '0 */5 * * *' } }),
          ],
        },
        {
          task: 'Read how it is set up. Then let ten hours go by, and see what has become of it.',
          run: 'kubectl describe cronjob.batch/example-cron',
          advance: '10h',
          see: [
            lines(
              'Name: example-cron',
              'Namespace: default',
              'Labels: <none>',
              'Annotations: <none>',
              'Schedule: 0 */5 * * *',
              'Concurrency Policy: Allow',
              'Suspend: False',
              'Successful Job History Limit: 3',
              'Failed Job History Limit: 1',
              'Starting Deadline Seconds: <unset>',
              'Selector: <unset>',
              'Parallelism: <unset>',
              'Completions: <unset>',
              'Pod Template:',
              'Labels: <none>',
              'Containers:',
              'batch-job:',
              'Image: my-batch-image',
              'Last Schedule Time: <unset>',
              'Active Jobs: <none>',
              'Events: <none>',
            ),
            // Two, or three when midnight was among the hours.
            asks("kubectl get jobs -o name | sed -n '2s/[0-9]*$//p'", prints('job.batch/example-cron-')),
            has('jobs/example-cron-{{count}}', {
              metadata: { ownerReferences: [{ kind: 'CronJob', name: 'example-cron' }] },
              status: { active: 1, ready: 0, conditions: undefined },
            }),
            has('pods/example-cron-{{name}}', { status: { phase: 'Pending' } }),
            event('pods/example-cron-{{name}}', 'Normal', 'BackOff', 'Back-off pulling image "my-batch-image"'),
            // A Pod shows the one while it tries, and the other while it waits.
            asks(
              "kubectl get pods | sed -nE 's/^example-cron-.* (ErrImagePull|ImagePullBackOff) .*/no image/p' | sort -u",
              prints('no image'),
            ),
            asks(
              "kubectl get cronjobs example-cron -o jsonpath='{.status.lastScheduleTime}' | sed -E s/^.*T// | grep -cE '^(00|05|10|15|20):00:00Z$'",
              prints('1'),
            ),
          ],
          moral:
            'Nobody has made an image my-batch-image, so no Job ends, and Allow lets the next one begin all the same. The ' +
            'other policies are Forbid and Replace.',
        },
      ],
    },
  ],
};
