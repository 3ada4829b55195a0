// Verifies lessons with several processes at a time and adds up what they say: for `.ci/run`.
// Call: node scripts/play-lessons.mjs [--kubectl FILE] [--in-order] [NAME...]; every workshop without a name.
// With --in-order each is followed from start to end on one cluster; without, each exercise has its own. A workshop is played
// by one process: its exercises forward the same ports of this machine.
// Ends with one line, `N exercises, M steps and K of our own: P passed, F failed or not run`, and with the worst exit code.
import { spawn } from 'node:child_process';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const program = join(dirname(fileURLToPath(import.meta.url)), '..', 'bin', 'workshop.js');
const { values, positionals } = parseArgs({
  options: { kubectl: { type: 'string' }, 'in-order': { type: 'boolean', default: false } },
  allowPositionals: true,
});
const processes = Math.max(2, cpus().length);

const same = values.kubectl === undefined ? [] : ['--kubectl', values.kubectl];

/** The longest first: the others are played meanwhile. */
const WORKSHOPS = ['KUAR', 'COINS', 'AWSME', 'VOTE', 'TACC'];

/** Words of each process. */
const parts = (positionals.length === 0 ? WORKSHOPS : positionals).map((name) =>
  values['in-order'] ? [name, '--in-order'] : [name],
);

/** One process: shows its lines as they come, and gives back its last one and its exit code. */
const play = (words) =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, 'lesson', ...words, '--check', ...same], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (part) => {
      text += part;
      process.stdout.write(part);
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 1, last: text.trim().split('\n').at(-1) ?? '' }));
  });

const waiting = [...parts];
const results = [];
await Promise.all(
  Array.from({ length: processes }, async () => {
    for (let words = waiting.shift(); words !== undefined; words = waiting.shift()) results.push(await play(words));
  }),
);

const sum = (pattern) => results.reduce((total, { last }) => total + Number(pattern.exec(last)?.[1] ?? 0), 0);
const [exercises, steps, ours, passed] = [/(\d+) exercise/, /(\d+) step/, /and (\d+) of our own/, /(\d+) passed/].map(
  sum,
);
const missing = steps + ours - passed;
console.log(
  `${exercises} exercises, ${steps} steps and ${ours} of our own: ${passed} passed, ${missing} failed or not run`,
);
process.exitCode = results.length === 0 ? 2 : Math.max(...results.map(({ code }) => code));
