import type { KubeObject } from '../../simulator';
import type { FileContent, ObjectsOf } from '../model';

/** Where lessons get the manifests of the workshops from. */
export interface Material {
  /** Objects of `stack` or `stack/stage`. Throws Error for a lesson that there is not. */
  readonly objects: (lesson: string) => readonly KubeObject[];
  /** Objects as one YAML text. */
  readonly toYaml: (objects: readonly KubeObject[]) => string;
}

/**
 * The objects that are meant, in their order.
 *
 * @throws Error when one of them is not there.
 */
export function chosen({ objects }: Material, { lesson, only }: ObjectsOf): readonly KubeObject[] {
  const all = objects(lesson);
  if (only.length === 0) return all;
  const labels = ({ kind, metadata: { name, namespace } }: KubeObject): string[] => [
    `${kind}/${name}`,
    `${kind}/${namespace ?? ''}/${name}`,
  ];
  return only.map((label) => {
    const found = all.find((object) => labels(object).includes(label));
    if (found !== undefined) return found;
    throw new Error(`${lesson} has no ${label}, but ${all.map((object) => labels(object)[0]).join(', ')}`);
  });
}

/** Text of a file. */
export function textOf(material: Material, content: FileContent): string {
  if (typeof content === 'string') return content;
  if ('edit' in content) return content.edit(material.toYaml(chosen(material, content.objects)));
  return material.toYaml(chosen(material, content));
}
