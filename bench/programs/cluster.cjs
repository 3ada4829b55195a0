'use strict';
// Makes a Deployment ready in a cluster inside this process, loaded as `workshop simulate` loads it, and tells what that took:
// node cluster.cjs NODES PODS WARM-UP-PODS [IMAGE]. Nobody has described the image that is taken otherwise: what is measured
// then is the cluster, with a small server in each container, and not a program.
const { join } = require('node:path');
const { loadSimulator } = require(join(__dirname, '..', '..', 'lib', 'cli', 'load'));

const [nodes, pods, warmUp] = process.argv.slice(2, 5).map(Number);
const image = process.argv[5] ?? 'registry.example.com/web:1.0';

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
        spec: { containers: [{ name: 'web', image }] },
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

const cluster = loadSimulator().createCluster({ nodes });
cluster.settle();
if (warmUp > 0) {
  deploy(cluster, 'warm', warmUp);
  cluster.client.delete('apps/deployments', 'default', 'warm');
  cluster.settle();
}
const result = deploy(cluster, 'web', pods);
const memoryMb = process.resourceUsage().maxRSS / 1000;
process.stdout.write(JSON.stringify({ ...result, memoryMb }));
