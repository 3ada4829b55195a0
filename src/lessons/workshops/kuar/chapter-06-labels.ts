import { amount, asks, type Beginning, type Chapter, fails, has, objects, prints, table, unchanged } from '../../model';

export const STACK = 'kuar-labels';

/** The four Deployments. */
export const all: Beginning = { running: [objects(STACK)] };

/** Labels as kubectl lists them. */
const LABELS = {
  'alpaca-prod': 'app=alpaca,env=prod,ver=1',
  'alpaca-test': 'app=alpaca,env=test,ver=2',
  'bandicoot-prod': 'app=bandicoot,env=prod,ver=2',
  'bandicoot-staging': 'app=bandicoot,env=staging,ver=2',
};

const REPLICAS = { 'alpaca-prod': 2, 'alpaca-test': 1, 'bandicoot-prod': 2, 'bandicoot-staging': 1 };

type Name = keyof typeof LABELS;

export const NAMES = Object.keys(LABELS) as Name[];

/** Rows of the Pods of some Deployments. */
const podsOf = (...names: readonly Name[]) =>
  names.flatMap((name) =>
    Array.from({ length: REPLICAS[name] }, () => ({
      NAME: `${name}-{{hash}}-{{suffix}}`,
      READY: '1/1',
      STATUS: 'Running',
      RESTARTS: '0',
    })),
  );

const VERSION_TWO = podsOf('alpaca-test', 'bandicoot-prod', 'bandicoot-staging');

const deployment = (name: Name) => ({
  NAME: name,
  READY: `${REPLICAS[name]}/${REPLICAS[name]}`,
  'UP-TO-DATE': String(REPLICAS[name]),
  AVAILABLE: String(REPLICAS[name]),
});

/** The command of the text for one of the Deployments; it has not made any since 1.18. */
const oldRun = (name: Name, colour: string, labels: string) => ({
  run: `kubectl run ${name} --image=gcr.io/kuar-demo/kuard-amd64:${colour} --replicas=${REPLICAS[name]} --labels="${labels}"`,
  why: 'kubectl run makes a single Pod today, and kubectl create deployment takes no labels: they need a manifest.',
  fails: "error: unknown flag: --replicas\nSee 'kubectl run --help' for usage.",
});

/** What is there when the Deployment is. */
const created = (name: Name, image: string, labels: Readonly<Record<string, string>>) => [
  prints(`deployment.apps/${name} created`),
  has(`deployments/${name}`, {
    metadata: { labels },
    spec: {
      replicas: REPLICAS[name],
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ image: `gcr.io/kuar-demo/kuard-amd64:${image}` }] } },
    },
    status: { readyReplicas: REPLICAS[name] },
  }),
];

