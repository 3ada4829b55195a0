import { join } from 'node:path';
import type { ParameterTable, ParameterValue } from '../../constructs';
import type { Environment, ProductionEnvironment, ReleaseStage } from '../../environments';
import { suggestion } from '../nearest';
import type { SynthesizedChart } from '../object-set';
import { SelectionError } from '../program';
import { type Release, readRelease, shownPath, versionsOf } from './read-release';
import { renderRelease } from './render-release';
import { HEAD, readPointers } from './stage-pointers';

/** The released versions of all stacks. */
export interface Releases {
  /** The version of a stack at a stage: a release such as v1, or HEAD for the code as it stands. */
  versionAt(stackId: string, stage: ReleaseStage): string;
  /** The released versions of a stack, oldest first. */
  versionsOf(stackId: string): readonly string[];
  /** The parameters of a released version, with the defaults it was released with. */
  parametersOf(stackId: string, version: string): ParameterTable;
  /** Renders a released version with the values of an environment. */
  render(
    stackId: string,
    version: string,
    environment: Pick<ProductionEnvironment, 'name' | 'secrets'>,
    values: Readonly<Record<string, ParameterValue | undefined>>,
  ): SynthesizedChart;
}

/**
 * Opens the folder of released versions; without one every stage is HEAD. Templates are read when they are first
 * needed, and once. `environments` are only named in messages.
 *
 * @throws ReleaseError when pointers lead nowhere, or to more than three versions of a stack.
 */
export function openReleases(folder: string | undefined, environments: readonly Environment[] = []): Releases {
  const pointers = folder === undefined ? undefined : readPointers(folder, environments);
  const known = new Map<string, Release>();
  const releaseOf = (stackId: string, version: string): Release => {
    const versions = folder === undefined ? [] : versionsOf(folder, stackId);
    if (folder === undefined || !versions.includes(version)) {
      throw new SelectionError(`stack ${stackId}: no release '${version}'${suggestion(version, versions)}`);
    }
    const path = shownPath(folder, stackId, version);
    const release = known.get(path) ?? readRelease(join(folder, stackId, version), path);
    known.set(path, release);
    return release;
  };
  return {
    versionAt: (stackId, stage) => pointers?.get(stackId)?.[stage] ?? HEAD,
    versionsOf: (stackId) => (folder === undefined ? [] : versionsOf(folder, stackId)),
    parametersOf: (stackId, version) => releaseOf(stackId, version).parameters,
    render: (stackId, version, environment, values) => renderRelease(releaseOf(stackId, version), environment, values),
  };
}
