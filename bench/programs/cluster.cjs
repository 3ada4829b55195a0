'use strict';
// Makes a Deployment ready in a cluster inside this process and tells what that took:
// node cluster.cjs NODES PODS WARM-UP-PODS
const { join } = require('node:path');
const { createCluster } = require(join(__dirname, '..', '..', 'lib', 'simulator'));

const [nodes, pods, warmUp] = process.argv.slice(2).map(Number);

const isReady = (pod) =>
  pod?.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') === true;

/** Milliseconds until a new Deployment is ready, of the wall and of the processor. */
function deploy(cluster, name, replicas) {
  let ready = 0;
  const stop = cluster.client.watch('pods', ({ type, object, previous }) => {
    if (!object.metadata.name.startsWith(`${name}-`)) return;
    ready += Number(type !== 'DELETED' && isReady(object)) - Number(isReady(previous));
  });
  const cpu = process.cpuUsage();
  const start = performance.now();
  cluster.client.create('apps/deployments', {
    metadata: { name, namespace: 'default' },
    spec: {
      replicas,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: { containers: [{ name: 'web', image: 'nginx:1.25' }] },
      },
    },
  });
  const isDone = cluster.until(() => ready >= replicas, '10h');
  const wallMs = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  stop();
  if (!isDone) throw new Error(`${ready} of ${replicas} Pods became ready`);
  return { wallMs, cpuMs: (user + system) / 1000 };
}

const cluster = createCluster({ nodes });
cluster.settle();
if (warmUp > 0) {
  deploy(cluster, 'warm', warmUp);
  cluster.client.delete('apps/deployments', 'default', 'warm');
  cluster.settle();
}
const result = deploy(cluster, 'web', pods);
const memoryMb = process.resourceUsage().maxRSS / 1000;
process.stdout.write(JSON.stringify({ ...result, memoryMb }));
