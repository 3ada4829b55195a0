import { asks, type Chapter, file, has, lines, prints, unchanged } from '../../model';

/** Regions by what part of the requests they get. A namespace stands for the cluster of a region. */
const TRAFFIC = `eastus 45
westus 35
uk 15
asia 5
`;

const REGIONS = ['asia', 'uk', 'westus', 'eastus'];

const image = (tag: string): string => `gcr.io/kuar-demo/kuard-amd64:${tag}`;

/** The frontend in every region, with a label that says its version. */
const EVERYWHERE = [
  'for region in asia uk westus eastus; do',
  '  kubectl create namespace $region',
  `  kubectl create deployment frontend -n $region --image=${image('blue')}`,
  '  kubectl label deployment frontend -n $region version=v1',
  'done',
].join('\n');

/** Brings an image to the regions of a plan, one after the other, and stops where it does not run. */
const ROLLOUT = `while read -r region share <&3; do
  kubectl -n $region set image deployment/frontend kuard-amd64=$1 >/dev/null
  if kubectl -n $region rollout status deployment/frontend --timeout=\${2:-10}s >/dev/null 2>&1
  then echo "$region: runs"
  else echo "$region: stopped"; exit 1
  fi
done 3<plan.txt
`;

/** The version of each region, and an alert when there are too many. */
const DASHBOARD = `kubectl get deployments -A -l version -o custom-columns=REGION:.metadata.namespace,VERSION:.metadata.labels.version
count=$(kubectl get deployments -A -l version -o jsonpath='{.items[*].metadata.labels.version}' | tr ' ' '\\n' | sort -u | wc -l)
echo "$count versions are active"
if [ $count -gt 3 ]; then echo 'ALERT: more than 3 versions'; fi
`;

const runs = (region: string, tag: string) =>
  has('deployments/frontend', { spec: { template: { spec: { containers: [{ image: image(tag) }] } } } }, region);

/** The Deployment under review, which reads its switch from a ConfigMap. */
const frontend = (level: string): string => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: frontend
spec:
  replicas: 1
  selector:
    matchLabels:
      app: frontend
  template:
    metadata:
      labels:
        app: frontend
    spec:
      containers:
        - name: frontend
          image: ${image('blue')}
          env:
            - name: LEVEL
              value: ${level}
            - name: NEW_CHECKOUT
              valueFrom:
                configMapKeyRef: {name: features, key: new-checkout, optional: true}
