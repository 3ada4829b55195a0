import { byVersion, type LiveStack } from './live';

/** What a region has to go through. */
export type Step =
  /** It has the version, and has proven it. */
  | 'none'
  /** It has the version, and has to prove it. */
  | 'watch'
  /** It gets the version. */
  | 'apply'
  /** Its cluster does not say what it has. */
  | 'unknown';

/** A region of the world. */
export interface Region {
  readonly name: string;
  /** Share of the traffic that it serves, in percent. */
  readonly trafficPercent: number;
  /** Page that must answer while it is watched. @default - only its objects are watched */
  readonly checkUrl?: string;
}

/** An environment that runs the stack. */
export interface RolloutEnvironment {
  readonly name: string;
  /** The region that it serves. @default - none: versions are tested there */
  readonly region?: Region;
  /** Stage of the release pipeline that it follows. */
  readonly stage: string;
  /** Version that the pointer of its stage names. */
  readonly wanted: string;
  /** What its cluster has of the stack. @default - it is not known */
  readonly live?: LiveStack;
  /** Why that is not known. */
  readonly problem?: string;
}

/** A region in a plan. */
export interface PlannedRegion extends RolloutEnvironment {
  readonly region: Region;
  readonly step: Step;
}

/** A version that is active, and where. */
export interface ActiveVersion {
  readonly version: string;
  readonly environments: readonly string[];
}

/** How a version reaches the regions. */
export interface RolloutPlan {
  readonly stack: string;
  readonly version: string;
  /** Regions that follow a stage at this version, lowest traffic first. */
  readonly regions: readonly PlannedRegion[];
  /** Environments that have no part in it. */
  readonly others: readonly RolloutEnvironment[];
  /** Released versions that are active, this one among them. */
  readonly active: readonly ActiveVersion[];
  /** Why nothing may be rolled out. @default - it may */
  readonly refusal?: string;
}

/** Versions that may be active at once: one in testing, one rolling out, one being replaced. Source: IAC-21. */
export const ACTIVE_MAX = 3;

const isReleased = (version: string): boolean => /^v\d+$/.test(version);

/** What a region has to go through until `version` has proven itself there. */
export function decideStep(version: string, live: LiveStack | undefined): Step {
  if (live === undefined) return 'unknown';
  const { versions, record, unready } = live;
  if (versions.length !== 1 || versions[0] !== version) return 'apply';
  // Nobody noted that all of it came: applying it once more changes nothing where it did.
  if (record?.version !== version || record.phase === 'applying' || record.phase === 'failed') return 'apply';
  return record.phase === 'done' && unready === undefined ? 'none' : 'watch';
}

/** The version that a region had before `version`, or is on its way back to; undefined when that is not known. */
export function versionBefore(version: string, live: LiveStack | undefined): string | undefined {
  const record = live?.record;
  if (record !== undefined) return record.version === version ? record.previous : record.version;
  return live?.versions.find((each) => each !== version);
}

/** Objects bear the new version as soon as it is applied; until they are ready, Pods of the one before run as well. */
function versionsThatRun({ versions, unready, record }: LiveStack): readonly string[] {
  const isUnderWay = unready !== undefined && (record?.phase === 'applying' || record?.phase === 'failed');
  return isUnderWay && record.previous !== undefined ? [...versions, record.previous] : versions;
}

/** Which released versions are active in which environments; those that cannot be asked run what their pointer says. */
export function activeVersions(environments: readonly RolloutEnvironment[]): ActiveVersion[] {
  const users = new Map<string, Set<string>>();
  const add = (version: string, name: string): void => {
    if (isReleased(version)) users.set(version, (users.get(version) ?? new Set()).add(name));
  };
  for (const { name, wanted, live } of environments) {
    for (const version of live === undefined ? [wanted] : versionsThatRun(live)) add(version, name);
  }
  return [...users]
    .sort(([left], [right]) => byVersion(left, right))
    .map(([version, names]) => ({ version, environments: [...names] }));
}

/** `v1 (west), v2 (canary, east)` */
export const activeText = (active: readonly ActiveVersion[]): string =>
  active
    .map(({ version, environments }) =>
      environments.length === 0 ? version : `${version} (${environments.join(', ')})`,
    )
    .join(', ');

const byTraffic = (left: PlannedRegion, right: PlannedRegion): number =>
  left.region.trafficPercent - right.region.trafficPercent;

/**
 * How a version of a stack reaches the regions whose stages point at it: those with little traffic first, so that what
 * is wrong with it reaches few. Nothing but what is live, and the pointers, decides.
 */
export function planRollout(stack: string, version: string, environments: readonly RolloutEnvironment[]): RolloutPlan {
  const regions = environments
    .flatMap((each): PlannedRegion[] =>
      each.region === undefined || each.wanted !== version
        ? []
        : [{ ...each, region: each.region, step: decideStep(version, each.live) }],
    )
    .sort(byTraffic);
  const others = environments.filter(({ name }) => regions.every((region) => region.name !== name));
  const known = activeVersions(environments);
  const isKnown = known.some((each) => each.version === version);
  const active = isKnown
    ? known
    : [...known, { version, environments: [] }].sort((left, right) => byVersion(left.version, right.version));
  const isLive = environments.some((each) => each.live?.versions.includes(version) === true);
  // One that is on its way already may arrive: that makes them fewer.
  const refusal =
    active.length > ACTIVE_MAX && !isLive
      ? `${active.length} versions of ${stack} would be active: ${activeText(active)}; at most ${ACTIVE_MAX} may be: ` +
        'one in testing, one rolling out, one being replaced. Finish or take back one of them first'
      : undefined;
  return { stack, version, regions, others, active, ...(refusal === undefined ? {} : { refusal }) };
}

/**
 * Regions that go back, highest traffic first: those that were named, or those in which the version did not arrive.
 *
 * @param names names of environments; when there are none, what is live decides
 */
export function regionsToTakeBack({ version, regions }: RolloutPlan, names: readonly string[]): PlannedRegion[] {
  const isUnfinished = ({ live }: PlannedRegion): boolean => {
    if (live === undefined) return false;
    const { record, versions } = live;
    if (record?.version === version) return record.phase === 'failed' || record.phase === 'applying';
    return record?.phase === 'applying' || (versions.includes(version) && versions.length > 1);
  };
  const isMeant = names.length === 0 ? isUnfinished : ({ name }: PlannedRegion): boolean => names.includes(name);
  return regions.filter(isMeant).reverse();
}
