// `workshop check` of every environment, beside its limit, and the time of the processors. `node bench/check.mjs` after a build;
// with --smoke: one environment, to see in CI that it runs; nothing is judged. With `-o json`: the figures as JSON.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { judged, table, told } from './figures.mjs';

const program = join(dirname(fileURLToPath(import.meta.url)), '..', 'bin', 'workshop.js');
const words = process.argv.slice(2);
const isSmoke = words.includes('--smoke');

/** Seconds for all environments, on the two processors that the limits of all benches are for. */
const LIMIT_S = 20;

/** Has the command say at its end how much of the processor it took, on a line of its own on stderr. */
const METER = `process.on('exit', () => process.stderr.write('cpu ' + process.cpuUsage().user / 1e6 + '\\n'))`;

/** The result of a check, and what it took. */
function check(...options) {
  const meter = `data:text/javascript,${encodeURIComponent(METER)}`;
  const began = performance.now();
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', meter, program, 'check', ...options, '-o', 'json'],
    { encoding: 'utf8', maxBuffer: 2 ** 28 },
  );
  if (status !== 0 && status !== 1) throw new Error(`workshop check ended with ${status}: ${stderr}`);
  const seconds = (performance.now() - began) / 1000;
  return { ...JSON.parse(stdout), seconds, cpuSeconds: Number(/^cpu ([\d.]+)$/m.exec(stderr)?.[1]) };
}

const { clusters, errors, warnings, seconds, cpuSeconds } = check(...(isSmoke ? ['--env', 'dev'] : []));
const virtual = clusters.reduce((sum, { virtualSeconds }) => sum + virtualSeconds, 0);
const what = `check of ${clusters.length} environments, ${virtual} virtual s`;
const figures = [
  isSmoke ? told(what, 's', { ours: seconds }) : judged(what, 's', { ours: seconds, limit: LIMIT_S }),
  told('the same, time of the processors', 's CPU', { ours: cpuSeconds }),
];
if (words.join(' ').includes('-o json')) console.log(JSON.stringify({ figures, errors, warnings }, undefined, 2));
else console.log(`${table(figures)}\n${errors} errors, ${warnings} warnings`);
process.exitCode = figures.some(({ isOk }) => isOk === false) ? 1 : 0;
