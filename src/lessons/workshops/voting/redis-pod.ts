import {
  amount,
  asks,
  type Beginning,
  type Chapter,
  event,
  fails,
  file,
  gone,
  has,
  lines,
  objects,
  prints,
  table,
  unchanged,
} from '../../model';

const SOLUTIONS = 'workshop-day1-solutions';

const isRunning = { status: { phase: 'Running', containerStatuses: [{ name: 'redis', ready: true }] } };

/** What the workshop hands out. */
const solution = {
  'ex1/solution/custom-ns.yaml': objects('voting-redis/ex1-solution', `Namespace/${SOLUTIONS}`),
  'ex1/solution/redis-pod.yaml': objects('voting-redis/ex1-solution', 'Pod/redis'),
};

const manifest = { 'redis-pod.yaml': objects('voting-redis/ex1') };

/** The Pod of the solution, in its namespace. */
const solutionRuns = [
  objects('voting-redis/ex1-solution', `Namespace/${SOLUTIONS}`),
  objects('voting-redis/ex1-solution', 'Pod/redis'),
];

/** Types a command on the node. */
const ON_NODE = 'workshop cluster ssh docker-desktop --';

const bothRun: Beginning = {
  running: [...solutionRuns, objects('voting-redis/ex1')],
  files: { ...manifest, ...solution },
};

const INCREMENT = 'kubectl exec redis -i -t -- redis-cli incr my-training-counter';

/** Adds nothing, and shows the number as a terminal does. */
const counter = (options: string) => `kubectl exec redis ${options} -- redis-cli --no-raw incrby my-training-counter 0`;

/** Two programs that want the same port. */
const TWO_SERVERS = `apiVersion: v1
kind: Pod
metadata:
  name: two-servers
spec:
  containers:
  - name: first
    image: nginx:1.25
  - name: second
    image: nginx:1.25
`;

const explained = (kind: string, ...fields: readonly string[]) =>
  lines(`KIND: ${kind}`, 'VERSION: v1', 'DESCRIPTION:', 'FIELDS:', ...fields);

const POD_FIELDS = [
  'apiVersion <string>',
  'kind <string>',
  'metadata <ObjectMeta>',
  'spec <PodSpec>',
  'status <PodStatus>',
];
const SPEC_FIELDS = ['containers <[]Container> -required-', 'hostAliases <[]HostAlias>', 'volumes <[]Volume>'];
const CONTAINER_FIELDS = ['image <string>', 'name <string> -required-', 'ports <[]ContainerPort>'];

