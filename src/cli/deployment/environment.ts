import type { RequiredSecret, WantedObject } from '../../deploy';
import type { Environment } from '../../workshop/environments';
import { chosenProgram } from '../chosen-program';
import { UsageError } from '../failure';
import { loadManifests } from '../load';
import type { Given } from '../options';
import { readEnvironment, type StackFiles } from '../simulation/environment-files';
import { synthesized } from '../simulation/load-chosen';
import type { Terminal } from '../terminal';
import { DEFAULTS } from './options';

/** An environment as it is deployed. */
export interface DeployedEnvironment {
  readonly environment: Environment;
  readonly objects: readonly WantedObject[];
  readonly requiredSecrets: readonly RequiredSecret[];
  /** Stacks that were named. @default - all of them */
  readonly stacks: readonly string[] | undefined;
}

/** What of a folder of manifests is read. */
export interface DeployedChoice {
  /** Folder of the manifests. */
  readonly out: string;
  /** Stacks, each with its stage or without; all of them when there are none. */
  readonly stacks: readonly string[];
  /** Namespace of objects that name none. @default - as the environment has it */
  readonly namespace: string | undefined;
}

const idOf = (name: string): string => name.split('/', 1)[0] ?? name;

/** Stacks that were named, without their stages. */
export const namedStacks = (given: Given): string[] => [...new Set(given.list('stack').map(idOf))];

/** The environment that is meant. Throws UsageError when the program has none of the name. */
export async function chosenEnvironment(given: Given): Promise<Environment> {
  const { environments } = await chosenProgram(given.text('app'));
  const name = given.text('env');
  const found = environments.find((each) => each.name === name);
  if (found !== undefined) return found;
  throw new UsageError(
    `there is no environment '${name}'; there is ${environments.map((each) => each.name).join(', ')}`,
  );
}

function objectsOf(files: StackFiles, namespace: string): WantedObject[] {
  const { manifests, problems } = loadManifests().readManifests(files.sources);
  const [problem] = problems;
  if (problem !== undefined) throw new UsageError(`${problem.file}: ${problem.message}`);
  const stack = idOf(files.name);
  return manifests.map(({ file, object }) => ({ object: object as WantedObject['object'], file, stack, namespace }));
}

/** The namespace of a lesson that shares a cluster with others: no manifest holds it. */
const namespaceObject = (name: string, stack: string): WantedObject => ({
  object: { apiVersion: 'v1', kind: 'Namespace', metadata: { name } },
  file: '(a namespace of its own)',
  stack,
  namespace: name,
});

/**
 * Brings the manifests of the environment up to date, and reads them.
 *
 * @throws UsageError for names that do not exist, FindingsError when the program is not valid.
 */
export async function deployedEnvironment(given: Given, terminal: Terminal): Promise<DeployedEnvironment> {
  const environment = await chosenEnvironment(given);
  const out = given.text('out') ?? DEFAULTS.out;
  const stacks = given.list('stack');
  await synthesized({ out, environment: environment.name, stacks, app: given.text('app') }, terminal);
  return readDeployed(environment, { out, stacks, namespace: given.text('namespace') });
}

/** Reads the manifests of an environment in a folder that is up to date. */
export function readDeployed(
  environment: Environment,
  { out, stacks: asked, namespace: named }: DeployedChoice,
): DeployedEnvironment {
  const files = readEnvironment({ out, environment: environment.name, stacks: asked });
  const objects = files.flatMap((each): WantedObject[] => {
    const namespace = named ?? each.namespace;
    const own = objectsOf(each, namespace);
    const isMissing =
      namespace !== 'default' &&
      named === undefined &&
      !own.some(({ object }) => object.kind === 'Namespace' && object.metadata.name === namespace);
    return isMissing ? [namespaceObject(namespace, idOf(each.name)), ...own] : own;
  });
  const requiredSecrets = files.flatMap(({ name, namespace, missingSecrets }) =>
    missingSecrets.map((secret) => ({
      ...secret,
      namespace: secret.namespace ?? named ?? namespace,
      stack: idOf(name),
    })),
  );
  const stacks = [...new Set(asked.map(idOf))];
  return {
    environment,
    objects,
    requiredSecrets,
    stacks: stacks.length === 0 ? undefined : stacks,
  };
}
