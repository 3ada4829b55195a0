import type { Material } from '../../lessons';
import type { KubeObject } from '../../simulator';
import { loadSynthesis, loadWorkshopProgram } from '../load';

/** The manifests of the workshops, built from our stacks when a lesson asks for them. */
export function workshopMaterial(): Material {
  const built = new Map<string, readonly KubeObject[]>();
  const build = (id: string): void => {
    const { environments, stacks } = loadWorkshopProgram().workshopProgram;
    const sets = loadSynthesis().buildSets({
      stacks: stacks.filter((stack) => stack.id === id),
      environments: environments.filter(({ form }) => form === 'lessons'),
    });
    for (const { stage, objects } of sets) {
      built.set(
        stage === undefined ? id : `${id}/${stage}`,
        objects.map(({ manifest }) => manifest as unknown as KubeObject),
      );
    }
  };
  return {
    objects: (lesson) => {
      const [id = ''] = lesson.split('/');
      if (!built.has(lesson)) build(id);
      const objects = built.get(lesson);
      if (objects !== undefined) return objects;
      const near = [...built.keys()].filter((name) => name.startsWith(id));
      throw new Error(`there is no lesson '${lesson}'${near.length === 0 ? '' : `, but ${near.join(', ')}`}`);
    },
    toYaml: (objects) => [...loadSynthesis().toYamlStream(objects as never)].join(''),
  };
}
