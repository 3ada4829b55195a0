import { Probe, text } from '../../constructs';
import {
  outsideAccess,
  ownTag,
  publicImage,
  publish,
  registry,
  replicasOf,
  resourcesOf,
  safeRollout,
  singletonRollout,
  sizeOf,
  storageClass,
} from '../production-parts';
import { type Lesson, productionForm, type StackDefinition } from '../stack';
import { FLASK_PORT, FlaskRedis, REDIS_PORT } from './flask-redis';

const lesson = (env: 'test' | 'prod', summary: string): Lesson => ({
  stage: env,
  summary,
  isMain: env === 'test',
  build: (scope, { homeworkUser: username }) => {
    new FlaskRedis(scope, 'flask-redis', {
      username,
      env,
      flask: { image: `${username}/flask-api`, replicas: 2 },
      redis: { image: 'redis:5.0.0', size: '1Gi', storageClass: 'rdb' },
    });
  },
});

// Without '-', so that no user and environment together read like two others: a and b-c, or a-b and c.
const USER = /^[a-z][a-z0-9]{0,15}$/;
const ENV = /^[a-z0-9]([-a-z0-9]{0,14}[a-z0-9])?$/;

/** The homework: a Flask API with redis, for several users and environments side by side. */
export const flaskRedis: StackDefinition = {
  id: 'flask-redis',
  title: 'Flask API with Redis, for test and production',
  source: 'Kubernetes at TACC: HomeWork 6',
  lessons: [
    lesson('test', 'Data on a claim outlives the Pod of redis; two Flask Pods share one Service and one redis.'),
    lesson('prod', 'The same beside test: other names, other labels, and selectors that never meet.'),
  ],
  production: productionForm({
    parameters: {
      username: text({ description: 'Whose application it is', pattern: USER, default: 'team' }),
      env: text({ description: 'Which environment of the application it is', pattern: ENV, default: 'test' }),
      registry,
      flaskApiTag: ownTag('flask-api', '1.0.0'),
      redisImage: publicImage('redis', 'redis:7.4-alpine'),
      storageClass,
      redisSize: sizeOf('the data of redis', '1Gi'),
      flaskReplicas: replicasOf('the Flask API', 2),
      flaskResources: resourcesOf('the Flask API', ['50m', '64Mi'], ['250m', '128Mi']),
      redisResources: resourcesOf('redis', ['50m', '64Mi'], ['250m', '256Mi']),
      ...outsideAccess,
    },
    build: (scope, values) => {
      const { serviceType, nodePort } = values;
      const { service } = new FlaskRedis(scope, 'flask-redis', {
        username: values.username,
        env: values.env,
        flask: {
          image: `${values.registry}/flask-api:${values.flaskApiTag}`,
          replicas: values.flaskReplicas,
          resources: values.flaskResources,
          // The routes of the API are its own business: a connection is all that can be asked for.
          health: { readiness: Probe.tcp(FLASK_PORT), liveness: Probe.tcp(FLASK_PORT) },
          rollout: safeRollout(`flask-api ${values.flaskApiTag}`),
          redisHostVariable: 'REDIS_HOST',
          serviceType,
          nodePort,
        },
        redis: {
          image: values.redisImage,
          resources: values.redisResources,
          health: { readiness: Probe.tcp(REDIS_PORT), liveness: Probe.tcp(REDIS_PORT) },
          rollout: { strategy: 'Recreate', ...singletonRollout(`redis ${values.redisImage}`) },
          size: values.redisSize,
          storageClass: values.storageClass,
        },
      });
      publish(scope, service, values);
    },
  }),
};
