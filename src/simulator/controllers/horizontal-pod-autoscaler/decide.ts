import {
  toTimestamp,
  type HorizontalPodAutoscaler,
  type HorizontalPodAutoscalerCondition,
  type HorizontalPodAutoscalerStatus,
  type MetricStatus,
  type Pod,
} from '../../api';
import { withCondition } from '../../client';
import { newHistory, normalize, remember, type ScalingHistory } from './normalize';
import { isFailure, type Failure } from './pod-requests';
import { propose, type MetricFailure, type Proposal, type ReadUsage } from './propose';

/** The scale of the object that an autoscaler is for. */
export interface ObservedScale {
  /** Replicas that are wanted now. */
  readonly replicas: number;
  /** Selector of the Pods as text; '' for none. */
  readonly selector: string;
  readonly pods: readonly Pod[];
  /** All autoscalers that scale these Pods, by namespace and name: one, or trouble. */
  readonly autoscalers: readonly { readonly namespace: string; readonly name: string }[];
}

/** What an autoscaler knows when it decides. */
export interface Observation {
  readonly scale: ObservedScale | Failure;
  readonly readUsage: ReadUsage;
  /** @default - it decides for the first time */
  readonly history?: ScalingHistory;
  readonly nowMs: number;
}

interface Notice {
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
}

/** What an autoscaler does. */
export interface ScalingPlan {
  /** Replicas to set, and why. @default - none */
  readonly rescale?: { readonly replicas: number; readonly reason: string };
  /** The status, once that is done. */
  readonly status: HorizontalPodAutoscalerStatus;
  readonly events: readonly Notice[];
  readonly history?: ScalingHistory;
}

type Conditions = readonly HorizontalPodAutoscalerCondition[];

class Draft {
  conditions: Conditions | undefined;
  readonly events: Notice[] = [];

  constructor(
    private readonly status: HorizontalPodAutoscalerStatus,
    private readonly now: string,
  ) {
    this.conditions = status.conditions;
  }

  setCondition(type: string, isTrue: boolean, reason: string, message: string): void {
    const status = isTrue ? 'True' : 'False';
    this.conditions = withCondition(this.conditions, { type, status, reason, message, lastTransitionTime: this.now });
  }

  warn(reason: string, message: string): void {
    this.events.push({ type: 'Warning', reason, message });
  }

  /** The status with counts; a count of none is left out, and metrics that nobody asked for are null. */
  finished(
    current: number,
    desired: number,
    metrics: readonly MetricStatus[] | null,
    isRescaled: boolean,
  ): ScalingPlan['status'] {
    const { lastScaleTime } = this.status;
    const scaled = isRescaled ? this.now : lastScaleTime;
    return {
      ...(scaled === undefined ? {} : { lastScaleTime: scaled }),
      ...(current === 0 ? {} : { currentReplicas: current }),
      desiredReplicas: desired,
      currentMetrics: metrics as readonly MetricStatus[],
      ...(this.conditions === undefined ? {} : { conditions: this.conditions }),
    };
  }
}

/**
 * Decides what an autoscaler does now: nothing, or one step towards the replicas that its metrics want.
 *
 * Source: Kubernetes 1.36, pkg/controller/podautoscaler/horizontal.go `reconcileAutoscaler`.
 */
export function decideScaling(autoscaler: HorizontalPodAutoscaler, observation: Observation): ScalingPlan {
  const { scale, nowMs } = observation;
  const { spec, status } = autoscaler;
  const draft = new Draft(status, toTimestamp(nowMs));
  if (isFailure(scale)) {
    draft.warn('FailedGetScale', scale.failure);
    const message = `the HPA controller was unable to get the target's current scale: ${scale.failure}`;
    draft.setCondition('AbleToScale', false, 'FailedGetScale', message);
    return { status: { ...status, ...conditionsOf(draft) }, events: draft.events };
  }
  const text = "the HPA controller was able to get the target's current scale";
  draft.setCondition('AbleToScale', true, 'SucceededGetScale', text);
  const current = scale.replicas;
  const history = observation.history ?? newHistory(current, nowMs);
  const min = spec.minReplicas ?? 1;
  if (current === 0 && min !== 0) {
    const message = 'scaling is disabled since the replica count of the target is zero';
    draft.setCondition('ScalingActive', false, 'ScalingDisabled', message);
    return { status: draft.finished(current, current, null, false), events: draft.events, history };
  }
  if (current > spec.maxReplicas) {
    const reason = 'Current number of replicas above Spec.MaxReplicas';
    return rescaled(autoscaler, draft, { current, replicas: spec.maxReplicas, reason, metrics: null, history, nowMs });
  }
  if (current < min) {
    const reason = 'Current number of replicas below Spec.MinReplicas';
    return rescaled(autoscaler, draft, { current, replicas: min, reason, metrics: null, history, nowMs });
  }
  return decideByMetrics(autoscaler, draft, scale, { ...observation, history });
}

const conditionsOf = ({ conditions }: Draft): { readonly conditions?: Conditions } =>
  conditions === undefined ? {} : { conditions };

interface Step {
  readonly current: number;
  readonly replicas: number;
  readonly reason: string;
  readonly metrics: readonly MetricStatus[] | null;
  readonly history: ScalingHistory;
  readonly nowMs: number;
}

