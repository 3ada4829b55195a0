'use strict';
// node ours.cjs stream|checks|files CHARTS APPS [chain|default-v8|FOLDER]: our synthesis of CHARTS charts with APPS
// applications, in a process with the settings of the command `workshop`, or with those of Node.js.
if (process.argv[5] !== 'default-v8') require('../../bin/v8-settings.js');
const library = require('../../lib/index.js');
const { App, Chart } = require('cdk8s');
const { addPair, nameOf } = require('../pair.cjs');

const [kind, charts, apps, extra] = process.argv.slice(2);
const { buildSets, judge, objectsOf, synthesize, toYamlStream } = library;

/** Adds the applications of one chart; in a chain each waits for the one before. */
function addApps(scope) {
  let before;
  for (let index = 0; index < Number(apps); index += 1) {
    const pair = addPair(library, scope, nameOf(index));
    if (extra === 'chain' && before !== undefined) pair.node.addDependency(before);
    before = pair;
  }
}

/** The same as a program: one stack a chart, one production environment. */
function program() {
  const stacks = Array.from({ length: Number(charts) }, (_, index) => ({
    id: `chart-${index}`,
    title: 'bench',
    source: 'bench',
    production: { parameters: {}, build: addApps },
  }));
  const environment = {
    name: 'bench',
    summary: 'bench',
    form: 'production',
    stage: 'HEAD',
    secrets: 'reference',
    stacks: Object.fromEntries(stacks.map(({ id }) => [id, {}])),
  };
  return { stacks, environments: [environment] };
}

/** The manifests of objects, one by one. */
function* manifestsOf(objects) {
  for (const { manifest } of objects) yield manifest;
}

/** Writes the objects as one stream of documents. */
function write(objects) {
  for (const piece of toYamlStream(manifestsOf(objects))) process.stdout.write(piece);
}

switch (kind) {
  case 'stream': {
    const app = new App();
    for (let index = 0; index < Number(charts); index += 1) {
      const chart = new Chart(app, `chart-${index}`);
      addApps(chart);
      write(objectsOf(chart));
    }
    break;
  }
  case 'checks': {
    const sets = buildSets(program());
    const findings = judge(sets);
    if (findings.length > 0) throw new Error(`the bench must have no findings: ${JSON.stringify(findings[0])}`);
    write(sets.flatMap(({ objects }) => objects));
    break;
  }
  case 'files':
    synthesize(program(), { out: extra });
    break;
  default:
    throw new Error(`no such kind: ${kind}`);
}