/** Words on objects, by which they are found. */
export const labels: Chapter = {
  workshop: 'KUAR',
  title: '6. Labels and Annotations',
  profile: 'minikube',
  exercises: [
    {
      id: 'KUAR06-01',
      title: 'Four labelled Deployments',
      goal: 'Two applications run in two versions and three environments.',
      nature: 'normal',
      stack: STACK,
      steps: [
        {
          task: 'Run two Pods of alpaca, version 1, for production. All of this is said by labels: app, ver and env.',
          writes: { 'alpaca-prod-deployment.yaml': objects(STACK, 'Deployment/alpaca-prod') },
          run: 'kubectl apply -f alpaca-prod-deployment.yaml',
          original: oldRun('alpaca-prod', 'blue', 'ver=1,app=alpaca,env=prod'),
          see: [
            ...created('alpaca-prod', 'blue', { ver: '1', app: 'alpaca', env: 'prod' }),
            unchanged(
              asks(
                'kubectl create deployment alpaca-prod --image=gcr.io/kuar-demo/kuard-amd64:blue --labels="ver=1,app=alpaca,env=prod"',
                fails(1),
                prints("error: unknown flag: --labels\nSee 'kubectl create deployment --help' for usage."),
              ),
            ),
          ],
        },
        {
          task: 'Run one Pod of its version 2 for tests.',
          writes: { 'alpaca-test-deployment.yaml': objects(STACK, 'Deployment/alpaca-test') },
          run: 'kubectl apply -f alpaca-test-deployment.yaml',
          original: oldRun('alpaca-test', 'green', 'ver=2,app=alpaca,env=test'),
          see: created('alpaca-test', 'green', { ver: '2', app: 'alpaca', env: 'test' }),
        },
        {
          task: 'Run two Pods of bandicoot, version 2, for production.',
          writes: { 'bandicoot-prod-deployment.yaml': objects(STACK, 'Deployment/bandicoot-prod') },
          run: 'kubectl apply -f bandicoot-prod-deployment.yaml',
          original: oldRun('bandicoot-prod', 'green', 'ver=2,app=bandicoot,env=prod'),
          see: created('bandicoot-prod', 'green', { ver: '2', app: 'bandicoot', env: 'prod' }),
        },
        {
          task: 'Run one more for staging.',
          writes: { 'bandicoot-staging-deployment.yaml': objects(STACK, 'Deployment/bandicoot-staging') },
          run: 'kubectl apply -f bandicoot-staging-deployment.yaml',
          original: oldRun('bandicoot-staging', 'green', 'ver=2,app=bandicoot,env=staging'),
          see: created('bandicoot-staging', 'green', { ver: '2', app: 'bandicoot', env: 'staging' }),
        },
        {
          task: 'List the Deployments with their labels.',
          run: 'kubectl get deployments --show-labels',
          see: [table(...NAMES.map((name) => ({ ...deployment(name), AGE: '{{age}}', LABELS: LABELS[name] })))],
          moral:
            'There is no tree of environments, versions and applications: labels cut across each other as you need them.',
        },
      ],
    },
    {
      id: 'KUAR06-02',
      title: 'Label a Deployment',
      goal: 'A label has come and gone, and no Pod has noticed.',
      nature: 'normal',
      stack: STACK,
      continues: true,
      begin: all,
      steps: [
        {
          task: 'Mark the Deployment alpaca-test as a canary.',
          run: 'kubectl label deployments alpaca-test "canary=true"',
          see: [
            prints('deployment.apps/alpaca-test labeled'),
            has('deployments/alpaca-test', { metadata: { labels: { canary: 'true' } } }),
            unchanged(amount(1, 'replicasets', 'app=alpaca,env=test,!canary')),
            unchanged(amount(REPLICAS['alpaca-test'], 'pods', 'app=alpaca,env=test,!canary')),
          ],
        },
        {
          task: 'Did its Pod get the label? List all Pods with theirs.',
          run: 'kubectl get pods --show-labels',
          see: [
            table(
              ...NAMES.flatMap((name) => {
                const [app, env, ver] = LABELS[name].split(',');
                return podsOf(name).map((row) => ({
                  ...row,
                  NAME: `${name}-{{hash as H${NAMES.indexOf(name)}}}-{{suffix}}`,
                  AGE: '{{age}}',
                  LABELS: `${app},${env},pod-template-hash={{hash as H${NAMES.indexOf(name)}}},${ver}`,
                }));
              }),
            ),
          ],
          moral:
            'Labels of an object are its own; Pods have those of the template. pod-template-hash is the Deployment’s: by it each ' +
            'ReplicaSet knows the Pods of its version.',
        },
        {
          task: 'Have kubectl show the label as a column.',
          run: 'kubectl get deployments -L canary',
          see: [
            table(
              ...NAMES.map((name) => ({
                ...deployment(name),
                AGE: '{{age}}',
                CANARY: name === 'alpaca-test' ? 'true' : '',
              })),
            ),
          ],
        },
        {
          task: 'Take the label away: its key with a minus behind it.',
          run: 'kubectl label deployments alpaca-test "canary-"',
          see: [
            prints('deployment.apps/alpaca-test unlabeled'),
            has('deployments/alpaca-test', { metadata: { labels: { canary: undefined, app: 'alpaca' } } }),
          ],
        },
      ],
    },
    {
      id: 'KUAR06-03',
      title: 'Label selectors',
      goal: 'You can ask for the Pods that you mean.',
      nature: 'normal',
      stack: STACK,
      continues: true,
      begin: all,
      steps: [
        {
          task: 'List the Pods of version 2.',
          run: 'kubectl get pods --selector="ver=2"',
          see: [table(...VERSION_TWO)],
        },
        {
          task: 'List the Pods of bandicoot in version 2: a comma means and.',
          run: 'kubectl get pods --selector="app=bandicoot,ver=2"',
          see: [table(...podsOf('bandicoot-prod', 'bandicoot-staging'))],
        },
        {
          task: 'List the Pods whose label app is one of two.',
          run: 'kubectl get pods --selector="app in (alpaca,bandicoot)"',
          see: [table(...podsOf(...NAMES))],
        },
        {
          task:
            'List the Deployments that have a label canary, whatever it says. You have taken it away; so give it to ' +
            'alpaca-test for a moment, and ask again.',
          run: [
            'kubectl get deployments --selector="canary"',
            'kubectl label deployments alpaca-test canary=true',
            'kubectl get deployments --selector="canary"',
            'kubectl label deployments alpaca-test canary-',
          ].join('\n'),
          original: {
            run: 'kubectl get deployments --selector="canary"',
            why: 'The text takes the label away before it looks for it.',
          },
          see: [
            prints(
              [
                'No resources found in default namespace.',
                'deployment.apps/alpaca-test labeled',
                'NAME          READY   UP-TO-DATE   AVAILABLE   AGE',
                'alpaca-test   1/1     1            1           {{age}}',
                'deployment.apps/alpaca-test unlabeled',
              ].join('\n'),
            ),
          ],
        },
        {
          task: 'List the Pods of version 2 that have no such label. -l is short for --selector.',
          run: "kubectl get pods -l 'ver=2,!canary'",
          see: [
            table(...VERSION_TWO),
            unchanged(
              asks("kubectl get pods -l 'app!=alpaca'", table(...podsOf('bandicoot-prod', 'bandicoot-staging'))),
            ),
            unchanged(
              asks("kubectl get pods -l 'app notin (alpaca)'", table(...podsOf('bandicoot-prod', 'bandicoot-staging'))),
            ),
          ],
          moral: 'Six forms are all there is: key=value, key!=value, key in (...), key notin (...), key and !key.',
        },
      ],
    },
  ],
};
