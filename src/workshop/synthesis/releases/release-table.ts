import type { ReleaseStage } from '../../environments';
import type { Program } from '../program';
import { openReleases } from './open-releases';

/** Which version of a stack an environment runs. */
export interface ReleaseRow {
  readonly stack: string;
  readonly environment: string;
  /** Region of the environment's cluster, if it serves one. */
  readonly region: string | undefined;
  readonly stage: ReleaseStage;
  /** A release such as v1, or HEAD for the code as it stands. */
  readonly version: string;
}

/** The version of every stack in every environment and region, in the program's order. */
export function releaseTable(program: Program): ReleaseRow[] {
  const releases = openReleases(program.releases, program.environments);
  const environments = program.environments.filter((environment) => environment.form === 'production');
  return program.stacks
    .filter(({ production }) => production !== undefined)
    .flatMap(({ id: stack }) =>
      environments
        .filter(({ stacks }) => stack in stacks)
        .map(({ name: environment, region, stage }) => {
          return { stack, environment, region: region?.name, stage, version: releases.versionAt(stack, stage) };
        }),
    );
}
