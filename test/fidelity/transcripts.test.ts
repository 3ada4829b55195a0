import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describeWithShared } from '../support/shared';
import { ROOT } from '../support/source-files';
import { differences, mayDiffer } from './differences';
import { Replay } from './replay';
import { orderOf } from './setups';
import { readTranscript } from './transcript-file';

/** The fast ones: a few seconds each group. */
const FAST = ['AWSME-0', 'AWSME-1', 'TACC', 'VOTE-0'];

/** A kubectl of the version of the recording; undefined where none can be had. */
function kubectlPath(): string | undefined {
  const script = join(ROOT, 'scripts', 'get-binaries.mjs');
  try {
    const text = execFileSync(process.execPath, [script, '1.36'], { encoding: 'utf8', stdio: 'pipe' });
    return (JSON.parse(text) as Record<string, { kubectl: string }>)['1.36']?.kubectl;
  } catch (error) {
    if (process.env['CI'] === 'true') throw error;
    return undefined;
  }
}

describeWithShared('transcripts of a real cluster', (shared) => {
  test('every difference that is listed is one of a command of a transcript', () => {
    const wrong = Object.entries(differences).flatMap(([id, listed]) => {
      const { steps } = readTranscript(join(shared, 'fidelity', 'transcripts', `${id}.txt`));
      return listed.flatMap(({ places }) =>
        places.filter((place) => place >= steps.length).map((place) => [id, place]),
      );
    });
    expect(wrong).toEqual([]);
  });

  const kubectl = kubectlPath();
  if (kubectl === undefined) {
    test('nothing is compared: no kubectl can be had on this machine', () => {
      expect(kubectl).toBeUndefined();
    });
    return;
  }
  const folder = join(shared, 'fidelity', 'transcripts');
  const areAllWanted = process.env['FIDELITY_TRANSCRIPTS'] === 'all';
  const ids = orderOf(readdirSync(folder).flatMap((name) => /^(.*)\.txt$/.exec(name)?.slice(1) ?? [])).filter(
    (id) => areAllWanted || FAST.some((beginning) => id.startsWith(beginning)),
  );
  // Exercises of one group go on from one another.
  const groupOf = (id: string): string => id.replace(/(?:A|\d+)?-\d+$/, '');
  const groups = [...new Set(ids.map(groupOf))];

  test.each(groups)(
    '%s: kubectl prints what it printed there',
    async (group) => {
      const replay = await Replay.start(shared, kubectl);
      try {
        const differing: string[] = [];
        for (const id of ids.filter((each) => groupOf(each) === group)) {
          const results = await replay.play(readTranscript(join(folder, `${id}.txt`)));
          for (const { step, place, isEqual } of results) {
            if (!isEqual && !mayDiffer(id, place)) differing.push(`${id} [${place}] $ ${step.command}`);
          }
        }
        expect(differing).toEqual([]);
      } finally {
        await replay.stop();
      }
    },
    900_000,
  );
});
