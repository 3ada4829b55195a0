import {
  asks,
  type Beginning,
  type Chapter,
  event,
  fails,
  file,
  has,
  lines,
  objects,
  prints,
  table,
  unchanged,
} from '../../model';
import { backendByAddress, files, frontendByAddress, IMAGE, NO_ERROR, pageSays } from './sample-app';

const STAGE = 'awsme/01-pods';

/** The folder of the text is another name for the one of the exercise. */
const FOLDER = 'mkdir -p manifests kubernetes-training && ln -sfn .. kubernetes-training/sample-app-aws';

const databaseRuns: Beginning = { running: [objects(STAGE, 'Pod/db')], files: files.db(STAGE) };

const backendRuns: Beginning = {
  running: [objects(STAGE, 'Pod/db')],
  files: { ...files.db(STAGE), 'manifests/backend.yaml': backendByAddress },
  commands: 'kubectl apply -f manifests/backend.yaml',
};

/** The three Pods, each with the address of the next in its command. */
export const wiredByAddress = (database: string, ...more: readonly string[]): Beginning => ({
  running: [objects(database, 'Pod/db', ...more)],
  files: {
    ...files.db(database),
    'manifests/backend.yaml': backendByAddress,
    'examples/frontend.yaml': objects(STAGE, 'Pod/frontend'),
  },
  commands: [
    'kubectl apply -f manifests/backend.yaml',
    'kubectl wait --for=condition=Ready pod/backend',
    'ADDRESS=$(kubectl get pod backend -o jsonpath={.status.podIP})',
    'sed "s/192.168.139.209/$ADDRESS/" examples/frontend.yaml >manifests/frontend.yaml',
    'kubectl apply -f manifests/frontend.yaml',
  ].join('\n'),
});

/** What `describe` and `grep IP` leave of a Pod. */
const addressOf = (pod: string) => [
  prints('IP:               {{ip as IP}}\nIPs:\n  IP:  {{ip as IP}}'),
  unchanged(has(`pods/${pod}`, { status: { podIP: '{{ip}}' } })),
];

const running = { status: { phase: 'Running', podIP: '{{ip}}', containerStatuses: [{ ready: true }] } };

