import {
  amount,
  asks,
  type Beginning,
  type Chapter,
  file,
  type Files,
  has,
  lines,
  objects,
  prints,
  rows,
  table,
  unchanged,
} from '../../model';
import { asksFor, PETS, PLATFORMS, result, resultAbout, vote } from './pages';

const V1 = 'voting-deployments/v1';
const V2 = 'voting-deployments/v2';
const V3 = 'voting-deployments/v3';

const SERVICES = ['Service/redis', 'Service/vote', 'Service/result'] as const;

/** The folder of the exercise. */
const folder: Files = {
  'ex6/services.yaml': objects(V1, ...SERVICES),
  'ex6/v1/results.yaml': objects(V1, 'Deployment/results'),
  'ex6/v1/voter.yaml': objects(V1, 'Deployment/voter'),
  'ex6/v2/results.yaml': objects(V2, 'Deployment/results'),
  'ex6/v2/voter.yaml': objects(V2, 'Deployment/voter'),
  'ex6/v3/data.yaml': objects(V3, 'Deployment/data', 'Service/redis', 'Service/db'),
  'ex6/v3/results.yaml': objects(V3, 'Deployment/results'),
  'ex6/v3/voter.yaml': objects(V3, 'Deployment/voter'),
};

const petsRun: Beginning = { running: [objects(V1)], files: folder };

/** A rollout that is over: one Pod, of the newest template. */
const rolledOut = (name: string, revision: number) =>
  has(`deployments/${name}`, {
    metadata: { annotations: { 'deployment.kubernetes.io/revision': `${revision}` } },
    status: { replicas: 1, updatedReplicas: 1, readyReplicas: 1, availableReplicas: 1 },
  });

