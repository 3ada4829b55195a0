import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describeWithShared } from '../support/shared';
import { ROOT } from '../support/source-files';
import { matching } from './matching';
import { Replay } from './replay';
import { moments, orderOf } from './setups';
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
  const kubectl = kubectlPath();
  if (kubectl === undefined) {
    test('nothing is compared: no kubectl can be had on this machine', () => {
      expect(kubectl).toBeUndefined();
    });
    return;
  }
  const folder = join(shared, 'fidelity', 'transcripts');
  const wanted = process.env['FIDELITY_TRANSCRIPTS'] === 'all' ? matching : FAST;
  const ids = orderOf(readdirSync(folder).flatMap((name) => /^(.*)\.txt$/.exec(name)?.slice(1) ?? []));
  // Exercises of one group go on from one another.
  const groupOf = (id: string): string => id.replace(/\d*-\d+$/, '');
  const groups = [...new Set(ids.map(groupOf))];

  test.each(groups.filter((group) => wanted.some((word) => word.startsWith(group))))(
    '%s: kubectl prints what it printed there',
    async (group) => {
      const replay = await Replay.start(shared, kubectl);
      try {
        const differing: string[] = [];
        for (const id of ids.filter(
          (name) => groupOf(name) === group && wanted.some((word) => name.startsWith(word)),
        )) {
          const results = await replay.play(readTranscript(join(folder, `${id}.txt`)));
          for (const [index, { step, isEqual }] of results.entries()) {
            if (!isEqual && moments[id]?.includes(index) !== true) differing.push(`${id} $ ${step.command}`);
          }
        }
        expect(differing).toEqual([]);
      } finally {
        await replay.stop();
      }
    },
    600_000,
  );
});