function rescaled({ spec }: HorizontalPodAutoscaler, draft: Draft, step: Step): ScalingPlan {
  const { current, replicas, reason, metrics, history, nowMs } = step;
  const message = `the HPA controller was able to update the target scale to ${replicas}`;
  draft.setCondition('AbleToScale', true, 'SucceededRescale', message);
  draft.events.push({
    type: 'Normal',
    reason: 'SuccessfulRescale',
    message: `New size: ${replicas}; reason: ${reason}`,
  });
  return {
    rescale: { replicas, reason },
    status: draft.finished(current, replicas, metrics, true),
    events: draft.events,
    history: remember(history, spec.behavior, replicas - current, nowMs),
  };
}

/** Why the Pods of a scale cannot be told; undefined when they can. Source: horizontal.go `validateAndParseSelector`. */
function selectorFailure(draft: Draft, { selector, autoscalers }: ObservedScale): string | undefined {
  if (selector === '') {
    draft.warn('SelectorRequired', 'selector is required');
    const message = "the HPA target's scale is missing a selector";
    draft.setCondition('ScalingActive', false, 'InvalidSelector', message);
    return 'selector is required';
  }
  if (autoscalers.length <= 1) return undefined;
  const keys = autoscalers.map(({ namespace, name }) => `{${name} ${namespace}}`);
  const message = `pods by selector ${selector} are controlled by multiple HPAs: [${keys.join(' ')}]`;
  draft.warn('AmbiguousSelector', message);
  draft.setCondition('ScalingActive', false, 'AmbiguousSelector', message);
  return message;
}

interface Judged {
  readonly best?: Proposal;
  readonly statuses: readonly MetricStatus[] | null;
  /** What the Event FailedComputeMetricsReplicas says. */
  readonly failure?: string;
}

/** Source: horizontal.go `computeReplicasForMetrics`. */
function judgeMetrics(
  { spec, metadata }: HorizontalPodAutoscaler,
  draft: Draft,
  scale: ObservedScale,
  { readUsage, nowMs }: Observation,
): Judged {
  const failure = selectorFailure(draft, scale);
  if (failure !== undefined) return { statuses: null, failure };
  const { behavior, metrics = [] } = spec;
  const input = {
    namespace: metadata.namespace,
    replicas: scale.replicas,
    pods: scale.pods,
    readUsage,
    ...(behavior === undefined ? {} : { behavior }),
    nowMs,
  };
  const failures: MetricFailure[] = [];
  const statuses: MetricStatus[] = [];
  let best: Proposal | undefined;
  for (const metric of metrics) {
    const proposal = propose(input, metric);
    if (isFailure(proposal)) {
      draft.warn(proposal.reason, proposal.failure);
      failures.push(proposal);
      statuses.push({ type: '' });
      continue;
    }
    statuses.push(proposal.status);
    if (best === undefined || best.replicas === 0 || proposal.replicas > best.replicas) best = proposal;
  }
  const [first] = failures;
  if (best === undefined || (first !== undefined && best.replicas < scale.replicas)) {
    const { reason, failure: cause, summary } = first ?? { reason: '', failure: '', summary: '' };
    const message = `the HPA was unable to compute the replica count: ${cause}`;
    draft.setCondition('ScalingActive', false, reason, message);
    const counts = `${failures.length} invalid out of ${metrics.length}`;
    return { statuses, failure: `invalid metrics (${counts}), first error is: ${summary}` };
  }
  const message = `the HPA was able to successfully calculate a replica count from ${best.metric}`;
  draft.setCondition('ScalingActive', true, 'ValidMetricFound', message);
  return { best, statuses };
}

function decideByMetrics(
  autoscaler: HorizontalPodAutoscaler,
  draft: Draft,
  scale: ObservedScale,
  observation: Observation & { readonly history: ScalingHistory },
): ScalingPlan {
  const { spec, status } = autoscaler;
  const { nowMs, history } = observation;
  const current = scale.replicas;
  const { best, statuses, failure } = judgeMetrics(autoscaler, draft, scale, observation);
  if (best === undefined) {
    draft.warn('FailedComputeMetricsReplicas', failure ?? '');
    return { status: draft.finished(current, status.desiredReplicas, statuses, false), events: draft.events, history };
  }
  const min = spec.minReplicas ?? 1;
  const recommended = { wanted: best.replicas, current, min, max: spec.maxReplicas, nowMs };
  const { replicas, ability, limit, history: next } = normalize(recommended, spec.behavior, history);
  draft.setCondition('AbleToScale', true, ability.reason, ability.message);
  draft.setCondition('ScalingLimited', limit.isLimited, limit.reason, limit.message);
  if (replicas === current) {
    return { status: draft.finished(current, current, statuses, false), events: draft.events, history: next };
  }
  // An earlier recommendation may change the replicas, too: then the real Event gives no reason.
  const isDown = best.replicas < current;
  const reason = best.replicas > current ? `${best.metric} above target` : isDown ? 'All metrics below target' : '';
  return rescaled(autoscaler, draft, { current, replicas, reason, metrics: statuses, history: next, nowMs });
}
