import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CheckedSet, CheckedStack } from '../../check';
import type { Manifest } from '../../simulator';
import type { Program } from '../../workshop/synthesis';
import { chosenProgram, requireSelection } from '../chosen-program';
import { loadSimulator, loadSynthesis } from '../load';
import { readEnvironment, stackIds, type StackFiles } from '../simulation/environment-files';
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

function environmentSet(program: Program, out: string, environment: string, stacks: readonly string[]): PreparedSet {
  const read = readEnvironment({ out, environment, stacks }).map(stackOf);
  const { form } = program.environments.find(({ name }) => name === environment) ?? {};
  return {
    set: { name: environment, stacks: read.map(({ stack }) => stack), isLenient: form === 'lessons' },
    generatedSecrets: read.flatMap(({ generated }) => generated),
    leftOut: [],
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
 * Synthesizes environments into a folder that goes away, and reads them.
 *
 * @throws UsageError for names that do not exist, FindingsError when the program is not valid.
 */
export async function programSets({ app, environments, stacks }: ProgramChoice): Promise<PreparedSet[]> {
  const program = await chosenProgram(app);
  const ids = stackIds(stacks);
  requireSelection(program, environments, ids);
  const out = mkdtempSync(join(tmpdir(), 'workshop-check-'));
  try {
    loadSynthesis().synthesize(program, { out, environments, stacks: ids });
    return program.environments
      .filter(({ name }) => environments.length === 0 || environments.includes(name))
      .filter((environment) => runs(environment, ids, program))
      .map(({ name, form, ...rest }) => {
        // A stack that this environment does not run is checked where it does.
        const own =
          form === 'lessons'
            ? stacks
            : stacks.filter((each) => (each.split('/', 1)[0] ?? '') in (rest as { stacks: object }).stacks);
        return environmentSet(program, out, name, own);
      });
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}
