import {
  amount,
  asks,
  type Chapter,
  edited,
  event,
  file,
  has,
  lines,
  objects,
  prints,
  rows,
  table,
  unchanged,
} from '../../model';

const STACK = 'kuar-mysql';
const VOLUME = objects(STACK, 'PersistentVolume/database');
const MYSQL = objects(STACK, 'ReplicaSet/mysql');
const SERVICE = objects(STACK, 'Service/mysql');

/** A claim of no class: one of the default class would never be bound to this volume. */
const CLAIM = edited(objects(STACK, 'PersistentVolumeClaim/database'), ['spec:\n', "spec:\n  storageClassName: ''\n"]);

const VOLUME_AND_CLAIM = { 'nfs-volume.yaml': VOLUME, 'nfs-volume-claim.yaml': CLAIM };

const BOUND = [
  'kubectl apply -f nfs-volume.yaml -f nfs-volume-claim.yaml',
  "kubectl wait --for=jsonpath='{.status.phase}'=Bound pvc/database",
].join('\n');

const MYSQL_RUNS = [
  BOUND,
  'kubectl apply -f mysql-replicaset.yaml -f mysql-service.yaml',
  'kubectl wait --for=condition=Ready pod -l app=mysql',
].join('\n');

const FILES = { ...VOLUME_AND_CLAIM, 'mysql-replicaset.yaml': MYSQL, 'mysql-service.yaml': SERVICE };

const SQL = 'mysql -u root -psome-password-here -N -e';

/** As long as MySQL prepares its folder, it does not listen. */
const ANSWERS = `until kubectl exec rs/mysql -- ${SQL} 'select 1' >/dev/null 2>&1; do sleep 0.2; done`;

const isReady = { status: { phase: 'Running', containerStatuses: [{ ready: true, restartCount: 0 }] } };

