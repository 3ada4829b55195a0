import {
  amount,
  asks,
  type Beginning,
  type Chapter,
  event,
  file,
  has,
  lines,
  objects,
  prints,
  table,
  unchanged,
} from '../../model';

/** Both DaemonSets of the text, as they are at first. */
export const PLAIN = 'kuar-daemonsets/plain';
const FLUENTD = objects(PLAIN, 'DaemonSet/fluentd');
const FAST = objects(PLAIN, 'DaemonSet/nginx-fast-storage');

/** The manifest of the text. */
const fluentdFile = { 'fluentd.yaml': FLUENTD };

/** fluentd runs on all nodes. */
export const fluentdRuns: Beginning = { running: [FLUENTD], files: fluentdFile };

/** Nodes of minikube are called so, the first one and the second. */
const FIRST = 'minikube';
const SECOND = 'minikube-m02';

/** A DaemonSet as `kubectl get daemonset` shows it, when all of its Pods are there. */
const sizeRow = (name: string, size: string, selector = '<none>') => ({
  NAME: name,
  DESIRED: size,
  CURRENT: size,
  READY: size,
  'UP-TO-DATE': size,
  AVAILABLE: size,
  'NODE SELECTOR': selector,
  AGE: '{{age}}',
});

const nodeRow = (NAME: string) => ({ NAME, STATUS: 'Ready', AGE: '{{age}}', VERSION: 'v1.36.2' });

const onNodes = (count: number) => ({
  status: { desiredNumberScheduled: count, currentNumberScheduled: count, numberReady: count },
});

/** A Pod of a DaemonSet on a node. */
const podOn = (node: string) => ({
  metadata: { ownerReferences: [{ kind: 'DaemonSet', controller: true }] },
  spec: { nodeName: node },
  status: { phase: 'Running' },
});

