'use strict';
// node cdk8s.cjs CHARTS APPS FOLDER: the same constructs through cdk8s' own App.synth, one file a chart.
const library = require('../../lib/index.js');
const { App, Chart } = require('cdk8s');
const { addPair, nameOf } = require('../pair.cjs');

const [charts, apps, outdir] = process.argv.slice(2);
const app = new App({ outdir });
for (let index = 0; index < Number(charts); index += 1) {
  const chart = new Chart(app, `chart-${index}`);
  for (let at = 0; at < Number(apps); at += 1) addPair(library, chart, nameOf(at));
}
app.synth();
