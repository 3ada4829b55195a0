// What the simulator costs, beside a real control plane: `npm run bench:simulator`.
// With --smoke: small sizes, to see in CI that it runs; only memory is judged. With `-o json`: the figures as JSON.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { getBinaries } from '../scripts/get-binaries.mjs';
import { judged as judgedAlways, table, told } from './figures.mjs';
import { Client, readKubeconfig } from './https-client.mjs';
import * as real from './real-control-plane.mjs';
import { startCluster } from './simulate.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const words = process.argv.slice(2);
const isSmoke = words.includes('--smoke');
const isJson = words.join(' ').includes('-o json');

/** A busy machine must not fail a build: in short runs, whatever depends on the wall clock is only told. */
const judged = (what, unit, figure) =>
  isSmoke && unit !== 'MB' ? told(what, unit, figure) : judgedAlways(what, unit, figure);
const STARTS = isSmoke ? 2 : 10;
const REQUESTS = isSmoke ? 200 : 3000;
const LIST_TIMES = isSmoke ? 3 : 15;
const LISTED_PODS = isSmoke ? 500 : 5000;
const LABELLED_PODS = 100;
const WARM_UP_PODS = isSmoke ? 100 : 500;
/** Pods, nodes, and the limit in milliseconds. */
const SIZES = isSmoke
  ? [[500, 10, 300]]
  : [
      [500, 20, 300],
      [2000, 40, 1000],
      [10_000, 200, 5000],
    ];
const LARGE = { pods: 50_000, nodes: 1000, limitMs: 40_000 };
const LARGEST = { pods: 150_000, nodes: 5000, goalMs: 120_000, memoryMb: 6000 };
const GROWTH = { pods: 1000, nodes: 20, limit: 1.5 };

const scratch = mkdtempSync(join(tmpdir(), 'workshop-bench-'));
let folders = 0;
function newFolder() {
  const folder = join(scratch, String((folders += 1)));
  mkdirSync(folder);
  return folder;
}

const progress = (text) => {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
};

const median = (values) => [...values].sort((left, right) => left - right)[Math.floor(values.length / 2)];

/** (1) From the spawn to the first 200 of /readyz, and the memory after the first question. */
async function start({ kubectl }) {
  progress('start');
  const [generated, cached, memory] = [[], [], []];
  const kept = newFolder();
  await (await startCluster(kept)).stop();
  for (let round = 0; round < STARTS; round += 1) {
    const fresh = await startCluster(newFolder());
    generated.push(fresh.readyMs);
    await fresh.stop();
    const cluster = await startCluster(kept);
    cached.push(cluster.readyMs);
    kubectlIn(kubectl, cluster.kubeconfig, 'get', 'nodes');
    memory.push(cluster.memoryMb());
    await cluster.stop();
  }
  const limits = { real: real.START_MS, limit: 350, goal: 250 };
  return [
    judged('start to /readyz, certificates generated', 'ms', { ours: median(generated), ...limits }),
    judged('start to /readyz, certificates kept', 'ms', { ours: median(cached), ...limits }),
    judged('memory after the first kubectl get', 'MB', { ours: median(memory), limit: 100, goal: 80 }),
  ];
}

function kubectlIn(kubectl, kubeconfig, ...command) {
  const begin = performance.now();
  const { status, stderr } = spawnSync(kubectl, ['--kubeconfig', kubeconfig, ...command], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`kubectl ${command.join(' ')} failed: ${stderr}`);
  return performance.now() - begin;
}

/** Settings of Node.js for a cluster: as `workshop simulate` has them, which raises limits for large ones only. */
function settingsFor(nodes) {
  if (nodes < 1000) return [];
  const heapMb = Math.min(Math.floor((totalmem() / 2 ** 20) * 0.75), 8000);
  return [`--max-old-space-size=${heapMb}`, '--max-semi-space-size=64'];
}

/** A Deployment in a process of its own. */
function deployed(pods, nodes, warmUp, ...image) {
  progress(`${pods} Pods on ${nodes} nodes`);
  const program = [join(here, 'programs', 'cluster.cjs'), ...[nodes, pods, warmUp].map(String), ...image];
  const result = spawnSync(process.execPath, [...settingsFor(nodes), ...program], { encoding: 'utf8' });
  if (result.status !== 0) throw new Error(`${pods} Pods on ${nodes} nodes failed: ${result.stderr}`);
  return JSON.parse(result.stdout);
}

