import { publicImage, replicasOf, resourcesOf, sizeOf, storageClass } from '../production-parts';
import { productionForm, type StackDefinition } from '../stack';
import { RedisWithSentinels } from './redis';

const asTaught = { image: 'redis:3.2.7-alpine', replicas: 3 };

/** Redis with replicas and sentinels: a StatefulSet whose first Pod leads. */
export const redisSentinel: StackDefinition = {
  id: 'redis-sentinel',
  title: 'Redis with sentinels as a StatefulSet',
  source: 'Notes on "Kubernetes: Up and Running": 17. Real-World Applications / Redis',
  lessons: [
    {
      stage: 'as-given',
      summary:
        'The sentinels crash: what they copy from is mounted nowhere, and the mounted ConfigMap cannot be written. ' +
        'Redis beside them runs on, but each Pod that is not ready also loses its name.',
      build: (scope) => {
        new RedisWithSentinels(scope, 'application', { ...asTaught, hasWritableConfig: false });
      },
    },
    {
      stage: 'fixed',
      summary:
        'The ConfigMap is mounted where the script expects it, and copied to a writable folder before the start.',
      build: (scope) => {
        new RedisWithSentinels(scope, 'application', { ...asTaught, hasWritableConfig: true });
      },
    },
  ],
  production: productionForm({
    parameters: {
      redisImage: publicImage('Redis and its sentinels', 'redis:7.4-alpine'),
      redisReplicas: replicasOf('Redis; two sentinels must agree on a failure, so at least 3', 3),
      storageClass,
      dataSize: sizeOf('the data of each replica', '2Gi'),
      redisResources: resourcesOf('Redis', ['100m', '128Mi'], ['500m', '256Mi']),
      sentinelResources: resourcesOf('a sentinel', ['50m', '32Mi'], ['200m', '64Mi']),
    },
    build: (scope, values) => {
      new RedisWithSentinels(scope, 'application', {
        image: values.redisImage,
        replicas: values.redisReplicas,
        hasWritableConfig: true,
        cured: values,
      });
    },
  }),
};
