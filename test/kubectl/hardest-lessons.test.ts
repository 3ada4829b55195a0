import { join } from 'node:path';
import { workshopMaterial } from '../../src/cli/lessons/material';
import { chapters, placed, playAll } from '../../src/lessons';
import { describeWithKubectl } from '../support/real-kubectl';
import { ROOT } from '../support/source-files';

// A cluster, and some minutes of it.
jest.setTimeout(60_000);

const HARDEST = [
  ['KUAR12-04', 'a parallel Job without a command fails in all of its Pods at once'],
  ['COINS-28', 'a rollout that is stuck costs a part of the throughput'],
  ['COINS-21', 'the selector of a DaemonSet cannot be changed, only orphaned and created anew'],
  ['KUAR17-10', 'a sentinel that cannot resolve its master ends'],
  ['AWSME-29', 'a memory limit ends stress within a session'],
  ['AWSME-25', 'a preferred affinity brings Pods together, whatever the order in which they start'],
  ['KUAR07-08', 'endpoints follow readiness and deletion'],
  ['KUAR05-13', 'processors are shared by requests'],
  ['KUAR10-11', 'revisions are counted over apply, undo and --to-revision'],
  ['VOTE-15', 'votes are lost with the results Pod, and only then'],
] as const;

describeWithKubectl('the exercises that are hardest to simulate', ({ path }) => {
  const all = placed(chapters);

  test.each(HARDEST)('%s: %s', async (id) => {
    const results = await playAll(
      all.filter(({ exercise }) => exercise.id === id),
      {
        material: workshopMaterial(),
        workshop: [process.execPath, join(ROOT, 'bin', 'workshop.js')],
        kubectl: path,
        speed: 20,
      },
    );
    expect(results.map(({ problem }) => problem)).toEqual([undefined]);
    expect(results.flatMap(({ steps }) => steps.flatMap(({ problems }) => problems))).toEqual([]);
  });
});