/** (2) Deployments becoming ready inside one process. */
function scale() {
  const figures = SIZES.flatMap(([pods, nodes, limit]) => {
    const cold = deployed(pods, nodes, 0);
    const warm = deployed(pods, nodes, WARM_UP_PODS);
    const name = `${pods} Pods ready on ${nodes} nodes`;
    return [
      judged(`${name}, first in its process`, 'ms', { ours: cold.wallMs, real: real.READY_MS[pods], limit }),
      told(`${name}, first, processor time`, 'ms', { ours: cold.cpuMs }),
      judged(`${name}, warm`, 'ms', { ours: warm.wallMs, real: real.READY_MS[pods], limit }),
      told(`${name}, warm, processor time`, 'ms', { ours: warm.cpuMs }),
    ];
  });
  const program = deployed(500, 20, WARM_UP_PODS, 'nginx:1.25');
  figures.push(told('500 Pods of nginx, whose program runs, warm', 'ms', { ours: program.wallMs }));
  if (isSmoke) return figures;
  const small = deployed(GROWTH.pods, GROWTH.nodes, WARM_UP_PODS);
  const large = deployed(LARGE.pods, LARGE.nodes, WARM_UP_PODS);
  const growth = large.cpuMs / LARGE.pods / (small.cpuMs / GROWTH.pods);
  const largest = deployed(LARGEST.pods, LARGEST.nodes, 0);
  const [name, most] = [LARGE, LARGEST].map(({ pods, nodes }) => `${pods} Pods ready on ${nodes} nodes`);
  return [
    ...figures,
    judged(name, 'ms', { ours: large.wallMs, limit: LARGE.limitMs }),
    told(`${name}, processor time`, 'ms', { ours: large.cpuMs }),
    judged(`processor time per Pod, ${LARGE.pods} beside ${GROWTH.pods}`, 'x', { ours: growth, limit: GROWTH.limit }),
    { ...told(most, 'ms', { ours: largest.wallMs }), goal: LARGEST.goalMs },
    judged(`${most}, memory`, 'MB', { ours: largest.memoryMb, limit: LARGEST.memoryMb }),
  ];
}

const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';
const MERGE_PATCH = 'application/merge-patch+json';

const configMap = (name, value) =>
  JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { key: value, other: 'text' } });

/** (3) Requests for small ConfigMaps over `connections` connections; a limit is twice the real server's rate. */
async function requests(server, connections) {
  progress(`requests over ${connections} connections`);
  const client = await Client.open(server, connections);
  const name = (index) => `c${connections}-${index}`;
  const rates = real.RATES[connections];
  const shown = connections === 1 ? '1 connection' : `${connections} connections`;
  const figure = (what, ours, known) =>
    judged(`${what}, ${shown}`, 'requests/s', { ours, real: known, limit: 2 * known, isRate: true });
  const put = (index) => ['PUT', `${CONFIG_MAPS}/${name(index)}`, configMap(name(index), 'second')];
  const patch = (index) => ['PATCH', `${CONFIG_MAPS}/${name(index)}`, '{"data":{"key":"third"}}', MERGE_PATCH];
  const figures = [];
  const measure = async (what, known, requestOf) =>
    figures.push(figure(what, await client.rate(REQUESTS, requestOf), known));
  await measure('create', rates.create, (index) => ['POST', CONFIG_MAPS, configMap(name(index), 'first')]);
  await measure('GET', rates.get, (index) => ['GET', `${CONFIG_MAPS}/${name(index)}`]);
  await measure('PUT', rates.put, put);
  await measure('PATCH (beside the real PUT)', rates.put, patch);
  const lists = Math.ceil(REQUESTS / 30);
  const listRate = await client.rate(lists, () => ['GET', `${CONFIG_MAPS}?limit=1000`]);
  // The real rate with 32 connections was not recorded.
  const knownList = Math.min(REQUESTS, 1000) === 1000 ? 1000 / real.CONFIG_MAPS_MS : undefined;
  figures.push(
    connections === 1 && knownList !== undefined
      ? figure('LIST of 1,000', listRate, knownList)
      : told(`LIST of up to 1,000, ${shown}`, 'requests/s', { ours: listRate, isRate: true }),
  );
  await measure('delete', rates.delete, (index) => ['DELETE', `${CONFIG_MAPS}/${name(index)}`]);
  client.close();
  return figures;
}

