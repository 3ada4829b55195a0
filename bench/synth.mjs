// What synthesis costs, in CPU time of whole processes, beside its peers: `npm run bench`.
// With --smoke: small sizes and wide limits, to see in CI that it runs and that nothing became much slower.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { getBinaries } from '../scripts/get-binaries.mjs';
import { compare, cpuMsOf } from './measure.mjs';
import { writeHelmChart, writeKustomization } from './peers.mjs';
import { judged, table, told } from './report.mjs';
import { requireSameObjects } from './same-objects.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const isSmoke = process.argv.includes('--smoke');

/** How much a limit is widened where a loaded machine must not fail a build. */
const SLACK = isSmoke ? 3 : 1;
const SIZES = isSmoke ? [10, 100] : [10, 100, 1000, 5000];
const CHARTS = isSmoke ? 20 : 500;
const CHAIN = isSmoke ? 100 : 1000;
const REPETITIONS = isSmoke ? 1 : 5;
/** Kustomize is quadratic: 1,000 pairs take it 6 to 14 s, 5,000 it does not finish. */
const KUSTOMIZE_MAX = 1000;

const scratch = mkdtempSync(join(tmpdir(), 'workshop-bench-'));
let folders = 0;
const newFolder = () => join(scratch, String((folders += 1)));

const node = (program, ...words) => [process.execPath, join(here, 'programs', program), ...words.map(String)];
const ours = (kind, charts, apps, ...more) => node('ours.cjs', kind, charts, apps, ...more);
/** Output goes to a new folder each time: what lies there already would be compared instead of written. */
const intoNewFolder = (wordsFor) => () => ({ words: wordsFor(newFolder()) });

const progress = (text) => {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
};

/** (1) Deployments with their Services in one chart, beside Helm, kustomize and App.synth. */
function pairs({ kubectl, helm }) {
  const small = {
    ours: join(scratch, 'ours.yaml'),
    helm: join(scratch, 'helm.yaml'),
    kustomize: join(scratch, 'k.yaml'),
  };
  const chart = writeHelmChart(newFolder(), 10);
  const kustomization = writeKustomization(newFolder(), 10);
  cpuMsOf(ours('stream', 1, 10), { output: small.ours });
  cpuMsOf([helm, 'template', 'bench', chart], { output: small.helm });
  cpuMsOf([kubectl, 'kustomize', kustomization], { output: small.kustomize });
  requireSameObjects(small);

  return SIZES.flatMap((count) => {
    progress(`${count} pairs`);
    const costs = compare(
      {
        stream: ours('stream', 1, count),
        streamWithDefaults: ours('stream', 1, count, 'default-v8'),
        helm: [helm, 'template', 'bench', writeHelmChart(newFolder(), count)],
        synth: intoNewFolder((folder) => node('cdk8s.cjs', 1, count, folder)),
        checks: ours('checks', 1, count),
        files: intoNewFolder((folder) => ours('files', 1, count, folder)),
      },
      REPETITIONS,
    );
    const name = `${count} pairs`;
    const ratio = costs.stream / costs.helm;
    const helmLimit = (isSmoke ? { 100: 8 } : { 1000: 1.3, 5000: 1 })[count];
    const lines = [
      helmLimit === undefined
        ? told(`${name}, one stream`, costs.stream, 'helm template', costs.helm)
        : judged(`${name}, one stream`, costs.stream, ratio, helmLimit, 'x', 'helm template', costs.helm),
      told(`${name}, V8 as it comes`, costs.streamWithDefaults, 'helm template', costs.helm),
      told(`${name}, one stream`, costs.stream, 'App.synth', costs.synth),
    ];
    if (count === 10) lines.push(judged(`${name}, whole process`, costs.stream, costs.stream, 350 * SLACK, 'ms'));
    if (count <= KUSTOMIZE_MAX) {
      const { kustomize } = compare({ kustomize: [kubectl, 'kustomize', writeKustomization(newFolder(), count)] }, 1);
      lines.push(told(`${name}, one stream`, costs.stream, 'kubectl kustomize', kustomize));
    }
    const checksRatio = costs.checks / costs.stream;
    lines.push(
      judged(`${name}, all checks`, costs.checks, checksRatio, 1.6 * SLACK, 'x', 'without checks', costs.stream),
      told(`${name}, all checks, one file an object`, costs.files, 'one stream, checks', costs.checks),
    );
    return lines;
  });
}

/** (2) Many charts cost what one chart with the same applications costs. */
function manyCharts() {
  const [charts, apps] = [CHARTS, 10];
  progress(`${charts} charts`);
  const costs = compare({ many: ours('stream', charts, apps), one: ours('stream', 1, charts * apps) }, REPETITIONS);
  const name = `${charts} charts of ${apps} pairs`;
  const { synth } = compare({ synth: intoNewFolder((folder) => node('cdk8s.cjs', charts, apps, folder)) }, 1);
  return [
    judged(name, costs.many, costs.many, 2500 * (isSmoke ? 1 : SLACK), 'ms'),
    judged(name, costs.many, costs.many / costs.one, 1.3 * SLACK, 'x', `one chart of ${charts * apps}`, costs.one),
    told(name, costs.many, 'App.synth', synth),
  ];
}

/** (3) Dependencies cost what they weigh; App.synth does not finish a chain of 100. */
function dependencies() {
  progress(`${CHAIN} dependent applications`);
  const costs = compare(
    { chain: ours('stream', 1, CHAIN, 'chain'), independent: ours('stream', 1, CHAIN) },
    REPETITIONS,
  );
  const { chain, independent } = costs;
  const name = `chain of ${CHAIN} dependent pairs`;
  return [judged(name, chain, chain / independent, 1.5 * SLACK, 'x', 'independent ones', independent)];
}

/** (4) The program itself, from a cold start into an empty folder. */
function wholeProgram() {
  progress('the whole program');
  const synth = (...words) =>
    intoNewFolder((out) => [process.execPath, join(here, '..', 'bin', 'workshop.js'), 'synth', '--out', out, ...words]);
  const costs = compare({ all: synth(), one: synth('--env', 'dev', '--stack', 'kuard-deployment') }, REPETITIONS);
  return [
    judged('the whole program, all environments', costs.all, costs.all, 3000 * SLACK, 'ms'),
    judged('one stack in one environment', costs.one, costs.one, 600 * SLACK, 'ms'),
  ];
}

try {
  const binaries = getBinaries();
  const lines = [...pairs(binaries), ...manyCharts(), ...dependencies(), ...wholeProgram()];
  progress('');
  process.stdout.write(`${table(lines)}\n\n`);
  process.stdout.write(`CPU time of whole processes, median of ${REPETITIONS}; Node ${process.versions.node}\n`);
  process.stdout.write(
    'ours runs with the settings of bin/v8-settings.js, as `workshop` does, unless it says otherwise\n',
  );
  process.stdout.write(
    `kubectl kustomize and App.synth on many charts ran once, kustomize up to ${KUSTOMIZE_MAX} pairs\n`,
  );
  const missed = lines.filter(({ isOk }) => isOk === false).length;
  if (missed > 0) {
    process.stderr.write(`bench: ${missed} limits do not hold\n`);
    process.exitCode = 1;
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
