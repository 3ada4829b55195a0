import {
  amount,
  asks,
  type Chapter,
  event,
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
import { GREEN, oneRuns, ownedPod, ready, rsFile } from './chapter-09-replica-sets';

const AUTOSCALED = objects('kuard-replicaset/03-autoscale');

/** Leads to the Pods with the label app=kuard. */
const SERVICE = 'kubectl create service clusterip kuard --tcp=80:8080';

/** A Pod that runs, and belongs to nobody. */
const freePod = { metadata: { ownerReferences: undefined }, status: { phase: 'Running' } };

/** Kuards that ask for a tenth of a core and make keys, which takes as much as they get. */
const busyFile = `apiVersion: apps/v1
kind: ReplicaSet
metadata:
  name: busy
spec:
  replicas: 1
  selector:
    matchLabels:
      app: busy
  template:
    metadata:
      labels:
        app: busy
    spec:
      containers:
        - name: busy
          image: ${GREEN}
          command: [/kuard, --keygen-enable]
          resources:
            requests:
              cpu: 100m
`;

/** Follows the size of the ReplicaSet in the background. */
const FOLLOWING =
  'rm -f sizes.txt\nkubectl get rs kuard --watch >sizes.txt &\nuntil [ -s sizes.txt ]; do sleep 0.05; done';

const DEPRECATED =
  'Flag --cpu-percent has been deprecated, Use --cpu with percentage or resource quantity format ' +
  "(e.g., '70%' for utilization or '500m' for milliCPU).";

const TOO_FEW = 'New size: 2; reason: Current number of replicas below Spec.MinReplicas';

/** ReplicaSets, Pods and autoscalers are objects of their own, tied together by labels and names. */
export const decoupled: Chapter = {
  workshop: 'KUAR',
  title: '9. ReplicaSets: adoption, autoscaling, deletion',
  profile: 'minikube',
  exercises: [
    {
      id: 'KUAR09-06',
      title: 'ReplicaSets adopt Pods and let them go',
      goal: 'A Pod was adopted, and put into quarantine later.',
      nature: 'claim',
      stack: 'kuard-replicaset/01-create',
      begin: { files: rsFile, commands: SERVICE },
      steps: [
        {
          task: 'Run a Pod, bare, with the label app=kuard. Only then create the ReplicaSet, which wants one such Pod.',
          hand: [
            `kubectl run bare --image=${GREEN} --labels=app=kuard`,
            'kubectl wait --for=condition=Ready pod/bare',
            'kubectl apply -f kuard-rs.yaml',
          ].join('\n'),
          see: [
            has('replicasets/kuard', ready(1)),
            has('pods/bare', ownedPod),
            amount(1, 'pods'),
            asks('kubectl describe rs kuard', lines('Replicas: 1 current / 1 desired', 'Events: <none>')),
            has('endpoints/kuard', { subsets: [{ addresses: [{ targetRef: { name: 'bare' } }] }] }),
          ],
          moral:
            'No Pod was made: the one that was there is counted, whoever made it, and belongs to the ReplicaSet now.',
        },
        {
          task: 'Say the Pod is sick, and you want to find out why, without visitors: change the label by which it is found.',
          run: 'kubectl label pod bare app=debug --overwrite',
          see: [
            prints('pod/bare labeled'),
            has('pods/bare', { metadata: { labels: { app: 'debug' } } }),
            has('pods/bare', freePod),
            has('pods/kuard-{{suffix}}', ownedPod),
            unchanged(amount(1, 'pods', 'app=kuard')),
            event('replicasets/kuard', 'Normal', 'SuccessfulCreate', 'Created pod: {{pods app=kuard}}'),
            has('endpoints/kuard', { subsets: [{ addresses: [{ targetRef: { name: 'kuard-{{suffix}}' } }] }] }),
          ],
          moral:
            'It runs on as it was, for as long as you need it, and belongs to nobody. The ReplicaSet has made another one, and ' +
            'the Service leads to that.',
        },
      ],
    },
    {
      id: 'KUAR09-07',
      title: 'Autoscale on CPU',
      goal: 'An autoscaler keeps the number of Pods between two and five, and you know what it needs to do more.',
      nature: 'normal',
      stack: 'kuard-replicaset/03-autoscale',
      begin: oneRuns,
      steps: [
        {
          task: 'An autoscaler needs somebody who measures. Look whether the cluster serves metrics.',
          run: 'kubectl get apiservices v1beta1.metrics.k8s.io',
          original: {
            run: 'kubectl get pods --namespace=kube-system',
            why: 'The text looks for heapster there. It was replaced by metrics-server, which is a part of the API.',
          },
          see: [
            table({
              NAME: 'v1beta1.metrics.k8s.io',
              SERVICE: 'kube-system/metrics-server',
              AVAILABLE: 'True',
              AGE: '{{age}}',
            }),
            unchanged(
              asks(
                'kubectl get pods --namespace=kube-system',
                rows({ NAME: 'metrics-server-{{hash}}-{{suffix}}', READY: '1/1', STATUS: 'Running' }),
              ),
            ),
          ],
        },
        {
          task: 'Have two to five Pods, as many as it takes to use 80% of the CPU that they ask for.',
          run: 'kubectl autoscale rs kuard --min=2 --max=5 --cpu-percent=80',
          see: [
            prints(`${DEPRECATED}\nhorizontalpodautoscaler.autoscaling/kuard autoscaled`),
            has('horizontalpodautoscalers/kuard', {
              spec: { minReplicas: 2, maxReplicas: 5, scaleTargetRef: { kind: 'ReplicaSet', name: 'kuard' } },
            }),
            has('replicasets/kuard', ready(2)),
            event('horizontalpodautoscalers/kuard', 'Normal', 'SuccessfulRescale', TOO_FEW),
          ],
          moral: 'It looks every 15 seconds. One Pod was below the minimum, so there are two now.',
        },
        {
          task:
            'Look at the autoscaler. It cannot say how much of the requested CPU is used, as kuard-rs.yaml requests none. ' +
            'Compare it with busy.yaml, whose kuards ask for a tenth of a core and use all they get, making keys.',
          writes: { 'busy.yaml': busyFile },
          hand: 'kubectl apply -f busy.yaml\nkubectl autoscale rs busy --min=1 --max=5 --cpu-percent=80',
          run: 'kubectl get hpa',
          within: '5m',
          see: [
            table(
              {
                NAME: 'kuard',
                REFERENCE: 'ReplicaSet/kuard',
                TARGETS: 'cpu: <unknown>/80%',
                MINPODS: '2',
                MAXPODS: '5',
                REPLICAS: '2',
                AGE: '{{age}}',
              },
              {
                NAME: 'busy',
                REFERENCE: 'ReplicaSet/busy',
                TARGETS: 'cpu: {{count}}%/80%',
                MINPODS: '1',
                MAXPODS: '5',
                REPLICAS: '5',
                AGE: '{{age}}',
              },
            ),
            event(
              'horizontalpodautoscalers/kuard',
              'Warning',
              'FailedGetResourceMetric',
              'failed to get cpu utilization: missing request for cpu in container kuard of Pod kuard-{{suffix}}',
            ),
            event(
              'horizontalpodautoscalers/busy',
              'Normal',
              'SuccessfulRescale',
              'New size: 5; reason: cpu resource utilization (percentage of request) above target',
            ),
          ],
          moral:
            'A percentage needs something that it is a percentage of: without requests only the two limits take effect.',
        },
      ],
    },
    {
      id: 'KUAR09-08',
      title: 'Manual scaling against an autoscaler',
      goal: 'You have seen that the autoscaler has the last word.',
      nature: 'claim',
      stack: 'kuard-replicaset/03-autoscale',
      continues: true,
      begin: { running: [AUTOSCALED], wait: '30s' },
      steps: [
        {
          task: 'Set the number of Pods to one by hand, and follow what becomes of it.',
          hand: FOLLOWING,
          run: 'kubectl scale replicasets kuard --replicas=1',
          see: [
            prints('replicaset.apps/kuard scaled'),
            file('sizes.txt', 'kuard 2 2 2 {{age}}', 'kuard 1 1 1 {{age}}', 'kuard 2 2 2 {{age}}'),
            unchanged(event('horizontalpodautoscalers/kuard', 'Normal', 'SuccessfulRescale', TOO_FEW)),
          ],
          moral:
            'Within 15 seconds it is back at two. The same happens to a number in a manifest: leave replicas out where an ' +
            'autoscaler is in charge.',
        },
      ],
    },
    {
      id: 'KUAR09-09',
      title: 'Delete with and without Pods',
      goal: 'You can delete a ReplicaSet and keep its Pods.',
      nature: 'normal',
      stack: 'kuard-replicaset/01-create',
      begin: oneRuns,
      steps: [
        {
          task: 'Delete the ReplicaSet: its Pods go with it.',
          run: 'kubectl delete rs kuard',
          see: [
            prints('replicaset.apps "kuard" deleted from default namespace'),
            gone('replicasets/kuard'),
            amount(0, 'pods'),
          ],
        },
        {
          task:
            'Create it again and delete nothing but the ReplicaSet itself. Do that twice: first in the words of the text, and ' +
            'once more after a new ReplicaSet has found the Pod that was left.',
          hand: [
            'kubectl apply -f kuard-rs.yaml',
            "kubectl wait --for=jsonpath='{.status.readyReplicas}'=1 rs/kuard",
            'kubectl delete rs kuard --cascade=false >warned.txt 2>&1',
            'kubectl apply -f kuard-rs.yaml',
            "kubectl wait --for=jsonpath='{.status.readyReplicas}'=1 rs/kuard",
            'kubectl describe rs kuard >adopted.txt',
          ].join('\n'),
          run: 'kubectl delete rs kuard --cascade=orphan',
          original: { run: 'kubectl delete rs kuard --cascade=false', why: 'It still works, but kubectl warns.' },
          see: [
            prints('replicaset.apps "kuard" deleted from default namespace'),
            file(
              'warned.txt',
              'warning: --cascade=false is deprecated (boolean value) and can be replaced with --cascade=orphan.',
              'replicaset.apps "kuard" deleted from default namespace',
            ),
            file('adopted.txt', 'Replicas: 1 current / 1 desired', 'Events: <none>'),
            unchanged(gone('replicasets/kuard')),
            amount(1, 'pods', 'app=kuard', freePod),
          ],
          moral:
            'Pods that were left behind have no owner, until a ReplicaSet with a selector that fits takes them over.',
        },
      ],
    },
  ],
};
