// Requests from this machine to a program in the simulated cluster: `npm run bench:reach`.
// With --smoke: few requests, to see in CI that it runs; nothing is judged. With `-o json`: the figures as JSON.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { getBinaries } from '../scripts/get-binaries.mjs';
import { judged as judgedAlways, table, told } from './figures.mjs';
import { Client, readKubeconfig } from './https-client.mjs';
import { startCluster } from './simulate.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const words = process.argv.slice(2);
const isSmoke = words.includes('--smoke');
const isJson = words.join(' ').includes('-o json');

/** A busy machine must not fail a build. */
const judged = isSmoke ? told : judgedAlways;
const REQUESTS = isSmoke ? 50 : 2000;
const LATENCY_TIMES = isSmoke ? 20 : 1000;
const PATH = '/healthy';
const CONNECTIONS = [1, 32];

/** Requests a second, at least, by the way in and the number of connections. */
const LIMITS = { 'node port': { 1: 400, 32: 4000 }, 'port-forward': { 1: 300, 32: 2000 } };

/** What a request takes at most in addition to one to a bare server: virtual time is counted in milliseconds. */
const ADDED_MS = 2.5;

const kuard = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'kuard' },
  spec: {
    selector: { matchLabels: { app: 'kuard' } },
    template: {
      metadata: { labels: { app: 'kuard' } },
      spec: {
        containers: [{ name: 'kuard', image: 'gcr.io/kuar-demo/kuard-amd64:blue', ports: [{ containerPort: 8080 }] }],
      },
    },
  },
};

const service = (nodePort) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'kuard' },
  spec: { type: 'NodePort', selector: { app: 'kuard' }, ports: [{ port: 80, targetPort: 8080, nodePort }] },
});

const isFree = (port) =>
  new Promise((resolve) => {
    const server = createServer().on('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });

async function freeNodePort() {
  for (let port = 30_000; port <= 32_767; port += 1) if (await isFree(port)) return port;
  throw new Error('no node port is free on this machine');
}

/** Starts a program and waits until it prints a port. */
function started(program, args, pattern) {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  return new Promise((resolve, reject) => {
    child.on('exit', () => reject(new Error(`${program} ended: ${said}`)));
    child.stdout.on('data', (piece) => {
      said += piece;
      const match = pattern.exec(said);
      if (match !== null) resolve({ port: Number(match[1]), stop: () => child.kill('SIGKILL') });
    });
  });
}

/** Requests a second over some connections. */
async function rate(port, connections) {
  const client = await Client.open({ host: '127.0.0.1', port, isPlain: true }, connections);
  const result = await client.rate(REQUESTS * (connections === 1 ? 1 : 10), () => ['GET', PATH]);
  client.close();
  return result;
}

/** Median milliseconds of a request. */
async function latency(port) {
  const client = await Client.open({ host: '127.0.0.1', port, isPlain: true }, 1);
  const result = await client.medianMs(LATENCY_TIMES, 'GET', PATH);
  client.close();
  return result;
}

/** Waits until kuard answers behind a port. */
async function answers(port) {
  for (let time = 0; ; time += 1) {
    try {
      return await rate(port, 1);
    } catch (error) {
      if (time > 100) throw error;
      await wait(100);
    }
  }
}

async function measured(way, port, bareMs) {
  await answers(port);
  const figures = [];
  for (const connections of CONNECTIONS) {
    const shown = connections === 1 ? '1 connection' : `${connections} connections`;
    const ours = await rate(port, connections);
    const limit = LIMITS[way][connections];
    figures.push(judged(`${way} to kuard, ${shown}`, 'requests/s', { ours, limit, isRate: true }));
  }
  const ours = (await latency(port)) - bareMs;
  return [...figures, judged(`${way} to kuard, added latency`, 'ms', { ours, limit: ADDED_MS })];
}

const folder = mkdtempSync(join(tmpdir(), 'workshop-bench-'));
const stops = [() => rmSync(folder, { recursive: true, force: true })];
try {
  const { kubectl } = getBinaries();
  const cluster = await startCluster(folder);
  stops.unshift(() => cluster.stop());
  const nodePort = await freeNodePort();
  const api = await Client.open(readKubeconfig(cluster.kubeconfig), 1);
  await api.send('POST', '/apis/apps/v1/namespaces/default/deployments', JSON.stringify(kuard));
  await api.send('POST', '/api/v1/namespaces/default/services', JSON.stringify(service(nodePort)));
  await api.send('POST', '/workshop/v1/advance', '{"duration":"1m"}');
  api.close();
  const bare = await started(process.execPath, [join(here, 'programs', 'bare-server.cjs')], /^(\d+)\n/);
  stops.unshift(bare.stop);
  await rate(bare.port, 1);
  const bareMs = await latency(bare.port);
  const bareRate = await rate(bare.port, 32);
  const command = ['--kubeconfig', cluster.kubeconfig, 'port-forward', 'service/kuard', ':80'];
  const forward = await started(kubectl, command, /127\.0\.0\.1:(\d+) ->/);
  stops.unshift(forward.stop);
  const figures = [
    told('bare server, 32 connections', 'requests/s', { ours: bareRate, isRate: true }),
    told('bare server, latency', 'ms', { ours: bareMs }),
    ...(await measured('node port', nodePort, bareMs)),
    ...(await measured('port-forward', forward.port, bareMs)),
  ];
  const missed = figures.filter(({ isOk }) => isOk === false).length;
  if (isJson) process.stdout.write(`${JSON.stringify({ isSmoke, missed, figures }, undefined, 2)}\n`);
  else
    process.stdout.write(
      `${table(figures)}\n\nNode ${process.versions.node}; kuard's ${PATH} in a cluster of its own process\n`,
    );
  if (missed > 0) {
    process.stderr.write(`bench: ${missed} limits do not hold\n`);
    process.exitCode = 1;
  }
} finally {
  for (const stop of stops) await stop();
}