const deployment = (name, replicas) =>
  JSON.stringify({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: {
      replicas,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: { containers: [{ name: 'web', image: 'registry.example.com/web:1.0' }] },
      },
    },
  });

const singlePod = JSON.stringify({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'single' },
  spec: { containers: [{ name: 'web', image: 'registry.example.com/web:1.0' }] },
});

/** (4) Lists of many Pods. */
async function lists(server, { kubectl }, kubeconfig) {
  progress(`lists of ${LISTED_PODS} Pods`);
  const client = await Client.open(server, 1);
  const deployments = '/apis/apps/v1/namespaces/default/deployments';
  await client.send('POST', deployments, deployment('few', LABELLED_PODS));
  await client.send('POST', deployments, deployment('many', LISTED_PODS - LABELLED_PODS - 1));
  await client.send('POST', '/api/v1/namespaces/default/pods', singlePod);
  await client.send('POST', '/workshop/v1/advance', '{"duration":"3m"}');
  const pods = '/api/v1/namespaces/default/pods';
  const { bytes } = await client.send('GET', pods);
  const named = '/api/v1/namespaces/default/pods?fieldSelector=metadata.name%3Dsingle';
  const ask = (path) => client.medianMs(LIST_TIMES, 'GET', path);
  const beside = (name) => (isSmoke ? {} : { real: real.LIST_MS[name] });
  const what = `list of ${LISTED_PODS} Pods`;
  const figures = [
    judged(`${what} (${(bytes / 1e6).toFixed(1)} MB)`, 'ms', { ours: await ask(pods), ...beside('all'), limit: 60 }),
    told(`${what} by label (${LABELLED_PODS})`, 'ms', {
      ours: await ask(`${pods}?labelSelector=app%3Dfew`),
      ...beside('byLabel'),
    }),
    told(`${what} by name`, 'ms', { ours: await ask(named), ...beside('byName') }),
    told(`${what}, limit=500`, 'ms', { ours: await ask(`${pods}?limit=500`), ...beside('page') }),
    told(`kubectl get pods with ${LISTED_PODS} Pods`, 'ms', {
      ours: median(Array.from({ length: 3 }, () => kubectlIn(kubectl, kubeconfig, 'get', 'pods'))),
      ...(isSmoke ? {} : { real: real.KUBECTL_MS }),
    }),
  ];
  client.close();
  return figures;
}

async function overHttps(binaries) {
  const cluster = await startCluster(newFolder(), '--nodes', '60');
  try {
    const server = readKubeconfig(cluster.kubeconfig);
    return [
      ...(await requests(server, 1)),
      ...(await requests(server, 32)),
      ...(await lists(server, binaries, cluster.kubeconfig)),
      told('memory after that', 'MB', { ours: cluster.memoryMb(), real: real.MEMORY_MB }),
    ];
  } finally {
    await cluster.stop();
  }
}

try {
  const binaries = getBinaries();
  const figures = [...(await start(binaries)), ...(await overHttps(binaries)), ...scale()];
  progress('');
  const node = process.versions.node;
  const missed = figures.filter(({ isOk }) => isOk === false).length;
  if (isJson) process.stdout.write(`${JSON.stringify({ node, isSmoke, missed, figures }, undefined, 2)}\n`);
  else {
    process.stdout.write(`${table(figures)}\n\nNode ${node}; start: median of ${STARTS}, each a process\n`);
    process.stdout.write(`warm: after a Deployment of ${WARM_UP_PODS} Pods, deleted again, in the same process\n`);
    process.stdout.write(
      `load of this machine in the last minute: ${loadavg()[0].toFixed(1)} on ${availableParallelism()} cores\n`,
    );
    process.stdout.write('real: Kubernetes 1.36 on 2 cores, see real-control-plane.mjs\n');
  }
  if (missed > 0) {
    process.stderr.write(`bench: ${missed} limits do not hold\n`);
    process.exitCode = 1;
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
