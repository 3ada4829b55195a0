import { RefusedError } from '../api/status';
import { ClusterError } from '../connection/cluster-error';
import type { LiveStack } from './live';
import { versionBefore } from './plan';
import type { RolloutRegion, RolloutSettings } from './region';
import { RegionRollout } from './region-rollout';
import type { Finding } from './watch';

/** Where a rollout stopped, and why. */
export interface Stopped {
  readonly environment: string;
  readonly region: string;
  readonly reason: string;
  /** Version that the region can go back to. @default - it had none, or that is not known */
  readonly previous?: string;
  /** Whether the region went back to it. */
  readonly isBack: boolean;
  /** Environments of the regions behind it, which were not touched. */
  readonly untouched: readonly string[];
}

/** What a rollout came to. */
export interface RolledOut {
  /** Environments whose regions have the version and have proven it, in order. */
  readonly passed: readonly string[];
  /** @default - every region passed */
  readonly stopped?: Stopped;
}

/** How a rollout goes, and what becomes of a region that fails. */
export interface RollOutSettings extends RolloutSettings {
  /** Whether a region that fails goes back to the version before. */
  readonly takesBack: boolean;
}

/** What the region has now; what it had before when its cluster does not say. */
async function liveOrPlanned(rollout: RegionRollout): Promise<LiveStack | undefined> {
  try {
    return await rollout.live();
  } catch (error) {
    if (error instanceof RefusedError || (error instanceof ClusterError && error.problem === 'unreachable')) {
      return rollout.region.planned.live;
    }
    throw error;
  }
}

/** One rollout. */
class Rollout {
  private readonly passed: RegionRollout[] = [];

  constructor(
    private readonly version: string,
    private readonly regions: readonly RolloutRegion[],
    private readonly settings: RollOutSettings,
  ) {}

  async run(): Promise<RolledOut> {
    for (const [index, region] of this.regions.entries()) {
      const stopped = await this.next(region, index);
      const passed = this.passed.map((each) => each.region.planned.name);
      if (stopped !== undefined) return { passed: passed.filter((name) => name !== stopped.environment), stopped };
    }
    return { passed: this.passed.map((each) => each.region.planned.name) };
  }

  private async next(region: RolloutRegion, index: number): Promise<Stopped | undefined> {
    const { version } = this;
    const rollout = new RegionRollout(region, this.settings);
    const { step } = region.planned;
    const { name, trafficPercent } = region.planned.region;
    if (step === 'none') rollout.tell('there', `has ${version} already`);
    else {
      for (const earlier of this.passed) {
        const finding = await earlier.stillStands(version);
        if (finding !== undefined) return await this.stop(earlier, `it does not stand any more: ${finding}`, index);
      }
      rollout.tell(
        'begun',
        `region ${index + 1} of ${this.regions.length}: ${name}, ${trafficPercent} % of the traffic`,
      );
      const finding = await rollout.bring(version);
      if (finding !== undefined) return await this.stop(rollout, finding, index + 1);
      rollout.tell('passed', `has ${version}, and has proven it`);
    }
    this.passed.push(rollout);
    return undefined;
  }

  /** @param behind index of the first region that was not touched */
  private async stop(rollout: RegionRollout, reason: string, behind: number): Promise<Stopped> {
    const { version, settings, regions } = this;
    rollout.tell('stopped', reason);
    const { name, region } = rollout.region.planned;
    const previous = versionBefore(version, await liveOrPlanned(rollout));
    const isBack =
      settings.takesBack &&
      previous !== undefined &&
      (await takenBack(rollout, version, previous, reason)) === undefined;
    return {
      environment: name,
      region: region.name,
      reason,
      ...(previous === undefined ? {} : { previous }),
      isBack,
      untouched: regions.slice(behind).map(({ planned }) => planned.name),
    };
  }
}

async function takenBack(rollout: RegionRollout, version: string, to: string, reason: string): Promise<Finding> {
  const finding = await rollout.takeBack(version, to, reason);
  rollout.tell(finding === undefined ? 'back' : 'stopped', finding ?? `has ${to} again`);
  return finding;
}

/**
 * Brings regions to a version, one after another in the order given; stops at the first one that fails, or when one
 * that passed no longer stands. What every region has been through is noted in its own cluster: the same call goes on
 * from there.
 *
 * @throws ClusterError when somebody interrupts.
 */
export const rollOut = (
  version: string,
  regions: readonly RolloutRegion[],
  settings: RollOutSettings,
): Promise<RolledOut> => new Rollout(version, regions, settings).run();

/** What came of going back. */
export interface TakenBack {
  /** Environments that have the version before again. */
  readonly back: readonly string[];
  /** Environments that do not, and why. */
  readonly failed: readonly { readonly environment: string; readonly reason: string }[];
}

/**
 * Takes regions back to the versions they had before, one after another; one that fails does not keep the others from
 * it.
 *
 * @throws ClusterError when somebody interrupts.
 */
export async function takeBack(
  version: string,
  regions: readonly RolloutRegion[],
  settings: RolloutSettings,
): Promise<TakenBack> {
  const back: string[] = [];
  const failed: { environment: string; reason: string }[] = [];
  for (const region of regions) {
    const { name, live } = region.planned;
    const rollout = new RegionRollout(region, settings);
    const to = versionBefore(version, live);
    if (to === undefined) {
      const reason = `it is not known what it had before ${version}`;
      rollout.tell('stopped', reason);
      failed.push({ environment: name, reason });
      continue;
    }
    const reason = live?.record?.reason ?? 'somebody took it back';
    const finding = await takenBack(rollout, version, to, reason);
    if (finding === undefined) back.push(name);
    else failed.push({ environment: name, reason: `it does not come back to ${to}: ${finding}` });
  }
  return { back, failed };
}
