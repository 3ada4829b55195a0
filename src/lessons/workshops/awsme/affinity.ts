import {
  amount,
  asks,
  type Chapter,
  type Check,
  type EditedObjects,
  edited,
  event,
  file,
  type Files,
  has,
  lines,
  objects,
  prints,
  rows,
  unchanged,
} from '../../model';
import { watching } from '../watching';
import { allFiles, allRunning, files, pageWorks, secret } from './sample-app';

const BEFORE = 'awsme/05b-init-container';
const STAGE = 'awsme/06-affinity';

const isReady = { status: { phase: 'Running', containerStatuses: [{ ready: true }] } };

const allReady: readonly Check[] = ['db', 'backend', 'frontend'].map((pod) => has(`pods/${pod}`, isReady));

/** On how many nodes the Pods of the application are. */
const onNodes = (count: number): Check =>
  asks(
    'kubectl get pods -l app=awsme -o jsonpath=\'{range .items[*]}{.spec.nodeName}{"\\n"}{end}\' | sort -u | wc -l',
    prints(`${count}`),
  );

/** The block that all three Pods get. */
const AFFINITY = [
  'spec:',
  'affinity:',
  'podAffinity:',
  'preferredDuringSchedulingIgnoredDuringExecution:',
  '- podAffinityTerm:',
  'labelSelector:',
  'matchExpressions:',
  '- key: app',
  'operator: In',
  'values:',
  '- awsme',
  'topologyKey: kubernetes.io/hostname',
  'weight: 100',
];

/** Two such Pods fit on a node of 3.1 GiB, three do not. */
const withMemory = (pod: string): EditedObjects =>
  edited(objects(STAGE, `Pod/${pod}`), [
    /^ {4}image: .*$/m,
    '$&\n    resources:\n      requests:\n        memory: 1200Mi',
  ]);

const roomForTwo: Files = {
  'manifests/backend.yaml': withMemory('backend'),
  'manifests/db.yaml': withMemory('db'),
  'manifests/frontend.yaml': withMemory('frontend'),
};

const CREATED = ['service/backend', 'pod/backend', 'service/db', 'pod/db', 'service/frontend', 'pod/frontend'];

