import { ACTIVE_MAX, activeText, activeVersions, type RolloutEnvironment } from './plan';

/** Where a version is in its life, as a dashboard shows it. */
export type LiveStage = 'testing' | 'rolling out' | 'current' | 'being replaced';

/** Stage of the pipeline that serves everybody. */
const LAST_STAGE = 'Release';

/**
 * Where the version that an environment has is in its life; undefined when there is none, or it is not known.
 *
 * @param all every environment that runs the stack
 */
export function stageOf(environment: RolloutEnvironment, all: readonly RolloutEnvironment[]): LiveStage | undefined {
  const { region, stage, wanted, live } = environment;
  if (live === undefined || live.versions.length === 0) return undefined;
  const released = all.find((each) => each.region !== undefined && each.stage === LAST_STAGE)?.wanted;
  // A region that runs ahead of the others tests with few people.
  if (region === undefined || (stage !== LAST_STAGE && wanted !== released)) return 'testing';
  const { versions, record } = live;
  const others = all.filter((each) => each.region !== undefined && each.wanted === wanted);
  const hasIt = (each: RolloutEnvironment): boolean => each.live?.versions.includes(wanted) === true;
  // A version that is nowhere yet replaces nothing.
  if (!hasIt(environment)) return others.some(hasIt) ? 'being replaced' : 'current';
  const isUnderWay = record?.version === wanted && record.phase !== 'done' && record.phase !== 'back';
  if (versions.length > 1 || isUnderWay) return 'rolling out';
  return others.every((each) => each.live === undefined || hasIt(each)) ? 'current' : 'rolling out';
}

/** What is to be said when too many versions of a stack are active; undefined when they are not. */
export function alertFor(stack: string, environments: readonly RolloutEnvironment[]): string | undefined {
  const active = activeVersions(environments.filter(({ live }) => live !== undefined));
  if (active.length <= ACTIVE_MAX) return undefined;
  return `${active.length} versions of ${stack} are active, and at most ${ACTIVE_MAX} may be: ${activeText(active)}`;
}
