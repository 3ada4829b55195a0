import { existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Program } from '../workshop/synthesis';
import { UsageError, withGivenNames } from './failure';
import { isClone } from './package-folder';
import { exportOf, exportsText, givenModule } from './given-module';
import { loadSelection, loadWorkshopProgram } from './load';

function isList(value: unknown, key: string): boolean {
  return (
    Array.isArray(value) && value.every((item) => typeof (item as Record<string, unknown> | null)?.[key] === 'string')
  );
}

/**
 * The program to work on: that of the module `app`, ours without one.
 *
 * @throws UsageError when `app` cannot be used; whatever the module throws, with its path in front.
 */
export async function chosenProgram(app: string | undefined): Promise<Program> {
  if (app === undefined) return loadWorkshopProgram().workshopProgram;
  const module = await givenModule('app', app);
  const program = exportOf(module, 'program') as Program | undefined;
  if (!isList(program?.stacks, 'id') || !isList(program?.environments, 'name')) {
    throw new UsageError(
      `--app '${app}' must export 'program' with lists 'stacks' and 'environments'; it exports ${exportsText(module)}`,
    );
  }
  const { stacks, environments, releases } = program as Program;
  return {
    stacks,
    environments,
    releases: releases === undefined ? undefined : resolve(dirname(module.path), releases),
  };
}

/**
 * Requires that every name exists and that every named stack occurs in one of the environments: a selection of
 * nothing would look like success.
 *
 * @throws UsageError that names what is wrong and the nearest valid name.
 */
export function requireSelection(program: Program, environments: readonly string[], stacks: readonly string[]): void {
  const chosen = withGivenNames(() => loadSelection().select(program, { environments, stacks }));
  const occurs = (stack: Program['stacks'][number]): boolean =>
    chosen.environments.some((environment) =>
      environment.form === 'lessons'
        ? (stack.lessons ?? []).length > 0
        : stack.production !== undefined && stack.id in environment.stacks,
    );
  const absent = chosen.stacks.find((stack) => stacks.includes(stack.id) && !occurs(stack));
  if (absent === undefined) return;
  const where = environments.length === 0 ? 'any environment' : `environment ${environments.join(', ')}`;
  throw new UsageError(
    `stack '${absent.id}' does not run in ${where}: leave it out, or add an environment that runs it`,
  );
}

/**
 * Refuses to write releases of our stacks into an installed package: the next installation would lose them.
 *
 * @throws UsageError when there is no clone and no program of someone else.
 */
export function requireOwnReleases(app: string | undefined): void {
  if (app !== undefined || isClone()) return;
  throw new UsageError(
    'releases are kept in a clone: an installed package must not change; name your program with --app',
  );
}

/**
 * Refuses an output folder that is there and is no folder; one that is missing is made.
 *
 * @throws UsageError
 */
export function requireFolder(out: string): void {
  if (!existsSync(out) || statSync(out).isDirectory()) return;
  throw new UsageError(`--out must be a folder, got the file '${out}'`);
}
