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
  objects,
  prints,
  table,
  unchanged,
} from '../../model';

const ONE = objects('kuard-replicaset/01-create');

/** The text calls its manifest so. */
export const rsFile = { 'kuard-rs.yaml': ONE };

/** The ReplicaSet runs, with one Pod. */
export const oneRuns: Beginning = { running: [ONE], files: rsFile };

/** Image of the template. */
export const GREEN = 'gcr.io/kuar-demo/kuard-amd64:green';

const NO_YML = {
  why: 'The text saves the file as kuard-rs.yaml.',
  fails: 'error: the path "kuard-rs.yml" does not exist',
};

/** A Pod that runs, and belongs to the ReplicaSet kuard. */
export const ownedPod = {
  metadata: { ownerReferences: [{ kind: 'ReplicaSet', name: 'kuard', controller: true }] },
  status: { phase: 'Running' },
};

const podRow = { NAME: 'kuard-{{suffix}}', READY: '1/1', STATUS: 'Running', RESTARTS: '0', AGE: '{{age}}' };
const sizeRow = (size: string) => ({ NAME: 'kuard', DESIRED: size, CURRENT: size, READY: size, AGE: '{{age}}' });

/** A ReplicaSet that has all the Pods that it wants. */
export const ready = (replicas: number) => ({
  spec: { replicas },
  status: { replicas, readyReplicas: replicas, availableReplicas: replicas },
});

