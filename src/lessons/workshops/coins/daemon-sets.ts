import {
  amount,
  asks,
  type Chapter,
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

const PARTS = ['hasher', 'redis', 'rng', 'webui', 'worker'];

const SCALED = objects('dockercoins/03-scaled');
const WITH_DAEMON_SET = objects('dockercoins/04-daemonset');

/** What `kubectl create deployment` prints for rng. */
const rngFile = (kind: 'Deployment' | 'DaemonSet'): string => `apiVersion: apps/v1
kind: ${kind}
metadata:
  labels:
    app: rng
  name: rng
spec:
  replicas: 1
  selector:
    matchLabels:
      app: rng
  strategy: {}
  template:
    metadata:
      labels:
        app: rng
    spec:
      containers:
      - image: dockercoins/rng
        name: rng
        resources: {}
status: {}
`;

const fooFile = `apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: foo
spec:
  selector:
    matchLabels:
      app: foo
  template:
    metadata:
      labels:
        app: foo
    spec:
      containers:
        - name: foo
          image: busybox
          command: [sleep, 1d]
`;

/** A request for 32 random bytes, as rng logs it. */
const SERVED = '{{ip}} - - [{{count}}/{{name}}/{{count}} {{time}}] "GET /32 HTTP/1.1" 200 -';

/** Pods of the Deployment rng carry a hash, those of the DaemonSet do not. */
const OF_DEPLOYMENT = 'app=rng,pod-template-hash';
const OF_DAEMON_SET = 'app=rng,!pod-template-hash';

const running = { status: { phase: 'Running' } };

/** More workers, and then an rng on every node. */
export const daemonSets: Chapter = {
  workshop: 'COINS',
  title: 'Scaling a deployment; Daemon sets',
  profile: 'workshop',
  exercises: [
    {
      id: 'COINS-15',
      title: 'Scale the worker',
      goal: 'Ten workers make about ten hashes a second.',
      nature: 'normal',
      stack: 'dockercoins/03-scaled',
      continues: true,
      begin: { running: [objects('dockercoins/02-services')] },
      steps: [
        {
          task: 'Look at what runs: one Pod of each Deployment.',
          run: 'kubectl get pods\nkubectl get deployments',
          see: [
            table(
              ...PARTS.map((name) => ({
                NAME: `${name}-{{hash}}-{{suffix}}`,
                READY: '1/1',
                STATUS: 'Running',
                RESTARTS: '0',
              })),
              ...PARTS.map((NAME) => ({ NAME, READY: '1/1', 'UP-TO-DATE': '1', AVAILABLE: '1' })),
            ),
          ],
        },
        {
          task: 'Have ten workers instead of one.',
          run: 'kubectl scale deploy/worker --replicas=10',
          see: [
            prints('deployment.apps/worker scaled'),
            has('deployments/worker', { spec: { replicas: 10 }, status: { availableReplicas: 10 } }),
            amount(10, 'pods', 'app=worker', running),
          ],
        },
        {
          task: 'Watch the graph of the web UI for a few seconds, at {{url svc/webui}}.',
          browse: async (page) => {
            await page.open('{{url svc/webui}}');
            await page.shows(/Hashes per second\s+(?:9\.[5-9]|10\.\d)/);
          },
          speed: 8,
          moral:
            'Ten workers, but only three times as many hashes as one: all of them wait for the only rng, which takes a tenth of ' +
            'a second for each request, one after the other.',
        },
      ],
    },
    {
      id: 'COINS-16',
      title: 'Dump the rng Deployment as YAML',
      goal: 'rng.yml holds a Deployment that can be made into something else.',
      nature: 'normal',
      stack: 'dockercoins/04-daemonset',
      continues: true,
      begin: { running: [SCALED], commands: 'export USERNAME=dockercoins' },
      steps: [
        {
          task: 'kubectl create has no word for a DaemonSet, but applies a file for any kind: save a small one as foo.yaml and try.',
          writes: { 'foo.yaml': fooFile },
          run: 'kubectl apply -f foo.yaml',
          see: [
            prints('daemonset.apps/foo created'),
            has('daemonsets/foo', { status: { desiredNumberScheduled: 2, numberReady: 2 } }),
          ],
          moral: 'Two Pods on three nodes: the control plane node1 keeps ordinary Pods away.',
        },
        {
          task: 'Write what the Deployment of rng is like to rng.yml, without what the cluster has added to it.',
          run: 'kubectl create deployment rng --image=$USERNAME/rng --dry-run=client -o yaml >rng.yml',
          original: {
            run: 'kubectl get deploy/rng -o yaml --export >rng.yml',
            why: 'kubectl 1.18 has removed --export. A dry run prints the object as it would be sent.',
            fails: "error: unknown flag: --export\nSee 'kubectl get --help' for usage.",
          },
          see: [
            file(
              'rng.yml',
              ...[
                'kind: Deployment',
                'app: rng',
                'name: rng',
                'replicas: 1',
                'strategy: {}',
                '- image: dockercoins/rng',
                'resources: {}',
                'status: {}',
              ],
            ),
            asks('grep -c -e namespace: -e resourceVersion: -e uid: rng.yml', fails(1), prints('0')),
          ],
          hint: 'kubectl get deploy/rng -o yaml >rng.yml would do too, but then status, uid, resourceVersion and more must go.',
        },
      ],
    },
    {
      id: 'COINS-17',
      title: 'Casting a Deployment into a DaemonSet',
      goal: 'You know which fields a DaemonSet does not have.',
      nature: 'negative',
      stack: 'dockercoins/04-daemonset-cast-invalid',
      continues: true,
      begin: { running: [SCALED], files: { 'rng.yml': rngFile('Deployment') } },
      steps: [
        {
          task: 'In rng.yml change nothing but the kind, from Deployment to DaemonSet.',
          hand: "sed -i 's/^kind: Deployment$/kind: DaemonSet/' rng.yml",
          see: [file('rng.yml', 'kind: DaemonSet', 'replicas: 1', 'strategy: {}', 'status: {}')],
        },
        {
          task: 'Try to create it.',
          run: 'kubectl apply -f rng.yml',
          see: [
            fails(1),
            prints(
              'Error from server (BadRequest): error when creating "rng.yml": DaemonSet in version "v1" cannot be handled as a DaemonSet: strict decoding error: unknown field "spec.replicas", unknown field "spec.strategy"',
            ),
            unchanged(gone('daemonsets/rng')),
          ],
          moral:
            'How many there are is up to the nodes, and a DaemonSet is rolled out in another way: it has an updateStrategy.',
        },
        {
          task: 'Take replicas, strategy and status out of rng.yml: then it is a DaemonSet, as a dry run confirms.',
          hand: "sed -i -e '/^  replicas:/d' -e '/^  strategy:/d' -e '/^status:/d' rng.yml",
          see: [
            asks('kubectl apply -f rng.yml --dry-run=server', prints('daemonset.apps/rng created (server dry run)')),
          ],
        },
      ],
    },
    {
      id: 'COINS-18',
      title: 'Ignore the validation errors',
      goal: 'A DaemonSet rng runs beside the Deployment rng.',
      nature: 'normal',
      stack: 'dockercoins/04-daemonset',
      continues: true,
      begin: { running: [SCALED], files: { 'rng.yml': rngFile('DaemonSet') } },
      steps: [
        {
          task: 'Once more the file with the superfluous fields: this time tell kubectl not to mind.',
          run: 'kubectl apply -f rng.yml --validate=false',
          see: [
            prints('daemonset.apps/rng created'),
            has('daemonsets/rng', { spec: { replicas: undefined, strategy: undefined }, status: { numberReady: 2 } }),
          ],
          moral: 'The server drops what it does not know, and says nothing.',
        },
        {
          task: 'Look whether the Deployment has become a DaemonSet.',
          run: 'kubectl get all',
          see: [
            rows(
              { NAME: 'pod/rng-{{hash}}-{{suffix}}', READY: '1/1', STATUS: 'Running' },
              { NAME: 'pod/rng-{{suffix}}', READY: '1/1', STATUS: 'Running' },
              { NAME: 'pod/rng-{{suffix}}', READY: '1/1', STATUS: 'Running' },
              { NAME: 'daemonset.apps/rng', DESIRED: '2', CURRENT: '2', READY: '2', 'UP-TO-DATE': '2', AVAILABLE: '2' },
              { NAME: 'deployment.apps/rng', READY: '1/1', 'UP-TO-DATE': '1', AVAILABLE: '1' },
              { NAME: 'replicaset.apps/rng-{{hash}}', DESIRED: '1', CURRENT: '1', READY: '1' },
            ),
            unchanged(amount(1, 'pods', OF_DEPLOYMENT, running)),
            unchanged(amount(2, 'pods', OF_DAEMON_SET, running)),
          ],
          moral: 'Two kinds may share a name. There are both now, and one Pod of rng more than nodes for it.',
        },
        {
          task: 'Watch the graph of the web UI, at {{url svc/webui}}.',
          browse: async (page) => {
            await page.open('{{url svc/webui}}');
            await page.shows(/Hashes per second\s+(?:1[1-9]|2\d|3\d)\.\d/);
          },
          speed: 8,
          moral: 'Three Pods of rng serve the workers, which now make more than ten hashes a second.',
        },
      ],
    },
    {
      id: 'COINS-19',
      title: 'All rng Pods serve',
      goal: 'The logs show that every Pod of rng is asked.',
      nature: 'normal',
      stack: 'dockercoins/04-daemonset',
      continues: true,
      begin: { running: [WITH_DAEMON_SET] },
      steps: [
        {
          task: 'Show the last line that each Pod of rng has logged: all three carry the same label.',
          run: 'kubectl logs -l app=rng --tail 1',
          original: {
            run: 'kubectl logs -l run=rng --tail 1',
            why: 'The Pods were labelled app=rng from the beginning; nothing carries run=rng.',
          },
          see: [
            prints([SERVED, SERVED, SERVED].join('\n')),
            unchanged(asks('kubectl logs -l run=rng --tail 1', prints('No resources found in default namespace.'))),
          ],
          moral: 'The template of the DaemonSet was copied, labels included; so the Service chooses its Pods, too.',
        },
      ],
    },
    {
      id: 'COINS-20',
      title: 'Removing a Pod or its label brings a new one',
      goal: 'You know which Pods a ReplicaSet counts.',
      nature: 'claim',
      stack: 'dockercoins/04-daemonset',
      continues: true,
      begin: { running: [WITH_DAEMON_SET] },
      steps: [
        {
          task: 'Delete the Pod of the Deployment, to take it out of the Service.',
          run: 'kubectl delete pod {{pods app=rng,pod-template-hash}}',
          original: { run: 'kubectl delete pod ...', why: 'The name of the Pod differs from cluster to cluster.' },
          speed: 60,
          see: [
            prints('pod "{{pods app=rng,pod-template-hash}}" deleted from default namespace'),
            unchanged(amount(1, 'pods', OF_DEPLOYMENT, { metadata: { deletionTimestamp: undefined }, ...running })),
            unchanged(has('replicasets/rng-{{hash}}', { status: { readyReplicas: 1 } })),
          ],
          moral: 'The ReplicaSet has made another one at once.',
        },
        {
          task: 'Take the label off the new Pod instead.',
          run: 'kubectl label pod {{pods app=rng,pod-template-hash}} app-',
          original: { run: 'kubectl label pod <rng-pod> run-', why: 'The label of the Pods is app, not run.' },
          see: [
            prints('pod/{{pods app=rng,pod-template-hash}} unlabeled'),
            amount(1, 'pods', '!app,pod-template-hash', { metadata: { ownerReferences: undefined }, ...running }),
            unchanged(amount(1, 'pods', OF_DEPLOYMENT, running)),
          ],
          moral:
            'That Pod runs on and belongs to nobody; but again there is another one, because the ReplicaSet counts labels.',
        },
        {
          task: 'There are more Pods with app=rng than one. Why does the ReplicaSet not count them? Look at the Deployment first.',
          run: 'kubectl describe deploy rng',
          see: [
            lines(
              'Name: rng',
              'Selector: app=rng',
              'Replicas: 1 desired | 1 updated | 1 total | 1 available | 0 unavailable',
            ),
          ],
        },
        {
          task: 'Now look at its ReplicaSet.',
          run: 'kubectl describe rs {{replicasets app=rng}}',
          original: { run: 'kubectl describe rs rng-yyyy', why: 'The hash in the name differs with the template.' },
          see: [
            lines(
              'Name: rng-{{hash as HASH}}',
              'Selector: app=rng,pod-template-hash={{hash as HASH}}',
              'Controlled By: Deployment/rng',
              'Replicas: 1 current / 1 desired',
            ),
            unchanged(amount(2, 'pods', OF_DAEMON_SET, running)),
          ],
          moral: 'Its selector also asks for a hash of the template, which the Pods of the DaemonSet do not carry.',
        },
      ],
    },
  ],
};
