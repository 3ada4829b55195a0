import { amount, asks, type Chapter, file, has, objects, prints, rows, unchanged } from '../../model';

const REDIS = objects(
  'flask-redis/test',
  'PersistentVolumeClaim/jstubbs-test-redis-pvc',
  'Deployment/jstubbs-test-redis-deployment',
  'Service/jstubbs-test-redis-service',
);
const FLASK = objects('flask-redis/test', 'Deployment/jstubbs-test-flask-deployment');
const FLASK_SERVICE = objects('flask-redis/test', 'Service/jstubbs-test-flask-service');

const ready = { conditions: { ready: true } };

/** Endpoints of a Service of the homework: `test-redis`. */
const leadsTo = (program: string, count: number) =>
  amount(1, 'endpointslices', `kubernetes.io/service-name=jstubbs-${program}-service`, {
    endpoints: Array.from({ length: count }, () => ready),
  });

/** The homework, steps 4 and 5: the API in front of redis; and the whole once more, for production. */
export const homeworkFlask: Chapter = {
  workshop: 'TACC',
  title: 'HomeWork 6: Flask API and production',
  profile: 'tacc',
  exercises: [
    {
      id: 'TACC-14',
      title: 'Step 4: Flask API Deployment',
      goal: 'Two Pods of the Flask API run.',
      nature: 'normal',
      stack: 'flask-redis/test',
      continues: true,
      begin: { running: [REDIS] },
      steps: [
        {
          task:
            'Write jstubbs-test-flask-deployment.yml, perhaps from that of redis: two replicas, port 5000, the same two labels, ' +
            'and app: jstubbs-test-flask.',
          writes: { 'jstubbs-test-flask-deployment.yml': FLASK },
          see: [
            file(
              'jstubbs-test-flask-deployment.yml',
              ...['name: jstubbs-test-flask-deployment', 'env: test', 'username: jstubbs', 'replicas: 2'],
              ...['app: jstubbs-test-flask', 'env: test', 'username: jstubbs', 'containerPort: 5000'],
            ),
          ],
        },
        {
          task: 'Create it.',
          run: 'kubectl apply -f jstubbs-test-flask-deployment.yml',
          see: [
            prints('deployment.apps/jstubbs-test-flask-deployment created'),
            amount(2, 'pods', 'username=jstubbs,env=test,app=jstubbs-test-flask', { status: { phase: 'Running' } }),
            asks(
              'kubectl get deployments',
              rows({ NAME: 'jstubbs-test-flask-deployment', READY: '2/2', 'UP-TO-DATE': '2', AVAILABLE: '2' }),
            ),
          ],
        },
      ],
    },
    {
      id: 'TACC-15',
      title: 'Step 5: Flask API Service',
      goal: 'One address leads to both Pods of the Flask API.',
      nature: 'normal',
      stack: 'flask-redis/test',
      continues: true,
      begin: { running: [REDIS, FLASK] },
      steps: [
        {
          task: 'Write jstubbs-test-flask-service.yml: port 5000 in front of the Pods of the Flask API, and of no others.',
          writes: { 'jstubbs-test-flask-service.yml': FLASK_SERVICE },
          see: [
            file(
              'jstubbs-test-flask-service.yml',
              ...[
                'name: jstubbs-test-flask-service',
                'env: test',
                'username: jstubbs',
                'port: 5000',
                'targetPort: 5000',
              ],
              ...['selector:', 'app: jstubbs-test-flask'],
            ),
          ],
        },
        {
          task: 'Create it, and ask at its address several times.',
          run: 'kubectl apply -f jstubbs-test-flask-service.yml',
          see: [
            prints('service/jstubbs-test-flask-service created'),
            has('services/jstubbs-test-flask-service', {
              spec: { type: 'ClusterIP', ports: [{ port: 5000, targetPort: 5000 }] },
            }),
            leadsTo('test-flask', 2),
            asks(
              "workshop cluster ssh c01 -- 'for i in $(seq 30); do curl -s {{services/jstubbs-test-flask-service .spec.clusterIP}}:5000/; echo; done | sort -u'",
              prints(
                Array.from(
                  { length: 2 },
                  () =>
                    '{"service":"flask-api","hostname":"jstubbs-test-flask-deployment-{{hash}}-{{suffix}}","redis":"jstubbs-test-redis-service"}',
                ).join('\n'),
              ),
            ),
          ],
          moral: 'Each request may be answered by another Pod; both find redis by the name of its Service.',
        },
      ],
    },
    {
      id: 'TACC-16',
      title: 'Production environment from the same guide',
      goal: 'A second application stands beside the first, and they do not touch.',
      nature: 'normal',
      stack: 'flask-redis/prod',
      continues: true,
      begin: {
        running: [REDIS, FLASK, FLASK_SERVICE],
        files: {
          'jstubbs-test-redis-pvc.yml': objects('flask-redis/test', 'PersistentVolumeClaim/jstubbs-test-redis-pvc'),
          'jstubbs-test-redis-deployment.yml': objects('flask-redis/test', 'Deployment/jstubbs-test-redis-deployment'),
          'jstubbs-test-redis-service.yml': objects('flask-redis/test', 'Service/jstubbs-test-redis-service'),
          'jstubbs-test-flask-deployment.yml': FLASK,
          'jstubbs-test-flask-service.yml': FLASK_SERVICE,
        },
      },
      steps: [
        {
          task:
            'Make a folder prod with the same five files for an environment prod: names, labels and selectors change, nothing ' +
            'else. Then create all of them.',
          hand: 'mkdir -p prod\nfor FILE in jstubbs-test-*.yml; do sed s/test/prod/g $FILE >prod/${FILE/test/prod}; done',
          run: 'kubectl apply -f prod',
          see: [
            prints(
              [
                'deployment.apps/jstubbs-prod-flask-deployment created',
                'service/jstubbs-prod-flask-service created',
                'deployment.apps/jstubbs-prod-redis-deployment created',
                'persistentvolumeclaim/jstubbs-prod-redis-pvc created',
                'service/jstubbs-prod-redis-service created',
              ].join('\n'),
            ),
            has('deployments/jstubbs-prod-redis-deployment', {
              metadata: { labels: { env: 'prod' } },
              status: { readyReplicas: 1 },
            }),
            has('deployments/jstubbs-prod-flask-deployment', {
              metadata: { labels: { env: 'prod' } },
              status: { readyReplicas: 2 },
            }),
            has('persistentvolumeclaims/jstubbs-prod-redis-pvc', {
              metadata: { labels: { env: 'prod' } },
              status: { phase: 'Bound' },
            }),
            has('services/jstubbs-prod-flask-service', { spec: { selector: { app: 'jstubbs-prod-flask' } } }),
            has('services/jstubbs-prod-redis-service', { spec: { selector: { app: 'jstubbs-prod-redis' } } }),
            leadsTo('prod-flask', 2),
            leadsTo('prod-redis', 1),
            unchanged(leadsTo('test-flask', 2)),
            unchanged(leadsTo('test-redis', 1)),
          ],
          hint: 'sed s/test/prod/g changes every place where the environment is named.',
          moral:
            'Because all names say user, environment and program, nothing collides, and no Service finds Pods of the other side.',
        },
      ],
    },
  ],
};
