import type { LiveScope, LiveStack, RolloutEnvironment, Session } from '../../deploy';
import type { ProductionEnvironment } from '../../workshop/environments';
import type { Program } from '../../workshop/synthesis';
import { openChosen, setNameOf } from '../deployment/cluster';
import { silentReport } from '../deployment/report';
import { loadDeploy, loadReleases } from '../load';
import type { ClusterChoices } from './cluster-options';

/** An environment and its cluster, as far as it could be reached. */
export interface ReachedEnvironment {
  readonly environment: ProductionEnvironment;
  /** @default - it could not be reached */
  readonly session?: Session;
  /** Why it could not be reached, or read. */
  readonly problem?: string;
  /** What it has, by stack. */
  readonly live: ReadonlyMap<string, LiveStack>;
}

/** A cluster that does not answer does not keep the others from being shown. */
const PATIENCE_MS = 20_000;

/** Errors that say what is wrong with one cluster, and nothing of the others. */
const OF_ONE_CLUSTER = /^(ClusterError|RefusedError|UsageError)$/;

const isInterruption = (error: Error): boolean => (error as { readonly problem?: unknown }).problem === 'interrupted';

async function withPatience<Result>(work: Promise<Result>): Promise<Result> {
  const { ClusterError } = loadDeploy();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const error = new ClusterError('unreachable', `it does not answer within ${PATIENCE_MS / 1000} s`);
    timer = setTimeout(() => reject(error), PATIENCE_MS);
  });
  // Whichever comes second is not waited for.
  work.catch(() => undefined);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Environments that run applications, in the program's order. */
export const productionEnvironments = ({ environments }: Program): ProductionEnvironment[] =>
  environments.filter((environment) => environment.form === 'production');

/** Where the objects of stacks are in a cluster of an environment. */
export function scopeOf({ name }: ProductionEnvironment, stacks: readonly string[]): LiveScope {
  const namespaces = new Map(stacks.map((stack) => [stack, `${name}-${stack}`]));
  return { environment: name, setName: setNameOf(name), namespaces };
}

/** Ends the connections to all clusters. */
export function closeAll(reached: readonly ReachedEnvironment[]): void {
  for (const { session } of reached) session?.api.access.close();
}

/** Reads what environments have of stacks, from all clusters at once. */
export async function reachAll(
  environments: readonly ProductionEnvironment[],
  stacks: readonly string[],
  choices: ClusterChoices,
  signal: AbortSignal,
): Promise<ReachedEnvironment[]> {
  const reach = async (environment: ProductionEnvironment): Promise<ReachedEnvironment> => {
    const chosen = await choices.of(environment);
    if ('problem' in chosen) return { environment, problem: chosen.problem, live: new Map() };
    let session: Session | undefined;
    try {
      const opening = openChosen(chosen.choice, environment, silentReport(), signal);
      session = await withPatience(opening);
      const present = stacks.filter((stack) => stack in environment.stacks);
      const live = await withPatience(loadDeploy().readLive(session, scopeOf(environment, present)));
      return { environment, session, live: new Map(live.map((each) => [each.stack, each])) };
    } catch (error) {
      session?.api.access.close();
      if (!(error instanceof Error) || !OF_ONE_CLUSTER.test(error.name) || isInterruption(error)) throw error;
      return { environment, problem: error.message.split('\n', 1)[0] ?? '', live: new Map() };
    }
  };
  return await Promise.all(environments.map(reach));
}

/** A stack in environments: what is wanted, by the pointers, and what is there. */
export function rolloutEnvironments(
  program: Program,
  stack: string,
  reached: readonly ReachedEnvironment[],
): RolloutEnvironment[] {
  const { openReleases } = loadReleases();
  const releases = openReleases(program.releases, program.environments);
  return reached
    .filter(({ environment }) => stack in environment.stacks)
    .map(({ environment: { name, region, stage }, live, problem }): RolloutEnvironment => {
      const found = live.get(stack);
      return {
        name,
        ...(region === undefined ? {} : { region }),
        stage,
        wanted: releases.versionAt(stack, stage),
        ...(found === undefined ? {} : { live: found }),
        ...(problem === undefined ? {} : { problem }),
      };
    });
}
