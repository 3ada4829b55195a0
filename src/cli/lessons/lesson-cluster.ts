import { mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Exercise, Placed, Playing, Stage } from '../../lessons';
import { UsageError } from '../failure';
import { loadEdge, loadLessons, loadSimulator } from '../load';
import { requireOwnKubeconfig } from '../simulation/session';
import { workshopMaterial } from './material';

/** Virtual time in which what an exercise begins with comes to rest; much more, and everything would look old. */
const START_MS = 200_000;

/** What clusters of lessons are made with. */
export interface ClusterOptions {
  readonly kubectl: string;
  /** Words that start `workshop`. */
  readonly workshop: readonly string[];
  /** Virtual seconds in a second. */
  readonly speed: number;
  readonly port: number;
  /** File to write for kubectl. @default - one in `folder`; a temporary one without that */
  readonly kubeconfig?: string;
  /** Where the participant types; it stays. @default - a temporary one */
  readonly folder?: string;
  readonly onProblem: (text: string) => void;
}

/** What clusters of exercises have in common that can follow each other on one. */
const kindOf = ({ chapter, exercise }: Placed): string =>
  `${chapter.workshop} ${exercise.profile ?? chapter.profile} ${exercise.nodes ?? ''}`;

/** The first of `exercises`, and those behind it that go on where it ends. */
function chainOf(exercises: readonly Placed[]): readonly Exercise[] {
  const end = exercises.findIndex(({ exercise }, index) => index > 0 && exercise.continues !== true);
  return (end < 0 ? exercises : exercises.slice(0, end)).map(({ exercise }) => exercise);
}

/** An exercise that is ready to be done. */
export interface Prepared {
  readonly playing: Playing;
  /** Whether its cluster is another one than that of the exercise before. */
  readonly isNewCluster: boolean;
  /** Whether it goes on where the exercise before has ended, with its objects and its terminals. */
  readonly isContinued: boolean;
  /** How far its clock must be behind the wall clock, for the jumps that are to come. */
  readonly behindMs: number;
}

/** The cluster on which exercises follow each other; a new one where an exercise needs another kind. */
export class LessonCluster {
  private readonly material = workshopMaterial();
  private readonly kubeconfig: string | undefined;
  private readonly kubectlMinor: number;
  private stage: Stage | undefined;
  private making: Promise<Stage> | undefined;
  private kind: string | undefined;

  constructor(private readonly options: ClusterOptions) {
    const { kubeconfig, folder, kubectl } = options;
    this.kubectlMinor = loadLessons().minorOf(kubectl);
    if (kubeconfig !== undefined) requireOwnKubeconfig(resolve(kubeconfig));
    if (folder !== undefined) mkdirSync(folder, { recursive: true });
    this.kubeconfig = kubeconfig ?? (folder === undefined ? undefined : join(folder, '.kubeconfig'));
  }

  /**
   * A cluster with everything that the first of `exercises` begins with; the others are to come.
   *
   * @throws UsageError when its port cannot be had.
   */
  async prepare(exercises: readonly Placed[]): Promise<Prepared> {
    const { begin, clear, jumpsMs } = loadLessons();
    const { durationMs } = loadSimulator();
    const [placed] = exercises;
    if (placed === undefined) throw new Error('there is no exercise');
    const { exercise } = placed;
    const behindMs = jumpsMs(chainOf(exercises), durationMs);
    const isSameKind = this.stage !== undefined && this.kind === kindOf(placed);
    const isContinued = isSameKind && exercise.continues === true;
    // An exercise that does not go on may as well have a new one, whose clock leaves room for its jumps.
    const isLate = this.stage !== undefined && this.stage.cluster.nowMs + behindMs > Date.now() + START_MS;
    const isNewCluster = !isSameKind || (isLate && !isContinued);
    if (isNewCluster) await this.close();
    else if (!isContinued && this.stage !== undefined) await clear(this.stage, { keepsFiles: true });
    if (this.stage === undefined) {
      this.making = this.make(placed, behindMs);
      this.stage = await this.making;
    }
    this.kind = kindOf(placed);
    const playing: Playing = { stage: this.stage, bindings: new Map(), durationMs, kubectlMinor: this.kubectlMinor };
    await begin(exercise, { playing, material: this.material, goesOn: isContinued });
    return { playing, isNewCluster, isContinued, behindMs };
  }

  /** Ends it, and removes what is temporary. */
  async close(): Promise<void> {
    // Who stops while it is made ready leaves nothing either.
    const stage = this.stage ?? (await this.making?.catch(() => undefined));
    this.stage = undefined;
    this.making = undefined;
    await stage?.close();
    if (stage !== undefined && this.options.kubeconfig === undefined) this.forget();
  }

  private async make({ chapter, exercise }: Placed, behindMs: number): Promise<Stage> {
    const { Stage } = loadLessons();
    const { kubectl, workshop, speed, port, folder, onProblem } = this.options;
    // Whoever has written to ours with `kubectl config` has not made it somebody else's.
    if (this.options.kubeconfig === undefined) this.forget();
    try {
      return await Stage.set({
        profile: exercise.profile ?? chapter.profile,
        ...(exercise.nodes === undefined ? {} : { nodes: exercise.nodes }),
        certificates: loadEdge().makeClusterCertificates(Date.now()),
        material: this.material,
        kubectl,
        workshop,
        speed,
        startBeforeMs: START_MS + behindMs,
        port,
        ...(folder === undefined ? {} : { folder }),
        ...(this.kubeconfig === undefined ? {} : { kubeconfig: resolve(this.kubeconfig) }),
        onProblem,
      });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
      throw new UsageError(`port ${port} is taken: name another one with --port, or 0 for any free one`);
    }
  }

  private forget(): void {
    if (this.kubeconfig !== undefined) rmSync(this.kubeconfig, { force: true });
  }
}
