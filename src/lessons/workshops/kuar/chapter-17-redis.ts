import { amount, asks, type Chapter, file, has, objects, prints, table } from '../../model';
import { redisFiles } from './redis-files';

const GIVEN = 'redis-sentinel/as-given';

/** Redis with copies and with sentinels: its configuration and its Pods. */
export const redisWithSentinels: Chapter = {
  workshop: 'KUAR',
  title: '17. Real-world applications: Redis',
  profile: 'minikube',
  exercises: [
    {
      id: 'KUAR17-08',
      title: 'Configuration of Redis in a ConfigMap',
      goal: 'Five files are in the ConfigMap redis-config.',
      nature: 'normal',
      stack: GIVEN,
      steps: [
        {
          task:
            'Write three configurations and two scripts: init.sh starts the master on redis-0 and copies elsewhere; sentinel.sh ' +
            'copies its configuration, waits until redis-0.redis is found, and starts a sentinel. Two sentinels must agree that ' +
            'a master is down, after ten seconds.',
          writes: redisFiles,
          see: [
            file('master.conf', 'port 6379', 'dir /redis-data'),
            file('slave.conf', 'port 6379', 'dir .', 'slaveof redis-0.redis 6379'),
            file(
              'sentinel.conf',
              'port 26379',
              'sentinel monitor redis redis-0.redis 6379 2',
              'sentinel down-after-milliseconds redis 10000',
              'sentinel failover-timeout redis 20000',
            ),
            file('init.sh', "if [[ ${HOSTNAME} == 'redis-0' ]]; then", 'redis-server /redis-config/slave.conf'),
            file(
              'sentinel.sh',
              'cp /redis-config-src/*.* /redis-config',
              'while ! ping -c 1 redis-0.redis; do',
              'redis-sentinel /redis-config/sentinel.conf',
            ),
          ],
        },
        {
          task: 'Put all five into one ConfigMap.',
          run: [
            'kubectl create configmap \\',
            '--from-file=slave.conf=./slave.conf \\',
            '--from-file=master.conf=./master.conf \\',
            '--from-file=sentinel.conf=./sentinel.conf \\',
            '--from-file=init.sh=./init.sh \\',
            '--from-file=sentinel.sh=./sentinel.sh \\',
            'redis-config',
          ].join('\n'),
          see: [prints('configmap/redis-config created'), has('configmaps/redis-config', { data: redisFiles })],
        },
      ],
    },
    {
      id: 'KUAR17-09',
      title: 'Redis Service and StatefulSet',
      goal: 'Three Pods of two containers each exist.',
      nature: 'normal',
      stack: GIVEN,
      continues: true,
      begin: { running: [objects(GIVEN, 'ConfigMap/redis-config')], files: redisFiles },
      steps: [
        {
          task: 'Write redis-service.yaml, a headless Service for port 6379, and create it. Which names are there, as long as there are no Pods?',
          writes: { 'redis-service.yaml': objects(GIVEN, 'Service/redis') },
          run: 'kubectl apply -f redis-service.yaml',
          see: [
            prints('service/redis created'),
            has('services/redis', {
              spec: { clusterIP: 'None', ports: [{ name: 'peer', port: 6379 }], selector: { app: 'redis' } },
            }),
            asks('kubectl get endpoints redis', table({ NAME: 'redis', ENDPOINTS: '<none>', AGE: '{{age}}' })),
          ],
          moral: 'None yet, and that is no failure: names come with the Pods.',
        },
        {
          task: 'Write redis.yaml: three Pods, each with a Redis and a sentinel, the ConfigMap and an empty folder for the data. Create them.',
          writes: { 'redis.yaml': objects(GIVEN, 'StatefulSet/redis') },
          run: 'kubectl apply -f redis.yaml',
          within: '5m',
          see: [
            prints('statefulset.apps/redis created'),
            amount(3, 'pods', 'app=redis', {
              spec: {
                containers: [
                  { name: 'redis', image: 'redis:3.2.7-alpine' },
                  { name: 'sentinel', image: 'redis:3.2.7-alpine' },
                ],
              },
            }),
          ],
        },
      ],
    },
  ],
};
