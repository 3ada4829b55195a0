// Makes one file of the simulator, lib/simulator.bundle.js, for commands that have to start at once, and beside it what
// V8 compiled of it while a small cluster ran. The last step of `npm run build`; see docs/decisions/simulator-bundle.md.
import { build } from 'esbuild';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const source = join(root, 'src', 'simulator');
const { BUNDLE_FILE, COMPILED_FILE, runBundle } = createRequire(import.meta.url)('../lib/cli/simulator-bundle.js');

/** Tables are read when they are needed, from where copy-assets.mjs puts them. */
const tablesStayFiles = {
  name: 'tables stay files',
  setup({ onResolve }) {
    onResolve({ filter: /\.json$/ }, ({ path, resolveDir }) => ({
      path: `./${relative(join(root, 'src'), join(resolveDir, path))}`,
      external: true,
    }));
  },
};

/** Replaces a file at once: other processes read it. */
function replace(file, content) {
  const written = join(dirname(file), `.${basename(file)}.${process.pid}`);
  writeFileSync(written, content);
  renameSync(written, file);
}

/** Status of an answer; who asks does not matter here, nor who answers. */
const ask = (url) =>
  new Promise((resolve, reject) => {
    request(url, { rejectUnauthorized: false, agent: false }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode));
    })
      .on('error', reject)
      .end();
  });

/** Has the simulator do what it is mostly asked for first, so that this is compiled. */
async function use({ simulator, edge }) {
  const certificates = edge.makeClusterCertificates(Date.now());
  const cluster = simulator.createCluster({
    nodes: 3,
    authority: certificates.authority,
    sign: edge.tokenSigner(certificates),
  });
  const labels = { app: 'web' };
  cluster.client.create('apps/deployments', {
    metadata: { name: 'web', namespace: 'default' },
    spec: {
      replicas: 20,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { containers: [{ name: 'web', image: 'registry.example.com/web:1.0' }] },
      },
    },
  });
  cluster.settle();
  const served = await edge.serve({ cluster: new edge.Session(cluster), certificates, port: 0 });
  try {
    for (const path of ['/readyz', '/api', '/apis', '/api/v1/namespaces/default/pods'])
      await ask(`${served.url}${path}`);
  } finally {
    await served.close();
  }
}

const { outputFiles } = await build({
  stdin: {
    contents:
      "export * as simulator from './index'; export * as edge from './edge'; export * as lessons from '../lessons'; export * as check from '../check';",
    resolveDir: source,
    loader: 'ts',
  },
  bundle: true,
  write: false,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  // A text that the command would have to wrap would be in memory twice.
  banner: { js: "(function (exports, require, module) { 'use strict';" },
  footer: { js: '})' },
  packages: 'external',
  // What vm.Script compiles has no import().
  supported: { 'dynamic-import': false },
  plugins: [tablesStayFiles],
  logLevel: 'warning',
});

const [{ contents }] = outputFiles;
if (!existsSync(BUNDLE_FILE) || !readFileSync(BUNDLE_FILE).equals(contents)) {
  // V8 compares no more than the length of the source: compiled code must never meet another source.
  rmSync(COMPILED_FILE, { force: true });
  replace(BUNDLE_FILE, contents);
}
const { script, bundle } = runBundle();
if (script.cachedDataRejected !== false) {
  await use(bundle);
  replace(COMPILED_FILE, script.createCachedData());
}
