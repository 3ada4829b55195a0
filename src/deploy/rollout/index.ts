/** Versions on their way through regions: what they have, how one reaches them, and how it is taken back. */
export { type Check, type CheckedRegion, commandCheck, urlCheck } from './checks';
export { type LiveScope, type LiveStack, readLive } from './live';
export {
  activeText,
  type ActiveVersion,
  decideStep,
  type PlannedRegion,
  planRollout,
  regionsToTakeBack,
  type RolloutEnvironment,
  type RolloutPlan,
  type Step,
  versionBefore,
} from './plan';
export type { RolloutRecord } from './record';
export type { PreparedVersion, RegionEvent, RolloutEvent, RolloutRegion, RolloutSettings } from './region';
export { type RolledOut, rollOut, type RollOutSettings, type Stopped, takeBack, type TakenBack } from './rollout';
export { alertFor, type LiveStage, stageOf } from './stage';
