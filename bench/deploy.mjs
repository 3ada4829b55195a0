// A thousand objects to a simulated cluster: `npm run bench:deploy`, beside kubectl on the same.
// With --smoke: few objects, to see in CI that it runs; nothing is judged. With `-o json`: the figures as JSON.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { getBinaries } from '../scripts/get-binaries.mjs';
import { judged as judgedAlways, table, told } from './figures.mjs';
import { startCluster } from './simulate.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const words = process.argv.slice(2);
const isSmoke = words.includes('--smoke');
const judged = isSmoke ? told : judgedAlways;

/** Namespaces, and in them as many Services and Deployments without Pods as a tenth of all each, else ConfigMaps. */
const OBJECTS = isSmoke ? 50 : 1000;
const NAMESPACES = 10;

/** What applying them takes at most, in seconds, and what applying them again without a change does. */
const LIMIT_S = 5;

function objectAt(index) {
  if (index < NAMESPACES) return { apiVersion: 'v1', kind: 'Namespace', metadata: { name: `bench-${index}` } };
  const metadata = { name: `object-${index}`, namespace: `bench-${index % NAMESPACES}` };
  const labels = { app: metadata.name };
  const kind = Math.floor(index / NAMESPACES) % 10;
  if (kind === 0) {
    const ports = [{ name: 'http', port: 80, protocol: 'TCP', targetPort: 80 }];
    return { apiVersion: 'v1', kind: 'Service', metadata, spec: { selector: labels, ports } };
  }
  if (kind === 1) {
    const containers = [{ name: 'main', image: 'nginx:1.27', resources: { limits: { memory: '64Mi' } } }];
    const template = { metadata: { labels }, spec: { containers } };
    const spec = { replicas: 0, selector: { matchLabels: labels }, template };
    return { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec };
  }
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { index: String(index), text: 'x'.repeat(200) } };
}

const objects = Array.from({ length: OBJECTS }, (_, index) => objectAt(index));

/** Seconds that a program takes, from its start to its end. */
function secondsOf(command, args) {
  const began = performance.now();
  const { status, stderr, stdout } = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 64 * 2 ** 20 });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed:\n${stderr}${stdout}`);
  return (performance.now() - began) / 1000;
}

/** What `work` comes to on a cluster of its own. */
async function onCluster(work) {
  const folder = mkdtempSync(join(tmpdir(), 'workshop-bench-'));
  const cluster = await startCluster(folder);
  try {
    return work(folder, cluster.kubeconfig);
  } finally {
    await cluster.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

const ours = await onCluster((folder, kubeconfig) => {
  const file = join(folder, 'objects.json');
  writeFileSync(file, JSON.stringify(objects));
  const apply = () => secondsOf(process.execPath, [join(here, 'programs', 'deploy.cjs'), kubeconfig, file]);
  return { first: apply(), again: apply() };
});

const { kubectl } = await getBinaries();
const real = await onCluster((folder, kubeconfig) => {
  const manifests = join(folder, 'manifests');
  mkdirSync(manifests);
  // The names are in the order in which kubectl has to go: it knows of no waves.
  for (const [index, object] of objects.entries()) {
    writeFileSync(join(manifests, `${String(index).padStart(5, '0')}.json`), JSON.stringify(object));
  }
  const apply = () =>
    secondsOf(kubectl, [
      '--kubeconfig',
      kubeconfig,
      '--cache-dir',
      join(folder, 'cache'),
      'apply',
      '-R',
      '--server-side',
      '-f',
      manifests,
    ]);
  return { first: apply(), again: apply() };
});

const figures = [
  judged(`apply ${OBJECTS} objects`, 's', { ours: ours.first, real: real.first, limit: LIMIT_S }),
  judged('apply them again', 's', { ours: ours.again, real: real.again, limit: LIMIT_S }),
];
process.stdout.write(words.join(' ').includes('-o json') ? `${JSON.stringify(figures)}\n` : `${table(figures)}\n`);
if (figures.some(({ isOk }) => isOk === false)) process.exitCode = 1;
