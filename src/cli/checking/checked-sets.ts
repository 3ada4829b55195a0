import type { CheckedSet, CheckedStack } from '../../check';
import type { Manifest } from '../../simulator';
import type { Program } from '../../workshop/synthesis';
import { chosenProgram, requireSelection } from '../chosen-program';
import { loadSimulator, loadSynthesis } from '../load';
import { environmentFiles, stackIds, type StackFiles } from '../simulation/environment-files';
import { generatedSecret } from '../simulation/generated-secrets';

/** A Secret that was made up for a check. */
export interface GeneratedSecret {
  readonly namespace: string;
  readonly name: string;
  readonly keys: readonly string[];
}

/** What is checked, with what was made up for it. */
export interface PreparedSet {
  readonly set: CheckedSet;
  readonly generatedSecrets: readonly GeneratedSecret[];
  /** What of the manifests is not checked, and why. */
  readonly leftOut: readonly string[];
}

/** What will be checked as one. */
export interface PlannedSet {
  /** About how many Pods it has: the check of more takes longer. */
  readonly pods: number;
  /** Reads it. */
  prepare(): PreparedSet;
}

/** Values of Secrets: nobody sees them. */
const SECRET_SEED = 1;

type Wanted = Parameters<typeof generatedSecret>[0];

/** A Secret with values that were made up, for a namespace when it names none. */
export function made(
  secret: Wanted,
  otherwise: string,
): { readonly manifest: Manifest; readonly generated: GeneratedSecret } {
  const { name, keys, namespace = otherwise } = secret;
  return { manifest: generatedSecret(secret, otherwise, SECRET_SEED), generated: { namespace, name, keys } };
}

function stackOf({ name, namespace, sources, missingSecrets }: StackFiles): {
  readonly stack: CheckedStack;
  readonly generated: readonly GeneratedSecret[];
} {
  const { manifests, problems } = loadSimulator().readManifests(sources);
  const secrets = missingSecrets.map((secret) => made(secret, namespace));
  return {
    stack: { name, namespace, manifests: [...secrets.map(({ manifest }) => manifest), ...manifests], problems },
    generated: secrets.map(({ generated }) => generated),
  };
}

/** Sum of what manifests of workloads ask for, where they say it: good enough to compare environments. */
const podsOf = (stacks: readonly StackFiles[]): number =>
  stacks
    .flatMap(({ sources }) => sources)
    .reduce((sum, { text }) => sum + Number(/^ {2}replicas: (\d+)$/m.exec(text)?.[1] ?? 0), 0);

function environmentSet(name: string, stacks: readonly StackFiles[], isLenient: boolean): PlannedSet {
  return {
    pods: podsOf(stacks),
    prepare: () => {
      const read = stacks.map(stackOf);
      return {
        set: { name, stacks: read.map(({ stack }) => stack), isLenient },
        generatedSecrets: read.flatMap(({ generated }) => generated),
        leftOut: [],
      };
    },
  };
}

/** Environments of a program, as given: all of it when nothing is named. */
export interface ProgramChoice {
  /** Module with the program. @default - ours */
  readonly app: string | undefined;
  readonly environments: readonly string[];
  /** Stacks, each with its stage or without. */
  readonly stacks: readonly string[];
}

/** Whether an environment runs one of the stacks; all do when none is named. */
const runs = (environment: Program['environments'][number], ids: readonly string[], { stacks }: Program): boolean =>
  ids.length === 0 ||
  ids.some((id) =>
    environment.form === 'lessons'
      ? (stacks.find((stack) => stack.id === id)?.lessons ?? []).length > 0
      : id in environment.stacks,
  );

/**
 * Synthesizes environments, in memory.
 *
 * @throws UsageError for names that do not exist, FindingsError when the program is not valid.
 */
export async function programSets({ app, environments, stacks }: ProgramChoice): Promise<PlannedSet[]> {
  const program = await chosenProgram(app);
  const ids = stackIds(stacks);
  requireSelection(program, environments, ids);
  const rendered = loadSynthesis().render(program, { environments, stacks: ids });
  const files = new Map(rendered.flatMap((tree) => [...tree.files]));
  return program.environments
    .filter(({ name }) => environments.length === 0 || environments.includes(name))
    .filter((environment) => runs(environment, ids, program))
    .map((environment) => {
      const { name, form } = environment;
      // A stack that this environment does not run is checked where it does.
      const own =
        form === 'lessons' ? stacks : stacks.filter((each) => (each.split('/', 1)[0] ?? '') in environment.stacks);
      const read = environmentFiles({ environment: name, stacks: own }, (path) => files.get(path) ?? '');
      return environmentSet(name, read, form === 'lessons');
    });
}
