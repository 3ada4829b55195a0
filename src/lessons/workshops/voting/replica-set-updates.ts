import { amount, asks, type Chapter, edited, file, has, lines, objects, prints, rows, unchanged } from '../../model';
import { asksFor, PETS, PLATFORMS, resultAbout, servedBy } from './pages';
import { BEFORE, before, CREATED, DESCRIBE_ALL, OBJECTS, oneRuns, petsRun } from './replica-sets';

const AFTER = 'voting-replicasets/02-after';

const after = { 'voting-rs.yaml': objects(AFTER, ...OBJECTS) };

/** The images of the two pages in a list of containers, at their places. */
const voteImage = (tag: string) => [{}, { image: `dockersamples/examplevotingapp_vote:${tag}` }];
const resultImage = (tag: string) => [{}, {}, { image: `dockersamples/examplevotingapp_result:${tag}` }];

/** A new template, and Pods that do not care. */
export const replicaSetUpdates: Chapter = {
  workshop: 'VOTE',
  title: 'Resilience and Automated Deployment Control: exercise 5, a life cycle',
  profile: 'desktop',
  exercises: [
    {
      id: 'VOTE-16',
      title: 'Changing a ReplicaSet template changes no Pod',
      goal: 'The ReplicaSets have new images in their templates, and the Pods have the old ones.',
      nature: 'negative',
      stack: AFTER,
      continues: true,
      begin: petsRun,
      steps: [
        {
          task: 'The poll shall be about Java and .NET. In voting-rs.yaml, write the tag after in place of before, twice.',
          writes: after,
          see: [
            file(
              'voting-rs.yaml',
              'image: dockersamples/examplevotingapp_vote:after',
              'image: dockersamples/examplevotingapp_result:after',
            ),
          ],
        },
        {
          task: 'Apply the file.',
          run: 'kubectl apply -f voting-rs.yaml',
          see: [
            prints(
              [
                'replicaset.apps/voter configured',
                'replicaset.apps/results configured',
                'service/redis unchanged',
                'service/vote unchanged',
                'service/result unchanged',
              ].join('\n'),
            ),
            has('replicasets/voter', { spec: { template: { spec: { containers: voteImage('after') } } } }),
          ],
        },
        {
          task: 'Reload both pages several times, {{url svc/vote}} and {{url svc/result}}.',
          hand: 'for i in 1 2 3; do curl -s {{url svc/vote}} {{url svc/result}} >/dev/null; done',
          advance: '30s',
          see: [
            unchanged(asksFor(PETS)),
            unchanged(resultAbout(PETS)),
            unchanged(servedBy('{{pods app=voter}}')),
            unchanged(oneRuns('voter', 2, { spec: { containers: voteImage('before') } })),
            unchanged(oneRuns('results', 3, { spec: { containers: resultImage('before') } })),
          ],
        },
        {
          task: 'Compare the templates in the descriptions with the events: which Pods were made since?',
          run: 'kubectl describe rs --show-events',
          original: DESCRIBE_ALL,
          see: [
            lines(
              'Name: results',
              'Image: dockersamples/examplevotingapp_result:after',
              'Events:',
              `${CREATED} {{pods app=results}}`,
              'Name: voter',
              'Image: dockersamples/examplevotingapp_vote:after',
              'Events:',
              `${CREATED} {{pods app=voter}}`,
            ),
          ],
          moral: 'A ReplicaSet uses its template for new Pods only. It counts Pods, and the number is right.',
        },
      ],
    },
    {
      id: 'VOTE-17',
      title: 'Trigger the replacement by hand',
      goal: 'The new poll is served.',
      nature: 'normal',
      stack: AFTER,
      continues: true,
      begin: {
        running: [objects(BEFORE), objects(AFTER)],
        files: { ...after, 'ex5/voting-rs.yaml': objects(AFTER, ...OBJECTS) },
      },
      steps: [
        {
          task: 'Delete the Pod voter, so that its ReplicaSet makes one of the new template, and reload {{url svc/vote}}.',
          run: 'kubectl delete po {{pods app=voter}}',
          see: [
            prints('pod "{{pods app=voter}}" deleted from default namespace'),
            oneRuns('voter', 2, { spec: { containers: voteImage('after') } }),
            asksFor(PLATFORMS),
            unchanged(has('services/vote', { spec: { selector: { app: 'voter' } } })),
          ],
        },
        {
          task: 'Do the same with the Pod results, and reload {{url svc/result}}.',
          run: 'kubectl delete po {{pods app=results}}',
          see: [
            prints('pod "{{pods app=results}}" deleted from default namespace'),
            oneRuns('results', 3, { spec: { containers: resultImage('after') } }),
            resultAbout(PLATFORMS),
          ],
          moral:
            'The Services select by app alone, so that old and new Pods were theirs. For a moment there was neither.',
        },
        {
          task: 'Clean up.',
          run: 'kubectl delete -f ./ex5',
          see: [
            prints(
              [
                'replicaset.apps "voter"',
                'replicaset.apps "results"',
                'service "redis"',
                'service "vote"',
                'service "result"',
              ]
                .map((each) => `${each} deleted from default namespace`)
                .join('\n'),
            ),
            amount(0, 'replicasets'),
            amount(0, 'pods'),
          ],
        },
      ],
    },
    {
      id: 'VOTE-18',
      title: 'A rolling deployment by hand',
      goal: 'A second ReplicaSet has taken over from the first, and the page was never away.',
      nature: 'claim',
      stack: AFTER,
      begin: {
        running: [objects(BEFORE)],
        files: {
          ...before,
          'voter-v2.yaml': edited(
            objects(AFTER, 'ReplicaSet/voter'),
            ['name: voter', 'name: voter-v2'],
            ['version: v1', 'version: v2'],
          ),
        },
        commands: 'kubectl scale rs voter --replicas=3',
      },
      steps: [
        {
          task:
            'voter-v2.yaml describes the ReplicaSet voter-v2, with the new image and the label version: v2. Create it beside ' +
            'the old one, and step by step make the new one larger and the old one smaller: from three Pods to none. Before ' +
            'each step, see that the new Pods are ready.',
          hand: [
            '(set -e',
            'kubectl apply -f voter-v2.yaml',
            'for step in 1 2 3; do',
            '  kubectl scale rs voter-v2 --replicas=$step',
            '  kubectl wait --for=jsonpath={.status.readyReplicas}=$step rs/voter-v2',
            '  kubectl scale rs voter --replicas=$((3 - step))',
            '  curl -sf {{url svc/vote}} >/dev/null',
            'done)',
          ].join('\n'),
          see: [
            asks(
              'kubectl get rs -o wide',
              rows(
                { NAME: 'voter', DESIRED: '0', CURRENT: '0', READY: '0', SELECTOR: 'app=voter' },
                { NAME: 'voter-v2', DESIRED: '3', CURRENT: '3', READY: '3', SELECTOR: 'app=voter' },
              ),
            ),
            amount(3, 'pods', 'app=voter,version=v2', { status: { phase: 'Running' } }),
            amount(0, 'pods', 'app=voter,version=v1'),
            unchanged(
              amount(1, 'endpointslices', 'kubernetes.io/service-name=vote', {
                endpoints: Array.from({ length: 3 }, () => ({ conditions: { ready: true } })),
              }),
            ),
            asksFor(PLATFORMS),
          ],
          hint: 'kubectl scale rs voter-v2 --replicas=2',
          moral:
            'Look, choose, take out, stop, start, check, put in, watch, repeat: it works, and nobody wants to do it twice. ' +
            'Deployments do.',
        },
      ],
    },
  ],
};
