import { type HealthChecks, Probe, RequiredSecret, SingletonDatabase, WebService, Worker } from '../../constructs';
import {
  exposureOf,
  outsideAccess,
  publicImage,
  publish,
  replicasOf,
  resourcesOf,
  safeRollout,
  singletonRollout,
  sizeOf,
  storageClass,
} from '../production-parts';
import { productionForm } from '../stack';
import { DATABASE_PORT, REDIS_PORT, WEB_PORT } from '../voting-pods/voting-app';

/** Labels of the Pods that hold or move state: the app is `data`, as in version 3 of the text. */
const stateLabels = (role: 'redis' | 'db' | 'worker') => ({ app: 'data', role });

const answersOn = (port: number): HealthChecks => ({ readiness: Probe.tcp(port), liveness: Probe.tcp(port) });
const servesPage: HealthChecks = { readiness: Probe.http('/', WEB_PORT), liveness: Probe.tcp(WEB_PORT) };
// Nobody connects to the worker, and it waits for redis and db by itself: all there is to ask is its process.
const processRuns = Probe.exec(['sh', '-c', 'kill -0 1']);

/**
 * Version 3: the pages apart from the state. Redis, database and worker work on different machines as well as on one,
 * so each has a Pod of its own, and the data is on claims.
 */
export const production = productionForm({
  parameters: {
    voteImage: publicImage('the voting page', 'dockersamples/examplevotingapp_vote:after'),
    resultImage: publicImage('the result page', 'dockersamples/examplevotingapp_result:after'),
    // Upstream gives the worker no tag but 'latest'.
    workerImage: publicImage(
      'the worker',
      'dockersamples/examplevotingapp_worker@sha256:c8a8571065479c12567e8e440836e543d185c678cd4781a32b100f71e8f39c86',
    ),
    redisImage: publicImage('redis', 'redis:7.4-alpine'),
    postgresImage: publicImage('the database', 'postgres:16-alpine'),
    storageClass,
    redisSize: sizeOf('the queue of votes', '1Gi'),
    databaseSize: sizeOf('the counted votes', '5Gi'),
    voteReplicas: replicasOf('the voting page', 2),
    resultReplicas: replicasOf('the result page', 2),
    voteResources: resourcesOf('the voting page', ['50m', '64Mi'], ['250m', '128Mi']),
    resultResources: resourcesOf('the result page', ['50m', '64Mi'], ['250m', '128Mi']),
    workerResources: resourcesOf('the worker', ['50m', '128Mi'], ['250m', '256Mi']),
    redisResources: resourcesOf('redis', ['50m', '64Mi'], ['250m', '256Mi']),
    databaseResources: resourcesOf('the database', ['100m', '256Mi'], ['500m', '512Mi']),
    serviceType: outsideAccess.serviceType,
    voteNodePort: outsideAccess.nodePort,
    resultNodePort: outsideAccess.nodePort,
    voteHost: outsideAccess.host,
    resultHost: outsideAccess.host,
    ingressClass: outsideAccess.ingressClass,
  },
  build: (scope, values) => {
    const { serviceType, ingressClass, storageClass } = values;
    const secret = new RequiredSecret(scope, 'postgres', { keys: { password: {} } });
    // The variable that PostgreSQL's clients read. For images with a password built in, the Secret has to hold that one.
    const asClient = { PGPASSWORD: secret.value('password') };

    const redis = new SingletonDatabase(scope, 'redis', {
      selector: stateLabels('redis'),
      container: {
        image: values.redisImage,
        ports: [REDIS_PORT],
        resources: values.redisResources,
        health: answersOn(REDIS_PORT),
      },
      dataPath: '/data',
      port: REDIS_PORT,
      claim: { size: values.redisSize, storageClass },
      ...singletonRollout(`redis ${values.redisImage}`),
    });
    const db = new SingletonDatabase(scope, 'db', {
      selector: stateLabels('db'),
      container: {
        image: values.postgresImage,
        env: {
          POSTGRES_PASSWORD: secret.value('password'),
          // A fresh disk may hold lost+found, and the database wants an empty folder.
          PGDATA: '/var/lib/postgresql/data/pgdata',
          // The clients in the images are older than the way in which PostgreSQL now asks for passwords.
          POSTGRES_INITDB_ARGS: '--set password_encryption=md5',
        },
        ports: [DATABASE_PORT],
        resources: values.databaseResources,
        health: { ...answersOn(DATABASE_PORT), startup: Probe.tcp(DATABASE_PORT, { failureThreshold: 30 }) },
      },
      dataPath: '/var/lib/postgresql/data',
      port: DATABASE_PORT,
      claim: { size: values.databaseSize, storageClass },
      ...singletonRollout(`database ${values.postgresImage}`),
    });
    new Worker(scope, 'worker', {
      selector: stateLabels('worker'),
      // A second worker would be faster, not safer: while the only one is replaced, votes wait in redis.
      replicas: 1,
      rollout: safeRollout(`worker ${values.workerImage}`),
      containers: [
        {
          image: values.workerImage,
          env: asClient,
          resources: values.workerResources,
          health: { readiness: processRuns, liveness: processRuns },
          connectsTo: [redis.address, db.address],
        },
      ],
    });

    const voter = new WebService(scope, 'voter', {
      serviceName: 'vote',
      replicas: values.voteReplicas,
      rollout: safeRollout(`voting page ${values.voteImage}`),
      port: WEB_PORT,
      exposure: exposureOf({ serviceType, nodePort: values.voteNodePort }),
      containers: [
        {
          name: 'vote',
          image: values.voteImage,
          ports: [WEB_PORT],
          resources: values.voteResources,
          health: servesPage,
          connectsTo: [redis.address],
        },
      ],
    });
    publish(voter, voter.service, { host: values.voteHost, ingressClass });

    const results = new WebService(scope, 'results', {
      serviceName: 'result',
      replicas: values.resultReplicas,
      rollout: safeRollout(`result page ${values.resultImage}`),
      port: WEB_PORT,
      exposure: exposureOf({ serviceType, nodePort: values.resultNodePort }),
      containers: [
        {
          name: 'result',
          image: values.resultImage,
          env: asClient,
          ports: [WEB_PORT],
          resources: values.resultResources,
          health: servesPage,
          connectsTo: [db.address],
        },
      ],
    });
    publish(results, results.service, { host: values.resultHost, ingressClass });
  },
});