`;

/** Replaces the Pods, because variables are read at the start only. */
const RESTART = [
  'kubectl rollout status deployment frontend',
  'kubectl delete pods -l app=frontend --now',
  'until kubectl wait --for=condition=Ready pods -l app=frontend; do sleep 0.1; done',
].join('\n');

const SWITCH = 'kubectl exec deployment/frontend -- printenv NEW_CHECKOUT';

/** New versions for the whole world, and features that are switched on later. */
export const worldwide: Chapter = {
  workshop: 'KUAR',
  title: '18. Organising an application: around the world',
  profile: 'minikube',
  exercises: [
    {
      id: 'KUAR18-08',
      title: 'Worldwide rollout',
      goal: 'A faulty version has harmed the smallest region only, a good one has reached all.',
      nature: 'claim',
      stack: 'frontend-layout',
      begin: { files: { 'traffic.txt': TRAFFIC, 'rollout.sh': ROLLOUT }, commands: EVERYWHERE },
      steps: [
        {
          task:
            'Four regions, here as namespaces, get different shares of the requests. Plan the rollout of a version: the region with ' +
            'the fewest first, and on only when it runs. Carry the plan out with an image that does not exist, then with a good one.',
          hand: [
            'sort -n -k 2 traffic.txt >plan.txt',
            `bash rollout.sh ${image('missing')} 1 >bad.txt`,
            "kubectl get deployments -A -l version -o wide --no-headers | awk '{ print $1, $8 }' >after-bad.txt",
            `bash rollout.sh ${image('green')} >good.txt`,
          ].join('\n'),
          speed: 60,
          see: [
            asks('cat plan.txt', prints('asia 5\nuk 15\nwestus 35\neastus 45')),
            asks('cat bad.txt', prints('asia: stopped')),
            file(
              'after-bad.txt',
              `asia ${image('missing')}`,
              `eastus ${image('blue')}`,
              `uk ${image('blue')}`,
              `westus ${image('blue')}`,
            ),
            asks('cat good.txt', prints('asia: runs\nuk: runs\nwestus: runs\neastus: runs')),
            ...REGIONS.map((region) => runs(region, 'green')),
          ],
          moral:
            'What goes wrong goes wrong for few. In each region the rollout of the Deployment keeps the old Pods as well, until new ' +
            'ones are ready.',
        },
      ],
    },
    {
      id: 'KUAR18-09',
      title: 'Dashboard and version limit',
      goal: 'One table shows the version of every region, and an alert says when there are too many.',
      nature: 'claim',
      stack: 'frontend-layout',
      begin: { files: { 'dashboard.sh': DASHBOARD }, commands: EVERYWHERE },
      steps: [
        {
          task:
            'List the active versions of all regions: one is being replaced (v1), one is rolled out (v2), one is tested (v3). What ' +
            'does the dashboard say when somebody begins with a fourth?',
          hand: [
            'kubectl label deployment frontend -n uk version=v2 --overwrite',
            'kubectl label deployment frontend -n asia version=v3 --overwrite',
            'bash dashboard.sh >three.txt',
            'kubectl label deployment frontend -n westus version=v4 --overwrite',
            'bash dashboard.sh >four.txt',
          ].join('\n'),
          see: [
            asks(
              'cat three.txt',
              lines('REGION VERSION', 'asia v3', 'eastus v1', 'uk v2', 'westus v1', '3 versions are active'),
            ),
            asks('grep -c ALERT three.txt || true', prints('0')),
            file('four.txt', 'westus v4', '4 versions are active', 'ALERT: more than 3 versions'),
          ],
          hint: 'workshop promote, our own tool, refuses a fourth active version in the same way.',
          moral: 'Who must know five versions to understand a failure will not understand it in time.',
        },
      ],
    },
    {
      id: 'KUAR18-10',
      title: 'Review and feature gates',
      goal: 'A change was read before it was made, and a feature was switched on without new code.',
      nature: 'claim',
      stack: 'frontend-layout',
      begin: {
        files: { 'frontend.yaml': frontend('"1"') },
        commands: 'kubectl apply -f frontend.yaml\nkubectl rollout status deployment frontend',
      },
      steps: [
        {
          task:
            'Change a variable in frontend.yaml, and let kubectl diff show to others what that would do, before you apply it. Then ' +
            'switch on a feature that the image has already: a ConfigMap features with new-checkout=on. At last switch it off.',
          writes: { 'frontend.yaml': frontend('"2"') },
          hand: [
            'kubectl diff -f frontend.yaml >review.diff',
            'kubectl apply -f frontend.yaml',
            'kubectl create configmap features --from-literal=new-checkout=on',
            RESTART,
            `${SWITCH} >on.txt`,
            'kubectl delete configmap features',
            RESTART,
            `${SWITCH} >off.txt || true`,
          ].join('\n'),
          see: [
            file('review.diff', '- value: "1"', '+ value: "2"'),
            asks('cat on.txt', prints('on')),
            asks('wc -c <off.txt', prints('0')),
            unchanged(
              has('deployments/frontend', { spec: { template: { spec: { containers: [{ image: image('blue') }] } } } }),
            ),
            has('deployments/frontend', {
              spec: { template: { spec: { containers: [{ env: [{ value: '2' }, {}] }] } } },
            }),
          ],
          moral:
            'Most failures are made by changes, so several people look at those of what is critical. Code that is switched off can ' +
            'be shipped early, and switching off again is a matter of seconds. In large projects code and configuration lie in ' +
            'repositories of their own.',
        },
      ],
    },
  ],
};
