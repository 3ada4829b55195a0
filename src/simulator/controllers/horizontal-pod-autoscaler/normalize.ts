import type { HorizontalPodAutoscalerBehavior, HPAScalingRules } from '../../api';

/** For how long a higher recommendation holds. Source: pkg/controller/podautoscaler/config. */
const DOWNSCALE_STABILIZATION_SECONDS = 300;
/** Without rules, replicas at most double in one step, or come to this. Source: horizontal.go scaleUpLimit*. */
const SCALE_UP_FACTOR = 2;
const SCALE_UP_MIN = 4;

interface Recommendation {
  readonly replicas: number;
  readonly timeMs: number;
}

interface ScaleEvent {
  /** Replicas that were added or removed. */
  readonly change: number;
  readonly timeMs: number;
}

/** What an autoscaler remembers. */
export interface ScalingHistory {
  readonly recommendations: readonly Recommendation[];
  readonly ups: readonly ScaleEvent[];
  readonly downs: readonly ScaleEvent[];
}

/** The memory of an autoscaler that finds `replicas`. */
export const newHistory = (replicas: number, nowMs: number): ScalingHistory => ({
  recommendations: [{ replicas, timeMs: nowMs }],
  ups: [],
  downs: [],
});

/** Reason and text of a condition. */
export interface Verdict {
  readonly reason: string;
  readonly message: string;
}

/** What becomes of a recommendation. */
export interface Normalized {
  readonly replicas: number;
  /** Of the condition AbleToScale. */
  readonly ability: Verdict;
  /** Of the condition ScalingLimited, and whether it is True. */
  readonly limit: Verdict & { readonly isLimited: boolean };
  readonly history: ScalingHistory;
}

/** A recommendation, and what bounds it. */
export interface Recommended {
  readonly wanted: number;
  readonly current: number;
  readonly min: number;
  readonly max: number;
  readonly nowMs: number;
}

const READY: Verdict = { reason: 'ReadyForNewScale', message: 'recommended size matches current size' };
const HIGHER: Verdict = {
  reason: 'ScaleDownStabilized',
  message: 'recent recommendations were higher than current one, applying the highest recent recommendation',
};
const LOWER: Verdict = {
  reason: 'ScaleUpStabilized',
  message: 'recent recommendations were lower than current one, applying the lowest recent recommendation',
};
const WITHIN: Verdict = {
  reason: 'DesiredWithinRange',
  message: 'the desired count is within the acceptable range',
};
const TOO_MANY: Verdict = {
  reason: 'TooManyReplicas',
  message: 'the desired replica count is more than the maximum replica count',
};
const TOO_FEW: Verdict = {
  reason: 'TooFewReplicas',
  message: 'the desired replica count is less than the minimum replica count',
};
const TOO_FAST_UP: Verdict = {
  reason: 'ScaleUpLimit',
  message: 'the desired replica count is increasing faster than the maximum scale rate',
};
const TOO_FAST_DOWN: Verdict = {
  reason: 'ScaleDownLimit',
  message: 'the desired replica count is decreasing faster than the maximum scale rate',
};

interface Bounded {
  readonly replicas: number;
  readonly verdict: Verdict;
}

/**
 * Tames a recommendation: stabilizes it over time and keeps it within its bounds and rates.
 *
 * Source: Kubernetes 1.36, pkg/controller/podautoscaler/horizontal.go `normalizeDesiredReplicas`,
 * `normalizeDesiredReplicasWithBehaviors`.
 */
export function normalize(
  recommended: Recommended,
  behavior: HorizontalPodAutoscalerBehavior | undefined,
  history: ScalingHistory,
): Normalized {
  const { wanted, nowMs } = recommended;
  const stable = behavior === undefined ? stabilize(recommended, history) : stabilizeBy(behavior, recommended, history);
  const calm = { ...recommended, wanted: stable.replicas };
  const bounded = behavior === undefined ? bound(calm) : boundBy(behavior, calm, history);
  const keptMs = nowMs - 1000 * windowSeconds(behavior);
  const recommendations = history.recommendations.filter(({ timeMs }) => timeMs >= keptMs);
  return {
    replicas: bounded.replicas,
    ability: stable.replicas === wanted ? READY : stable.verdict,
    limit: { ...bounded.verdict, isLimited: bounded.replicas !== stable.replicas },
    history: { ...history, recommendations: [...recommendations, { replicas: wanted, timeMs: nowMs }] },
  };
}

const upWindow = (behavior: HorizontalPodAutoscalerBehavior): number =>
  behavior.scaleUp?.stabilizationWindowSeconds ?? 0;
const downWindow = (behavior: HorizontalPodAutoscalerBehavior): number =>
  behavior.scaleDown?.stabilizationWindowSeconds ?? DOWNSCALE_STABILIZATION_SECONDS;

const windowSeconds = (behavior: HorizontalPodAutoscalerBehavior | undefined): number =>
  behavior === undefined ? DOWNSCALE_STABILIZATION_SECONDS : Math.max(upWindow(behavior), downWindow(behavior));

