import { App } from 'cdk8s';
import { placeholdersFor } from '../../../src/workshop/constructs';
import type { Environment, EnvironmentSettings } from '../../../src/workshop/environments';
import { workshop } from '../../../src/workshop/environments/workshop';
import type { StackDefinition } from '../../../src/workshop/stacks/stack';
import { buildSets, type Manifest, type SynthesizedObject } from '../../../src/workshop/synthesis';
import { buildProduction } from '../../../src/workshop/synthesis/build-sets';

type ByName<Value> = Readonly<Record<string, Value>>;

const nameOf = ({ kind, metadata }: Manifest): string =>
  [kind, metadata.namespace, metadata.name].filter((part) => part !== undefined).join('/');

/** The objects of a lesson's stage, as `Kind/name` or `Kind/namespace/name`. */
export function stageOf(stack: StackDefinition, stage?: string): ByName<SynthesizedObject> {
  const set = buildSets({ stacks: [stack], environments: [workshop] }).find((candidate) => candidate.stage === stage);
  if (set === undefined) throw new Error(`${stack.id} has no stage ${stage}`);
  return Object.fromEntries(set.objects.map((object) => [nameOf(object.manifest), object]));
}

/** The manifests of the production form with `settings`, as `Kind/name`, in an environment that supplies Secrets. */
export function productionOf(stack: StackDefinition, settings: EnvironmentSettings = {}): ByName<Manifest> {
  const live: Environment = {
    name: 'live',
    summary: 'Live.',
    form: 'production',
    stage: 'HEAD',
    secrets: 'reference',
    stacks: { [stack.id]: settings },
  };
  const sets = buildSets({ stacks: [stack], environments: [live] });
  const manifests = sets.flatMap(({ objects }) => objects.map(({ manifest }) => manifest));
  return Object.fromEntries(manifests.map((manifest) => [`${manifest.kind}/${manifest.metadata.name}`, manifest]));
}

/** The production form with a placeholder for every parameter, as releases keep it. */
export function templateOf(stack: StackDefinition): readonly SynthesizedObject[] {
  const values = placeholdersFor(stack.production?.parameters ?? {});
  return buildProduction(new App(), 'live', stack, values, 'v1').objects;
}
