'use strict';
// Lets the ten workers of dockercoins dig in a cluster inside this process, loaded as `workshop simulate` loads it:
// node --expose-gc dockercoins.cjs MINUTES ... goes on to each of these virtual minutes, and tells what that took, what had been
// dug by then, and the memory that is held. With `idle` before the minutes: the same cluster with nothing in it.
const { join } = require('node:path');
const lib = join(__dirname, '..', '..', 'lib');
const { loadSimulator } = require(join(lib, 'cli', 'load'));
const { buildSets } = require(join(lib, 'index'));
const { environments, stacks } = require(join(lib, 'workshops'));

const words = process.argv.slice(2);
const isIdle = words[0] === 'idle';

const KINDS = { Deployment: 'apps/deployments', Service: 'services' };

/** The last stage of the lesson: ten workers. */
function manifests() {
  const lessons = environments.filter(({ form }) => form === 'lessons');
  const dockercoins = stacks.filter(({ id }) => id === 'dockercoins');
  const scaled = buildSets({ stacks: dockercoins, environments: lessons }).find(({ stage }) => stage === '03-scaled');
  return scaled.objects.map(({ manifest }) => manifest);
}

const cluster = loadSimulator().createCluster({ nodes: 2, seed: 7 });

/** What a command in the Pod of redis prints. */
function askRedis(...command) {
  const pod = cluster.client.list('pods', 'default').find(({ metadata }) => metadata.name.startsWith('redis-'));
  const session = cluster.receive({
    method: 'POST',
    path: `/api/v1/namespaces/default/pods/${pod.metadata.name}/exec`,
    query: new Map([
      ['command', ['redis-cli', ...command]],
      ['stdout', ['true']],
    ]),
    headers: { connection: 'Upgrade', upgrade: 'websocket' },
    body: new Uint8Array(),
    certificate: { username: 'admin', groups: ['system:masters'] },
  });
  let [said, isOver] = ['', false];
  session.open({
    data: (_, bytes) => (said += Buffer.from(bytes).toString()),
    end: () => (isOver = true),
    ready: () => undefined,
  });
  if (!cluster.until(() => isOver, '1m')) throw new Error(`redis-cli ${command.join(' ')} does not end`);
  return said.trim();
}

for (const manifest of isIdle ? [] : manifests()) {
  const metadata = { namespace: 'default', ...manifest.metadata };
  cluster.client.create(KINDS[manifest.kind], { ...manifest, metadata });
}
cluster.settle();
cluster.advance('1m');

/** Bytes that are held once what nobody needs is given back: by JavaScript, and by what it has outside of its heap. */
function held() {
  global.gc();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return { heapMb: heapUsed / 1e6, buffersMb: arrayBuffers / 1e6 };
}

const states = [];
const cpu = process.cpuUsage();
let minutes = 0;
for (const minute of words.slice(isIdle ? 1 : 0).map(Number)) {
  cluster.advance(`${minute - minutes}m`);
  minutes = minute;
  const { user, system } = process.cpuUsage(cpu);
  const hashes = isIdle ? 0 : Number(askRedis('GET', 'hashes'));
  // Coins are kept for ever, here as elsewhere: what else is held must not grow.
  if (!isIdle) askRedis('DEL', 'wallet');
  states.push({ minute, cpuMs: (user + system) / 1000, hashes, ...held() });
}
process.stdout.write(JSON.stringify(states));
