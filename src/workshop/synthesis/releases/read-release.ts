import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { ParameterTable } from '../../constructs';
import { loadYaml } from '../load';
import type { Manifest } from '../object-set';
import { DESCRIPTION_FILE, type ReleaseDescription } from './release-description';
import { ReleaseError } from './release-error';
import { parameterTableOf } from './released-parameter';

/** A release in memory. */
export interface Release {
  /** How messages and the index name it: `releases/<stack>/<version>`. */
  readonly path: string;
  readonly description: ReleaseDescription;
  readonly parameters: ParameterTable;
  /** Manifests with placeholders, by path below the release's folder. */
  readonly templates: ReadonlyMap<string, Manifest>;
}

/** Name of a released version; HEAD is none. */
export const VERSION = /^v[1-9][0-9]*$/;

/** The released versions of a stack, oldest first. */
export function versionsOf(folder: string, stackId: string): string[] {
  const path = join(folder, stackId);
  if (!existsSync(path)) return [];
  return readdirSync(path)
    .filter((name) => VERSION.test(name))
    .sort((left, right) => Number(left.slice(1)) - Number(right.slice(1)));
}

/** How messages name a version's folder: without the place of the checkout. */
export const shownPath = (folder: string, ...names: readonly string[]): string => [basename(folder), ...names].join('/');

/**
 * A release from the texts of its files; messages call their folder `path`.
 *
 * @throws ReleaseError when a file is missing or is no YAML.
 */
export function releaseFrom(path: string, textOf: (file: string) => string): Release {
  const content = (file: string): unknown => {
    try {
      return loadYaml().parse(textOf(file));
    } catch (error) {
      throw new ReleaseError(`${path}/${file}: cannot be read: ${(error as Error).message}`);
    }
  };
  const description = content(DESCRIPTION_FILE) as ReleaseDescription;
  const files = description.contents.flatMap((entry) => ('file' in entry ? [entry.file] : []));
  return {
    path,
    description,
    parameters: parameterTableOf(description.parameters),
    templates: new Map(files.map((file) => [file, content(file) as Manifest])),
  };
}

/** The release in `folder`: `release.yaml` and the templates it lists. */
export const readRelease = (folder: string, path: string): Release =>
  releaseFrom(path, (file) => readFileSync(join(folder, ...file.split('/')), 'utf8'));
