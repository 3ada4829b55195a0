import { existsSync } from 'node:fs';
import { buildSets } from './build-sets';
import { describeFinding, judge } from './judge';
import type { Finding } from './finding';
import type { ObjectSet } from './object-set';
import { type EnvironmentTree, environmentTree } from './output-tree';
import type { Program, Selection } from './program';
import {
  type Changes,
  compareTree,
  type Difference,
  forgottenEnvironments,
  requireFolder,
  writeTree,
} from './write-tree';

/** What is being done, for a progress display. */
export interface ProgressEvent {
  /** Name of the step. */
  readonly phase: 'build' | 'check' | 'write';
  /** Steps done. */
  readonly done: number;
  /** Steps in all. */
  readonly total: number;
}

/** What to synthesize, and where to. */
export interface SynthesisOptions extends Selection {
  /** Output folder. */
  readonly out: string;
  /** Compares with what lies in `out` and writes nothing. @default false */
  readonly check?: boolean;
  /** Called at the beginning of each step. @default - nothing is told */
  readonly onProgress?: (event: ProgressEvent) => void;
}

/** What came of it. */
export interface SynthesisResult extends Changes {
  /** Number of environments. */
  readonly environments: number;
  /** Number of different stacks. */
  readonly stacks: number;
  /** Number of objects. */
  readonly objects: number;
  /** Number of files: objects, Kustomizations and indexes. */
  readonly files: number;
  /** How the folder differs; only with `check`. */
  readonly differences?: readonly Difference[];
}

/** The program makes objects that are wrong; nothing was written. */
export class FindingsError extends Error {
  constructor(readonly findings: readonly Finding[]) {
    super(findings.map(describeFinding).join('\n'));
    this.name = 'FindingsError';
  }
}

/** The folder to compare with does not exist. */
export class MissingFolderError extends Error {
  constructor(folder: string) {
    super(`--check compares with an existing folder, and '${folder}' does not exist`);
    this.name = 'MissingFolderError';
  }
}

function byEnvironment(sets: readonly ObjectSet[]): ObjectSet[][] {
  const groups = new Map<string, ObjectSet[]>();
  for (const set of sets) {
    const known = groups.get(set.environment.name);
    if (known === undefined) groups.set(set.environment.name, [set]);
    else known.push(set);
  }
  return [...groups.values()];
}

/**
 * Builds and checks a program, as `synthesize` does, and writes nothing.
 *
 * @returns the files of each environment, in the order of the program.
 * @throws what `synthesize` throws, but for folders.
 */
export function render(program: Program, selection: Selection): readonly EnvironmentTree[] {
  const sets = buildSets(program, selection);
  const findings = judge(sets);
  if (findings.length > 0) throw new FindingsError(findings);
  const isPartial = (selection.stacks ?? []).length > 0;
  return byEnvironment(sets).map((group) => environmentTree(undefined, group, isPartial));
}

/**
 * Builds, checks and writes a program. Nothing is written before everything has been built and checked.
 *
 * @throws SelectionError for names and values that do not exist or are not allowed, ArgumentError for wrong props,
 * SynthesisError for what cannot be rendered, FindingsError with all findings of the checks, MissingFolderError and
 * OutputFolderError for folders that cannot be used.
 */
export function synthesize(program: Program, options: SynthesisOptions): SynthesisResult {
  const { out, check = false, onProgress = () => undefined } = options;
  if (check && !existsSync(out)) throw new MissingFolderError(out);
  requireFolder(out);
  onProgress({ phase: 'build', done: 0, total: 3 });
  const sets = buildSets(program, options);
  onProgress({ phase: 'check', done: 1, total: 3 });
  const findings = judge(sets);
  if (findings.length > 0) throw new FindingsError(findings);
  onProgress({ phase: 'write', done: 2, total: 3 });
  const isPartial = (options.stacks ?? []).length > 0;
  const trees = byEnvironment(sets).map((group) => environmentTree(out, group, isPartial));
  const known = program.environments.map(({ name }) => name);
  const forgotten = isPartial || (options.environments ?? []).length > 0 ? [] : forgottenEnvironments(out, known);
  const size = {
    environments: trees.length,
    stacks: new Set(sets.map(({ stack }) => stack.id)).size,
    objects: sets.reduce((sum, { objects }) => sum + objects.length, 0),
    files: trees.reduce((sum, { files }) => sum + files.size, 0),
  };
  if (!check) return { ...size, ...writeTree(out, trees, forgotten) };
  const differences: Difference[] = [
    ...compareTree(out, trees),
    ...forgotten.map((path): Difference => ({ path, kind: 'extra' })),
  ];
  return { ...size, differences, written: [], deleted: [], unchanged: size.files - differences.length };
}
