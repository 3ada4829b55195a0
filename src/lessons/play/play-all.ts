import { spawnSync } from 'node:child_process';
import { durationMs } from '../../simulator';
import { type ClusterCertificates, makeClusterCertificates } from '../../simulator/edge';
import type { Placed } from '../chapters';
import { type Material, Stage, type StageOptions } from '../stage';
import { clear, playExercise, timeNeededMs } from './play-exercise';
import type { Playing } from './playing';
import type { ExerciseResult, StepResult } from './result';

/** How many exercises are played. */
export interface Tour {
  readonly material: Material;
  /** Words that start `workshop`. */
  readonly workshop: readonly string[];
  /** Path of the kubectl that is typed. */
  readonly kubectl: string;
  /** Virtual seconds in a second while a command runs. */
  readonly speed: number;
  /**
   * Whether they follow each other on one cluster, as in the text; a new one comes only where an exercise needs another
   * kind of cluster. @default false: each has its own
   */
  readonly inOrder?: boolean;
  /** A browser. @default - none: steps that need one are skipped */
  readonly browser?: Playing['browser'];
  /** Hears when an exercise begins. */
  readonly onBegin?: (exercise: Placed) => void;
  readonly onStep?: (result: StepResult) => void;
  /** Hears of each exercise that is over. */
  readonly onResult?: (result: ExerciseResult) => void;
  /** Whether to stop before the next exercise. @default - never */
  readonly isInterrupted?: () => boolean;
}

/** Minor version of a kubectl. Throws Error when the program is none. */
export function minorOf(kubectl: string): number {
  const { stdout } = spawnSync(kubectl, ['version', '--client', '-o', 'json'], { encoding: 'utf8', timeout: 20_000 });
  const minor = /"minor": *"(\d+)/.exec(stdout ?? '')?.[1];
  if (minor === undefined) throw new Error(`'${kubectl}' does not tell its version`);
  return Number(minor);
}

function optionsFor(
  { chapter, exercise }: Placed,
  tour: Tour,
  certificates: ClusterCertificates,
  ms: number,
): StageOptions {
  const { material, workshop, kubectl, speed } = tour;
  return {
    profile: exercise.profile ?? chapter.profile,
    ...(exercise.nodes === undefined ? {} : { nodes: exercise.nodes }),
    certificates,
    material,
    workshop,
    kubectl,
    speed,
    startBeforeMs: ms,
    port: 0,
    // A port of this machine that is taken has another one in its place, which lessons ask for.
    onProblem: () => undefined,
  };
}

const clusterOf = ({ chapter, exercise }: Placed): string =>
  `${chapter.workshop} ${exercise.profile ?? chapter.profile} ${exercise.nodes ?? ''}`;

/** Plays exercises one after the other. */
export async function playAll(exercises: readonly Placed[], tour: Tour): Promise<ExerciseResult[]> {
  const certificates = makeClusterCertificates(Date.now());
  const kubectlMinor = minorOf(tour.kubectl);
  const results: ExerciseResult[] = [];
  const inOrder = tour.inOrder === true;
  let stage: Stage | undefined;
  let cluster: string | undefined;
  try {
    for (const placed of exercises) {
      if (tour.isInterrupted?.() === true) break;
      const { exercise } = placed;
      tour.onBegin?.(placed);
      const isSame = inOrder && stage !== undefined && cluster === clusterOf(placed);
      const goesOn = isSame && exercise.continues === true;
      if (stage === undefined || !isSame) {
        await stage?.close();
        const together = inOrder ? exercises.map((each) => each.exercise) : [exercise];
        stage = await Stage.set(optionsFor(placed, tour, certificates, timeNeededMs(together, durationMs)));
        cluster = clusterOf(placed);
      } else if (!goesOn) await clear(stage);
      const { browser, material, onStep } = tour;
      const playing = {
        stage,
        bindings: new Map(),
        durationMs,
        kubectlMinor,
        ...(browser === undefined ? {} : { browser }),
      };
      const result = await playExercise(exercise, {
        playing,
        material,
        goesOn,
        ...(onStep === undefined ? {} : { onStep }),
      });
      results.push(result);
      tour.onResult?.(result);
      if (!inOrder) {
        await stage.close();
        stage = undefined;
      }
    }
  } finally {
    await stage?.close();
  }
  return results;
}
