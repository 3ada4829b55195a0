/**
 * Plays transcripts of a real cluster against a simulated one, and prints what differs.
 *
 * Call: `tsx test/fidelity/replay-transcripts.ts [-q] PATTERN...`; a pattern is an id or its beginning: `AWSME`,
 * `KUAR04-05`. Transcripts of one call share a cluster, in the order of their ids. `-q` prints only the numbers; the number
 * in brackets is the place of a command in its transcript, as `differences.ts` lists it.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sharedFolder } from '../support/shared';
import { ROOT } from '../support/source-files';
import { Replay } from './replay';
import { orderOf } from './setups';
import { readTranscript } from './transcript-file';

/** `diff -u` of two texts, without its head. */
function unifiedDiff(expected: string, actual: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'workshop-diff-'));
  try {
    writeFileSync(join(folder, 'a'), `${expected}\n`);
    writeFileSync(join(folder, 'b'), `${actual}\n`);
    return execFileSync('sh', ['-c', 'diff -U2 a b | tail -n +3 || true'], { cwd: folder, encoding: 'utf8' });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function main(words: readonly string[]): Promise<void> {
  const shared = sharedFolder();
  if (shared === undefined) throw new Error("there is no folder 'shared' beside this clone");
  const isQuiet = words.includes('-q');
  const patterns = words.filter((word) => word !== '-q');
  const script = join(ROOT, 'scripts', 'get-binaries.mjs');
  const binaries = execFileSync(process.execPath, [script, '1.36'], { encoding: 'utf8' });
  const { kubectl } = (JSON.parse(binaries) as { '1.36': { kubectl: string } })['1.36'];
  const folder = join(shared, 'fidelity', 'transcripts');
  const names = readdirSync(folder).filter((name) => patterns.some((pattern) => name.startsWith(pattern)));
  const ids = orderOf(names.flatMap((name) => /^(.*)\.txt$/.exec(name)?.slice(1) ?? []));
  const replay = await Replay.start(shared, kubectl);
  let commands = 0;
  let equal = 0;
  for (const name of ids) {
    const results = await replay.play(
      readTranscript(join(folder, `${name}.txt`)),
      ({ step, place, isEqual, expected, actual }) => {
        commands += 1;
        if (isEqual) equal += 1;
        else if (!isQuiet) {
          process.stdout.write(`${name} [${place}] $ ${step.command}\n${unifiedDiff(expected, actual)}\n`);
        }
      },
    );
    process.stdout.write(
      `${name}: ${results.length} commands, ${results.filter(({ isEqual }) => isEqual).length} equal\n`,
    );
  }
  process.stdout.write(`${commands} commands, ${equal} equal\n`);
  await replay.stop();
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${String(error)}
`);
  process.exit(1);
});
