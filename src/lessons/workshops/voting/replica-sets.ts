import {
  amount,
  asks,
  type Beginning,
  type Chapter,
  file,
  gone,
  has,
  lines,
  objects,
  prints,
  table,
  unchanged,
} from '../../model';
import { answersDogs, asksFor, PETS, result, resultAbout, servedBy, vote } from './pages';

/** The stage with the first poll. */
export const BEFORE = 'voting-replicasets/01-before';

/** The objects of a stage, in the order of the text. */
export const OBJECTS = [
  'ReplicaSet/voter',
  'ReplicaSet/results',
  'Service/redis',
  'Service/vote',
  'Service/result',
] as const;

/** The file of the participant. */
export const before = { 'voting-rs.yaml': objects(BEFORE, ...OBJECTS) };

/** The first poll runs. */
export const petsRun: Beginning = { running: [objects(BEFORE)], files: before };

/** One Pod with that label, all of whose containers run. */
export const oneRuns = (app: string, containers: number, is: object = {}) =>
  amount(1, 'pods', `app=${app}`, {
    ...is,
    status: { phase: 'Running', containerStatuses: Array.from({ length: containers }, () => ({ ready: true })) },
  });

/** How a ReplicaSet tells of a new Pod; its name follows. */
export const CREATED = 'Normal SuccessfulCreate {{age}} replicaset-controller Created pod:';

/** What the text types to see events. */
export const DESCRIBE_ALL = {
  run: 'kubectl describe rs',
  why: 'Of several objects at once kubectl shows the events only if it is told to.',
};

