import type { ObjectSet, SynthesizedObject } from './object-set';
import { pathOf } from './object-set';

/** Folder of the namespaces: applied first, because kubectl walks folders in the order of their names. */
export const NAMESPACES_FOLDER = '00-namespaces';

/** A file of the output. */
export interface OutputFile {
  /** Path below the output folder, with '/'. */
  readonly path: string;
  readonly set: ObjectSet;
  readonly object: SynthesizedObject;
}

/** Characters that file systems and shells leave alone. */
const inFileName = (name: string): string => name.replace(/[^A-Za-z0-9._-]/g, '_');

const groupOf = (apiVersion: string): string =>
  apiVersion.includes('/') ? (apiVersion.split('/')[0] as string) : 'core';

function folderOf(set: ObjectSet, object: SynthesizedObject): string {
  const isLesson = set.environment.form === 'lessons';
  if (object.manifest.kind === 'Namespace') {
    return `${isLesson ? pathOf(set) : set.environment.name}/${NAMESPACES_FOLDER}`;
  }
  return object.component === undefined ? pathOf(set) : `${pathOf(set)}/${object.component}`;
}

interface Placed extends Omit<OutputFile, 'path'> {
  readonly stem: string;
}

const groupsBy = <Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> => {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
};

/** What tells objects of one name, kind and folder apart: the API group or the namespace, or both where one is not enough. */
function suffixFor(same: readonly Placed[]): (object: SynthesizedObject) => string {
  if (same.length === 1) return () => '';
  const byGroup = ({ manifest }: SynthesizedObject): string => `.${groupOf(manifest.apiVersion)}`;
  const byNamespace = ({ manifest }: SynthesizedObject): string => `.${manifest.metadata.namespace ?? 'default'}`;
  const tellsApart = (suffix: (object: SynthesizedObject) => string): boolean =>
    new Set(same.map(({ object }) => suffix(object))).size === same.length;
  return [byGroup, byNamespace].find(tellsApart) ?? ((object) => `${byGroup(object)}${byNamespace(object)}`);
}

/**
 * Where each object is written: `<environment>/<stack>[/<stage>][/<component>]/<name>-<kind>.yaml`. Where two objects
 * of one folder would get the same name, the API group is added to it, or the namespace if that tells them apart.
 */
export function layOut(sets: readonly ObjectSet[]): OutputFile[] {
  const placed = sets.flatMap((set) =>
    set.objects.map((object): Placed => {
      const { kind, metadata } = object.manifest;
      return { set, object, stem: `${folderOf(set, object)}/${inFileName(metadata.name)}-${kind.toLowerCase()}` };
    }),
  );
  const files: OutputFile[] = [];
  for (const [stem, same] of groupsBy(placed, (entry) => entry.stem)) {
    const suffixOf = suffixFor(same);
    for (const { set, object } of same) files.push({ path: `${stem}${suffixOf(object)}.yaml`, set, object });
  }
  return files.sort((left, right) => (left.path < right.path ? -1 : left.path > right.path ? 1 : 0));
}
