import { amount, asks, type Beginning, type Chapter, file, has, lines, prints, table, unchanged } from '../../model';
import { BEHIND_THE_FILE, complete, fileOf, IMAGE, LEFT_OVER, runs, stage } from './deployment-parts';

/** Stages that were applied one after the other, each a revision more. */
const after = (...stages: readonly string[]): Beginning => ({
  running: [LEFT_OVER, ...stages.map(stage)],
  files: fileOf(stages.at(-1) ?? '01-blue'),
});

const TO_GREEN = 'Update to green kuard';
const TO_BLUE = 'Update to blue kuard';

const history = (revisions: Readonly<Record<number, string>>): string =>
  [
    'deployment.apps/kuard',
    'REVISION  CHANGE-CAUSE',
    ...Object.entries(revisions).map(([number, cause]) => `${number}         ${cause}`),
  ].join('\n');

/** A ReplicaSet as `kubectl get replicasets -o wide` shows it. */
const setRow = (hash: string, colour: string, size: string) => ({
  NAME: `kuard-${hash}`,
  DESIRED: size,
  CURRENT: size,
  READY: size,
  AGE: '{{age}}',
  CONTAINERS: 'kuard',
  IMAGES: `${IMAGE}:${colour}`,
  SELECTOR: `pod-template-hash=${hash},run=kuard`,
});

/** That of chapter 9. */
const leftOverRow = {
  NAME: 'kuard',
  DESIRED: '1',
  CURRENT: '1',
  READY: '1',
  AGE: '{{age}}',
  CONTAINERS: 'kuard',
  IMAGES: `${IMAGE}:green`,
  SELECTOR: 'app=kuard',
};

const revision = (number: number) => ({
  metadata: { annotations: { 'deployment.kubernetes.io/revision': String(number) } },
});

