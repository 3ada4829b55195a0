import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { kustomizationsBelow } from './kustomization';
import { layOut, NAMESPACES_FOLDER, type OutputFile } from './layout';
import type { ObjectSet } from './object-set';
import { indexPath, indexStacks, indexText, parseIndex, type IndexedStack } from './output-index';
import { toYaml } from './yaml';

/** Everything that synthesis writes for one environment. */
export interface EnvironmentTree {
  readonly environment: string;
  /** Text of each file, by path below the output folder. */
  readonly files: ReadonlyMap<string, string>;
  /** Folders that hold nothing else afterwards. */
  readonly owned: readonly string[];
}

/** Entries of the stacks that this run leaves alone, from the index of an earlier run. */
function otherStacks(out: string, environment: string, mine: ReadonlySet<string>): [string, IndexedStack][] {
  const path = join(out, indexPath(environment));
  const index = existsSync(path) ? parseIndex(readFileSync(path, 'utf8')) : undefined;
  return Object.entries(index?.stacks ?? {}).filter(([id]) => !mine.has(id));
}

/** What the Kustomizations of lessons list where listing everything would collide. */
function lessonChoices(sets: readonly ObjectSet[]): Map<string, { resources: string[]; comment: string }> {
  const choices = new Map<string, { resources: string[]; comment: string }>();
  for (const { environment, stack, stage, isMain, objects } of sets) {
    if (environment.form !== 'lessons') continue;
    const hasNamespaces = objects.some(({ manifest }) => manifest.kind === 'Namespace');
    const known = choices.get(environment.name)?.resources ?? [];
    choices.set(environment.name, {
      resources: hasNamespaces ? [NAMESPACES_FOLDER] : known,
      comment: 'Lessons share names: apply one stage at a time, with its own Kustomization.',
    });
    if (stage !== undefined && isMain) {
      const comment = 'Stages replace each other: this is the one the text ends with.';
      choices.set(`${environment.name}/${stack.id}`, { resources: [stage], comment });
    }
  }
  return choices;
}

/** All namespaces of the lessons, once more in one folder: whoever skips a stage finds them there. */
function sharedNamespaces(environment: string, files: readonly OutputFile[]): Map<string, string> {
  const texts = new Map<string, string>();
  for (const { path, object } of files) {
    if (object.manifest.kind !== 'Namespace') continue;
    const name = path.slice(path.lastIndexOf('/') + 1);
    texts.set(`${environment}/${NAMESPACES_FOLDER}/${name}`, toYaml(object.manifest));
  }
  return texts;
}

/**
 * Lays out `sets`, which all belong to one environment. With `isPartial` only some stacks were built: what is known
 * of the others is taken from the index of the run before.
 *
 * @param out - output folder; undefined where nothing will be written, and nothing was before
 */
export function environmentTree(
  out: string | undefined,
  sets: readonly ObjectSet[],
  isPartial: boolean,
): EnvironmentTree {
  const [{ environment }] = sets as [ObjectSet];
  const outputs = layOut(sets);
  const texts = new Map(outputs.map(({ path, object }) => [path, toYaml(object.manifest)]));
  const mine = indexStacks(outputs);
  const others = isPartial && out !== undefined ? otherStacks(out, environment.name, new Set(mine.keys())) : [];
  const listed = [...texts.keys(), ...others.flatMap(([, { objects }]) => objects.map(({ file }) => file))];
  if (environment.form === 'lessons') {
    for (const [path, text] of sharedNamespaces(environment.name, outputs)) {
      texts.set(path, text);
      listed.push(path);
    }
  }
  const files = new Map(texts);
  const isMine = (path: string): boolean => {
    const folder = path.split('/')[1] as string;
    return !isPartial || mine.has(folder) || folder === NAMESPACES_FOLDER || !path.includes('/', path.indexOf('/') + 1);
  };
  for (const [path, text] of kustomizationsBelow(environment.name, listed, lessonChoices(sets))) {
    if (isMine(path)) files.set(path, text);
  }
  files.set(indexPath(environment.name), indexText(environment.name, environment.form, new Map([...mine, ...others])));
  const owned = isPartial ? [...mine.keys()].map((id) => `${environment.name}/${id}`) : [environment.name];
  return { environment: environment.name, files, owned };
}