/** The first Pod. */
export const redisPod: Chapter = {
  workshop: 'VOTE',
  title: 'Pods and Services: exercises 1 and 2',
  profile: 'desktop',
  exercises: [
    {
      id: 'VOTE-01',
      title: 'Explain Pod',
      goal: 'The cluster itself tells what a Pod is made of.',
      nature: 'normal',
      stack: 'voting-redis/ex1',
      steps: [
        {
          task: 'Ask for the parts of a Pod. All but status are for you to write.',
          run: 'kubectl explain pod',
          see: [explained('Pod', ...POD_FIELDS), lines('Populated by the system. Read-only. More info:')],
        },
        {
          task: 'Go on into its specification, and into the containers there.',
          run: 'kubectl explain pod.spec\nkubectl explain pod.spec.containers',
          see: [
            explained('Pod', ...SPEC_FIELDS),
            lines('FIELD: spec <PodSpec>', 'FIELD: containers <[]Container>'),
            explained('Pod', ...CONTAINER_FIELDS),
          ],
        },
        {
          task: 'Ask for the same, of exactly one version of the API.',
          run: [
            'kubectl explain --api-version v1 pod',
            'kubectl explain --api-version v1 pod.spec',
            'kubectl explain --api-version v1 pod.spec.containers',
          ].join('\n'),
          see: [
            explained('Pod', ...POD_FIELDS, 'VERSION: v1', ...SPEC_FIELDS, 'VERSION: v1', ...CONTAINER_FIELDS),
            unchanged(
              asks(
                'kubectl explain --api-version v2 pod',
                fails(1),
                prints('error: couldn\'t find resource for "/v2, Resource=pods"'),
              ),
            ),
          ],
          moral: 'Without the option the version is shown that the server prefers. Pods have only one.',
        },
      ],
    },
    {
      id: 'VOTE-02',
      title: 'Write a Redis Pod',
      goal: 'A manifest describes a Pod with Redis in it.',
      nature: 'normal',
      stack: 'voting-redis/ex1',
      continues: true,
      begin: { files: solution },
      steps: [
        {
          task:
            'With what was explained, write redis-pod.yaml: a Pod called redis, with the label app: redis and one container, ' +
            'redis, of the image redis:alpine.',
          writes: manifest,
          see: [
            file(
              'redis-pod.yaml',
              'apiVersion: v1',
              'kind: Pod',
              'metadata:',
              'name: redis',
              'labels:',
              'app: redis',
              'spec:',
              'containers:',
              '- name: redis',
              'image: redis:alpine',
            ),
            asks(
              'diff redis-pod.yaml <(grep -v namespace: ex1/solution/redis-pod.yaml) && echo equal',
              prints('equal'),
            ),
            asks('kubectl apply --dry-run=server -f redis-pod.yaml', prints('pod/redis created (server dry run)')),
          ],
          hint: 'kubectl run redis --image=redis:alpine --labels=app=redis --dry-run=client -o yaml writes a first version.',
        },
      ],
    },
    {
      id: 'VOTE-03',
      title: 'Namespace and provided solution',
      goal: 'The Pod of the solution runs in a namespace of its own.',
      nature: 'normal',
      stack: 'voting-redis/ex1-solution',
      continues: true,
      begin: { files: { ...manifest, ...solution } },
      steps: [
        {
          task: 'Compare your manifest with the one of the solution. What is different there, and where does it come from?',
          run: 'diff redis-pod.yaml ex1/solution/redis-pod.yaml\ncat ex1/solution/custom-ns.yaml',
          see: [
            lines(`> namespace: ${SOLUTIONS}`, 'apiVersion: v1', 'kind: Namespace', 'metadata:', `name: ${SOLUTIONS}`),
          ],
        },
        {
          task: 'Create what the folder of the solution describes.',
          run: 'kubectl apply -f ex1/solution',
          see: [
            prints(`namespace/${SOLUTIONS} created\npod/redis created`),
            has(`namespaces/${SOLUTIONS}`, { status: { phase: 'Active' } }),
            has('pods/redis', isRunning, SOLUTIONS),
          ],
          moral: 'Files are taken in the order of their names. Here the namespace comes first, and the Pod needs it.',
        },
      ],
    },
    {
      id: 'VOTE-04',
      title: 'Launch the Redis Pod',
      goal: 'Two Pods of the same name run, each in its namespace.',
      nature: 'normal',
      stack: 'voting-redis/ex1',
      continues: true,
      begin: { running: solutionRuns, files: { ...manifest, ...solution } },
      steps: [
        {
          task: 'Create your own Pod.',
          run: 'kubectl apply -f redis-pod.yaml',
          see: [prints('pod/redis created'), has('pods/redis', isRunning)],
        },
        {
          task: 'List the Pods: of the namespace default, if you name no other.',
          run: 'kubectl get pod',
          see: [table({ NAME: 'redis', READY: '1/1', STATUS: 'Running', RESTARTS: '0', AGE: '{{age}}' })],
        },
        {
          task: 'List those of the solution.',
          run: `kubectl get po --namespace ${SOLUTIONS}`,
          see: [
            table({ NAME: 'redis', READY: '1/1', STATUS: 'Running', RESTARTS: '0', AGE: '{{age}}' }),
            unchanged(amount(1, 'pods', undefined, undefined, SOLUTIONS)),
          ],
          moral: 'A name belongs to one object of its kind in a namespace; another namespace may use it again.',
        },
      ],
    },
    {
      id: 'VOTE-05',
      title: 'Describe the Redis Pod',
      goal: 'You know where the Pod runs and what its address is.',
      nature: 'normal',
      stack: 'voting-redis/ex1',
      continues: true,
      begin: bothRun,
      steps: [
        {
          task: 'Read what the cluster knows of the Pod. Its address is one of the inside of the cluster.',
          run: 'kubectl describe po redis',
          see: [
            lines(
              'Name: redis',
              'Namespace: default',
              'Node: docker-desktop/192.168.65.3',
              'Labels: app=redis',
              'Status: Running',
              'IP: {{pods/redis .status.podIP}}',
              'Containers:',
              'redis:',
              'Container ID: {{name}}://{{name}}',
              'Image: redis:alpine',
              'State: Running',
              'Ready: True',
              'Conditions:',
              'Volumes:',
              'QoS Class: BestEffort',
              'Events:',
              'Normal Scheduled {{age}} default-scheduler Successfully assigned default/redis to docker-desktop',
            ),
            unchanged(event('pods/redis', 'Normal', 'Started', 'Container started')),
            unchanged(asks('workshop cluster outside -- nc -z -w 2 {{pods/redis .status.podIP}} 6379', fails(1))),
          ],
          moral: 'This is the address of the Pod. A ClusterIP is something else: the address of a Service.',
        },
        {
          task: 'Look from below: the container engine of the node lists the container of the Pod as well.',
          run: `${ON_NODE} docker ps`,
          original: {
            run: 'docker ps',
            why: 'It is typed on the node. Where that has containerd, and no Docker around it, the client is crictl ps.',
          },
          see: [
            lines('CONTAINER ID IMAGE COMMAND CREATED STATUS PORTS NAMES'),
            unchanged(asks(`${ON_NODE} 'docker ps | grep -c k8s_redis_redis_default_'`, prints('1'))),
            unchanged(asks(`${ON_NODE} 'docker ps | grep -c k8s_POD_redis_default_'`, prints('1'))),
            unchanged(
              has('pods/redis', {
                status: { containerStatuses: [{ name: 'redis', containerID: 'docker://{{name}}', started: true }] },
              }),
            ),
          ],
          moral: 'Beside every Pod stands a container called POD, which only holds its network.',
        },
      ],
    },
    {
      id: 'VOTE-06',
      title: 'A counter in Redis by exec',
      goal: 'A counter grows in one Redis, and another one begins in the other.',
      nature: 'normal',
      stack: 'voting-redis/ex1',
      continues: true,
      begin: bothRun,
      steps: [
        {
          task: 'Count up in your Redis, with the client in its container; do it a few times.',
          run: [INCREMENT, INCREMENT, INCREMENT].join('\n'),
          original: { run: INCREMENT, why: 'Typed three times.' },
          see: [
            // Without a terminal redis-cli prints bare numbers.
            prints('1\n2\n3'),
            asks(counter(''), prints('(integer) 3')),
          ],
        },
        {
          task: 'Name the container as well. Without a name it is the first one.',
          run: 'kubectl exec redis -c redis -i -t -- redis-cli incr my-training-counter',
          see: [prints('4'), asks(counter('-c redis'), prints('(integer) 4'))],
        },
        {
          task: 'Count in the Pod of the other namespace.',
          run: `kubectl exec redis -c redis -i -t --namespace ${SOLUTIONS} -- redis-cli incr my-training-counter`,
          see: [
            prints('1'),
            asks(counter(`--namespace ${SOLUTIONS}`), prints('(integer) 1')),
            unchanged(asks(counter(''), prints('(integer) 4'))),
          ],
          moral: 'Both Pods have the same name and the same program, and nothing in common but that.',
        },
      ],
    },
    {
      id: 'VOTE-07',
      title: 'Tear down the Redis Pod',
      goal: 'Your Pod is gone, and its counter with it.',
      nature: 'normal',
      stack: 'voting-redis/ex1',
      continues: true,
      begin: { ...bothRun, commands: `${INCREMENT} >/dev/null` },
      steps: [
        {
          task: 'Delete your Pod.',
          run: 'kubectl delete pod redis',
          see: [
            prints('pod "redis" deleted from default namespace'),
            gone('pods/redis'),
            unchanged(has('pods/redis', isRunning, SOLUTIONS)),
          ],
        },
      ],
    },
    {
      id: 'VOTE-08',
      title: 'Names are unique per namespace; ports per Pod',
      goal: 'You have seen what cannot be there twice.',
      nature: 'claim',
      stack: 'voting-redis/ex1',
      continues: true,
      begin: { running: solutionRuns, files: manifest },
      steps: [
        {
          task: 'Create your Pod again, with kubectl apply; its counter is at the beginning. Then try to create a second one.',
          hand: 'kubectl apply -f redis-pod.yaml',
          run: 'kubectl create -f redis-pod.yaml',
          see: [
            fails(1),
            prints(
              'Error from server (AlreadyExists): error when creating "redis-pod.yaml": pods "redis" already exists',
            ),
            amount(1, 'pods', 'app=redis', isRunning),
            asks(counter(''), prints('(integer) 0')),
          ],
        },
        {
          task:
            'Write two-servers.yaml, a Pod with two containers of nginx, which both listen on port 80. Create it and find out ' +
            'what becomes of the second.',
          writes: { 'two-servers.yaml': TWO_SERVERS },
          hand: 'kubectl apply -f two-servers.yaml',
          see: [
            has('pods/two-servers', {
              status: {
                containerStatuses: [
                  { name: 'first', ready: true, restartCount: 0 },
                  { name: 'second', ready: false, state: { waiting: { reason: 'CrashLoopBackOff' } } },
                ],
              },
            }),
            asks(
              'kubectl logs two-servers -c second',
              lines(
                '{{time}} [emerg] 1#1: bind() to 0.0.0.0:80 failed (98: Address already in use)',
                'nginx: [emerg] bind() to 0.0.0.0:80 failed (98: Address already in use)',
              ),
            ),
            event(
              'pods/two-servers',
              'Warning',
              'BackOff',
              'Back-off restarting failed container second in pod two-servers_default({{uid}})',
            ),
          ],
          hint: 'kubectl logs two-servers -c second',
          moral:
            'The containers of a Pod share one network: a port is taken for all of them. The API server does not know what ' +
            'programs listen on, and accepts it.',
        },
      ],
    },
  ],
};
