import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { StackDefinition } from '../../stacks/stack';
import { loadYaml } from '../load';
import { SelectionError } from '../program';
import { shownPath, VERSION, versionsOf } from './read-release';
import { DESCRIPTION_FILE, type ReleaseDefaults, type ReleaseDescription } from './release-description';
import { ReleaseError } from './release-error';
import { makeTemplate, type TemplateFiles } from './template';

/** How to write a release. */
export interface WriteReleaseOptions {
  /** Name of the version: v1, v2, ... @default - the one after the latest */
  readonly version?: string;
  /** Defaults that the release records instead of those in the code. @default - the code's */
  readonly defaults?: ReleaseDefaults;
}

/** What came of writing a release. */
export interface WrittenRelease {
  readonly version: string;
  /** How messages name its folder: `releases/<stack>/<version>`. */
  readonly path: string;
  /** Files of the release. */
  readonly files: readonly string[];
  /** Whether anything was written. */
  readonly isNew: boolean;
  /** One sentence for a person. */
  readonly message: string;
}

function filesBelow(folder: string, below = ''): string[] {
  return readdirSync(join(folder, below), { withFileTypes: true }).flatMap((entry) => {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    return entry.isDirectory() ? filesBelow(folder, path) : [path];
  });
}

/** The description without lines of source code and version: they may differ between equal releases. */
function comparable(text: string): string {
  const { contents, version: _version, ...description } = loadYaml().parse(text) as ReleaseDescription;
  return JSON.stringify({ ...description, contents: contents.map(({ source: _source, ...entry }) => entry) });
}

/** Files by which the release in `folder` differs from `files`. */
function differencesOf(folder: string, files: TemplateFiles): string[] {
  const paths = [...new Set([...filesBelow(folder), ...files.keys()])].sort();
  return paths.filter((path) => {
    const wanted = files.get(path);
    const file = join(folder, ...path.split('/'));
    if (wanted === undefined || !existsSync(file)) return true;
    const text = readFileSync(file, 'utf8');
    return path === DESCRIPTION_FILE ? comparable(text) !== comparable(wanted) : text !== wanted;
  });
}

/** Writes a folder that appears whole or not at all. */
function writeWhole(folder: string, files: TemplateFiles): void {
  const temporary = join(dirname(folder), `.writing-${process.pid}`);
  try {
    for (const [path, text] of files) {
      const file = join(temporary, ...path.split('/'));
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
    renameSync(temporary, folder);
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    throw error;
  }
}

/**
 * Writes a release of the code as it stands to `<folder>/<stack>/<version>/`. A release that exists is never changed:
 * with equal contents nothing is written (the lines of source code may have moved), with others it is an error.
 *
 * @throws ReleaseError that names the differing files; SelectionError for a wrong version or wrong defaults.
 */
export function writeRelease(
  stack: StackDefinition,
  folder: string,
  options: WriteReleaseOptions = {},
): WrittenRelease {
  const latest = versionsOf(folder, stack.id).at(-1);
  const next = `v${Number(latest?.slice(1) ?? 0) + 1}`;
  const { version = next, defaults } = options;
  if (!VERSION.test(version)) throw new SelectionError(`a version must be v1, v2, ..., got '${version}'`);
  const files = makeTemplate(stack, version, defaults);
  const result = (name: string, isNew: boolean, message: string): WrittenRelease => {
    const path = shownPath(folder, stack.id, name);
    return { version: name, path, files: [...files.keys()].sort(), isNew, message: `${path} ${message}` };
  };
  const folderOf = (name: string): string => join(folder, stack.id, name);
  if (existsSync(folderOf(version))) {
    const differences = differencesOf(folderOf(version), files);
    if (differences.length === 0) return result(version, false, 'holds exactly this already: nothing was written');
    throw new ReleaseError(
      `${shownPath(folder, stack.id, version)} must not change, and the code differs in ${differences.join(', ')}; ` +
        `release it as ${next}`,
    );
  }
  if (options.version === undefined && latest !== undefined && differencesOf(folderOf(latest), files).length === 0) {
    return result(latest, false, 'is the latest release and holds exactly this: nothing was written');
  }
  writeWhole(folderOf(version), files);
  return result(version, true, `was written: ${files.size} files`);
}
