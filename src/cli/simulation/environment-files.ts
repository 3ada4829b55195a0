import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ManifestSource } from '../../simulator';
import type { IndexedSecret, IndexedStack, OutputIndex } from '../../workshop/synthesis';
import { UsageError } from '../failure';
import { suggestionFor } from '../suggestion';

/** What of an environment is loaded: one state of one stack. */
export interface StackFiles {
  /** Stack, and stage where the stack has stages: `dockercoins/02-services`. */
  readonly name: string;
  /** Namespace of objects that name none. */
  readonly namespace: string;
  readonly sources: readonly ManifestSource[];
  /** Secrets that the output does not hold. */
  readonly missingSecrets: readonly IndexedSecret[];
}

/** What of the output is wanted, as given. */
export interface StackChoice {
  readonly environment: string;
  /** Stacks, each with its stage or without: `dockercoins`, `dockercoins/02-services`. Empty for all. */
  readonly stacks: readonly string[];
}

/** What to load, as given. */
export interface EnvironmentChoice extends StackChoice {
  /** Folder of the output. */
  readonly out: string;
}

/** Text of a file of the output, by its path below the output folder. */
export type OutputReader = (path: string) => string;

/** The stages of a stack, in the order of the lesson; undefined stands for a stack that has none. */
function stagesOf({ objects }: IndexedStack): (string | undefined)[] {
  return [...new Set(objects.map(({ stage }) => stage))].sort((left = '', right = '') => (left < right ? -1 : 1));
}

function chosenStage(id: string, stack: IndexedStack, wanted: string | undefined): string | undefined {
  const stages = stagesOf(stack);
  if (wanted === undefined || stages.includes(wanted)) return wanted ?? stages[0];
  const known = stages.filter((stage) => stage !== undefined);
  if (known.length === 0) throw new UsageError(`stack '${id}' has no stages, got '${id}/${wanted}'`);
  throw new UsageError(`stack '${id}' has no stage '${wanted}'${suggestionFor(wanted, known)}`);
}

/**
 * Takes the manifests of an environment from its output. Of a lesson that goes through several stages, the first one is taken unless
 * another is named: stages replace each other. Lessons share names, so that each goes to a namespace called like its
 * stack, unless it is the only one or its text names the namespace default.
 *
 * @throws UsageError for a stack or stage that the environment does not have.
 */
export function environmentFiles({ environment, stacks }: StackChoice, read: OutputReader): StackFiles[] {
  const index = JSON.parse(read(`${environment}.index.json`)) as OutputIndex;
  const names = stacks.length === 0 ? Object.keys(index.stacks) : stacks;
  return names.map((name) => {
    const [id = '', wanted] = name.split('/', 2);
    const stack = index.stacks[id];
    if (stack === undefined) {
      throw new UsageError(
        `environment '${environment}' has no stack '${id}'${suggestionFor(id, Object.keys(index.stacks))}`,
      );
    }
    const stage = chosenStage(id, stack, wanted);
    const isOfStage = (each: { readonly stage?: string }): boolean => each.stage === stage;
    const isTiedToDefault = stack.objects.some((each) => isOfStage(each) && each.namespace === 'default');
    return {
      name: stage === undefined ? id : `${id}/${stage}`,
      namespace: index.form === 'lessons' && names.length > 1 && !isTiedToDefault ? id : 'default',
      sources: stack.objects.filter(isOfStage).map(({ file }) => ({ file, text: read(file) })),
      missingSecrets: stack.requiredSecrets.filter((secret) => isOfStage(secret) && !secret.isWritten),
    };
  });
}

/**
 * Reads the manifests of an environment from the output folder.
 *
 * @throws UsageError for a stack or stage that the environment does not have.
 */
export const readEnvironment = ({ out, ...choice }: EnvironmentChoice): StackFiles[] =>
  environmentFiles(choice, (path) => readFileSync(join(out, path), 'utf8'));

/** Ids of the stacks among `STACK` and `STACK/STAGE`. */
export const stackIds = (stacks: readonly string[]): string[] => [
  ...new Set(stacks.map((name) => name.split('/', 1)[0] as string)),
];