/** Pods that are replaced. */
export const replicaSets: Chapter = {
  workshop: 'VOTE',
  title: 'Resilience and Automated Deployment Control: exercise 4, ReplicaSets',
  profile: 'desktop',
  exercises: [
    {
      id: 'VOTE-13',
      title: 'The stack as ReplicaSets',
      goal: 'Two ReplicaSets keep the Pods of the voting app.',
      nature: 'normal',
      stack: BEFORE,
      continues: true,
      begin: { running: [objects('voting-pods/ex3')] },
      steps: [
        {
          task: 'Ask what a ReplicaSet is made of.',
          run: [
            'kubectl explain replicaset --api-version apps/v1',
            'kubectl explain replicaset.spec --api-version apps/v1',
          ].join('\n'),
          see: [
            lines(
              'GROUP: apps',
              'KIND: ReplicaSet',
              'VERSION: v1',
              'spec <ReplicaSetSpec>',
              'FIELD: spec <ReplicaSetSpec>',
              'replicas <integer>',
              'selector <LabelSelector> -required-',
              'template <PodTemplateSpec>',
            ),
          ],
        },
        {
          task:
            'Write voting-rs.yaml: a ReplicaSet for each of the two Pods, with the Pod as its template, and the three ' +
            'Services, all in one file.',
          writes: before,
          see: [
            file(
              'voting-rs.yaml',
              'kind: ReplicaSet',
              'name: voter',
              'replicas: 1',
              'selector:',
              'matchLabels:',
              'app: voter',
              'template:',
              'app: voter',
              '---',
              'kind: ReplicaSet',
              'name: results',
              'replicas: 1',
              'app: results',
              '---',
              'kind: Service',
              'name: redis',
              '---',
              'kind: Service',
              'name: vote',
              '---',
              'kind: Service',
              'name: result',
            ),
          ],
        },
        {
          task:
            'Delete the two Pods of the exercise before: a ReplicaSet would take them for its own. Then create what the file ' +
            'describes; the Services are there already.',
          hand: 'kubectl delete pod voter results',
          run: 'kubectl apply -f voting-rs.yaml',
          see: [
            prints(
              [
                'replicaset.apps/voter created',
                'replicaset.apps/results created',
                'service/redis unchanged',
                'service/vote unchanged',
                'service/result unchanged',
              ].join('\n'),
            ),
            gone('pods/voter'),
            has('pods/voter-{{suffix}}', { metadata: { ownerReferences: [{ kind: 'ReplicaSet', name: 'voter' }] } }),
            has('replicasets/voter', { status: { readyReplicas: 1 } }),
            has('replicasets/results', { status: { readyReplicas: 1 } }),
          ],
        },
        {
          task:
            'Open {{url svc/vote}} and vote for cats. The container ID at the bottom is the name of the Pod, which nobody has ' +
            'written anywhere: the ReplicaSet made it up.',
          hand: vote('a'),
          browse: async (page) => {
            await page.open('{{url svc/vote}}');
            await page.shows('Processed by container ID {{pods app=voter}}');
          },
          see: [unchanged(servedBy('{{pods app=voter}}')), ...result('1 vote', 100)],
        },
        {
          task: 'Look the ReplicaSets and their Pods up.',
          run: 'kubectl get rs\nkubectl get po',
          see: [
            table(
              { NAME: 'results', DESIRED: '1', CURRENT: '1', READY: '1', AGE: '{{age}}' },
              { NAME: 'voter', DESIRED: '1', CURRENT: '1', READY: '1', AGE: '{{age}}' },
              { NAME: 'results-{{suffix}}', READY: '3/3', STATUS: 'Running' },
              { NAME: 'voter-{{suffix}}', READY: '2/2', STATUS: 'Running' },
            ),
          ],
        },
        {
          task: 'Read what has happened to the ReplicaSets: at the end of each description.',
          run: 'kubectl describe rs --show-events',
          original: DESCRIBE_ALL,
          see: [
            lines(
              'Name: results',
              'Replicas: 1 current / 1 desired',
              'Pods Status: 1 Running / 0 Waiting / 0 Succeeded / 0 Failed',
              'Events:',
              `${CREATED} {{pods app=results}}`,
              'Name: voter',
              'Events:',
              `${CREATED} {{pods app=voter}}`,
            ),
          ],
          moral: 'Events are objects too, about other objects. The replicaset-controller tells what it did in them.',
        },
      ],
    },
    {
      id: 'VOTE-14',
      title: 'A deleted Pod is replaced',
      goal: 'The page is served by a new Pod.',
      nature: 'normal',
      stack: BEFORE,
      continues: true,
      begin: petsRun,
      steps: [
        {
          task: 'Delete the Pod that has served the page.',
          run: 'kubectl delete po {{pods app=voter}}',
          original: { run: 'kubectl delete po voter-f9599', why: 'The last five letters are others in every cluster.' },
          see: [prints('pod "{{pods app=voter}}" deleted from default namespace'), unchanged(oneRuns('voter', 2))],
        },
        {
          task: 'See in the events what its ReplicaSet did.',
          run: 'kubectl describe rs voter',
          original: { run: 'kubectl describe rs', why: 'Only the one of voter has changed.' },
          see: [lines('Name: voter', 'Events:', `${CREATED} voter-{{suffix}}`, `${CREATED} {{pods app=voter}}`)],
        },
        {
          task: 'Reload the page, {{url svc/vote}}: it works, and names the new Pod.',
          hand: 'curl -s {{url svc/vote}} >/dev/null',
          see: [unchanged(servedBy('{{pods app=voter}}')), unchanged(asksFor(PETS))],
          moral:
            'The ReplicaSet counts the Pods with its labels, and makes what is missing; the Service finds the new Pod by the ' +
            'same labels.',
        },
      ],
    },
    {
      id: 'VOTE-15',
      title: 'Votes are lost with the results Pod',
      goal: 'A vote disappears.',
      nature: 'negative',
      stack: BEFORE,
      continues: true,
      begin: petsRun,
      steps: [
        {
          task: 'Vote for dogs at {{url svc/vote}}, and see at {{url svc/result}} that it was counted.',
          hand: vote('b'),
          see: [answersDogs, unchanged(resultAbout(PETS))],
        },
        {
          task: 'Delete the Pod of the results.',
          run: 'kubectl delete po {{pods app=results}}',
          see: [
            prints('pod "{{pods app=results}}" deleted from default namespace'),
            unchanged(oneRuns('results', 3)),
            asks(
              'kubectl exec {{pods app=results}} -c db -- psql -U postgres -tc "select count(*) from votes"',
              prints('     0'),
            ),
          ],
        },
        {
          task: 'Reload the result page, {{url svc/result}}.',
          hand: 'curl -s {{url svc/result}} >/dev/null',
          see: result('No votes yet', 50).map(unchanged),
          moral:
            'The volume of the database belonged to the Pod, and went with it. The worker has made an empty table in the new ' +
            'one; votes from now on count.',
        },
      ],
    },
  ],
};
