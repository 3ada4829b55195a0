import { App } from 'cdk8s';
import { placeholdersFor } from '../../../src/workshop/constructs';
import { type EnvironmentSettings, environments, type ProductionEnvironment } from '../../../src/workshop/environments';
import type { StackDefinition } from '../../../src/workshop/stacks';
import { buildSets, type Manifest, type SynthesizedChart } from '../../../src/workshop/synthesis';
import { buildProduction } from '../../../src/workshop/synthesis/build-sets';

/** Manifests by `Kind/name`. */
export type Objects = Readonly<Record<string, Manifest>>;

const byName = ({ objects }: SynthesizedChart): Objects =>
  Object.fromEntries(objects.map(({ manifest }) => [`${manifest.kind}/${manifest.metadata.name}`, manifest]));

const lessonEnvironments = environments.filter(({ form }) => form === 'lessons');

/** The objects of each stage of the lessons of `stack`; the stage of a stack without stages is called ''. */
export function stagesOf(stack: StackDefinition): Readonly<Record<string, Objects>> {
  const sets = buildSets({ stacks: [stack], environments: lessonEnvironments });
  return Object.fromEntries(sets.map((set) => [set.stage ?? '', byName(set)]));
}

/** The objects of the production form of `stack` in an environment called `live`. */
export function liveObjects(
  stack: StackDefinition,
  settings: EnvironmentSettings = {},
  secrets: ProductionEnvironment['secrets'] = 'reference',
): Objects {
  const live: ProductionEnvironment = {
    name: 'live',
    summary: 'A test.',
    form: 'production',
    stage: 'HEAD',
    secrets,
    stacks: { [stack.id]: settings },
  };
  const [set] = buildSets({ stacks: [stack], environments: [live] });
  return set === undefined ? {} : byName(set);
}

/** The production form of `stack` as a release's template: placeholders in place of values. */
export function templateOf(stack: StackDefinition): SynthesizedChart {
  const values = placeholdersFor(stack.production?.parameters ?? {});
  return buildProduction(new App(), 'live', stack, values, 'v1');
}