/** One Pod on each node, or on each that is labelled so. */
export const daemonSets: Chapter = {
  workshop: 'KUAR',
  title: '11. DaemonSets',
  profile: 'minikube',
  exercises: [
    {
      id: 'KUAR11-01',
      title: 'fluentd on every node',
      goal: 'Every node has a Pod that collects its logs.',
      nature: 'normal',
      stack: PLAIN,
      begin: { files: fluentdFile },
      steps: [
        {
          task: 'Create the DaemonSet of fluentd.yaml. Its Pods see the logs of their node, in folders of that node.',
          run: 'kubectl apply -f fluentd.yaml',
          see: [
            prints('daemonset.apps/fluentd created'),
            has('daemonsets/fluentd', onNodes(1)),
            amount(1, 'pods', 'app=fluentd', podOn(FIRST)),
          ],
        },
        {
          task: 'Look at the DaemonSet: how many Pods it wants is up to the nodes.',
          run: 'kubectl get daemonset',
          see: [table(sizeRow('fluentd', '1'))],
        },
        {
          task: 'Read its description.',
          run: 'kubectl describe ds fluentd',
          see: [
            lines(
              ...`Name:           fluentd
Selector:       app=fluentd
Node-Selector:  <none>
Labels:         app=fluentd
Annotations:    deprecated.daemonset.template.generation: 1
Desired Number of Nodes Scheduled: 1
Current Number of Nodes Scheduled: 1
Number of Nodes Scheduled with Up-to-date Pods: 1
Number of Nodes Scheduled with Available Pods: 1
Number of Nodes Misscheduled: 0
Pods Status:  1 Running / 0 Waiting / 0 Succeeded / 0 Failed
Pod Template:
  Labels:  app=fluentd
  Containers:
   fluentd:
    Image:      fluent/fluentd:v0.14.10
    Port:       <none>
    Host Port:  <none>
    Limits:
      memory:  200Mi
    Requests:
      cpu:        100m
      memory:     200Mi
    Environment:  <none>
    Mounts:
      /var/lib/docker/containers from varlibdockercontainers (ro)
      /var/log from varlog (rw)
  Volumes:
   varlog:
    Type:          HostPath (bare host directory volume)
    Path:          /var/log
    HostPathType:
   varlibdockercontainers:
    Type:          HostPath (bare host directory volume)
    Path:          /var/lib/docker/containers
    HostPathType:
  Node-Selectors:  <none>
  Tolerations:     <none>
Events:
  Normal  SuccessfulCreate  {{age}}    daemonset-controller  Created pod: fluentd-{{suffix}}`.split('\n'),
            ),
          ],
        },
        {
          task: 'Find its Pods, and their nodes.',
          run: 'kubectl get pods -o wide --selector="app=fluentd"',
          see: [
            table({
              NAME: 'fluentd-{{suffix}}',
              READY: '1/1',
              STATUS: 'Running',
              RESTARTS: '0',
              AGE: '{{age}}',
              IP: '{{ip}}',
              NODE: FIRST,
              'NOMINATED NODE': '<none>',
              'READINESS GATES': '<none>',
            }),
            unchanged(
              event(
                'pods/fluentd-{{suffix}}',
                'Normal',
                'Scheduled',
                `Successfully assigned default/fluentd-{{suffix}} to ${FIRST}`,
              ),
            ),
          ],
          moral:
            'The DaemonSet says for each Pod to which node it belongs; the scheduler, which the text leaves out, puts it there.',
        },
        {
          task: 'Read what its Pod says: they are inspected like any others.',
          run: 'kubectl logs {{pods app=fluentd}}',
          original: { run: 'kubectl logs <pod-name>', why: 'The last letters of the name are made by chance.' },
          see: [
            prints(
              [
                '{{time}} [info]: reading config file path="/fluentd/etc/fluent.conf"',
                '{{time}} [info]: starting fluentd-0.14.10 pid=1',
                '{{time}} [info]: [input1] listening port port=24224 bind="0.0.0.0"',
                '{{time}} [info]: #0 fluentd worker is now running worker=0',
              ].join('\n'),
            ),
          ],
          moral: 'It listens for what others send: the image brings no configuration that would read the folders.',
        },
      ],
    },
    {
      id: 'KUAR11-02',
      title: 'A new node gets the Pod',
      goal: 'The cluster has a second node, and fluentd is there.',
      nature: 'claim',
      stack: PLAIN,
      continues: true,
      begin: fluentdRuns,
      steps: [
        {
          task: 'Add a node to the cluster, and do nothing else.',
          run: `workshop cluster node add ${SECOND}`,
          see: [
            prints(`node ${SECOND} joined`),
            asks('kubectl get nodes', table(nodeRow(FIRST), nodeRow(SECOND))),
            asks('kubectl get daemonset', table(sizeRow('fluentd', '2'))),
            amount(1, 'pods', 'app=fluentd', podOn(SECOND)),
            unchanged(amount(1, 'pods', 'app=fluentd', podOn(FIRST))),
          ],
          moral: 'Nobody told the DaemonSet: it wants one Pod for every node, and there is one node more.',
        },
      ],
    },
    {
      id: 'KUAR11-03',
      title: 'Label a node',
      goal: 'You can tell by a label which nodes have fast storage.',
      nature: 'normal',
      stack: PLAIN,
      nodes: 2,
      begin: fluentdRuns,
      steps: [
        {
          task: 'List the nodes; here there are two.',
          run: 'kubectl get nodes',
          see: [table({ ...nodeRow(FIRST), ROLES: 'control-plane' }, { ...nodeRow(SECOND), ROLES: '<none>' })],
        },
        {
          task: 'Say that minikube has a fast disk.',
          run: 'kubectl label nodes minikube ssd=true',
          see: [prints('node/minikube labeled'), has('nodes/minikube', { metadata: { labels: { ssd: 'true' } } })],
        },
        {
          task: 'List the nodes with a fast disk.',
          run: 'kubectl get nodes --selector ssd=true',
          see: [
            table(nodeRow(FIRST)),
            unchanged(asks('kubectl get nodes -L ssd', table({ NAME: FIRST, SSD: 'true' }, { NAME: SECOND, SSD: '' }))),
          ],
          moral: 'A label of your own says nothing to Kubernetes, until something selects by it.',
        },
      ],
    },
    {
      id: 'KUAR11-04',
      title: 'DaemonSet limited to fast nodes',
      goal: 'nginx runs on nodes with a fast disk only, and follows the label.',
      nature: 'normal',
      stack: PLAIN,
      nodes: 2,
      continues: true,
      begin: {
        running: [FLUENTD],
        files: { 'nginx-fast-storage.yaml': FAST },
        commands: 'kubectl label nodes minikube ssd=true',
      },
      steps: [
        {
          task: 'Create the DaemonSet of nginx-fast-storage.yaml, whose Pods want a node with ssd=true.',
          run: 'kubectl apply -f nginx-fast-storage.yaml',
          see: [
            prints('daemonset.apps/nginx-fast-storage created'),
            asks(
              'kubectl get daemonset',
              table(sizeRow('fluentd', '2'), sizeRow('nginx-fast-storage', '1', 'ssd=true')),
            ),
            amount(1, 'pods', 'app=nginx'),
            amount(1, 'pods', 'app=nginx', podOn(FIRST)),
          ],
        },
        {
          task: 'Give the other node the label, too, and take it away again.',
          hand: 'rm -f sizes.txt\nkubectl get ds nginx-fast-storage --watch >sizes.txt &\nuntil [ -s sizes.txt ]; do sleep 0.05; done',
          run: [
            `kubectl label nodes ${SECOND} ssd=true`,
            "kubectl wait --for=jsonpath='{.status.numberReady}'=2 ds/nginx-fast-storage",
            `kubectl label nodes ${SECOND} ssd-`,
          ].join('\n'),
          see: [
            prints(`node/${SECOND} labeled\ndaemonset.apps/nginx-fast-storage condition met\nnode/${SECOND} unlabeled`),
            file(
              'sizes.txt',
              'nginx-fast-storage 1 1 1 1 1 ssd=true {{age}}',
              'nginx-fast-storage 2 2 2 2 2 ssd=true {{age}}',
              'nginx-fast-storage 1 1 1 1 1 ssd=true {{age}}',
            ),
            event(
              'daemonsets/nginx-fast-storage',
              'Normal',
              'SuccessfulDelete',
              'Deleted pod: nginx-fast-storage-{{suffix}}',
            ),
            unchanged(has('nodes/minikube-m02', { metadata: { labels: { ssd: undefined } } })),
            unchanged(amount(1, 'pods', 'app=nginx')),
            unchanged(amount(1, 'pods', 'app=nginx', podOn(FIRST))),
          ],
          moral: 'The Pod came with the label and went with it: no longer wanted there, it was ended.',
        },
      ],
    },
  ],
};