/** Rollouts that run by themselves. */
export const deployments: Chapter = {
  workshop: 'VOTE',
  title: 'Resilience and Automated Deployment Control: exercise 6, Deployments',
  profile: 'desktop',
  exercises: [
    {
      id: 'VOTE-19',
      title: 'The stack as Deployments',
      goal: 'Two Deployments own ReplicaSets, which own the Pods of the voting app.',
      nature: 'normal',
      stack: V1,
      begin: { files: folder },
      steps: [
        {
          task: 'Look at ex6/v1/voter.yaml. Then create the Services, and version 1 of the two Deployments.',
          run: 'kubectl apply -f ./ex6/services.yaml\nkubectl apply -f ./ex6/v1',
          see: [
            prints(
              ['service/redis', 'service/vote', 'service/result', 'deployment.apps/results', 'deployment.apps/voter']
                .map((each) => `${each} created`)
                .join('\n'),
            ),
            rolledOut('voter', 1),
            rolledOut('results', 1),
          ],
        },
        {
          task: 'List the Deployments.',
          run: 'kubectl get deploy',
          see: [
            table(
              { NAME: 'results', READY: '1/1', 'UP-TO-DATE': '1', AVAILABLE: '1', AGE: '{{age}}' },
              { NAME: 'voter', READY: '1/1', 'UP-TO-DATE': '1', AVAILABLE: '1', AGE: '{{age}}' },
            ),
          ],
        },
        {
          task: 'Read about one of them: which ReplicaSet has it made?',
          run: 'kubectl describe deploy voter',
          see: [
            lines(
              'Name: voter',
              'Annotations: deployment.kubernetes.io/revision: 1',
              'Selector: app=voter',
              'Replicas: 1 desired | 1 updated | 1 total | 1 available | 0 unavailable',
              'StrategyType: RollingUpdate',
              'RollingUpdateStrategy: 25% max unavailable, 25% max surge',
              'Image: dockersamples/examplevotingapp_vote:before',
              'Available True MinimumReplicasAvailable',
              'Progressing True NewReplicaSetAvailable',
              'OldReplicaSets: <none>',
              'NewReplicaSet: {{replicasets app=voter}} (1/1 replicas created)',
              'Normal ScalingReplicaSet {{age}} deployment-controller Scaled up replica set {{replicasets app=voter}} from 0 to 1',
            ),
            unchanged(
              has('replicasets/voter-{{hash}}', {
                metadata: { ownerReferences: [{ kind: 'Deployment', name: 'voter', controller: true }] },
              }),
            ),
            unchanged(
              has('pods/voter-{{hash}}-{{suffix}}', {
                metadata: { ownerReferences: [{ kind: 'ReplicaSet', name: 'voter-{{hash}}', controller: true }] },
              }),
            ),
          ],
          moral:
            'One controller makes ReplicaSets of Deployments, another one Pods of ReplicaSets. Each does one thing.',
        },
        {
          task: 'List the ReplicaSets and the Pods, and compare their names.',
          run: 'kubectl get rs\nkubectl get po',
          see: [
            table(
              { NAME: 'results-{{hash as Results}}', DESIRED: '1', CURRENT: '1', READY: '1' },
              { NAME: 'voter-{{hash as Voter}}', DESIRED: '1', CURRENT: '1', READY: '1' },
              { NAME: 'results-{{$Results}}-{{suffix}}', READY: '3/3', STATUS: 'Running' },
              { NAME: 'voter-{{$Voter}}-{{suffix}}', READY: '2/2', STATUS: 'Running' },
            ),
          ],
          moral: 'The name of a ReplicaSet ends with a hash of its template: another template is another ReplicaSet.',
        },
        {
          task: 'Vote at {{url svc/vote}}, and see it at {{url svc/result}}.',
          hand: vote('a'),
          browse: async (page) => {
            await page.open('{{url svc/vote}}');
            await page.click('Cats');
            await page.open('{{url svc/result}}');
            await page.shows(/cats\n100\.0%/i);
          },
          see: [unchanged(asksFor(PETS)), unchanged(resultAbout(PETS)), result('1 vote', 100).slice(1)].flat(),
        },
      ],
    },
    {
      id: 'VOTE-20',
      title: 'Roll out the new poll',
      goal: 'The new poll is served, and nobody has deleted a Pod.',
      nature: 'normal',
      stack: V2,
      continues: true,
      begin: petsRun,
      steps: [
        {
          task: 'Apply version 2, in which the images have another tag.',
          run: 'kubectl apply -f ./ex6/v2',
          see: [
            prints('deployment.apps/results configured\ndeployment.apps/voter configured'),
            rolledOut('results', 2),
            rolledOut('voter', 2),
            ...['results', 'voter'].flatMap((app) => [
              amount(2, 'replicasets', `app=${app}`),
              amount(1, 'replicasets', `app=${app}`, {
                metadata: { annotations: { 'deployment.kubernetes.io/revision': '1' } },
                spec: { replicas: 0 },
                status: { replicas: 0 },
              }),
              amount(1, 'replicasets', `app=${app}`, {
                metadata: { annotations: { 'deployment.kubernetes.io/revision': '2' } },
                spec: { replicas: 1 },
                status: { readyReplicas: 1 },
              }),
            ]),
          ],
        },
        {
          task: 'Open {{url svc/vote}} and {{url svc/result}} again, and vote.',
          hand: vote('b'),
          see: [unchanged(asksFor(PLATFORMS)), unchanged(resultAbout(PLATFORMS)), ...result('1 vote', 0)],
          moral: 'The Deployment did what you did by hand in exercise 5, and waited until the new Pods were ready.',
        },
      ],
    },
    {
      id: 'VOTE-21',
      title: 'State is lost with the views',
      goal: 'The rollout of a page has thrown the votes away.',
      nature: 'negative',
      stack: V2,
      begin: {
        ...petsRun,
        commands: "kubectl exec deploy/results -c db -- psql -qU postgres -c \"insert into votes values ('me', 'a')\"",
      },
      steps: [
        {
          task:
            'Version 1 runs, and one has voted: see {{url svc/result}}. Apply version 2 as before, and look at the result ' +
            'page again.',
          hand: 'kubectl apply -f ./ex6/v2 && kubectl rollout status deployment results',
          see: [resultAbout(PLATFORMS), ...result('No votes yet', 50)],
          moral: 'The database sits beside the page in one Pod: what should only change the page replaces both.',
        },
      ],
    },
    {
      id: 'VOTE-22',
      title: 'Split the state from the views',
      goal: 'The pages can be replaced, and the votes stay.',
      nature: 'normal',
      stack: V3,
      continues: true,
      begin: { running: [objects(V2)], files: folder },
      steps: [
        {
          task: 'Look at ex6/v3/data.yaml: redis, database and worker are in a Deployment of their own, behind two Services.',
          run: 'cat ./ex6/v3/data.yaml',
          see: [
            lines(
              'kind: Deployment',
              'name: data',
              '- name: redis',
              '- name: db',
              '- name: worker',
              '---',
              'kind: Service',
              'name: redis',
              'app: data',
              '---',
              'kind: Service',
              'name: db',
              '- port: 5432',
              'app: data',
            ),
            unchanged(file('ex6/v3/voter.yaml', '- name: vote', 'image: dockersamples/examplevotingapp_vote:after')),
          ],
        },
        {
          task: 'Apply version 3.',
          run: 'kubectl apply -f ./ex6/v3',
          see: [
            prints(
              [
                'deployment.apps/data created',
                'service/redis configured',
                'service/db created',
                'deployment.apps/results configured',
                'deployment.apps/voter configured',
              ].join('\n'),
            ),
            has('services/redis', { spec: { selector: { app: 'data' } } }),
            rolledOut('data', 1),
            unchanged(
              asks(
                'kubectl get deploy',
                rows(
                  { NAME: 'voter', READY: '1/1', 'UP-TO-DATE': '1' },
                  { NAME: 'results', READY: '1/1', 'UP-TO-DATE': '1' },
                ),
              ),
            ),
            amount(1, 'pods', 'app=voter', { spec: { containers: [{ name: 'vote' }] } }),
            amount(1, 'pods', 'app=results', { spec: { containers: [{ name: 'result' }] } }),
          ],
          within: '120s',
        },
        {
          task:
            'Vote at {{url svc/vote}}, replace both pages with kubectl rollout restart, and see that the vote is still at ' +
            '{{url svc/result}}. Then list the endpoints: who is behind which Service?',
          hand: [
            vote('b'),
            'kubectl rollout restart deployment voter results',
            'kubectl rollout status deployment voter',
            'kubectl rollout status deployment results',
          ].join('\n'),
          run: 'kubectl get endpoints',
          see: [
            rows(
              { NAME: 'db', ENDPOINTS: '{{pods app=data .status.podIP}}:5432' },
              { NAME: 'redis', ENDPOINTS: '{{pods app=data .status.podIP}}:6379' },
              { NAME: 'result', ENDPOINTS: '{{ip}}:80' },
              { NAME: 'vote', ENDPOINTS: '{{ip}}:80' },
            ),
            ...result('1 vote', 0),
          ],
          moral: 'State has Pods of its own now, and the pages find it by name: each can change without the other.',
        },
      ],
    },
  ],
};
