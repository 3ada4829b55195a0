// What programs in the simulated cluster cost: `npm run bench:programs`.
// With --smoke: short, to see in CI that it runs; only memory is judged. With `-o json`: the figures as JSON.
import { spawnSync } from 'node:child_process';
import { availableParallelism, loadavg } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { judged as judgedAlways, table, told } from './figures.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const words = process.argv.slice(2);
const isSmoke = words.includes('--smoke');
const isJson = words.join(' ').includes('-o json');

/** A busy machine must not fail a build. */
const judged = isSmoke ? told : judgedAlways;

/** Virtual minutes after which the first and the last figures are taken. */
const [FIRST, LAST] = isSmoke ? [10, 60] : [60, 1440];
/** Processor time of the first hour, how many times that all of them may take, and how much more the heap may hold. */
const LIMITS = { hourMs: 3000, growth: 26, heap: 1.1 };
/** Requests of a unit of work: to rng and to hasher. That redis is told of it, and names that are looked up, come on top. */
const REQUESTS_OF_WORK = 2;
const CONNECTIONS = [1, 32];
const REQUEST_SECONDS = isSmoke ? 5 : 60;

/** What a program of this folder tells. */
function run(program, settings, ...args) {
  const command = [...settings, join(here, 'programs', program), ...args.map(String)];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} failed: ${stderr}`);
  return JSON.parse(stdout);
}

const spanOf = (minutes) => (minutes < 120 ? `${minutes} minutes` : `${minutes / 60} hours`);

/** Ten workers, one rng that answers ten times a second: every request passes the network and both programs. */
function dockercoins() {
  const [first, last] = run('dockercoins.cjs', ['--expose-gc'], FIRST, LAST);
  const [idleFirst, idleLast] = run('dockercoins.cjs', ['--expose-gc'], 'idle', FIRST, LAST);
  const historyMb = idleLast.heapMb - idleFirst.heapMb;
  const rate = (hashes, cpuMs) => (hashes * REQUESTS_OF_WORK * 1000) / cpuMs;
  const [short, long] = [FIRST, LAST].map(spanOf);
  return [
    judged(`dockercoins with 10 workers, ${short}`, 'ms CPU', { ours: first.cpuMs, limit: LIMITS.hourMs }),
    told(`HTTP requests between its Pods, ${short}`, 'per s CPU', {
      ours: rate(first.hashes, first.cpuMs),
      isRate: true,
    }),
    judged(`${long} beside ${short}`, 'x', { ours: last.cpuMs / first.cpuMs, limit: LIMITS.growth }),
    told(`HTTP requests between its Pods, ${long}`, 'per s CPU', { ours: rate(last.hashes, last.cpuMs), isRate: true }),
    told(`heap after ${short}`, 'MB', { ours: first.heapMb }),
    told(`heap after ${long}`, 'MB', { ours: last.heapMb }),
    told('heap that an idle cluster gains: changes that watches may ask for', 'MB', { ours: historyMb }),
    judgedAlways(`heap after ${long} beside ${short}, without those`, 'x', {
      ours: (last.heapMb - historyMb) / first.heapMb,
      limit: LIMITS.heap,
    }),
    told(`logs and files after ${short}`, 'MB', { ours: first.buffersMb }),
    told(`logs and files after ${long}`, 'MB', { ours: last.buffersMb }),
  ];
}

function requests() {
  return CONNECTIONS.map((connections) => {
    const { answers, cpuMs } = run('requests.cjs', [], connections, REQUEST_SECONDS);
    const shown = connections === 1 ? '1 connection' : `${connections} connections`;
    return told(`kuard asked by another Pod, ${shown}`, 'requests per s CPU', {
      ours: (answers * 1000) / cpuMs,
      isRate: true,
    });
  });
}

const figures = [...dockercoins(), ...requests()];
const missed = figures.filter(({ isOk }) => isOk === false).length;
if (isJson) process.stdout.write(`${JSON.stringify({ isSmoke, missed, figures }, undefined, 2)}\n`);
else {
  process.stdout.write(
    `${table(figures)}\n\nNode ${process.versions.node}; memory: after a collection, without coins\n`,
  );
  process.stdout.write(
    `load of this machine in the last minute: ${loadavg()[0].toFixed(1)} on ${availableParallelism()} cores\n`,
  );
}
if (missed > 0) {
  process.stderr.write(`bench: ${missed} limits do not hold\n`);
  process.exitCode = 1;
}
