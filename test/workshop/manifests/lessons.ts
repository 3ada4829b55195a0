import { join } from 'node:path';
import { environments, type LessonEnvironment } from '../../../src/workshop/environments';
import type { StackDefinition } from '../../../src/workshop/stacks';
import { buildSets, type Manifest } from '../../../src/workshop/synthesis';
import { layOut } from '../../../src/workshop/synthesis/layout';
import { isObject } from '../../support/json';
import { namesIn, ROOT } from '../../support/source-files';

/** The environment that holds the lessons as taught. */
export const workshop = environments.find(({ name }) => name === 'workshop') as LessonEnvironment;

/** One stage of a lesson as it would be written. */
export interface SynthesizedStage {
  readonly stack: string;
  /** Name of the stage; empty for a stack without stages. */
  readonly stage: string;
  readonly objects: readonly Manifest[];
}

const isStack = (value: unknown): value is StackDefinition => isObject(value) && 'id' in value && 'title' in value;

/** Every stack that has a folder, whether or not it is registered. */
export async function loadStacks(): Promise<StackDefinition[]> {
  const loaded = namesIn('src/workshop/stacks', 'folders').map(async (id) => {
    const module = (await import(join(ROOT, 'src/workshop/stacks', id))) as Record<string, unknown>;
    const stack = Object.values(module)
      .filter(isStack)
      .find((candidate) => candidate.id === id);
    if (stack === undefined) throw new Error(`src/workshop/stacks/${id} exports no stack with that id`);
    return stack;
  });
  return Promise.all(loaded);
}

/** The objects of every stage of `stack`, by the folders in which they would be written. */
export function stagesOf(stack: StackDefinition): SynthesizedStage[] {
  const sets = buildSets({ stacks: [stack], environments: [workshop] });
  const files = layOut(sets);
  return sets.map(({ stage = '' }) => {
    const folder = ['workshop', stack.id, stage].filter((part) => part !== '').join('/');
    const written = files.filter(({ path }) => path.startsWith(`${folder}/`));
    return { stack: stack.id, stage, objects: written.map(({ object }) => object.manifest) };
  });
}
