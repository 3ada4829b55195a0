import type { PlannedRegion, RolloutPlan } from '../../deploy';
import type { Program } from '../../workshop/synthesis';
import { UsageError, withGivenNames } from '../failure';
import { loadDeploy, loadReleases } from '../load';
import { suggestionFor } from '../suggestion';
import { type ReachedEnvironment, rolloutEnvironments } from './regions';

/** Stage of the pipeline that serves everybody. */
const LAST_STAGE = 'Release';

/**
 * The version that is rolled out: the one that was named, or that of stage Release.
 *
 * @throws UsageError for a stack or version that does not exist, and for the code as it stands.
 */
export function versionOf(program: Program, stack: string, named: string | undefined): string {
  const { HEAD, openReleases, releasableStack } = loadReleases();
  withGivenNames(() => releasableStack(program, stack));
  const releases = openReleases(program.releases, program.environments);
  const version = named ?? releases.versionAt(stack, LAST_STAGE);
  const known = releases.versionsOf(stack);
  if (version === HEAD) {
    throw new UsageError(
      `only a released version is rolled out, and ${stack} is ${HEAD}, the code as it stands: ` +
        `workshop release ${stack}, then workshop promote ${stack} --stage ${LAST_STAGE} --version v${known.length + 1}`,
    );
  }
  if (known.includes(version)) return version;
  throw new UsageError(`stack '${stack}' has no version '${version}'${suggestionFor(version, known)}`);
}

/**
 * The plan for a version.
 *
 * @throws UsageError when no region follows a stage at this version.
 */
export function plannedRollout(
  program: Program,
  stack: string,
  version: string,
  reached: readonly ReachedEnvironment[],
): RolloutPlan {
  const environments = rolloutEnvironments(program, stack, reached);
  const plan = loadDeploy().planRollout(stack, version, environments);
  if (plan.regions.length > 0) return plan;
  const regions = environments.filter(({ region }) => region !== undefined);
  if (regions.length === 0) {
    throw new UsageError(`no environment that runs '${stack}' has a region: state 'region' with its traffic there`);
  }
  const stages = [...new Set(regions.map(({ stage, wanted }) => `${stage} at ${wanted}`))];
  throw new UsageError(
    `no region follows a stage at ${stack} ${version}: there is ${stages.join(', ')}; ` +
      `workshop promote ${stack} --stage ${regions.at(-1)?.stage ?? LAST_STAGE} --version ${version} points one at it`,
  );
}

/**
 * The regions of a plan that were named, or all of them.
 *
 * @throws UsageError for one that has no part in it.
 */
export function withoutOthers({ regions }: RolloutPlan, names: readonly string[]): readonly PlannedRegion[] {
  const known = regions.map(({ name }) => name);
  const strange = names.find((name) => !known.includes(name));
  if (strange !== undefined) {
    throw new UsageError(`environment '${strange}' has no part in it${suggestionFor(strange, known)}`);
  }
  return names.length === 0 ? regions : regions.filter(({ name }) => names.includes(name));
}
