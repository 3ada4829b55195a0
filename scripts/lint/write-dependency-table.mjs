// Shows the dependency table in docs/ARCHITECTURE.md. With --check it writes nothing and exits with 1 on a difference.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as prettier from 'prettier';
import { ALL, dependencyTable } from './dependency-table.mjs';

const page = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'docs', 'ARCHITECTURE.md');
const [begin, end] = ['<!-- dependency table: begin -->', '<!-- dependency table: end -->'];

const named = (what, allowed) => {
  if (allowed === ALL) return [`all ${what}`];
  return allowed.length === 0 ? [] : [`${what} ${allowed.map((name) => `\`${name}\``).join(', ')}`];
};

const lines = Object.entries(dependencyTable).map(([row, { rows, packages, builtins }]) => {
  const allowed = [...named('folders', rows), ...named('packages', packages), ...named('built-in modules', builtins)];
  return `- **${row}**: ${allowed.join('; ') || 'nothing'}`;
});

const text = readFileSync(page, 'utf8');
const [before, after] = [text.indexOf(begin) + begin.length, text.indexOf(end)];
if (before < begin.length || after < before) throw new Error(`${page} must hold '${begin}' and '${end}'`);
const options = { ...(await prettier.resolveConfig(page)), parser: 'markdown' };
const wanted = await prettier.format(
  `${text.slice(0, before)}\n\n${lines.join('\n')}\n\n${text.slice(after)}`,
  options,
);

if (process.argv.includes('--check')) {
  if (wanted !== text) {
    console.error('docs/ARCHITECTURE.md is out of date: run `node scripts/lint/write-dependency-table.mjs`');
    process.exitCode = 1;
  }
} else if (wanted !== text) {
  writeFileSync(page, wanted);
}