/** Where Pods go. */
export const affinity: Chapter = {
  workshop: 'AWSME',
  title: 'Use Pod/Node Affinity and Anti-affinity',
  profile: 'aws',
  exercises: [
    {
      id: 'AWSME-24',
      title: 'Pods are spread over nodes',
      goal: 'You see that the three Pods are not on the same node.',
      nature: 'normal',
      stack: BEFORE,
      continues: true,
      begin: { running: [secret, ...allRunning(BEFORE)], files: allFiles(BEFORE) },
      steps: [
        {
          task: 'Look on which nodes the Pods are.',
          run: 'kubectl get pod -o wide',
          see: [
            rows(
              ...['backend', 'db', 'frontend'].map((pod) => ({
                NAME: pod,
                READY: '1/1',
                STATUS: 'Running',
                IP: `{{pods/${pod} .status.podIP}}`,
                NODE: `{{pods/${pod} .spec.nodeName}}`,
                'NOMINATED NODE': '<none>',
                'READINESS GATES': '<none>',
              })),
            ),
            unchanged(onNodes(2)),
          ],
          moral:
            'The scheduler looks for the node with most room, one Pod after the other; what belongs together it does not know.',
        },
      ],
    },
    {
      id: 'AWSME-25',
      title: 'Colocate all Pods by preferred pod affinity',
      goal: 'All three Pods are on one node.',
      nature: 'normal',
      stack: STAGE,
      continues: true,
      begin: { running: [secret, ...allRunning(BEFORE)], files: allFiles(BEFORE) },
      steps: [
        {
          task:
            'In all three manifests of Pods, say that the Pod prefers a node with others that bear app: awsme. The block ' +
            'stands under spec, beside containers.',
          writes: { ...files.backend(STAGE), ...files.db(STAGE), ...files.frontend(STAGE) },
          see: ['backend', 'db', 'frontend'].map((pod) => file(`manifests/${pod}.yaml`, ...AFFINITY)),
        },
        {
          task: 'Delete all Pods: where a Pod is was decided once, when it was new.',
          run: 'kubectl delete pod --all',
          see: [
            lines(
              'pod "backend" deleted from default namespace',
              'pod "db" deleted from default namespace',
              'pod "frontend" deleted from default namespace',
            ),
            amount(0, 'pods'),
          ],
        },
        {
          task:
            'Let a watch note in a file what becomes of the Pods, and create them again from the folder. The init container ' +
            'of the backend comes too early for the database.',
          hand: watching('pods', 'watch-again.txt'),
          run: 'kubectl apply -R -f manifests/',
          within: '120s',
          see: [
            prints(CREATED.map((each) => `${each} ${each.startsWith('pod') ? 'created' : 'unchanged'}`).join('\n')),
            has('pods/backend', {
              status: { initContainerStatuses: [{ lastState: { terminated: { reason: 'Error', exitCode: 1 } } }] },
            }),
            unchanged(
              file(
                'watch-again.txt',
                'backend 0/1 Init:0/1 0 {{age}}',
                'backend 0/1 Init:Error 0 {{age}}',
                'backend 0/1 Init:CrashLoopBackOff {{count}} ({{age}} ago) {{age}}',
              ),
            ),
            event(
              'pods/backend',
              'Warning',
              'BackOff',
              'Back-off restarting failed container init-db in pod backend_default({{uid}})',
            ),
          ],
          moral:
            'Files are applied in the order of their names, so that the backend comes before its database: it fails, and is ' +
            'tried again with longer and longer pauses.',
        },
        {
          task: 'Look again on which nodes the Pods are.',
          run: 'kubectl get pod -o wide',
          within: '5m',
          see: [
            rows(
              {
                NAME: 'backend',
                READY: '1/1',
                STATUS: 'Running',
                RESTARTS: '0',
                IP: '{{ip}}',
                NODE: '{{name as Node}}',
              },
              { NAME: 'db', READY: '1/1', STATUS: 'Running', RESTARTS: '0', IP: '{{ip}}', NODE: '{{$Node}}' },
              { NAME: 'frontend', READY: '1/1', STATUS: 'Running', RESTARTS: '0', IP: '{{ip}}', NODE: '{{$Node}}' },
            ),
            unchanged(onNodes(1)),
            unchanged(pageWorks),
          ],
          moral:
            'All three are together. The init container was started several times; RESTARTS counts those of the main ' +
            'container.',
        },
      ],
    },
    {
      id: 'AWSME-26',
      title: 'Deploying the database first is faster',
      goal: 'With the database there, the backend starts at the first try.',
      nature: 'claim',
      stack: STAGE,
      begin: { running: [secret], files: allFiles(STAGE) },
      steps: [
        {
          task: 'Create the database and its Service, wait until it answers, and create everything else then.',
          run: [
            'kubectl apply -f manifests/db.yaml -f manifests/db-svc.yaml',
            'kubectl wait --for=condition=Ready pod/db',
            `ASK='mysql -h 127.0.0.1 -p$MYSQL_ROOT_PASSWORD -e "select 1"'`,
            'for try in $(seq 60); do kubectl exec db -- sh -c "$ASK" >/dev/null 2>&1 && break; sleep 0.5; done',
            'kubectl apply -R -f manifests/',
          ].join('\n'),
          original: {
            run: 'kubectl apply -f manifests/db.yaml && kubectl apply -R -f manifests/',
            why:
              'A Pod that was created does not run yet; and one without a readiness probe counts as ready as soon as it runs, ' +
              'while MySQL is still busy with its files.',
          },
          see: [
            prints(
              [
                'pod/db created',
                'service/db created',
                'pod/db condition met',
                ...CREATED.map((each) => `${each} ${each.endsWith('/db') ? 'unchanged' : 'created'}`),
              ].join('\n'),
            ),
            ...allReady,
            has('pods/backend', {
              status: { initContainerStatuses: [{ restartCount: 0, state: { terminated: { reason: 'Completed' } } }] },
            }),
          ],
          moral: 'Order saves the pauses between tries. It is a help, not a need: the Pods come up in any order.',
        },
      ],
    },
    {
      id: 'AWSME-27',
      title: 'Preferred affinity gives way',
      goal: 'Pods that do not fit on one node run on two, although they would rather be together.',
      nature: 'claim',
      stack: STAGE,
      continues: true,
      begin: { running: [secret, ...allRunning(STAGE)], files: allFiles(STAGE) },
      steps: [
        {
          task:
            'Let every Pod ask for 1200Mi of memory, in its container: a node has room for two of them. Replace all Pods, ' +
            'and look where they are.',
          writes: roomForTwo,
          hand: ['kubectl delete pod --all', 'kubectl apply -R -f manifests/'].join('\n'),
          within: '5m',
          see: [
            onNodes(2),
            ...['db', 'backend', 'frontend'].map((pod) =>
              has(`pods/${pod}`, {
                spec: { containers: [{ resources: { requests: { memory: '1200Mi' } } }] },
                ...isReady,
              }),
            ),
            unchanged(amount(3, 'pods', undefined, { status: { phase: 'Running' } })),
          ],
          moral:
            'A preference weighs, a requirement decides: with requiredDuringScheduling one Pod would be Pending now.',
        },
      ],
    },
  ],
};
