import {
  answers,
  asks,
  type Chapter,
  event,
  fails,
  file,
  gone,
  has,
  lines,
  objects,
  prints,
  rows,
  table,
  unchanged,
} from '../../model';
import { watching } from '../watching';
import { answersDogs, asksFor, PETS, result, resultAbout, vote } from './pages';

const STAGE = 'voting-pods/ex3';
const SOLUTION = 'voting-pods/ex3-solution';
const SOLUTIONS = 'workshop-day1-solutions';

const pods = { 'voting-pods.yaml': objects(STAGE, 'Pod/voter', 'Pod/results') };
const services = { 'voting-services.yaml': objects(STAGE, 'Service/redis', 'Service/vote', 'Service/result') };
const solution = {
  'ex3/solution/voting-pods.yaml': objects(SOLUTION, 'Pod/voter', 'Pod/results'),
  'ex3/solution/voting-services.yaml': objects(SOLUTION, 'Service/redis', 'Service/vote', 'Service/result'),
};

/** A Pod whose containers are all ready, by their names. */
const ready = (...containers: readonly string[]) => ({
  status: { phase: 'Running', containerStatuses: containers.map((name) => ({ name, ready: true })) },
});

const VOTER = ready('redis', 'vote');
const RESULTS = ready('db', 'result', 'worker');

/** What a name stands for in a container. */
const resolves = (pod: string, container: string, name: string) =>
  asks(`kubectl exec ${pod} -c ${container} -- grep ${name} /etc/hosts`, lines(`127.0.0.1 ${name}`));

