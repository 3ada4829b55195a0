import { describeWithTexts } from '../../support/workshop-texts';
import { failingExercises, failingStages } from './catalogued-failures';
import { kubectlDecides, needsProgram, noFailure } from './elsewhere';
import { failingJobs } from './failing-jobs';
import { notRunning } from './not-running';
import { overruled } from './overruled';
import { refusedManifests } from './refused-manifests';
import { refusedRequests } from './refused-requests';

const played = [...refusedManifests, ...refusedRequests, ...notRunning, ...failingJobs, ...overruled];
const playedIds = new Set(played.map(({ id }) => id));
const elsewhere = { ...needsProgram, ...kubectlDecides, ...noFailure };

describeWithTexts('failures of the workshops', () => {
  describe.each([
    { group: 'manifests are refused', negatives: refusedManifests },
    { group: 'requests are refused', negatives: refusedRequests },
    { group: 'Pods do not run', negatives: notRunning },
    { group: 'Jobs fail', negatives: failingJobs },
    { group: 'the cluster does something else', negatives: overruled },
  ])('$group', ({ negatives }) => {
    test.each(negatives)('$id: $what', ({ play }) => {
      expect.hasAssertions();
      play();
    });
  });

  test('none is left out: each is played here, or listed with the reason why not', () => {
    const left = failingExercises().filter((id) => !playedIds.has(id) && !(id in elsewhere));
    expect(left).toEqual([]);
  });

  test('what is listed as decided elsewhere is in the catalogue, and not played here', () => {
    const known = new Set(failingExercises());
    const ids = Object.keys(elsewhere);
    expect(ids.filter((id) => !known.has(id))).toEqual([]);
    expect(ids.filter((id) => playedIds.has(id))).toEqual([]);
  });

  test('every stage that must fail has an exercise that is played or listed', () => {
    const stages = failingStages();
    expect([...stages.keys()]).toEqual([
      'awsme/05a-no-migrations',
      'dockercoins/01-deployments',
      'dockercoins/04-daemonset-cast-invalid',
      'dockercoins/07-worker-v0.3-missing',
      'kuar-config/01-missing-key',
      'kuar-jobs/broken',
      'parse/01-wrong-variable',
      'voting-deployments/v2',
    ]);
    const bare = [...stages].filter(([, ids]) => !ids.some((id) => playedIds.has(id) || id in elsewhere));
    expect(bare).toEqual([]);
  });
});
