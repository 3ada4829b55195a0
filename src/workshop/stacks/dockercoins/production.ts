import { Component, NodeAgent, Probe, Service, SingletonDatabase, WebService, Worker } from '../../constructs';
import {
  exposureOf,
  outsideAccess,
  ownTag,
  publicImage,
  publish,
  registry,
  replicasOf,
  resourcesOf,
  REVISION_HISTORY_LIMIT,
  safeRollout,
  singletonRollout,
  sizeOf,
  storageClass,
} from '../production-parts';
import { productionForm } from '../stack';
import { programs } from './programs';

/** The miner as the workshop leaves it, without leftovers: rng on every node, the counters of redis on a claim. */
export const production = productionForm({
  parameters: {
    registry,
    hasherTag: ownTag('hasher', 'v0.1'),
    rngTag: ownTag('rng', 'v0.1'),
    webuiTag: ownTag('webui', 'v0.1'),
    workerTag: ownTag('worker', 'v0.1'),
    redisImage: publicImage('redis', 'redis:7.4-alpine'),
    storageClass,
    redisSize: sizeOf('the counters', '1Gi'),
    hasherReplicas: replicasOf('hasher', 2),
    webuiReplicas: replicasOf('webui', 2),
    workerReplicas: replicasOf('worker', 2),
    hasherResources: resourcesOf('hasher', ['50m', '64Mi'], ['250m', '128Mi']),
    redisResources: resourcesOf('redis', ['50m', '64Mi'], ['250m', '256Mi']),
    rngResources: resourcesOf('rng', ['50m', '64Mi'], ['250m', '128Mi']),
    webuiResources: resourcesOf('webui', ['50m', '64Mi'], ['250m', '128Mi']),
    workerResources: resourcesOf('worker', ['50m', '64Mi'], ['250m', '128Mi']),
    ...outsideAccess,
  },
  build: (scope, values) => {
    new WebService(new Component(scope, 'hasher'), 'hasher', {
      replicas: values.hasherReplicas,
      rollout: safeRollout(`hasher ${values.hasherTag}`),
      port: programs.hasher.port,
      containers: [
        {
          image: `${values.registry}/hasher:${values.hasherTag}`,
          ports: [programs.hasher.port],
          resources: values.hasherResources,
          health: { readiness: Probe.http('/', programs.hasher.port), liveness: Probe.tcp(programs.hasher.port) },
        },
      ],
    });

    new SingletonDatabase(new Component(scope, 'redis'), 'redis', {
      container: {
        image: values.redisImage,
        ports: [programs.redis.port],
        resources: values.redisResources,
        health: { readiness: Probe.tcp(programs.redis.port), liveness: Probe.tcp(programs.redis.port) },
      },
      dataPath: '/data',
      port: programs.redis.port,
      claim: { size: values.redisSize, storageClass: values.storageClass },
      ...singletonRollout(`redis ${values.redisImage}`),
    });

    const rng = new Component(scope, 'rng');
    const rngPerNode = new NodeAgent(rng, 'DaemonSet', {
      name: 'rng',
      update: { maxUnavailable: 1, revisionHistoryLimit: REVISION_HISTORY_LIMIT },
      containers: [
        {
          image: `${values.registry}/rng:${values.rngTag}`,
          ports: [programs.rng.port],
          resources: values.rngResources,
          // One request at a time: a busy rng answers late, and must be neither taken out nor restarted for it.
          health: {
            readiness: Probe.http('/', programs.rng.port, { timeoutSeconds: 5 }),
            liveness: Probe.tcp(programs.rng.port),
          },
        },
      ],
    });
    new Service(rng, 'Service', { name: 'rng', pods: rngPerNode, ports: [programs.rng.port] });

    const webuiPart = new Component(scope, 'webui');
    const webui = new WebService(webuiPart, 'webui', {
      replicas: values.webuiReplicas,
      rollout: safeRollout(`webui ${values.webuiTag}`),
      port: programs.webui.port,
      exposure: exposureOf(values),
      containers: [
        {
          image: `${values.registry}/webui:${values.webuiTag}`,
          ports: [programs.webui.port],
          resources: values.webuiResources,
          health: {
            readiness: Probe.http('/index.html', programs.webui.port),
            liveness: Probe.tcp(programs.webui.port),
          },
          connectsTo: programs.webui.connectsTo,
        },
      ],
    });
    publish(webuiPart, webui.service, values);

    new Worker(new Component(scope, 'worker'), 'worker', {
      replicas: values.workerReplicas,
      rollout: safeRollout(`worker ${values.workerTag}`),
      containers: [
        {
          image: `${values.registry}/worker:${values.workerTag}`,
          resources: values.workerResources,
          // Nobody connects to a worker: it is ready when it can work, and alive while its process is there.
          health: {
            readiness: Probe.exec(['wget', '-q', '-O', '/dev/null', 'http://hasher/'], { timeoutSeconds: 5 }),
            liveness: Probe.exec(['sh', '-c', 'kill -0 1']),
          },
          connectsTo: programs.worker.connectsTo,
        },
      ],
    });
  },
});