/** Five programs in two Pods. */
export const twoPods: Chapter = {
  workshop: 'VOTE',
  title: 'Pods and Services: exercise 3, from Compose to Kubernetes',
  profile: 'desktop',
  exercises: [
    {
      id: 'VOTE-09',
      title: 'Two Pods for five programs',
      goal: 'The voting app runs in two Pods.',
      nature: 'normal',
      stack: STAGE,
      continues: true,
      steps: [
        {
          task:
            'Write voting-pods.yaml with two Pods, and --- between them. The Pod voter holds redis and vote, the Pod results ' +
            'db, worker and result; db keeps its files in a volume of the kind emptyDir. The programs look for redis and db ' +
            'by name: let both names stand for 127.0.0.1, each in its Pod.',
          writes: pods,
          see: [
            file(
              'voting-pods.yaml',
              'kind: Pod',
              'name: voter',
              'app: voter',
              'version: v1',
              '- name: redis',
              'image: redis:alpine',
              '- containerPort: 6379',
              '- name: vote',
              'image: dockersamples/examplevotingapp_vote:before',
              '- containerPort: 80',
              'hostAliases:',
              '- hostnames:',
              '- redis',
              'ip: "127.0.0.1"',
              '---',
              'kind: Pod',
              'name: results',
              'app: results',
              'version: v1',
              '- name: db',
              'image: postgres:9.4',
              '- containerPort: 5432',
              '- name: db-data',
              'mountPath: /var/lib/postgresql/data',
              '- name: worker',
              'image: dockersamples/examplevotingapp_worker',
              '- name: result',
              'image: dockersamples/examplevotingapp_result:before',
              '- containerPort: 80',
              'hostAliases:',
              '- hostnames:',
              '- db',
              'ip: "127.0.0.1"',
              'volumes:',
              '- name: db-data',
              'emptyDir: {}',
            ),
          ],
          hint: 'kubectl explain pod.spec.hostAliases',
        },
        {
          task: 'Delete what is left of the exercises before, and create both Pods.',
          hand: `kubectl delete pods --all --now\n${watching('pods', 'watch.txt')}`,
          run: 'kubectl apply -f voting-pods.yaml',
          see: [
            prints('pod/voter created\npod/results created'),
            has('pods/voter', VOTER),
            asks('kubectl get pod voter', rows({ NAME: 'voter', READY: '2/2', STATUS: 'Running', RESTARTS: '0' })),
            has('pods/results', {
              status: {
                containerStatuses: [{ name: 'db', ready: true }, { name: 'result', ready: true }, { name: 'worker' }],
              },
            }),
            resolves('voter', 'vote', 'redis'),
            resolves('results', 'result', 'db'),
            // The name redis is known in the other Pod only, as long as it has no Service.
            file('watch.txt', 'results 3/3 Running 0 {{age}}', 'results 2/3 Error 0 {{age}}'),
            asks('kubectl logs results -c worker --previous', lines('Connected to db')),
            event(
              'pods/results',
              'Warning',
              'BackOff',
              'Back-off restarting failed container worker in pod results_default({{uid}})',
            ),
          ],
          moral:
            'vote and result both listen on port 80, so that they need two Pods. The worker connects to db, finds no redis and ' +
            'ends; it is started again and again, and stays when there is a Service of that name. Images of PostgreSQL from ' +
            '2020 on would want a password in POSTGRES_PASSWORD.',
        },
      ],
    },
    {
      id: 'VOTE-10',
      title: 'Explain Service',
      goal: 'You know the fields of a Service that matter now.',
      nature: 'normal',
      stack: STAGE,
      continues: true,
      begin: { running: [objects(STAGE, 'Pod/voter', 'Pod/results')], files: pods },
      steps: [
        {
          task: 'Ask for the fields of a Service and of its specification. Look for type, selector and ports.',
          run: 'kubectl explain service\nkubectl explain service.spec',
          see: [
            lines(
              'KIND: Service',
              'VERSION: v1',
              'spec <ServiceSpec>',
              'FIELD: spec <ServiceSpec>',
              'ports <[]ServicePort>',
              'selector <map[string]string>',
              'type <string>',
              'type determines how the Service is exposed. Defaults to ClusterIP. Valid',
            ),
          ],
        },
      ],
    },
    {
      id: 'VOTE-11',
      title: 'Three Services and the first vote',
      goal: 'Who votes on one page sees it on the other.',
      nature: 'normal',
      stack: STAGE,
      continues: true,
      begin: { running: [objects(STAGE, 'Pod/voter', 'Pod/results')], files: pods },
      steps: [
        {
          task:
            'Write voting-services.yaml with three Services: redis on port 6379 for the inside, vote on port 30000 and result ' +
            'on port 30001 of the node. The first two lead to the Pod voter, the third to results.',
          writes: services,
          see: [
            file(
              'voting-services.yaml',
              'kind: Service',
              'name: redis',
              '- port: 6379',
              'app: voter',
              '---',
              'kind: Service',
              'name: vote',
              '- nodePort: 30000',
              'app: voter',
              'type: NodePort',
              '---',
              'kind: Service',
              'name: result',
              '- nodePort: 30001',
              'app: results',
              'type: NodePort',
            ),
          ],
        },
        {
          task: 'Create them.',
          run: 'kubectl apply -f voting-services.yaml',
          see: [
            prints('service/redis created\nservice/vote created\nservice/result created'),
            has('services/redis', { spec: { type: 'ClusterIP', ports: [{ port: 6379 }], selector: { app: 'voter' } } }),
            has('services/vote', { spec: { type: 'NodePort', ports: [{ port: 80, nodePort: 30000 }] } }),
            has('services/result', { spec: { type: 'NodePort', ports: [{ port: 80, nodePort: 30001 }] } }),
          ],
        },
        {
          task: 'Look until everything is ready.',
          run: 'kubectl get po\nkubectl get svc',
          within: '5m',
          see: [
            table(
              { NAME: 'results', READY: '3/3', STATUS: 'Running' },
              { NAME: 'voter', READY: '2/2', STATUS: 'Running', RESTARTS: '0' },
              { NAME: 'kubernetes', TYPE: 'ClusterIP' },
              { NAME: 'redis', TYPE: 'ClusterIP', 'EXTERNAL-IP': '<none>', 'PORT(S)': '6379/TCP' },
              { NAME: 'result', TYPE: 'NodePort', 'EXTERNAL-IP': '<none>', 'PORT(S)': '80:30001/TCP' },
              { NAME: 'vote', TYPE: 'NodePort', 'EXTERNAL-IP': '<none>', 'PORT(S)': '80:30000/TCP' },
            ),
            unchanged(asksFor(PETS)),
            unchanged(resultAbout(PETS)),
            ...result('No votes yet', 50).map(unchanged),
          ],
        },
        {
          task:
            'Open both pages, {{url svc/vote}} and {{url svc/result}}, and vote for dogs: shortly after, the result ' +
            'turns from 50 to 100 percent.',
          hand: vote('b'),
          browse: async (page) => {
            await page.open('{{url svc/result}}');
            await page.shows(/dogs\n100.0%\n1 vote/i);
            await page.open('{{url svc/vote}}');
            await page.click('Dogs');
            await page.shows(/cats vs dogs!/i);
            await page.open('{{url svc/result}}');
            await page.shows('2 votes');
            await page.shows('100.0%');
          },
          see: [asks('kubectl logs results -c worker', lines("Processing vote for 'b' by 'me'")), answersDogs],
          moral:
            'A vote goes to redis, from there through the worker into the database, and from there to the result page.',
        },
      ],
    },
    {
      id: 'VOTE-12',
      title: 'The provided solution side by side',
      goal: 'The same application has run twice on one cluster.',
      nature: 'normal',
      stack: SOLUTION,
      continues: true,
      begin: {
        running: [objects('voting-redis/ex1-solution', `Namespace/${SOLUTIONS}`), objects(STAGE)],
        files: { ...pods, ...services, ...solution },
      },
      steps: [
        {
          task: 'Start the solution beside your own: its namespace is that of exercise 1, its ports are 31000 and 31001.',
          run: 'kubectl apply -f ex3/solution',
          see: [
            prints(
              ['pod/voter', 'pod/results', 'service/redis', 'service/vote', 'service/result']
                .map((each) => `${each} created`)
                .join('\n'),
            ),
            has('pods/voter', VOTER, SOLUTIONS),
            has('pods/results', RESULTS, SOLUTIONS),
            asks(
              `kubectl get svc -n ${SOLUTIONS}`,
              rows({ NAME: 'vote', 'PORT(S)': '80:31000/TCP' }, { NAME: 'result', 'PORT(S)': '80:31001/TCP' }),
            ),
            answers(`{{url svc/${SOLUTIONS}/vote}}`, 200, '<h3>Cats vs Dogs!</h3>'),
            unchanged(asksFor(PETS)),
            // Without that namespace nothing of it could be there.
            unchanged(
              asks(
                `sed 's/${SOLUTIONS}/nowhere/' ex3/solution/voting-pods.yaml | kubectl create -f -`,
                fails(1),
                prints(
                  Array.from(
                    { length: 2 },
                    () => 'Error from server (NotFound): error when creating "STDIN": namespaces "nowhere" not found',
                  ).join('\n'),
                ),
              ),
            ),
          ],
        },
        {
          task: 'Tear the solution down again.',
          run: 'kubectl delete -f ex3/solution',
          see: [
            prints(
              ['pod "voter"', 'pod "results"', 'service "redis"', 'service "vote"', 'service "result"']
                .map((each) => `${each} deleted from ${SOLUTIONS} namespace`)
                .join('\n'),
            ),
            gone('pods/voter', SOLUTIONS),
            gone('pods/results', SOLUTIONS),
            gone('services/vote', SOLUTIONS),
            unchanged(has('pods/voter', VOTER)),
          ],
          moral: 'Names are free in another namespace; node ports are not: they belong to the nodes.',
        },
      ],
    },
  ],
};