/** A database of one Pod, whose data and whose place do not depend on that Pod. */
export const singletons: Chapter = {
  workshop: 'KUAR',
  title: '15. Storage: reliable singletons',
  profile: 'minikube',
  exercises: [
    {
      id: 'KUAR15-05',
      title: 'NFS volume and claim',
      goal: 'The claim database has got the volume database.',
      nature: 'normal',
      profile: 'workshop',
      stack: STACK,
      steps: [
        {
          task:
            'Write nfs-volume.yaml: a PersistentVolume of 1Gi on a file server, which several Pods may write, with the label ' +
            'volume=my-volume. Create it.',
          writes: { 'nfs-volume.yaml': VOLUME },
          run: 'kubectl apply -f nfs-volume.yaml',
          see: [
            prints('persistentvolume/database created'),
            asks(
              'kubectl get pv database',
              table({
                NAME: 'database',
                CAPACITY: '1Gi',
                'ACCESS MODES': 'RWX',
                'RECLAIM POLICY': 'Retain',
                STATUS: 'Available',
                CLAIM: '',
              }),
            ),
            has('persistentvolumes/database', {
              metadata: { labels: { volume: 'my-volume' } },
              spec: { accessModes: ['ReadWriteMany'], nfs: { server: '192.168.0.1', path: '/exports' } },
            }),
          ],
        },
        {
          task:
            'Write nfs-volume-claim.yaml: a claim that looks for a volume with that label, and create it. This cluster has a ' +
            "default StorageClass, so the claim also says storageClassName: '', none. A second claim, without that line as in " +
            'the text, shows why.',
          writes: {
            'nfs-volume-claim.yaml': CLAIM,
            'as-given.yaml': edited(objects(STACK, 'PersistentVolumeClaim/database'), [
              'name: database',
              'name: as-given',
            ]),
          },
          hand: 'kubectl apply -f as-given.yaml',
          run: 'kubectl apply -f nfs-volume-claim.yaml',
          see: [
            prints('persistentvolumeclaim/database created'),
            asks(
              'kubectl get pv,pvc',
              table(
                { NAME: 'persistentvolume/database', STATUS: 'Bound', CLAIM: 'default/database', STORAGECLASS: '' },
                { NAME: 'persistentvolumeclaim/as-given', STATUS: 'Pending', VOLUME: '', STORAGECLASS: 'standard' },
                {
                  NAME: 'persistentvolumeclaim/database',
                  STATUS: 'Bound',
                  VOLUME: 'database',
                  CAPACITY: '1Gi',
                  'ACCESS MODES': 'RWX',
                  STORAGECLASS: '',
                },
              ),
            ),
            event(
              'persistentvolumeclaims/as-given',
              'Warning',
              'ProvisioningFailed',
              'failed to provision volume with StorageClass "standard": claim.Spec.Selector is not supported',
            ),
          ],
          hint: 'No class and the default class are two things: without the line a claim is given the latter.',
          moral:
            'The Pod will name the claim only. Where the bytes lie is said in the volume, which differs from cluster to cluster.',
        },
      ],
    },
    {
      id: 'KUAR15-06',
      title: 'MySQL singleton',
      goal: 'One Pod with MySQL writes to the volume, and answers under the name mysql.',
      nature: 'normal',
      stack: STACK,
      continues: true,
      begin: { files: VOLUME_AND_CLAIM, commands: BOUND },
      steps: [
        {
          task:
            'Write mysql-replicaset.yaml: a ReplicaSet of one Pod mysql on the claim, with the password of the root user, a ' +
            'liveness probe at its port, and requests of one CPU and 2Gi. Create it.',
          writes: { 'mysql-replicaset.yaml': MYSQL },
          run: 'kubectl apply -f mysql-replicaset.yaml',
          see: [
            prints('replicaset.apps/mysql created'),
            amount(1, 'pods', 'app=mysql', {
              metadata: { ownerReferences: [{ kind: 'ReplicaSet', name: 'mysql' }] },
              spec: {
                containers: [
                  {
                    image: 'mysql',
                    env: [{ name: 'MYSQL_ROOT_PASSWORD', value: 'some-password-here' }],
                    resources: { requests: { cpu: '1', memory: '2Gi' } },
                    livenessProbe: { tcpSocket: { port: 3306 } },
                  },
                ],
              },
              ...isReady,
            }),
            asks('kubectl exec rs/mysql -- ls /var/lib/mysql', lines('ibdata1', 'mysql')),
          ],
        },
        {
          task:
            'Write mysql-service.yaml, a Service for its port, and create it. (Before, a second ReplicaSet of this size shows what ' +
            'becomes of its Pod on a node that is too small. It is deleted again.)',
          writes: {
            'mysql-service.yaml': SERVICE,
            'second.yaml': edited(MYSQL, [/name: mysql\n/, 'name: second\n'], [/app: mysql\n/g, 'app: second\n']),
          },
          hand: [
            'kubectl apply -f second.yaml',
            'until kubectl get events | grep -q FailedScheduling; do sleep 0.1; done',
            'kubectl get pods -l app=second >second.txt',
            'kubectl delete replicaset second',
          ].join('\n'),
          run: 'kubectl apply -f mysql-service.yaml',
          see: [
            prints('service/mysql created'),
            asks(
              'cat second.txt',
              table({ NAME: 'second-{{suffix}}', READY: '0/1', STATUS: 'Pending', RESTARTS: '0', AGE: '{{age}}' }),
            ),
            event(
              'pods/second-{{suffix}}',
              'Warning',
              'FailedScheduling',
              '0/1 nodes are available: 1 Insufficient memory. no new claims to deallocate, preemption: 0/1 nodes are available: ' +
                '1 No preemption victims found for incoming pod.',
            ),
            asks(
              'kubectl get endpoints mysql',
              rows({ NAME: 'mysql', ENDPOINTS: '{{pods app=mysql .status.podIP}}:3306' }),
            ),
            asks(
              `kubectl exec rs/mysql -- ${SQL} 'select "here"' -h mysql.default.svc.cluster.local 2>/dev/null`,
              prints('here'),
            ),
          ],
          hint: 'In full the name is mysql.default.svc.cluster.local; the notes turn its parts around.',
          moral: 'A ReplicaSet of one may look odd, but it is what makes a new Pod, elsewhere if it must.',
        },
      ],
    },
    {
      id: 'KUAR15-07',
      title: 'Data outlives the Pod',
      goal: 'A new Pod of MySQL finds the databases of the old one.',
      nature: 'claim',
      stack: STACK,
      continues: true,
      begin: { files: FILES, commands: `${MYSQL_RUNS}\n${ANSWERS}` },
      steps: [
        {
          task: 'Create a database in MySQL, delete the Pod, and look into the one that comes instead: is the database there?',
          hand: [
            ANSWERS,
            `kubectl exec rs/mysql -- ${SQL} 'create database kept'`,
            'kubectl delete pod {{pods app=mysql}} --wait=false',
            'kubectl wait --for=delete pod {{pods app=mysql}}',
            ANSWERS,
          ].join('\n'),
          run: `kubectl exec -it rs/mysql -- ${SQL} 'show databases like "kept"'`,
          original: {
            run: 'kubectl exec -it <pod> -- mysql -u root -p',
            why: 'That asks for the password, and then for statements. One line with both does the same.',
          },
          see: [
            // Both outputs of the program arrive as they like.
            lines('kept'),
            lines('mysql: [Warning] Using a password on the command line interface can be insecure.'),
            unchanged(amount(1, 'pods', 'app=mysql', isReady)),
            unchanged(has('persistentvolumeclaims/database', { status: { phase: 'Bound' } })),
          ],
          moral: 'Container, Pod and data have lives of their own; only the claim is asked for the data.',
        },
      ],
    },
    {
      id: 'KUAR15-08',
      title: 'Machine failure',
      goal: 'Who belongs to a ReplicaSet comes back on another machine, who belongs to nobody does not.',
      nature: 'claim',
      stack: STACK,
      nodes: 3,
      begin: {
        files: FILES,
        commands: [
          MYSQL_RUNS,
          `kubectl run bare --image=busybox --overrides='{"spec":{"nodeName":"'$(kubectl get pod -l app=mysql -o jsonpath='{.items[0].spec.nodeName}')'"}}' -- sleep 1d`,
          'kubectl wait --for=condition=Ready pod/bare',
        ].join('\n'),
      },
      steps: [
        {
          task:
            'On a cluster of three nodes, a Pod without an owner (bare) runs on the node of MySQL. Watch nodes and Pods, let that ' +
            'node fail, and wait for six minutes.',
          hand: [
            'kubectl get pods -l app=mysql -o name >old.txt',
            'rm -f nodes.txt pods.txt',
            'kubectl get nodes -w >nodes.txt &',
            'kubectl get pods -w >pods.txt &',
            'until [ -s nodes.txt ] && [ -s pods.txt ]; do sleep 0.05; done',
            'workshop cluster node fail {{pods/bare .spec.nodeName}}',
          ].join('\n'),
          advance: '6m10s',
          see: [
            file(
              'nodes.txt',
              '{{pods/bare .spec.nodeName}} NotReady <none> {{age}} {{nodes .status.nodeInfo.kubeletVersion}}',
            ),
            file('old.txt', 'pod/mysql-{{suffix as OLD}}'),
            file(
              'pods.txt',
              'bare 1/1 Running 0 {{age}}',
              'bare 1/1 Terminating 0 {{age}}',
              'mysql-{{suffix as NEW}} 0/1 Pending 0 {{age}}',
              'mysql-{{suffix as NEW}} 1/1 Running 0 {{age}}',
            ),
            asks(
              'kubectl get pods',
              table(
                { NAME: 'bare', READY: '1/1', STATUS: 'Terminating' },
                { NAME: '{{pods app=mysql #2}}', READY: '1/1', STATUS: 'Terminating' },
                { NAME: '{{pods app=mysql}}', READY: '1/1', STATUS: 'Running' },
              ),
            ),
            event('pods/bare', 'Warning', 'NodeNotReady', 'Node is not ready'),
            event('pods/bare', 'Normal', 'TaintManagerEviction', 'Marking for deletion Pod default/bare'),
            unchanged(amount(1, 'pods', 'run=bare')),
          ],
          moral:
            'After 50 seconds of silence a node counts as gone, and after five more minutes its Pods are given up. Only those ' +
            'that somebody asks for are made again.',
        },
      ],
    },
  ],
};
