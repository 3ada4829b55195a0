import {
  amount,
  asks,
  type Chapter,
  edited,
  fails,
  file,
  has,
  lines,
  objects,
  prints,
  rows,
  table,
  unchanged,
} from '../../model';

const CLAIM = objects('flask-redis/test', 'PersistentVolumeClaim/jstubbs-test-redis-pvc');
const REDIS = objects('flask-redis/test', 'Deployment/jstubbs-test-redis-deployment');
const REDIS_SERVICE = objects('flask-redis/test', 'Service/jstubbs-test-redis-service');
const FLASK = objects('flask-redis/test', 'Deployment/jstubbs-test-flask-deployment');
const DEBUG = objects('py-debug');

const labels = { username: 'jstubbs', env: 'test' };
const ready = { conditions: { ready: true } };

/** Endpoints of the Service of redis, on its port. */
const leadsTo = (count: number) =>
  amount(1, 'endpointslices', 'kubernetes.io/service-name=jstubbs-test-redis-service', {
    ports: [{ name: 'redis', port: 6379 }],
    endpoints: Array.from({ length: count }, () => ready),
  });

/** Lines of Python, with a client at the address of the Service. */
const python = (...instructions: readonly string[]): string =>
  `python -c '${['import redis', 'rd = redis.StrictRedis(host="{{services/jstubbs-test-redis-service .spec.clusterIP}}", port=6379, db=0)', ...instructions].join('; ')}'`;

