'use strict';
// Has a Pod ask kuard in another one, by the address of its Service, in a cluster inside this process:
// node requests.cjs CONNECTIONS SECONDS tells how many answers came within so many virtual seconds, and what that took.
const { join } = require('node:path');
const { loadSimulator } = require(join(__dirname, '..', '..', 'lib', 'cli', 'load'));

const [connections, seconds] = process.argv.slice(2).map(Number);
const PORT = 8080;

let answers = 0;

/** Sends one request after the other for ever. */
function* ask(process, address) {
  const request = { method: 'GET', target: '/healthy', headers: { host: 'kuard' }, body: new Uint8Array() };
  for (;;) {
    const { status } = yield* process.network.exchange(address, PORT, request);
    if (status !== 200) throw new Error(`kuard answers ${status}`);
    answers += 1;
  }
}

/** Asks over several connections at once. */
function* client(process) {
  const address = process.argv[1];
  for (let index = 1; index < connections; index += 1) process.start(ask(process, address));
  return yield* ask(process, address);
}

const clientImage = {
  repositories: ['registry.example.com/client'],
  image: () => ({ command: ['/client'], layers: [{ '/client': { type: 'program', program: client } }] }),
};

const cluster = loadSimulator().createCluster({ nodes: 2, images: [clientImage] });
const pod = (name, container) => ({
  metadata: { name, namespace: 'default', labels: { app: name } },
  spec: { containers: [container] },
});

cluster.client.create('pods', pod('kuard', { name: 'kuard', image: 'gcr.io/kuar-demo/kuard-amd64:blue' }));
const service = cluster.client.create('services', {
  metadata: { name: 'kuard', namespace: 'default' },
  spec: { selector: { app: 'kuard' }, ports: [{ port: PORT }] },
});
cluster.settle();
cluster.client.create(
  'pods',
  pod('client', { name: 'client', image: 'registry.example.com/client', command: ['/client', service.spec.clusterIP] }),
);
if (!cluster.until(() => answers > 0, '5m')) throw new Error('kuard does not answer');
cluster.advance('5s');
const before = answers;
const cpu = process.cpuUsage();
cluster.advance(`${seconds}s`);
const { user, system } = process.cpuUsage(cpu);
process.stdout.write(JSON.stringify({ answers: answers - before, cpuMs: (user + system) / 1000 }));
