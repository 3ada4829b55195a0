import type { ApplySettings } from '../apply/apply';
import type { DeployEvent } from '../apply/event';
import type { Desired, Preparation } from '../apply/preparation';
import type { Session } from '../connection/session';
import type { Check } from './checks';
import type { LiveScope } from './live';
import type { PlannedRegion } from './plan';

/** A version of a stack, compared with a cluster. */
export interface PreparedVersion {
  readonly desired: Desired;
  readonly prepared: Preparation;
}

/** A region, and how to work with its cluster. */
export interface RolloutRegion {
  readonly planned: PlannedRegion;
  readonly session: Session;
  readonly scope: LiveScope;
  /** A version of the stack with the region's values and Secrets, compared with the cluster; nothing is changed by it. */
  readonly prepare: (version: string) => Promise<PreparedVersion>;
  /** What is asked beside readiness. @default - nothing */
  readonly checks: readonly Check[];
}

/** Something that happens to a region. */
export interface RegionEvent {
  readonly type: 'region';
  readonly environment: string;
  readonly region: string;
  readonly state: 'begun' | 'soaking' | 'passed' | 'there' | 'stopped' | 'back';
  readonly message: string;
}

/** What is heard of a rollout. */
export type RolloutEvent =
  | DeployEvent
  | RegionEvent
  /** The region is watched; `finding` is what is wrong. */
  | { readonly type: 'soaking'; readonly environment: string; readonly leftMs: number; readonly finding?: string };

/** How a rollout goes. */
export interface RolloutSettings extends Omit<ApplySettings, 'listener' | 'waits'> {
  readonly stack: string;
  /** How long a region has to be well before the next one follows, in milliseconds. */
  readonly soakMs: number;
  /** For how long something may be wrong meanwhile, in milliseconds. */
  readonly graceMs: number;
  readonly listener: (event: RolloutEvent) => void;
  readonly signal?: AbortSignal;
}