/** Three Pods that know each other by address only. */
export const firstPods: Chapter = {
  workshop: 'AWSME',
  title: 'Deploy the Sample App to Kubernetes',
  profile: 'aws',
  exercises: [
    {
      id: 'AWSME-01',
      title: 'Deploy the MySQL Pod',
      goal: 'A Pod called db runs MySQL 5.6.',
      nature: 'normal',
      stack: STAGE,
      begin: { commands: FOLDER },
      steps: [
        {
          task: 'Go to the folder of the sample application: its manifests will be in the folder manifests there.',
          run: 'cd kubernetes-training/sample-app-aws',
          see: [unchanged(prints('')), unchanged(asks('ls', prints('kubernetes-training\nmanifests')))],
        },
        {
          task:
            'Describe the database in manifests/db.yaml: a Pod with one container of the image mysql:5.6, the password of ' +
            "the administrator in a variable, and MySQL's port under a name.",
          writes: files.db(STAGE),
          see: [
            file(
              'manifests/db.yaml',
              'kind: Pod',
              'name: db',
              '- name: mysql',
              '- name: MYSQL_ROOT_PASSWORD',
              'value: very-secret-password',
              'image: mysql:5.6',
              '- name: mysql',
              'containerPort: 3306',
            ),
          ],
          moral: 'An image without the name of a registry comes from Docker Hub.',
        },
        {
          task: 'Hand the manifest to the cluster.',
          run: 'kubectl apply -f manifests/db.yaml',
          see: [
            prints('pod/db created'),
            event('pods/db', 'Normal', 'Pulling', 'Pulling image "mysql:5.6"'),
            has('pods/db', running),
          ],
        },
        {
          task: 'List the Pods, until the database runs.',
          run: 'kubectl get pod',
          see: [table({ NAME: 'db', READY: '1/1', STATUS: 'Running', RESTARTS: '0', AGE: '{{age}}' })],
          moral: 'A Pod is the smallest thing that Kubernetes runs. Nobody would replace this one.',
        },
      ],
    },
    {
      id: 'AWSME-02',
      title: 'Find a Pod IP',
      goal: 'You know the address of the database.',
      nature: 'normal',
      stack: STAGE,
      continues: true,
      begin: databaseRuns,
      steps: [
        {
          task: 'The other parts will need the address of the database. Pick it out of the description of the Pod.',
          run: 'kubectl describe pod db | grep IP',
          see: addressOf('db'),
        },
        {
          task: 'Read the whole description once: it tells where the Pod runs, what is in it, and what has happened to it.',
          run: 'kubectl describe pod db',
          see: [
            lines(
              'Name: db',
              'Node: {{pods/db .spec.nodeName}}/{{ip}}',
              'Labels: <none>',
              'Status: Running',
              'IP: {{pods/db .status.podIP}}',
              'Containers:',
              'mysql:',
              'Image: mysql:5.6',
              'State: Running',
              'Ready: True',
              'Restart Count: 0',
              'MYSQL_ROOT_PASSWORD: very-secret-password',
              'Conditions:',
              'Ready True',
              'Volumes:',
              'Type: Projected (a volume that contains injected data from multiple sources)',
              'QoS Class: BestEffort',
              'Events:',
              'Normal Scheduled {{age}} default-scheduler Successfully assigned default/db to {{pods/db .spec.nodeName}}',
            ),
            unchanged(event('pods/db', 'Normal', 'Pulling', 'Pulling image "mysql:5.6"')),
            unchanged(event('pods/db', 'Normal', 'Started', 'Container started')),
          ],
          moral: 'The password stands there for everybody who may read Pods. Secrets will take it out of sight.',
        },
      ],
    },
    {
      id: 'AWSME-03',
      title: 'Name the application image',
      goal: 'A variable holds the name of the image that was pushed to the registry.',
      nature: 'outside',
      stack: STAGE,
      continues: true,
      steps: [
        {
          task:
            'Build the name of your image from the number of your account: registry, repository and tag. Put your own number ' +
            'in place of this one.',
          run: [
            'AWS_ACCOUNT_ID=123456789012',
            'export IMAGE=$AWS_ACCOUNT_ID.dkr.ecr.ap-northeast-1.amazonaws.com/sample-app:1.0.0',
            'echo $IMAGE',
          ].join('\n'),
          original: {
            run: 'export IMAGE=$AWS_ACCOUNT_ID.dkr.ecr.ap-northeast-1.amazonaws.com/sample-app:1.0.0\necho $IMAGE',
            why: 'The text takes the variable AWS_ACCOUNT_ID for granted.',
          },
          see: [prints('123456789012.dkr.ecr.ap-northeast-1.amazonaws.com/sample-app:1.0.0')],
          moral:
            'An image in a registry of one’s own is named with its host. The nodes of this cluster are in us-east-1, and ' +
            'the manifests name the registry there.',
        },
      ],
    },
    {
      id: 'AWSME-04',
      title: 'Deploy the backend wired by IP',
      goal: 'The backend runs, with the address of the database in its command.',
      nature: 'normal',
      stack: STAGE,
      continues: true,
      begin: databaseRuns,
      steps: [
        {
          task:
            'Describe the backend in manifests/backend.yaml. Fill in the image, and in the command the address of the ' +
            'Pod db; -run-migrations lets it create its tables as it starts.',
          writes: { 'manifests/backend.yaml': backendByAddress },
          see: [
            file(
              'manifests/backend.yaml',
              'name: backend',
              '- app',
              '- "-mode=backend"',
              '- "-run-migrations"',
              '- "-port=8080"',
              '- "-db-host={{pods/db .status.podIP}}"',
              '- "-db-password=very-secret-password"',
              `image: "${IMAGE}"`,
              '- name: backend',
              'containerPort: 8080',
            ),
          ],
        },
        {
          task: 'Create the backend. It looks for its database, and makes it.',
          run: 'kubectl apply -f manifests/backend.yaml',
          see: [
            prints('pod/backend created'),
            has('pods/backend', running),
            asks('kubectl logs backend', lines('{{time}} Operating in backend mode...')),
            asks(
              'kubectl exec db -- sh -c \'mysql -N -p$MYSQL_ROOT_PASSWORD -e "show tables from sample_app" 2>/dev/null\'',
              prints('notes'),
            ),
          ],
        },
        {
          task: 'Find the address of the backend: the frontend will need it.',
          run: 'kubectl describe pod backend | grep IP',
          see: addressOf('backend'),
        },
      ],
    },
    {
      id: 'AWSME-05',
      title: 'Deploy the frontend wired by IP',
      goal: 'The frontend runs, with the address of the backend in its command.',
      nature: 'normal',
      stack: STAGE,
      continues: true,
      begin: backendRuns,
      steps: [
        {
          task: 'Describe the frontend in manifests/frontend.yaml, with the image and the address of the backend.',
          writes: { 'manifests/frontend.yaml': frontendByAddress },
          see: [
            file(
              'manifests/frontend.yaml',
              'name: frontend',
              '- app',
              '- "-mode=frontend"',
              '- "-backend-service=http://{{pods/backend .status.podIP}}:8080"',
              '- "-port=80"',
              `image: "${IMAGE}"`,
              '- name: frontend',
              'containerPort: 80',
            ),
          ],
        },
        {
          task: 'Create it.',
          run: 'kubectl apply -f manifests/frontend.yaml',
          see: [prints('pod/frontend created'), has('pods/frontend', running), pageSays(NO_ERROR)],
        },
        {
          task: 'Find its address as well.',
          run: 'kubectl describe pod frontend | grep IP',
          see: addressOf('frontend'),
        },
      ],
    },
    {
      id: 'AWSME-06',
      title: 'Reach the Pods from a node only',
      goal: 'Addresses of Pods answer inside of the cluster, and nowhere else.',
      nature: 'normal',
      stack: STAGE,
      continues: true,
      begin: wiredByAddress(STAGE),
      steps: [
        {
          task: 'Open a shell on one of the nodes, in a window of its own: there the network of the Pods is at hand.',
          run: 'kubectl debug node/{{nodes}} -it --image=busybox -- chroot /host sh',
          original: {
            run: 'ssh -i $HOME/.ssh/k8s-workshop.pem ec2-user@PUBLIC_IP',
            why:
              'kubectl brings you there without keys and public addresses: a Pod with the network and the disk of the node. ' +
              "chroot enters that disk, where curl is. Here 'workshop cluster ssh NODE' opens such a shell as well.",
          },
          terminal: 'node',
          course: 'enters',
          see: [
            has('pods/node-debugger-{{name}}', {
              spec: { nodeName: '{{nodes}}', hostNetwork: true, containers: [{ name: 'debugger', image: 'busybox' }] },
              status: { phase: 'Running' },
            }),
          ],
        },
        {
          task: 'Ask the backend: it answers with what it knows of itself, in JSON.',
          run: 'curl {{pods/backend .status.podIP}}:8080',
          terminal: 'node',
          see: [
            lines(
              '{"Id":"","Name":"","Version":"1.0.0","Hostname":"","Zone":"","Project":"","ContainerIP":"",' +
                '"InternalIP":"{{pods/backend .status.podIP}}","ExternalIP":"","LBRequest":"GET / HTTP/1.1\\r\\nHost: ' +
                '{{pods/backend .status.podIP}}:8080\\r\\nUser-Agent: curl/{{name}}\\r\\nAccept: */*\\r\\n\\r\\n",' +
                // The answer ends without a new line: the prompt of the shell follows.
                '"ClientIP":"","Local":true,"Notes":[],"Error":""}#',
            ),
          ],
        },
        {
          task: 'Ask the frontend: it answers with the page.',
          run: 'curl {{pods/frontend .status.podIP}}',
          terminal: 'node',
          see: [lines('<title>Sample app</title>', NO_ERROR)],
        },
        {
          task:
            'Leave the node, and ask both from a machine outside of the cluster: put workshop cluster outside -- before the ' +
            'same commands, and let curl give up after some seconds.',
          run: 'exit',
          terminal: 'node',
          course: 'leaves',
          see: [
            unchanged(
              asks(
                "workshop cluster outside -- 'curl -sS -m 4 {{pods/backend .status.podIP}}:8080; curl -sS -m 4 {{pods/frontend .status.podIP}}'",
                fails(28),
                prints(
                  [
                    'curl: (28) Connection timed out after 4000 milliseconds',
                    'curl: (28) Connection timed out after 4000 milliseconds',
                  ].join('\n'),
                ),
              ),
            ),
            has('pods/node-debugger-{{name}}', { status: { phase: 'Succeeded' } }),
          ],
          moral:
            'Pods have addresses of the cluster’s own network. From outside they are reached through Services only. The Pod ' +
            'of the debugging shell has done its work: kubectl delete pod removes it.',
        },
      ],
    },
  ],
};
