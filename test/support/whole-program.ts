import type { EnvironmentSettings, LessonEnvironment, ProductionEnvironment, StackDefinition } from '../../src';
import { workshopProgram } from '../../src/workshop/program';
import { buildSets } from '../../src/workshop/synthesis/build-sets';
import type { Manifest, ObjectSet } from '../../src/workshop/synthesis/object-set';
import { environmentTree } from '../../src/workshop/synthesis/output-tree';
import { type JsonObject, objectAt, objectsAt } from './json';

let built: readonly ObjectSet[] | undefined;

/** Everything the program makes, built once for a test file. */
export function allSets(): readonly ObjectSet[] {
  built ??= buildSets(workshopProgram);
  return built;
}

/** What the environments other than lessons hold. */
export const productionSets = (): ObjectSet[] =>
  allSets().filter(({ environment }) => environment.form === 'production');

/** The environments other than lessons. */
export const productionEnvironments: readonly ProductionEnvironment[] = workshopProgram.environments.filter(
  (environment) => environment.form === 'production',
);

/** The environment of the lessons. */
export const lessonEnvironment = workshopProgram.environments.find(
  ({ form }) => form === 'lessons',
) as LessonEnvironment;

/** The stack with that id. */
export function stackCalled(id: string): StackDefinition {
  const stack = workshopProgram.stacks.find((candidate) => candidate.id === id);
  if (stack === undefined) throw new Error(`there is no stack ${id}`);
  return stack;
}

/** The stacks that have a production form. */
export const deployableStacks: readonly StackDefinition[] = workshopProgram.stacks.filter(
  ({ production }) => production !== undefined,
);

/** The objects of a lesson, by `stack` or `stack/stage`. */
export function lessonObjects(lesson: string): readonly Manifest[] {
  const set = allSets().find(
    ({ environment, stack, stage }) =>
      environment.form === 'lessons' && lesson === (stage === undefined ? stack.id : `${stack.id}/${stage}`),
  );
  if (set === undefined) throw new Error(`there is no lesson ${lesson}`);
  return set.objects.map(({ manifest }) => manifest);
}

/** Text of every file that `sets` are written as, by path below the output folder. */
export function treeOf(sets: readonly ObjectSet[]): Map<string, string> {
  const names = [...new Set(sets.map(({ environment }) => environment.name))];
  return new Map(
    names.flatMap((name) => {
      const group = sets.filter(({ environment }) => environment.name === name);
      return [...environmentTree('', group, false).files];
    }),
  );
}

/** An environment that runs one stack as the code stands, with the values it has elsewhere and `settings` on top. */
export function environmentRunning(
  stackId: string,
  settings: EnvironmentSettings = {},
  name = 'elsewhere',
): ProductionEnvironment {
  const model = productionEnvironments.find(({ stacks }) => stackId in stacks);
  if (model === undefined) throw new Error(`no environment runs ${stackId}`);
  const stacks = { [stackId]: { ...model.stacks[stackId], ...settings } };
  return { ...model, name, stage: 'HEAD', secrets: 'reference', stacks };
}

/**
 * What development runs of some stacks, by their ids, each with settings on top: in namespaces called `here-<id>`, with
 * their Secrets.
 */
export function developmentObjects(settings: Readonly<Record<string, EnvironmentSettings>>): readonly Manifest[] {
  const dev = productionEnvironments.find(({ name }) => name === 'dev');
  if (dev === undefined) throw new Error("there is no environment 'dev'");
  const ids = Object.keys(settings);
  const stacks = Object.fromEntries(ids.map((id) => [id, { ...dev.stacks[id], ...settings[id] }]));
  const sets = buildSets({ stacks: ids.map(stackCalled), environments: [{ ...dev, name: 'here', stacks }] });
  return sets.flatMap(({ objects }) => objects.map(({ manifest }) => manifest));
}

/** What `environment` holds of one stack. */
export function builtIn(environment: ProductionEnvironment | LessonEnvironment, stackId: string): ObjectSet[] {
  return buildSets({ stacks: [stackCalled(stackId)], environments: [environment] });
}

/** The Pod or Pod template of a manifest, with `metadata` and `spec`; undefined for other kinds. */
export function podOf(manifest: Manifest): JsonObject | undefined {
  const object = manifest as unknown as JsonObject;
  const spec = objectAt(object, 'spec');
  if (manifest.kind === 'Pod') return object;
  if (manifest.kind === 'CronJob') return objectAt(objectAt(objectAt(spec, 'jobTemplate'), 'spec'), 'template');
  return objectAt(spec, 'template');
}

/** The containers of a manifest's Pods that run as long as the Pod. */
export const containersOf = (manifest: Manifest): JsonObject[] =>
  objectsAt(objectAt(podOf(manifest), 'spec'), 'containers');

/** All containers of a manifest's Pods. */
export const allContainersOf = (manifest: Manifest): JsonObject[] => [
  ...objectsAt(objectAt(podOf(manifest), 'spec'), 'initContainers'),
  ...containersOf(manifest),
];

/** Every text in `value`. */
export function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}

/** How a test names an object: `environment/stack Kind/name`. */
export const describeObject = ({ environment, stack }: ObjectSet, { kind, metadata }: Manifest): string =>
  `${environment.name}/${stack.id} ${kind}/${metadata.name}`;

/** The `spec` of a manifest; empty where it has none. */
export const specOf = (manifest: Manifest): JsonObject => objectAt(manifest as unknown as JsonObject, 'spec') ?? {};

/** The object of that kind and name. Throws when there is none. */
export function objectCalled(objects: readonly Manifest[], kind: string, name: string): Manifest {
  const found = objects.find((object) => object.kind === kind && object.metadata.name === name);
  if (found === undefined) throw new Error(`there is no ${kind}/${name}`);
  return found;
}
