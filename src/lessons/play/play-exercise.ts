import type { Exercise } from '../model';
import { chosen, type Material, type Stage } from '../stage';
import { playStep } from './play-step';
import type { Playing } from './playing';
import type { ExerciseResult, StepResult } from './result';

/** How an exercise is played. */
export interface ExercisePlay {
  readonly playing: Playing;
  readonly material: Material;
  /** Whether it goes on, on a cluster where the exercise before it has ended. @default false */
  readonly goesOn?: boolean;
  /** Hears of each step that is over. */
  readonly onStep?: (result: StepResult) => void;
}

/** Virtual seconds in a second while an exercise is made ready: nobody looks. */
const PREPARATION_SPEED = 20;

/** Brings about what an exercise begins with. Throws Error when it cannot be. */
export async function begin(exercise: Exercise, { playing, material, goesOn = false }: ExercisePlay): Promise<void> {
  const { stage, durationMs } = playing;
  const { running = [], files, commands, wait } = exercise.begin ?? {};
  if (!goesOn) {
    for (const each of running) {
      stage.apply(chosen(material, each));
      stage.cluster.settle();
    }
  }
  if (files !== undefined) stage.save(files);
  if (commands !== undefined && !goesOn) {
    const { text, exitCode } = await stage.paced(() => stage.terminal('first').run(commands), PREPARATION_SPEED);
    if (exitCode !== 0) throw new Error(`what the exercise begins with fails:\n${commands}\n${text}`);
    if (wait === undefined) stage.cluster.settle();
  }
  if (wait !== undefined && !goesOn) await stage.edge.pacing.advance(durationMs(wait));
}

/** Plays all steps; after one that failed the others are skipped. Nothing goes on in the background afterwards. */
export async function playExercise(exercise: Exercise, play: ExercisePlay): Promise<ExerciseResult> {
  const startMs = performance.now();
  const since = (): number => Math.round(performance.now() - startMs);
  try {
    await begin(exercise, play);
  } catch (error) {
    return { exercise, steps: [], problem: (error as Error).message, durationMs: since() };
  }
  const steps: StepResult[] = [];
  let failed: number | undefined;
  for (const [index, step] of exercise.steps.entries()) {
    const number = index + 1;
    const result: StepResult =
      failed === undefined
        ? await playStep(step, number, play.playing)
        : { step, number, outcome: 'skipped', why: `step ${failed} failed`, problems: [] };
    if (result.outcome === 'failed') failed ??= number;
    steps.push(result);
    play.onStep?.(result);
  }
  await play.playing.stage.tidy();
  return { exercise, steps, durationMs: since() };
}

/** By how much exercises jump ahead in time. */
export function jumpsMs(exercises: readonly Exercise[], durationMs: (text: string) => number): number {
  const steps = exercises.flatMap((exercise) => exercise.steps);
  const jumps = steps.reduce((sum, { advance }) => sum + (advance === undefined ? 0 : durationMs(advance)), 0);
  const waits = exercises.reduce(
    (sum, { begin: { wait } = {} }) => sum + (wait === undefined ? 0 : durationMs(wait)),
    0,
  );
  return jumps + waits;
}

/** How far the clock of a cluster must begin before the wall clock, so that no step leads into the future. */
export const timeNeededMs = (exercises: readonly Exercise[], durationMs: (text: string) => number): number =>
  jumpsMs(exercises, durationMs) + exercises.length * 900_000;

/**
 * Deletes everything that exercises before have left in the namespaces of a participant, and their contexts; also the
 * files, unless they are to stay.
 */
export async function clear(stage: Stage, { keepsFiles = false } = {}): Promise<void> {
  stage.restoreKubeconfig();
  const lines = [
    'kubectl delete deployments,statefulsets,daemonsets,replicasets,replicationcontrollers,jobs,cronjobs,pods,services,ingresses,configmaps,secrets,persistentvolumeclaims,horizontalpodautoscalers,networkpolicies --all --all-namespaces=false --now --ignore-not-found >/dev/null 2>&1',
    'kubectl get namespaces -o name | grep -v -e /default -e /kube- | xargs -r kubectl delete --now >/dev/null 2>&1',
    'kubectl delete persistentvolumes --all --now >/dev/null 2>&1',
    // Events are many: kubectl would delete them one by one, at the rate that it allows itself.
    'kubectl delete --raw /api/v1/namespaces/default/events >/dev/null 2>&1',
    ...(keepsFiles ? [] : ['rm -rf -- *']),
  ];
  await stage.terminal('observer').run('true');
  await stage.paced(() => stage.terminal('observer').run(lines.join('\n')), 100);
  stage.cluster.settle();
}
