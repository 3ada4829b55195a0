// Starts and stops `workshop simulate`, the whole program, and measures it.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { request } from 'node:https';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const PROGRAM = join(dirname(fileURLToPath(import.meta.url)), '..', 'bin', 'workshop.js');

/** Patience with a program that does not answer, in milliseconds. */
const PATIENCE_MS = 60_000;

const freePort = () =>
  new Promise((resolve, reject) => {
    const server = createServer().on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

/** Status of `/readyz`; 0 while nothing listens. */
const readiness = (port) =>
  new Promise((resolve) => {
    request({ host: '127.0.0.1', port, path: '/readyz', rejectUnauthorized: false, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', () => resolve(0))
      .end();
  });

/**
 * Starts a cluster in `folder`, where certificates and the kubeconfig are kept, and waits for the first 200 of /readyz.
 * `readyMs` is the time from the spawn until then.
 */
export async function startCluster(folder, ...words) {
  const port = await freePort();
  const start = performance.now();
  const child = spawn(process.execPath, [PROGRAM, 'simulate', '--empty', '--port', String(port), ...words], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = new Promise((resolve) => child.on('exit', resolve));
  while ((await readiness(port)) !== 200) {
    if (child.exitCode !== null || performance.now() - start > PATIENCE_MS) {
      child.kill('SIGKILL');
      throw new Error(`workshop simulate does not answer on port ${port}`);
    }
    await wait(2);
  }
  const readyMs = performance.now() - start;
  const kubeconfig = join(folder, '.workshop', 'kubeconfig');
  while (!existsSync(kubeconfig)) await wait(2);
  return {
    readyMs,
    kubeconfig,
    memoryMb: () => memoryMb(child.pid),
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** Resident memory of a process in MB. */
function memoryMb(pid) {
  const { stdout } = spawnSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' });
  return Number(stdout) / 1000;
}
