import type { StackDefinition } from '../../stacks/stack';
import { layOut } from '../layout';
import type { ObjectSet, SynthesizedObject } from '../object-set';

/**
 * Paths of templates by object: those of the output below the stack's folder, with the names of placeholders instead
 * of their braces (`{{environment}}-data` becomes `environment-data-persistentvolume.yaml`).
 */
export function templatePaths(
  stack: StackDefinition,
  objects: readonly SynthesizedObject[],
): ReadonlyMap<SynthesizedObject, string> {
  const originals = new Map(
    objects.map((object) => {
      const { manifest, construct, source, component, program, condition } = object;
      const name = manifest.metadata.name.replace(/[{}]/g, '');
      const renamed = { ...manifest, metadata: { ...manifest.metadata, name } };
      return [{ manifest: renamed, construct, source, component, program, condition }, object];
    }),
  );
  const set: ObjectSet = {
    environment: { name: 'template', summary: '', form: 'production', stage: 'HEAD', secrets: 'reference', stacks: {} },
    stack,
    stage: undefined,
    version: 'HEAD',
    expects: [],
    isMain: true,
    objects: [...originals.keys()],
    secrets: [],
  };
  return new Map(
    layOut([set]).map(({ path, object }) => {
      const below = path.slice('template/'.length);
      const file = below.startsWith(`${stack.id}/`) ? below.slice(stack.id.length + 1) : below;
      return [originals.get(object) as SynthesizedObject, file];
    }),
  );
}