/** A number of equal Pods, and who cares for it. */
export const replicaSets: Chapter = {
  workshop: 'KUAR',
  title: '9. ReplicaSets',
  profile: 'minikube',
  exercises: [
    {
      id: 'KUAR09-01',
      title: 'Create a ReplicaSet',
      goal: 'A Pod runs because a ReplicaSet wants one.',
      nature: 'normal',
      stack: 'kuard-replicaset/01-create',
      begin: { files: rsFile },
      steps: [
        {
          task: 'Create the ReplicaSet of kuard-rs.yaml: it wants one Pod with the label app=kuard, and there is none.',
          run: 'kubectl apply -f kuard-rs.yaml',
          original: { run: 'kubectl apply -f kuard-rs.yml', ...NO_YML },
          see: [
            prints('replicaset.apps/kuard created'),
            has('replicasets/kuard', { spec: { selector: { matchLabels: { app: 'kuard' } } } }),
            has('replicasets/kuard', ready(1)),
            amount(1, 'pods', 'app=kuard', ownedPod),
          ],
        },
        {
          task: 'Look at the Pod: its name is that of the ReplicaSet and five letters by chance.',
          run: 'kubectl get pods',
          see: [table(podRow)],
        },
        {
          task: 'Look at the ReplicaSet: how many Pods it wants, has, and has ready.',
          run: 'kubectl get rs',
          see: [table(sizeRow('1'))],
        },
        {
          task: 'Read what it knows: which Pods it counts, how new ones are made, and what it has done.',
          run: 'kubectl describe rs kuard',
          see: [
            lines(
              ...`Name:         kuard
Namespace:    default
Selector:     app=kuard
Labels:       app=kuard
Annotations:  <none>
Replicas:     1 current / 1 desired
Pods Status:  1 Running / 0 Waiting / 0 Succeeded / 0 Failed
Pod Template:
  Labels:  app=kuard
           version=2
  Containers:
   kuard:
    Image:         ${GREEN}
    Port:          <none>
    Host Port:     <none>
    Environment:   <none>
    Mounts:        <none>
  Volumes:         <none>
  Node-Selectors:  <none>
  Tolerations:     <none>
Events:
  Type    Reason            Age   From                   Message
  ----    ------            ----  ----                   -------
  Normal  SuccessfulCreate  {{age}}    replicaset-controller  Created pod: kuard-{{suffix}}`.split('\n'),
            ),
          ],
          moral: 'The template also sets version=2, which the selector does not ask for: it is for people.',
        },
      ],
    },
    {
      id: 'KUAR09-02',
      title: 'Find the ReplicaSet of a Pod',
      goal: 'You can tell from a Pod who made it.',
      nature: 'negative',
      stack: 'kuard-replicaset/01-create',
      continues: true,
      begin: oneRuns,
      steps: [
        {
          task: 'The book looks for an annotation kubernetes.io/created-by, which no Pod has any more. Ask for the owner instead.',
          run: "kubectl get pod {{pods app=kuard}} -o jsonpath='{.metadata.ownerReferences[0].name}'",
          original: {
            run: 'kubectl get pods kuard-2qmn2 -o yaml',
            why: 'The name of the Pod differs from cluster to cluster; the one field says what the whole text is searched for.',
          },
          see: [
            prints('kuard'),
            unchanged(
              has('pods/{{pods app=kuard}}', {
                metadata: {
                  generateName: 'kuard-',
                  labels: { app: 'kuard', version: '2' },
                  annotations: undefined,
                  selfLink: undefined,
                  ownerReferences: [
                    {
                      apiVersion: 'apps/v1',
                      kind: 'ReplicaSet',
                      name: 'kuard',
                      uid: '{{replicasets/kuard .metadata.uid}}',
                      controller: true,
                      blockOwnerDeletion: true,
                    },
                  ],
                },
                spec: {
                  nodeName: 'minikube',
                  restartPolicy: 'Always',
                  terminationGracePeriodSeconds: 30,
                  tolerations: ['not-ready', 'unreachable'].map((taint) => ({
                    key: `node.kubernetes.io/${taint}`,
                    operator: 'Exists',
                    effect: 'NoExecute',
                    tolerationSeconds: 300,
                  })),
                  volumes: [{ name: 'kube-api-access-{{suffix}}', projected: { defaultMode: 420 } }],
                },
                status: {
                  phase: 'Running',
                  qosClass: 'BestEffort',
                  hostIP: '192.168.64.3',
                  podIPs: [{ ip: '{{ip}}' }],
                },
              }),
            ),
            unchanged(asks('kubectl get pods -o yaml | grep -c -e created-by -e managedFields', fails(1), prints('0'))),
            unchanged(
              asks(
                'kubectl get pods -o yaml --show-managed-fields',
                lines('managedFields:', 'manager: kube-controller-manager'),
              ),
            ),
          ],
          hint: 'kubectl get pod NAME -o yaml shows all of it, with ownerReferences near the top.',
          moral:
            'An owner of which controller is true cares for the Pod. The rest of the Pod was filled in by others: tolerations ' +
            'of 300 seconds, a volume with a token, and all of the status.',
        },
      ],
    },
    {
      id: 'KUAR09-03',
      title: 'Find the Pods of a ReplicaSet',
      goal: 'You can list the Pods that a ReplicaSet counts.',
      nature: 'normal',
      stack: 'kuard-replicaset/01-create',
      continues: true,
      begin: oneRuns,
      steps: [
        {
          task: 'A ReplicaSet keeps no list of its Pods: it looks for labels. Do the same.',
          run: 'kubectl get pods -l app=kuard,version=2',
          see: [
            table(podRow),
            unchanged(
              asks('kubectl get pods -l app=kuard,version=1', prints('No resources found in default namespace.')),
            ),
          ],
        },
      ],
    },
    {
      id: 'KUAR09-04',
      title: 'Scale imperatively',
      goal: 'There are four Pods, although the file says one.',
      nature: 'normal',
      stack: 'kuard-replicaset/01-create',
      continues: true,
      begin: oneRuns,
      steps: [
        {
          task: 'Have four Pods, by a command.',
          run: 'kubectl scale replicasets kuard --replicas=4',
          see: [
            prints('replicaset.apps/kuard scaled'),
            has('replicasets/kuard', ready(4)),
            amount(4, 'pods', 'app=kuard', ownedPod),
            unchanged(
              asks("kubectl apply -f kuard-rs.yaml --dry-run=server -o jsonpath='{.spec.replicas}'", prints('1')),
            ),
          ],
          moral: 'Whoever applies the file next gets one Pod again: write the new number into the file as well.',
        },
      ],
    },
    {
      id: 'KUAR09-05',
      title: 'Scale declaratively',
      goal: 'There are five Pods, and the file says so.',
      nature: 'normal',
      stack: 'kuard-replicaset/02-scaled',
      continues: true,
      begin: { running: [ONE], files: rsFile, commands: 'kubectl scale replicasets kuard --replicas=4' },
      steps: [
        {
          task: 'Set the number in kuard-rs.yaml to five.',
          writes: { 'kuard-rs.yaml': edited(ONE, ['replicas: 1', 'replicas: 5']) },
          see: [file('kuard-rs.yaml', 'replicas: 5')],
        },
        {
          task: 'Apply it.',
          run: 'kubectl apply -f kuard-rs.yaml',
          original: { run: 'kubectl apply -f kuard-rs.yml', ...NO_YML },
          see: [
            prints('replicaset.apps/kuard configured'),
            has('replicasets/kuard', ready(5)),
            amount(5, 'pods', 'app=kuard', ownedPod),
          ],
          moral: 'Four Pods were there, so one more was made: the ReplicaSet only ever looks at the difference.',
        },
      ],
    },
  ],
};
