import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { indexPath, parseIndex } from './output-index';
import type { EnvironmentTree } from './output-tree';

/** The output folder cannot be used as asked. */
export class OutputFolderError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'OutputFolderError';
  }
}

/** A file that differs between what was built and what lies in a folder. */
export interface Difference {
  /** Path below the output folder. */
  readonly path: string;
  /** `missing`: not in the folder; `extra`: only in the folder; `changed`: with other contents. */
  readonly kind: 'missing' | 'extra' | 'changed';
}

/** Files below `folder`, as paths below `out`. */
function filesBelow(out: string, folder: string): string[] {
  const path = join(out, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesBelow(out, `${folder}/${entry.name}`) : [`${folder}/${entry.name}`],
  );
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** How `out` differs from `trees`, in the order of the paths. */
export function compareTree(out: string, trees: readonly EnvironmentTree[]): Difference[] {
  const differences: Difference[] = [];
  for (const { files, owned } of trees) {
    const present = new Set(owned.flatMap((folder) => filesBelow(out, folder)));
    const mayBeThere = (path: string): boolean =>
      present.has(path) || !owned.some((folder) => path.startsWith(`${folder}/`));
    for (const [path, text] of files) {
      // What the listing lacks need not be looked for.
      const there = mayBeThere(path) ? textOf(join(out, path)) : undefined;
      if (there === undefined) differences.push({ path, kind: 'missing' });
      else if (there !== text) differences.push({ path, kind: 'changed' });
    }
    for (const path of present) {
      if (!files.has(path)) differences.push({ path, kind: 'extra' });
    }
  }
  return differences.sort((left, right) => (left.path < right.path ? -1 : 1));
}

/** Environments whose output lies in `out` although the program knows them no more. */
export function forgottenEnvironments(out: string, known: readonly string[]): string[] {
  if (!existsSync(out)) return [];
  return readdirSync(out)
    .map((name) => /^(.+)\.index\.json$/.exec(name)?.[1])
    .filter((name): name is string => name !== undefined && !known.includes(name))
    .filter((name) => parseIndex(textOf(join(out, indexPath(name))) ?? '') !== undefined);
}

/** Requires that `out` is a folder, or nothing yet. */
export function requireFolder(out: string): void {
  if (existsSync(out) && !statSync(out).isDirectory()) {
    throw new OutputFolderError(`--out must be a folder, got the file '${out}'`);
  }
}

/** Refuses to write into what somebody else made. */
function requireOwn(out: string, environment: string): void {
  const folder = join(out, environment);
  if (!existsSync(folder)) return;
  if (!statSync(folder).isDirectory()) {
    throw new OutputFolderError(`'${folder}' must be a folder or not exist, got a file`);
  }
  const index = join(out, indexPath(environment));
  if (readdirSync(folder).length === 0 || parseIndex(textOf(index) ?? '') !== undefined) return;
  throw new OutputFolderError(
    `'${folder}' was not made by synthesis ('${index}' is missing): choose another --out, or remove it`,
  );
}

/** Writes `text` so that a reader, and whoever interrupts the run, finds the whole file or what was there before. */
function replaceFile(path: string, text: string): void {
  const temporary = join(dirname(path), `.${process.pid}.tmp`);
  try {
    writeFileSync(temporary, text);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

function removeEmptyFolders(out: string, folder: string): void {
  const path = join(out, folder);
  if (!existsSync(path)) return;
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    if (entry.isDirectory()) removeEmptyFolders(out, `${folder}/${entry.name}`);
  }
  if (readdirSync(path).length === 0) rmdirSync(path);
}

/** What a run changed. */
export interface Changes {
  /** Files written, below the output folder. */
  readonly written: readonly string[];
  /** Files and folders deleted. */
  readonly deleted: readonly string[];
  /** Number of files that were left as they were. */
  readonly unchanged: number;
}

/**
 * Brings `out` to the state of `trees`: changed files are replaced one by one, files of removed objects disappear,
 * equal files are not touched. Everything that can be refused is refused before the first write.
 *
 * @throws OutputFolderError when `out`, or an environment's folder in it, is not ours to write.
 */
export function writeTree(out: string, trees: readonly EnvironmentTree[], forgotten: readonly string[]): Changes {
  for (const { environment } of trees) requireOwn(out, environment);
  try {
    return bringUpToDate(out, trees, forgotten);
  } catch (error) {
    throw new OutputFolderError(`cannot write to '${out}': ${(error as Error).message}; run again to finish`);
  }
}

function bringUpToDate(out: string, trees: readonly EnvironmentTree[], forgotten: readonly string[]): Changes {
  const written: string[] = [];
  const deleted: string[] = [];
  let unchanged = 0;
  for (const tree of trees) {
    const differences = new Map(compareTree(out, [tree]).map(({ path, kind }) => [path, kind]));
    const folders = new Set<string>();
    // The index first: it marks the folder as ours, so that an interrupted run can be finished by the next.
    const index = indexPath(tree.environment);
    const paths = [index, ...[...tree.files.keys()].filter((path) => path !== index)];
    for (const path of paths) {
      if (!differences.has(path)) {
        unchanged += 1;
        continue;
      }
      const file = join(out, path);
      const folder = dirname(file);
      if (!folders.has(folder)) mkdirSync(folder, { recursive: true });
      folders.add(folder);
      replaceFile(file, tree.files.get(path) as string);
      written.push(path);
    }
    for (const [path, kind] of differences) {
      if (kind !== 'extra') continue;
      // A killed run may have left a temporary file of the same process number: it is gone by now, renamed.
      rmSync(join(out, path), { force: true });
      deleted.push(path);
    }
    for (const folder of tree.owned) removeEmptyFolders(out, folder);
  }
  for (const environment of forgotten) {
    rmSync(join(out, environment), { recursive: true, force: true });
    rmSync(join(out, indexPath(environment)));
    deleted.push(environment);
  }
  return { written, deleted, unchanged };
}
