import type { Environment, EnvironmentSettings, StackDefinition } from '../../src';
import { environments } from '../../src/workshop/environments';
import { buildSets } from '../../src/workshop/synthesis/build-sets';
import type { Manifest } from '../../src/workshop/synthesis/object-set';

/** The objects of one state of a stack. */
export class BuiltStack {
  constructor(readonly manifests: readonly Manifest[]) {}

  /** `Kind/name` of every object, in order. */
  get names(): string[] {
    return this.manifests.map(({ kind, metadata }) => `${kind}/${metadata.name}`).sort();
  }

  /** The object called `Kind/name`. Throws when there is none. */
  get(label: string): Manifest {
    const found = this.manifests.find(({ kind, metadata }) => `${kind}/${metadata.name}` === label);
    if (found === undefined) throw new Error(`there is no ${label}, but ${this.names.join(', ')}`);
    return found;
  }
}

/** The objects of a lesson of `stack`. */
export function builtLesson(stack: StackDefinition, stage?: string): BuiltStack {
  const lessons = environments.filter(({ form }) => form === 'lessons');
  const set = buildSets({ stacks: [stack], environments: lessons }).find((candidate) => candidate.stage === stage);
  if (set === undefined) throw new Error(`stack ${stack.id} has no stage '${stage}'`);
  return new BuiltStack(set.objects.map(({ manifest }) => manifest));
}

/** The objects of the production form of `stack` in an environment called `dev`, which derives its Secrets. */
export function builtProduction(stack: StackDefinition, settings: EnvironmentSettings = {}): BuiltStack {
  const dev: Environment = {
    name: 'dev',
    summary: 'tests',
    form: 'production',
    stage: 'HEAD',
    secrets: 'derived',
    stacks: { [stack.id]: settings },
  };
  const [set] = buildSets({ stacks: [stack], environments: [dev] });
  return new BuiltStack((set?.objects ?? []).map(({ manifest }) => manifest));
}
