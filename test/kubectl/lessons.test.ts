import {
  type Chapter,
  type Exercise,
  type ExerciseResult,
  isPassed,
  placed,
  playAll,
  type Step,
  summarize,
} from '../../src/lessons';
import { amount, asks, fails, has, lines, objects, prints, rows, table, unchanged } from '../../src/lessons/model';
import { workshopMaterial } from '../../src/cli/lessons/material';
import { describeWithKubectl } from '../support/real-kubectl';

// A cluster, and a kubectl for each step.
jest.setTimeout(60_000);

const running = [objects('helloflask')];

const exercise = (id: string, ...steps: readonly Step[]): Exercise => ({
  id,
  title: 'An exercise',
  goal: 'It shows something.',
  nature: 'normal',
  begin: { running, files: { 'address.txt': '{{pods app=helloflask .status.podIP}}\n' } },
  steps,
});

const chapterOf = (...exercises: readonly Exercise[]): Chapter => ({
  workshop: 'TACC',
  title: 'A chapter',
  profile: 'tacc',
  exercises,
});

const POD = 'helloflask-{{hash}}-{{suffix}}';

const DELETES: Step = {
  task: 'Delete the Pod.',
  run: 'kubectl delete pod {{pods app=helloflask}} >/dev/null',
  see: [
    asks('kubectl get pods', table({ NAME: 'helloflask-{{hash}}-{{suffix as NEW}}', READY: '1/1', RESTARTS: '0' })),
  ].map(unchanged),
};

describeWithKubectl('lessons', ({ path }) => {
  const play = async (chapter: Chapter, inOrder = false): Promise<ExerciseResult[]> =>
    await playAll(placed([chapter]), {
      material: workshopMaterial(),
      workshop: ['false'],
      kubectl: path,
      speed: 20,
      inOrder,
    });

  /** What is wrong with the only step that fails. */
  const problemsOf = async (...steps: readonly Step[]): Promise<readonly string[]> => {
    const [result] = await play(chapterOf(exercise('X-01', ...steps)));
    return (result?.steps ?? []).flatMap(({ problems }) =>
      problems.map(({ kind, actual }) => `${kind}: ${actual.trim()}`),
    );
  };

  test('are typed, watched, and looked at from all sides', async () => {
    const [result] = await play(
      chapterOf(
        exercise(
          'X-01',
          { task: 'Read.', run: 'cat address.txt', see: [prints('{{ip as OLD}}')] },
          DELETES,
          {
            task: 'Watch.',
            run: 'kubectl get pods -w',
            course: 'watches',
            see: [rows({ NAME: POD, STATUS: 'Running' })],
          },
          { task: 'Go in.', run: 'kubectl exec -it {{pods app=helloflask}} -- sh', course: 'enters' },
          { task: 'Ask.', run: 'hostname', see: [prints(POD)] },
          { task: 'Go out.', run: 'exit', course: 'leaves' },
          {
            task: 'Forward.',
            run: 'kubectl port-forward deploy/helloflask :5000',
            course: 'stays',
            see: [lines('Forwarding from 127.0.0.1:{{port}} -> 5000')],
          },
          {
            task: 'Scale in a while.',
            run: 'kubectl scale deploy helloflask --replicas 3',
            original: {
              run: 'kubectl get deployment nobody',
              why: 'That is another one.',
              fails: 'Error from server (NotFound): deployments.apps "nobody" not found',
            },
            see: [
              prints('deployment.apps/helloflask scaled'),
              amount(3, 'pods', 'app=helloflask', { status: { phase: 'Running' } }),
            ],
          },
          {
            task: 'Fail.',
            run: 'kubectl get pod nobody',
            see: [fails(1), prints('Error from server (NotFound): pods "nobody" not found')],
          },
          { task: 'Wait.', advance: '5h', see: [unchanged(has('deployments/helloflask'))] },
        ),
      ),
    );
    expect(result?.steps.flatMap(({ problems }) => problems)).toEqual([]);
    expect(result?.steps.map(({ outcome }) => outcome)).toEqual(Array.from({ length: 10 }, () => 'passed'));
  });

  test('do not pass when something else is printed', async () => {
    expect(
      await problemsOf({
        task: 'Look.',
        run: 'kubectl get deploy -o name',
        see: [prints('deployment.apps/other')],
        within: '1s',
      }),
    ).toEqual(['wrong: deployment.apps/helloflask']);
  });

  test('do not pass when a command fails that should not', async () => {
    expect(
      await problemsOf({
        task: 'Look.',
        run: 'kubectl get pod nobody',
        see: [lines('Error from server (NotFound): pods "nobody" not found')],
        within: '1s',
      }),
    ).toEqual(['wrong: Error from server (NotFound): pods "nobody" not found\n\n[exit code 1]']);
  });

  test('do not pass when nothing is shown, because it was so before', async () => {
    expect(await problemsOf({ task: 'Look.', run: 'true', see: [has('deployments/helloflask')] })).toEqual([
      'vacuous: it holds before',
    ]);
  });

  test('skip what comes after a failure', async () => {
    const [result] = await play(
      chapterOf(exercise('X-01', { task: 'Fail.', hand: 'false' }, { task: 'Go on.', run: 'true', see: [prints('')] })),
    );
    expect(result?.steps.map(({ outcome, why }) => [outcome, why])).toEqual([
      ['failed', undefined],
      ['skipped', 'step 1 failed'],
    ]);
  });

  test('say what prevents the beginning', async () => {
    const [result] = await play(
      chapterOf({ ...exercise('X-01'), begin: { running: [objects('nothing')] }, steps: [DELETES] }),
    );
    expect(result?.problem).toBe("there is no lesson 'nothing'");
    expect(summarize(result === undefined ? [] : [result])).toMatchObject({ steps: 1, failed: 1 });
  });

  test('follow each other on one cluster', async () => {
    const shows = (count: number): Step => ({
      task: 'Count.',
      run: `kubectl get pods -l app=helloflask --no-headers | wc -l`,
      see: [prints(String(count))],
    });
    const results = await play(
      chapterOf(
        exercise('X-01', {
          task: 'Scale.',
          run: 'kubectl scale deploy helloflask --replicas 2',
          see: [amount(2, 'pods', 'app=helloflask')],
        }),
        { ...exercise('X-02', shows(2)), continues: true },
        { ...exercise('X-03', shows(1)) },
      ),
      true,
    );
    expect(results.flatMap(({ steps }) => steps.flatMap(({ problems }) => problems))).toEqual([]);
    expect(results.every(isPassed)).toBe(true);
  });
});
