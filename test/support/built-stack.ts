import { App } from 'cdk8s';
import type { EnvironmentSettings, ProductionEnvironment, StackDefinition } from '../../src';
import { placeholdersFor } from '../../src/workshop/constructs';
import { environments } from '../../src/workshop/environments';
import { buildProduction, buildSets } from '../../src/workshop/synthesis/build-sets';
import type { Manifest, SynthesizedChart, SynthesizedObject } from '../../src/workshop/synthesis/object-set';

/** How a test names an object: `Kind/name`, and `Kind/namespace/name` where one name is in several namespaces. */
const labelsOf = ({ manifest: { kind, metadata } }: SynthesizedObject): string[] => [
  `${kind}/${metadata.name}`,
  `${kind}/${metadata.namespace}/${metadata.name}`,
];

/** The objects of one state of a stack. */
export class BuiltStack {
  constructor(readonly chart: SynthesizedChart) {}

  /** All manifests, in order. */
  get manifests(): Manifest[] {
    return this.chart.objects.map(({ manifest }) => manifest);
  }

  /** `Kind/name` of every object, sorted. */
  get names(): string[] {
    return this.chart.objects.map((object) => labelsOf(object)[0] as string).sort();
  }

  /** The manifest called `label`. Throws unless there is exactly one. */
  get(label: string): Manifest {
    return this.object(label).manifest;
  }

  /** The object called `label`, with where it comes from. Throws unless there is exactly one. */
  object(label: string): SynthesizedObject {
    const [found, ...others] = this.chart.objects.filter((object) => labelsOf(object).includes(label));
    if (found === undefined) throw new Error(`there is no ${label}, but ${this.names.join(', ')}`);
    if (others.length > 0) throw new Error(`${label} is in several namespaces: write Kind/namespace/name`);
    return found;
  }
}

/** The objects of a lesson of `stack`. */
export function builtLesson(stack: StackDefinition, stage?: string): BuiltStack {
  const lessons = environments.filter(({ form }) => form === 'lessons');
  const set = buildSets({ stacks: [stack], environments: lessons }).find((candidate) => candidate.stage === stage);
  if (set === undefined) throw new Error(`stack ${stack.id} has no stage '${stage}'`);
  return new BuiltStack(set);
}

/** The objects of the production form of `stack` in an environment called `live`. */
export function builtProduction(
  stack: StackDefinition,
  settings: EnvironmentSettings = {},
  secrets: ProductionEnvironment['secrets'] = 'reference',
): BuiltStack {
  const live: ProductionEnvironment = {
    name: 'live',
    summary: 'A test.',
    form: 'production',
    stage: 'HEAD',
    secrets,
    stacks: { [stack.id]: settings },
  };
  const [set] = buildSets({ stacks: [stack], environments: [live] });
  if (set === undefined) throw new Error(`stack ${stack.id} has no production form`);
  return new BuiltStack(set);
}

/** The production form of `stack` as a release keeps it: placeholders in place of values. */
export function builtTemplate(stack: StackDefinition): BuiltStack {
  const values = placeholdersFor(stack.production?.parameters ?? {});
  return new BuiltStack(buildProduction(new App(), 'live', stack, values, 'v1'));
}
