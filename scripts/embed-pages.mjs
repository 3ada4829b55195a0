#!/usr/bin/env node
// Writes src/simulator/images/pages.generated.ts: the pages beside the images, as text that needs no file when it runs.
// Run it after a change of a page. With --check it writes nothing and exits with 1 when the file is not up to date.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const FOLDER = join(dirname(fileURLToPath(import.meta.url)), '..', 'src', 'simulator', 'images');
const TARGET = join(FOLDER, 'pages.generated.ts');

/** `kuard/page.html` is KUARD_PAGE. */
const nameOf = (path) =>
  path
    .replace(/\.html$/, '')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .toUpperCase();

const pages = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.html'))
  .map((path) => path.split(sep).join('/'))
  .sort();

const text = [
  '// Made by scripts/embed-pages.mjs from the .html files of this folder: edit those.',
  ...pages.map((path) => {
    const page = readFileSync(join(FOLDER, path), 'utf8');
    return `\n/** \`${path}\`. */\nexport const ${nameOf(path)} = ${JSON.stringify(page)};`;
  }),
  '',
].join('\n');

if (process.argv.includes('--check')) {
  if (readFileSync(TARGET, 'utf8') !== text) {
    console.error('Error: src/simulator/images/pages.generated.ts is not up to date: run node scripts/embed-pages.mjs');
    process.exit(1);
  }
} else {
  writeFileSync(TARGET, text);
  console.log(`${pages.length} pages in src/simulator/images/pages.generated.ts`);
}