function stabilize({ wanted, nowMs }: Recommended, { recommendations }: ScalingHistory): Bounded {
  const sinceMs = nowMs - 1000 * DOWNSCALE_STABILIZATION_SECONDS;
  const recent = recommendations.filter(({ timeMs }) => timeMs >= sinceMs).map(({ replicas }) => replicas);
  return { replicas: Math.max(wanted, ...recent), verdict: HIGHER };
}

function stabilizeBy(
  behavior: HorizontalPodAutoscalerBehavior,
  { wanted, current, nowMs }: Recommended,
  { recommendations }: ScalingHistory,
): Bounded {
  const isUp = wanted >= current;
  const sinceMs = nowMs - 1000 * (isUp ? upWindow(behavior) : downWindow(behavior));
  const recent = recommendations.filter(({ timeMs }) => timeMs > sinceMs).map(({ replicas }) => replicas);
  return isUp
    ? { replicas: Math.min(wanted, ...recent), verdict: LOWER }
    : { replicas: Math.max(wanted, ...recent), verdict: HIGHER };
}

/** Source: horizontal.go `convertDesiredReplicasWithRules`. */
function bound({ wanted, current, min, max }: Recommended): Bounded {
  if (wanted < min) return { replicas: min, verdict: TOO_FEW };
  const limit = Math.max(SCALE_UP_FACTOR * current, SCALE_UP_MIN);
  const most = Math.min(max, limit);
  if (wanted > most) return { replicas: most, verdict: max > limit ? TOO_FAST_UP : TOO_MANY };
  return { replicas: wanted, verdict: WITHIN };
}

/** Source: horizontal.go `convertDesiredReplicasWithBehaviorRate`. */
function boundBy(
  behavior: HorizontalPodAutoscalerBehavior,
  { wanted, current, min, max, nowMs }: Recommended,
  { ups, downs }: ScalingHistory,
): Bounded {
  if (wanted > current) {
    const limit = Math.max(current, upLimit(behavior.scaleUp, current, ups, downs, nowMs));
    const most = Math.min(max, limit);
    if (wanted > most) return { replicas: most, verdict: max > limit ? TOO_FAST_UP : TOO_MANY };
  } else if (wanted < current) {
    const limit = Math.min(current, downLimit(behavior.scaleDown, current, ups, downs, nowMs));
    const least = Math.max(min, limit);
    if (wanted < least) return { replicas: least, verdict: min < limit ? TOO_FAST_DOWN : TOO_FEW };
  }
  return { replicas: wanted, verdict: WITHIN };
}

const changeSince = (events: readonly ScaleEvent[], sinceMs: number): number =>
  events.reduce((sum, { change, timeMs }) => (timeMs > sinceMs ? sum + change : sum), 0);

function upLimit(
  rules: HPAScalingRules | undefined,
  current: number,
  ups: readonly ScaleEvent[],
  downs: readonly ScaleEvent[],
  nowMs: number,
): number {
  if (rules?.selectPolicy === 'Disabled') return current;
  const limits = (rules?.policies ?? []).map(({ type, value, periodSeconds }) => {
    const sinceMs = nowMs - periodSeconds * 1000;
    const before = current - changeSince(ups, sinceMs) + changeSince(downs, sinceMs);
    return type === 'Pods' ? before + value : Math.ceil(before * (1 + value / 100));
  });
  return rules?.selectPolicy === 'Min' ? Math.min(...limits) : Math.max(...limits);
}

function downLimit(
  rules: HPAScalingRules | undefined,
  current: number,
  ups: readonly ScaleEvent[],
  downs: readonly ScaleEvent[],
  nowMs: number,
): number {
  if (rules?.selectPolicy === 'Disabled') return current;
  const limits = (rules?.policies ?? []).map(({ type, value, periodSeconds }) => {
    const sinceMs = nowMs - periodSeconds * 1000;
    const before = current - changeSince(ups, sinceMs) + changeSince(downs, sinceMs);
    return type === 'Pods' ? before - value : Math.trunc(before * (1 - value / 100));
  });
  return rules?.selectPolicy === 'Min' ? Math.max(...limits) : Math.min(...limits);
}

const longestPeriod = (rules: HPAScalingRules | undefined): number =>
  Math.max(0, ...(rules?.policies ?? []).map(({ periodSeconds }) => periodSeconds));

/** Notes that replicas were added or removed; without rules nobody asks. Source: horizontal.go `storeScaleEvent`. */
export function remember(
  history: ScalingHistory,
  behavior: HorizontalPodAutoscalerBehavior | undefined,
  change: number,
  nowMs: number,
): ScalingHistory {
  if (behavior === undefined || change === 0) return history;
  const keptMs = nowMs - 1000 * Math.max(longestPeriod(behavior.scaleUp), longestPeriod(behavior.scaleDown));
  const recent = (events: readonly ScaleEvent[]): ScaleEvent[] => events.filter(({ timeMs }) => timeMs >= keptMs);
  return change > 0
    ? { ...history, ups: [...recent(history.ups), { change, timeMs: nowMs }] }
    : { ...history, downs: [...recent(history.downs), { change: -change, timeMs: nowMs }] };
}