/** New versions, their history, and the way back. */
export const rollouts: Chapter = {
  workshop: 'KUAR',
  title: '10. Deployments: rollouts and their history',
  profile: 'minikube',
  exercises: [
    {
      id: 'KUAR10-06',
      title: 'Roll out green',
      goal: 'Green Pods have replaced the blue ones, and the history says why.',
      nature: 'normal',
      stack: 'kuard-deployment/03-green',
      continues: true,
      begin: after('02-scaled'),
      steps: [
        {
          task:
            'Change the template in kuard-deployment.yaml: the green image, always to be pulled, and the cause of the change as ' +
            'an annotation. It belongs to the template, not to the Deployment.',
          writes: fileOf('03-green'),
          see: [
            file('kuard-deployment.yaml', 'replicas: 2', 'template:', `kubernetes.io/change-cause: ${TO_GREEN}`),
            file('kuard-deployment.yaml', `image: ${IMAGE}:green`, 'imagePullPolicy: Always'),
          ],
        },
        {
          task: 'Apply it: a new template starts a rollout.',
          run: 'kubectl apply -f kuard-deployment.yaml',
          see: [
            prints('deployment.apps/kuard configured'),
            has('deployments/kuard', { ...revision(2), ...runs('green', TO_GREEN) }),
            amount(2, 'replicasets', 'run=kuard'),
          ],
        },
        {
          task: 'Wait until it is over.',
          run: 'kubectl rollout status deployments kuard',
          see: [lines('deployment "kuard" successfully rolled out'), unchanged(has('deployments/kuard', complete(2)))],
        },
        {
          task: 'Look at the ReplicaSets: the old one was not deleted, it wants no Pods any more.',
          run: 'kubectl get replicasets -o wide',
          see: [table(leftOverRow, setRow('{{hash as BLUE}}', 'blue', '0'), setRow('{{hash as GREEN}}', 'green', '2'))],
          moral:
            'It is kept for the way back. kuard without a hash is left over from the chapter before, and nothing to this ' +
            'Deployment: its Pods have other labels.',
        },
      ],
    },
    {
      id: 'KUAR10-07',
      title: 'Pause and resume',
      goal: 'You know that changes of a paused Deployment wait.',
      nature: 'normal',
      stack: 'kuard-deployment/03-green',
      continues: true,
      begin: after('02-scaled', '03-green'),
      steps: [
        {
          task: 'Pause the Deployment.',
          run: 'kubectl rollout pause deployments kuard',
          see: [
            prints('deployment.apps/kuard paused'),
            has('deployments/kuard', { spec: { paused: true } }),
            has('deployments/kuard', {
              status: {
                conditions: [
                  { type: 'Available' },
                  { type: 'Progressing', status: 'Unknown', reason: 'DeploymentPaused' },
                ],
              },
            }),
          ],
        },
        {
          task: 'Meanwhile give it a purple image: nothing happens. Think better of it, apply the file again, and resume.',
          hand: [
            `kubectl set image deployment kuard kuard=${IMAGE}:purple`,
            'sleep 0.2',
            'kubectl get deployments kuard >paused.txt',
            'kubectl get replicasets --selector=run=kuard >>paused.txt',
            'kubectl apply -f kuard-deployment.yaml',
          ].join('\n'),
          run: 'kubectl rollout resume deployments kuard',
          see: [
            prints('deployment.apps/kuard resumed'),
            has('deployments/kuard', { spec: { paused: undefined } }),
            asks(
              'cat paused.txt',
              table(
                { NAME: 'kuard', READY: '2/2', 'UP-TO-DATE': '0', AVAILABLE: '2' },
                { NAME: 'kuard-{{hash as BLUE}}', DESIRED: '0', CURRENT: '0', READY: '0' },
                { NAME: 'kuard-{{hash as GREEN}}', DESIRED: '2', CURRENT: '2', READY: '2' },
              ),
            ),
            unchanged(has('deployments/kuard', { ...revision(2), ...complete(2) })),
            unchanged(amount(2, 'replicasets', 'run=kuard')),
          ],
          moral: 'Changes can be collected that way, and take effect together, or not at all: purple never ran.',
        },
      ],
    },
    {
      id: 'KUAR10-08',
      title: 'Rollout history',
      goal: 'You know which revisions there are, and what is in one.',
      nature: 'normal',
      stack: 'kuard-deployment/03-green',
      continues: true,
      begin: after('02-scaled', '03-green'),
      steps: [
        {
          task: 'List the revisions.',
          run: 'kubectl rollout history deployment kuard',
          see: [prints(history({ 1: '<none>', 2: TO_GREEN }))],
          moral: 'The causes are the annotations of the templates; the first one had none.',
        },
        {
          task: 'Look at the template of the second one.',
          run: 'kubectl rollout history deployment kuard --revision=2',
          see: [
            lines(
              ...`deployment.apps/kuard with revision #2
Pod Template:
  Labels: pod-template-hash={{hash}}
    run=kuard
  Annotations: kubernetes.io/change-cause: ${TO_GREEN}
  Containers:
   kuard:
    Image: ${IMAGE}:green
    Port: <none>
    Host Port: <none>
    Environment: <none>
    Mounts: <none>
  Volumes: <none>
  Node-Selectors: <none>
  Tolerations: <none>`.split('\n'),
            ),
          ],
        },
      ],
    },
    {
      id: 'KUAR10-09',
      title: 'Roll out blue again',
      goal: 'There is a third revision.',
      nature: 'normal',
      stack: 'kuard-deployment/04-blue-again',
      continues: true,
      begin: after('02-scaled', '03-green'),
      steps: [
        {
          task: 'Set the image back to blue, say so in the annotation, and apply the file.',
          writes: fileOf('04-blue-again'),
          hand: 'kubectl apply -f kuard-deployment.yaml\nkubectl rollout status deployments kuard',
          see: [
            file('kuard-deployment.yaml', `kubernetes.io/change-cause: ${TO_BLUE}`),
            has('deployments/kuard', { ...revision(3), ...runs('blue', TO_BLUE) }),
            unchanged(has('deployments/kuard', complete(2))),
          ],
        },
        {
          task: 'List the revisions.',
          run: 'kubectl rollout history deployment kuard',
          see: [
            prints(history({ 1: '<none>', 2: TO_GREEN, 3: TO_BLUE })),
            unchanged(amount(3, 'replicasets', 'run=kuard')),
          ],
          moral:
            'The template is not that of the first revision: it has an annotation, and always pulls. So its hash is new.',
        },
      ],
    },
    {
      id: 'KUAR10-10',
      title: 'Undo the last rollout',
      goal: 'Green runs again, from the ReplicaSet that was kept.',
      nature: 'normal',
      stack: 'kuard-deployment/04-blue-again',
      continues: true,
      begin: after('02-scaled', '03-green', '04-blue-again'),
      steps: [
        {
          task: 'Take the last rollout back. kubectl warns you: the file still says blue.',
          run: 'kubectl rollout undo deployments kuard',
          see: [
            prints(`${BEHIND_THE_FILE}\ndeployment.apps/kuard rolled back`),
            has('deployments/kuard', { ...revision(4), ...runs('green', TO_GREEN) }),
            unchanged(file('kuard-deployment.yaml', `image: ${IMAGE}:blue`)),
          ],
        },
        {
          task: 'Look at the ReplicaSets.',
          run: 'kubectl get rs -o wide',
          see: [
            table(
              leftOverRow,
              setRow('{{hash as FIRST}}', 'blue', '0'),
              setRow('{{hash as GREEN}}', 'green', '2'),
              setRow('{{hash as AGAIN}}', 'blue', '0'),
            ),
            unchanged(has('deployments/kuard', complete(2))),
            unchanged(
              asks(
                'kubectl rollout history deployment kuard',
                prints(history({ 1: '<none>', 3: TO_BLUE, 4: TO_GREEN })),
              ),
            ),
          ],
          moral:
            'No ReplicaSet was made: the one of green has two Pods again, and what was revision 2 is revision 4. Better than ' +
            'undo is to change the file back and to apply it: then file and cluster agree.',
        },
      ],
    },
    {
      id: 'KUAR10-11',
      title: 'Undo to a revision',
      goal: 'A revision of your choice runs again, and you know how revisions are counted.',
      nature: 'normal',
      stack: 'kuard-deployment/04-blue-again',
      continues: true,
      begin: { ...after('02-scaled', '03-green', '04-blue-again'), commands: 'kubectl rollout undo deployments kuard' },
      steps: [
        {
          task: 'Go back to revision 3.',
          run: 'kubectl rollout undo deployments kuard --to-revision=3',
          see: [
            prints(`${BEHIND_THE_FILE}\ndeployment.apps/kuard rolled back`),
            has('deployments/kuard', {
              ...revision(5),
              ...runs('blue', TO_BLUE),
              status: { updatedReplicas: 2, replicas: 2 },
            }),
          ],
        },
        {
          task: 'List the revisions: where are 2 and 3?',
          run: 'kubectl rollout history deployment kuard',
          see: [
            prints(history({ 1: '<none>', 4: TO_GREEN, 5: TO_BLUE })),
            unchanged(amount(3, 'replicasets', 'run=kuard')),
          ],
          moral:
            'Revisions are ReplicaSets. Who comes back gets the next number; so 2 has become 4, and 3 has become 5.',
        },
      ],
    },
    {
      id: 'KUAR10-12',
      title: 'Limit the history',
      goal: 'You have chosen how far the way back leads.',
      nature: 'normal',
      stack: 'kuard-deployment/05-tuned',
      continues: true,
      begin: {
        ...after('02-scaled', '03-green', '04-blue-again'),
        commands: 'kubectl rollout undo deployments kuard\nkubectl rollout undo deployments kuard --to-revision=3',
      },
      steps: [
        {
          task:
            'Set revisionHistoryLimit to 14 and apply the file: two weeks, with a release a day. Three revisions are far from ' +
            'that; when the rollout is over, set the limit to 1 to see what a limit does.',
          writes: fileOf('05-tuned'),
          hand: [
            'kubectl apply -f kuard-deployment.yaml',
            'kubectl rollout status deployments kuard',
            'kubectl get deployment kuard -o jsonpath=\'{.spec.revisionHistoryLimit}{"\\n"}\' >fourteen.txt',
            'kubectl rollout history deployment kuard >>fourteen.txt',
            `kubectl patch deployment kuard -p '{"spec":{"revisionHistoryLimit":1}}'`,
          ].join('\n'),
          speed: 100,
          see: [
            file('kuard-deployment.yaml', 'revisionHistoryLimit: 14'),
            file('fourteen.txt', '14', '1 <none>', `5 ${TO_BLUE}`, `6 ${TO_GREEN}`),
            has('deployments/kuard', { ...revision(6), ...complete(2) }),
            asks('kubectl rollout history deployment kuard', prints(history({ 5: TO_BLUE, 6: TO_GREEN }))),
            amount(2, 'replicasets', 'run=kuard'),
          ],
          moral:
            'Beyond the limit, which is 10 unless you say otherwise, old ReplicaSets are deleted, the oldest first; with them ' +
            'goes the way back.',
        },
      ],
    },
  ],
};