/** The homework, steps 1 to 3: redis, with data that stay. */
export const homeworkRedis: Chapter = {
  workshop: 'TACC',
  title: 'HomeWork 6: redis',
  profile: 'tacc',
  exercises: [
    {
      id: 'TACC-09',
      title: 'Step 1: claim for Redis data',
      goal: 'A volume for the data of redis is bound to a claim with your name.',
      nature: 'normal',
      stack: 'flask-redis/test',
      steps: [
        {
          task:
            'Write jstubbs-test-redis-pvc.yml: a claim for 1Gi of the class rdb, for one node at a time, labelled with your name ' +
            'and env: test. Mind the capital letter of the access mode: try what happens with readWriteOnce.',
          writes: { 'jstubbs-test-redis-pvc.yml': CLAIM },
          see: [
            file(
              'jstubbs-test-redis-pvc.yml',
              ...['kind: PersistentVolumeClaim', 'name: jstubbs-test-redis-pvc', 'env: test', 'username: jstubbs'],
              ...['- ReadWriteOnce', 'storage: "1Gi"', 'storageClassName: rdb'],
            ),
            asks(
              'sed s/ReadWriteOnce/readWriteOnce/ jstubbs-test-redis-pvc.yml | kubectl apply -f -',
              fails(1),
              prints(
                'The PersistentVolumeClaim "jstubbs-test-redis-pvc" is invalid: spec.accessModes: Unsupported value: "readWriteOnce": supported values: "ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"',
              ),
            ),
          ],
        },
        {
          task: 'Create the claim.',
          run: 'kubectl apply -f jstubbs-test-redis-pvc.yml',
          see: [
            prints('persistentvolumeclaim/jstubbs-test-redis-pvc created'),
            has('persistentvolumeclaims/jstubbs-test-redis-pvc', {
              metadata: { labels },
              spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'rdb' },
              status: { phase: 'Bound', capacity: { storage: '1Gi' } },
            }),
            asks(
              'kubectl get pvc',
              table({
                NAME: 'jstubbs-test-redis-pvc',
                STATUS: 'Bound',
                CAPACITY: '1Gi',
                'ACCESS MODES': 'RWO',
                STORAGECLASS: 'rdb',
              }),
            ),
          ],
          moral: 'The class rdb has somebody who makes volumes; without such a class the claim would wait.',
        },
      ],
    },
    {
      id: 'TACC-10',
      title: 'Step 2: Redis Deployment',
      goal: 'Redis runs and keeps its data on the claim.',
      nature: 'normal',
      stack: 'flask-redis/test',
      continues: true,
      begin: { running: [CLAIM] },
      steps: [
        {
          task:
            'Write jstubbs-test-redis-deployment.yml: one redis:5.0.0, with the claim at /data. Deployment and Pod carry your name ' +
            'and env: test, and the Pod also app: jstubbs-test-redis.',
          writes: { 'jstubbs-test-redis-deployment.yml': REDIS },
          see: [
            file(
              'jstubbs-test-redis-deployment.yml',
              ...['name: jstubbs-test-redis-deployment', 'env: test', 'username: jstubbs', 'replicas: 1'],
              ...[
                'app: jstubbs-test-redis',
                'env: test',
                'username: jstubbs',
                'image: redis:5.0.0',
                'mountPath: /data',
              ],
              'claimName: jstubbs-test-redis-pvc',
            ),
          ],
        },
        {
          task: 'Create it.',
          run: 'kubectl apply -f jstubbs-test-redis-deployment.yml',
          see: [
            prints('deployment.apps/jstubbs-test-redis-deployment created'),
            has('deployments/jstubbs-test-redis-deployment', { metadata: { labels }, status: { readyReplicas: 1 } }),
            asks(
              'kubectl get pods -l app=jstubbs-test-redis',
              table({
                NAME: 'jstubbs-test-redis-deployment-{{hash}}-{{suffix}}',
                READY: '1/1',
                STATUS: 'Running',
                RESTARTS: '0',
              }),
            ),
            amount(1, 'pods', 'username=jstubbs,env=test,app=jstubbs-test-redis'),
            asks(
              'kubectl describe pod -l app=jstubbs-test-redis',
              lines('/data from data (rw)', 'ClaimName: jstubbs-test-redis-pvc'),
            ),
          ],
          moral: 'One replica only: two redis with the same data would each believe to be the only one.',
        },
      ],
    },
    {
      id: 'TACC-11',
      title: 'Step 3: Redis Service',
      goal: 'An address that stays leads to redis, and to nothing else.',
      nature: 'normal',
      stack: 'flask-redis/test',
      continues: true,
      begin: { running: [CLAIM, REDIS] },
      steps: [
        {
          task:
            'Write jstubbs-test-redis-service.yml: a Service for port 6379. Which label do the Pods of redis have that no other ' +
            'of your Pods will have?',
          writes: { 'jstubbs-test-redis-service.yml': REDIS_SERVICE },
          see: [
            file(
              'jstubbs-test-redis-service.yml',
              ...[
                'name: jstubbs-test-redis-service',
                'env: test',
                'username: jstubbs',
                'port: 6379',
                'targetPort: 6379',
              ],
              ...['selector:', 'app: jstubbs-test-redis'],
            ),
          ],
          hint: 'The label app is made of your name, the environment and the program.',
        },
        {
          task: 'Create it.',
          run: 'kubectl apply -f jstubbs-test-redis-service.yml',
          see: [
            prints('service/jstubbs-test-redis-service created'),
            has('services/jstubbs-test-redis-service', {
              metadata: { labels },
              spec: { type: 'ClusterIP', ports: [{ port: 6379, targetPort: 6379 }] },
            }),
            leadsTo(1),
          ],
        },
      ],
    },
    {
      id: 'TACC-12',
      title: 'Selector that is too wide',
      goal: 'You have seen why your name and the environment do not suffice.',
      nature: 'negative',
      stack: 'flask-redis/test',
      begin: { running: [CLAIM, REDIS, REDIS_SERVICE] },
      steps: [
        {
          task:
            'Let the Service of redis choose by username and env alone, and deploy the Flask API, too. Then ask for redis some ' +
            'dozen times.',
          writes: {
            'jstubbs-test-redis-service.yml': edited(REDIS_SERVICE, [
              '    app: jstubbs-test-redis',
              '    env: test\n    username: jstubbs',
            ]),
            'jstubbs-test-flask-deployment.yml': FLASK,
          },
          run: 'kubectl apply -f jstubbs-test-redis-service.yml -f jstubbs-test-flask-deployment.yml',
          see: [
            prints(
              'service/jstubbs-test-redis-service configured\ndeployment.apps/jstubbs-test-flask-deployment created',
            ),
            asks(
              'kubectl get endpoints jstubbs-test-redis-service',
              rows({ NAME: 'jstubbs-test-redis-service', ENDPOINTS: '{{ip}}:6379,{{ip}}:6379,{{ip}}:6379' }),
            ),
            leadsTo(3),
            asks(
              "kubectl exec deployment/jstubbs-test-redis-deployment -- sh -c 'for i in $(seq 36); do redis-cli -h jstubbs-test-redis-service ping; done | sort -u'",
              lines('Could not connect to Redis at jstubbs-test-redis-service:6379: Connection refused'),
              lines('PONG'),
            ),
          ],
          moral:
            'Both programs carry these two labels. Two of three connections now go to a Flask API, which does not listen on 6379. ' +
            'Kubernetes cannot know that: it compares labels.',
        },
      ],
    },
    {
      id: 'TACC-13',
      title: 'Check: Redis through the Service survives a Pod',
      goal: 'What you have stored is still there when the Pod of redis is another one.',
      nature: 'normal',
      stack: 'flask-redis/test',
      begin: { running: [CLAIM, REDIS, REDIS_SERVICE, DEBUG] },
      steps: [
        {
          task: 'Look up the address of the Service.',
          run: 'kubectl get service jstubbs-test-redis-service',
          original: { run: 'kubectl get services', why: 'Among all Services it is harder to find.' },
          see: [
            table({
              NAME: 'jstubbs-test-redis-service',
              TYPE: 'ClusterIP',
              'CLUSTER-IP': '{{services/jstubbs-test-redis-service .spec.clusterIP}}',
              'EXTERNAL-IP': '<none>',
              'PORT(S)': '6379/TCP',
            }),
          ],
        },
        {
          task: 'Enter the Pod for debugging, install the library redis there (pip install redis), and look whether Python finds it.',
          hand: 'kubectl exec {{pods app=py-app}} -- pip install redis',
          run: 'kubectl exec -it {{pods app=py-app}} -- /bin/bash',
          course: 'enters',
          terminal: 'python',
          see: [
            asks('kubectl exec {{pods app=py-app}} -- python -c \'import redis; print("found")\'', prints('found')),
          ],
        },
        {
          task: 'In Python make a client with address and port of the Service, and look whether redis answers it.',
          run: python('print(rd.ping())'),
          original: {
            run: "rd = redis.StrictRedis(host='10.101.101.139', port=6379, db=0)",
            why: 'It is a line for a Python shell, in which rd lives on; python -c begins anew with each command.',
          },
          terminal: 'python',
          see: [prints('True')],
        },
        {
          task: 'Set a key, and get it.',
          run: python('print(rd.set("colour", "blue"))', 'print(rd.get("colour"))'),
          terminal: 'python',
          see: [prints("True\nb'blue'")],
        },
        {
          task: 'In another terminal delete the Pod of redis, and wait for a new one.',
          run: 'kubectl delete pod {{pods app=jstubbs-test-redis}}',
          see: [
            prints('pod "{{pods app=jstubbs-test-redis}}" deleted from default namespace'),
            unchanged(
              amount(1, 'pods', 'app=jstubbs-test-redis', {
                metadata: { deletionTimestamp: undefined },
                status: { containerStatuses: [{ ready: true, restartCount: 0 }] },
              }),
            ),
            asks('kubectl exec deployment/jstubbs-test-redis-deployment -- ls /data', prints('dump.rdb')),
          ],
          moral:
            'Redis is told to end, and writes what it knows to /data first, which is on the claim: the new Pod reads it.',
        },
        {
          task: 'Back in the Pod for debugging get the key again, at the same address.',
          run: python('print(rd.get("colour"))'),
          terminal: 'python',
          see: [prints("b'blue'"), unchanged(leadsTo(1))],
          moral: 'The Service has kept the address, and the claim has kept the data.',
        },
      ],
    },
  ],
};
