import {
  amount,
  asks,
  type Beginning,
  type Chapter,
  edited,
  fails,
  file,
  has,
  lines,
  prints,
  table,
  unchanged,
} from '../../model';
import { complete, fileOf, IMAGE, LEFT_OVER, stage } from './deployment-parts';

/** The Deployment was created, scaled, and its ReplicaSet scaled back in vain, as in the text. */
const twoRun: Beginning = {
  running: [LEFT_OVER],
  files: fileOf('01-blue'),
  commands: [
    'kubectl create -f kuard-deployment.yaml',
    'kubectl rollout status deployment kuard',
    'kubectl scale deployments kuard --replicas=2',
    'kubectl rollout status deployment kuard',
    'kubectl scale rs --selector=run=kuard --replicas=1',
  ].join('\n'),
};

const BLUE_SET = 'kuard-{{hash as BLUE}}';

const sizeRow = (size: string) => ({ NAME: BLUE_SET, DESIRED: size, CURRENT: size, READY: size, AGE: '{{age}}' });

/** What the cluster knows of an object, and no file should. */
const STRIPPED =
  "sed -i -E -e '/^  (creationTimestamp|generation|resourceVersion|uid):/d' -e '/^status:/,$d' kuard-deployment.yaml";

/** A Deployment cares for ReplicaSets, which care for Pods. */
export const deployments: Chapter = {
  workshop: 'KUAR',
  title: '10. Deployments',
  profile: 'minikube',
  exercises: [
    {
      id: 'KUAR10-01',
      title: 'First Deployment',
      goal: 'A Deployment runs, and you know the ReplicaSet behind it.',
      nature: 'normal',
      stack: 'kuard-deployment/01-blue',
      begin: { running: [LEFT_OVER], files: fileOf('01-blue') },
      steps: [
        {
          task: 'Create the Deployment of kuard-deployment.yaml: one blue kuard.',
          run: 'kubectl create -f kuard-deployment.yaml',
          see: [prints('deployment.apps/kuard created'), has('deployments/kuard', complete(1))],
        },
        {
          task: 'Ask it for the labels by which it knows its own.',
          run: 'kubectl get deployments kuard -o jsonpath --template {.spec.selector.matchLabels}',
          see: [prints('{"run":"kuard"}')],
          moral: 'A map is printed as JSON today, no longer as map[run:kuard].',
        },
        {
          task: 'Find the ReplicaSet that has these labels.',
          run: 'kubectl get replicasets --selector=run=kuard',
          see: [
            table(sizeRow('1')),
            unchanged(
              has('replicasets/kuard-{{hash}}', {
                metadata: { ownerReferences: [{ kind: 'Deployment', name: 'kuard', controller: true }] },
                spec: { selector: { matchLabels: { run: 'kuard', 'pod-template-hash': '{{hash}}' } } },
              }),
            ),
          ],
          moral:
            'Its selector is that of the Deployment and a hash of the template, which also ends its name: every template has a ' +
            'ReplicaSet of its own.',
        },
      ],
    },
    {
      id: 'KUAR10-02',
      title: 'Scaling the ReplicaSet behind the Deployment’s back',
      goal: 'You know why a ReplicaSet of a Deployment cannot be scaled.',
      nature: 'negative',
      stack: 'kuard-deployment/02-scaled',
      continues: true,
      begin: {
        running: [LEFT_OVER],
        files: fileOf('01-blue'),
        commands: 'kubectl create -f kuard-deployment.yaml',
      },
      steps: [
        {
          task: 'Have two Pods: scale the Deployment.',
          run: 'kubectl scale deployments kuard --replicas=2',
          see: [prints('deployment.apps/kuard scaled'), has('deployments/kuard', complete(2))],
        },
        {
          task: 'See that the Deployment has told its ReplicaSet.',
          run: 'kubectl get replicasets --selector=run=kuard',
          see: [table(sizeRow('2'))],
        },
        {
          task: 'Now tell the ReplicaSet yourself to have but one.',
          run: 'kubectl scale rs {{replicasets run=kuard}} --replicas=1',
          original: {
            run: 'kubectl scale rs kuard-5897df564 --replicas=1',
            why: 'The hash in the name is made of all defaults of a version of Kubernetes as well.',
          },
          see: [
            prints('replicaset.apps/{{replicasets run=kuard}} scaled'),
            has('events/kuard.{{name}}', {
              involvedObject: { kind: 'Deployment', name: 'kuard' },
              reason: 'ScalingReplicaSet',
              message: 'Scaled up replica set kuard-{{hash}} from 1 to 2',
              count: 2,
            }),
          ],
        },
        {
          task: 'Look what has become of that.',
          run: 'kubectl get replicasets --selector=run=kuard',
          see: [table(sizeRow('2')), unchanged(has('deployments/kuard', complete(2)))],
          moral:
            'The number belongs to the Deployment: it has put it back at once, and made a Pod for the one that was lost.',
        },
      ],
    },
    {
      id: 'KUAR10-03',
      title: 'Move to a declarative file',
      goal: 'kuard-deployment.yaml says what runs, and can be applied from now on.',
      nature: 'normal',
      stack: 'kuard-deployment/02-scaled',
      continues: true,
      begin: twoRun,
      steps: [
        {
          task: 'Write the Deployment, as it is now, to its file.',
          run: 'kubectl get deployments kuard -o yaml > kuard-deployment.yaml',
          original: {
            run: 'kubectl get deployments kuard --export -o yaml > kuard-deployment.yml',
            why: 'kubectl 1.18 has removed --export, which left out what only the cluster knows.',
            fails: "error: unknown flag: --export\nSee 'kubectl get --help' for usage.",
          },
          see: [
            file(
              'kuard-deployment.yaml',
              'kind: Deployment',
              'generation: 2',
              'replicas: 2',
              'strategy:',
              'rollingUpdate:',
              'maxSurge: 25%',
              'maxUnavailable: 25%',
              'type: RollingUpdate',
              'status:',
            ),
          ],
          moral: 'The strategy was filled in: a quarter more and a quarter less. The other type is Recreate.',
        },
        {
          task:
            'Take status, uid, resourceVersion, creationTimestamp and generation out of the file. Then replace the object by ' +
            'it, and have kubectl note down what it sent: kubectl apply compares with that note.',
          hand: STRIPPED,
          run: 'kubectl replace -f kuard-deployment.yaml --save-config',
          see: [
            prints('deployment.apps/kuard replaced'),
            asks(
              'grep -c -e status: -e uid: -e resourceVersion: -e creationTimestamp: kuard-deployment.yaml',
              fails(1),
              prints('0'),
            ),
            asks(
              'kubectl apply view-last-applied deployment kuard',
              lines('kind: Deployment', 'name: kuard', 'replicas: 2', 'maxSurge: 25%', `- image: ${IMAGE}:blue`),
            ),
            unchanged(has('deployments/kuard', complete(2))),
          ],
        },
      ],
    },
    {
      id: 'KUAR10-04',
      title: 'Describe the Deployment',
      goal: 'You can read from its description how a Deployment is.',
      nature: 'normal',
      stack: 'kuard-deployment/02-scaled',
      continues: true,
      begin: twoRun,
      steps: [
        {
          task: 'Read the description: the numbers of Pods, the strategy, the conditions, both kinds of ReplicaSets, the events.',
          run: 'kubectl describe deployments kuard',
          see: [
            lines(
              ...`Name:                   kuard
Namespace:              default
CreationTimestamp:      {{time}}
Labels:                 <none>
Annotations:            deployment.kubernetes.io/revision: 1
Selector:               run=kuard
Replicas:               2 desired | 2 updated | 2 total | 2 available | 0 unavailable
StrategyType:           RollingUpdate
MinReadySeconds:        0
RollingUpdateStrategy:  25% max unavailable, 25% max surge
Pod Template:
  Labels:  run=kuard
  Containers:
   kuard:
    Image:         ${IMAGE}:blue
    Port:          <none>
    Host Port:     <none>
    Environment:   <none>
    Mounts:        <none>
  Volumes:         <none>
  Node-Selectors:  <none>
  Tolerations:     <none>
Conditions:
  Type           Status  Reason
  ----           ------  ------
  Progressing    True    NewReplicaSetAvailable
  Available      True    MinimumReplicasAvailable
OldReplicaSets:  <none>
NewReplicaSet:   kuard-{{hash as BLUE}} (2/2 replicas created)
Events:
  Normal  ScalingReplicaSet  {{age}}  deployment-controller  Scaled up replica set kuard-{{hash as BLUE}} from 0 to 1
  Normal  ScalingReplicaSet  {{age}} (x2 over {{age}})  deployment-controller  Scaled up replica set kuard-{{hash as BLUE}} from 1 to 2`.split(
                '\n',
              ),
            ),
          ],
          moral:
            'There are old and new ReplicaSets only while a rollout goes on; now there is only a new one. The event that came ' +
            'twice is the number that the Deployment has put back.',
        },
      ],
    },
    {
      id: 'KUAR10-05',
      title: 'Scale by file',
      goal: 'There are three Pods, as the file says, and still one revision.',
      nature: 'normal',
      stack: 'kuard-deployment/02-scaled',
      continues: true,
      begin: { running: [LEFT_OVER, stage('02-scaled')], files: fileOf('02-scaled') },
      steps: [
        {
          task: 'In kuard-deployment.yaml raise the number to three.',
          writes: { 'kuard-deployment.yaml': edited(stage('02-scaled'), ['replicas: 2', 'replicas: 3']) },
          see: [file('kuard-deployment.yaml', 'replicas: 3')],
        },
        {
          task: 'Apply it.',
          run: 'kubectl apply -f kuard-deployment.yaml',
          see: [
            prints('deployment.apps/kuard configured'),
            has('deployments/kuard', complete(3)),
            unchanged(
              asks(
                'kubectl rollout history deployment kuard',
                prints('deployment.apps/kuard\nREVISION  CHANGE-CAUSE\n1         <none>'),
              ),
            ),
            unchanged(amount(1, 'replicasets', 'run=kuard')),
          ],
          moral: 'Only a new template is a new revision. A number is none.',
        },
      ],
    },
  ],
};
