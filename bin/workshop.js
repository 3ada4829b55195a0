#!/usr/bin/env node
'use strict';
// Starts the compiled command; a clone that was never built is built once. Plain JavaScript, because it is committed.
// A server runs long enough to gain by what these settings put off.
if (process.argv[2] !== 'simulate') require('./v8-settings.js');
const { spawnSync } = require('node:child_process');
const { existsSync } = require('node:fs');
const { join } = require('node:path');

const root = join(__dirname, '..');
const main = join(root, 'lib', 'cli', 'main.js');

function fail(message) {
  process.stderr.write(`workshop: ${message}\n`);
  process.exit(2);
}

function build() {
  const isClone = existsSync(join(root, 'src')) && existsSync(join(root, 'node_modules', 'typescript'));
  if (!isClone) fail('not built yet: run `npm ci`');
  process.stderr.write('building once ...\n');
  // The result of a command may be read by a program: what the build says goes to stderr.
  const stdio = ['ignore', process.stderr, process.stderr];
  const { status } = spawnSync('npm', ['run', '--silent', 'build'], {
    cwd: root,
    stdio,
    shell: process.platform === 'win32',
  });
  if (status !== 0 || !existsSync(main)) fail('the build failed: run `npm ci`, then `npm run build`');
}

if (Number(process.versions.node.split('.')[0]) < 20) fail(`needs Node.js 20 or newer, got ${process.versions.node}`);
if (!existsSync(main)) build();
if (process.env.WORKSHOP_DEBUG) process.setSourceMapsEnabled(true);
void require(main)
  .main(process.argv.slice(2))
  .then((code) => {
    process.exitCode = code;
  });
