import {
  parseQuantity,
  Quantity,
  type CrossVersionObjectReference,
  type HorizontalPodAutoscalerBehavior,
  type LabelSelectorObject,
  type MetricSpec,
  type MetricStatus,
  type MetricTarget,
  type Pod,
} from '../../api';
import { isFailure, requestsOf, type Failure } from './pod-requests';
import { sizeByAverage, sizeByUtilization, type PodMetric, type Tolerances, type UsageQuestion } from './size-by-usage';

/** Source: Kubernetes 1.36, pkg/controller/podautoscaler/config, HorizontalPodAutoscalerTolerance. */
const TOLERANCE = 0.1;

/** Replicas that one metric wants. */
export interface Proposal {
  readonly replicas: number;
  /** What the metric is called in Events and conditions. */
  readonly metric: string;
  readonly status: MetricStatus;
}

/** Why one metric says nothing. */
export interface MetricFailure {
  /** Reason of the Event and of the condition ScalingActive. */
  readonly reason: string;
  /** What failed, as the Event and the condition say it. */
  readonly failure: string;
  /** The same, as the summary of all metrics says it. */
  readonly summary: string;
}

/** Reads what Pods use of a resource, in one of their containers if it is named. */
export type ReadUsage = (resource: string, container?: string) => ReadonlyMap<string, PodMetric> | Failure;

/** What the metrics of an autoscaler are judged by. */
export interface ProposalInput {
  readonly namespace: string;
  /** Replicas that the target has. */
  readonly replicas: number;
  readonly pods: readonly Pod[];
  readonly readUsage: ReadUsage;
  readonly behavior?: HorizontalPodAutoscalerBehavior;
  readonly nowMs: number;
}

function tolerancesOf(behavior: HorizontalPodAutoscalerBehavior | undefined): Tolerances {
  const read = (text: string | undefined): number =>
    text === undefined ? TOLERANCE : Number(parseQuantity(text).nanos) / 1e9;
  return { scaleUp: read(behavior?.scaleUp?.tolerance), scaleDown: read(behavior?.scaleDown?.tolerance) };
}

/** Thousandths as a quantity. */
const fromMilli = (milli: number): string => new Quantity(BigInt(milli) * 1_000_000n, 'DecimalSI').toString();

interface ResourceProposal {
  readonly replicas: number;
  readonly metric: string;
  readonly current: { readonly averageUtilization?: number; readonly averageValue: string };
}

/** Source: Kubernetes 1.36, horizontal.go `computeStatusForResourceMetricGeneric`. */
function proposeByResource(
  { replicas, pods, readUsage, behavior, nowMs }: ProposalInput,
  resource: string,
  target: MetricTarget,
  container?: string,
): ResourceProposal | Failure {
  const { averageValue, averageUtilization } = target;
  if (averageValue === undefined && averageUtilization === undefined) {
    const missing = 'neither an average utilization target nor an average value (usage) target was set';
    return { failure: `invalid resource metric source: ${missing}` };
  }
  const asked = `failed to get ${resource} ${averageValue === undefined ? 'utilization' : 'usage'}`;
  const metrics = readUsage(resource, container);
  if (isFailure(metrics)) {
    return { failure: `${asked}: unable to get metrics for resource ${resource}: ${metrics.failure}` };
  }
  if (pods.length === 0) {
    return { failure: `${asked}: no pods returned by selector while calculating replica count` };
  }
  const tolerances = tolerancesOf(behavior);
  const question: UsageQuestion = { replicas, pods, metrics, resource, tolerances, nowMs };
  if (averageValue !== undefined) {
    const sizing = sizeByAverage(question, parseQuantity(averageValue).milliValue());
    if (isFailure(sizing)) return { failure: `${asked}: ${sizing.failure}` };
    const current = { averageValue: fromMilli(sizing.averageMilli) };
    return { replicas: sizing.replicas, metric: `${resource} resource`, current };
  }
  const requests = requestsOf(pods, resource, container);
  if (isFailure(requests)) return { failure: `${asked}: ${requests.failure}` };
  const sizing = sizeByUtilization(question, requests, averageUtilization ?? 0);
  if (isFailure(sizing)) return { failure: `${asked}: ${sizing.failure}` };
  const { utilization, averageMilli } = sizing;
  return {
    replicas: sizing.replicas,
    metric: `${resource} resource utilization (percentage of request)`,
    current: {
      ...(utilization === undefined ? {} : { averageUtilization: utilization }),
      averageValue: fromMilli(averageMilli),
    },
  };
}

const NO_CUSTOM_METRICS =
  'unable to fetch metrics from custom metrics API: no custom metrics API (custom.metrics.k8s.io) registered';

/** A selector as Go prints it in errors. */
function selectorText(selector: LabelSelectorObject | undefined): string {
  if (selector === undefined) return 'nil';
  const labels = Object.entries(selector.matchLabels ?? {}).sort(([left], [right]) => (left < right ? -1 : 1));
  const map = labels.map(([key, value]) => `${key}: ${value},`).join('');
  const expressions = (selector.matchExpressions ?? []).map(
    ({ key, operator, values }) =>
      `LabelSelectorRequirement{Key:${key},Operator:${operator},Values:[${(values ?? []).join(' ')}],},`,
  );
  const list = `[]LabelSelectorRequirement{${expressions.join('')}}`;
  return `&LabelSelector{MatchLabels:map[string]string{${map}},MatchExpressions:${list},}`;
}

/** The real text has the kind where the cause belongs, and the cause at the end. */
const objectText = (metric: string, { kind, name }: CrossVersionObjectReference, namespace: string): string =>
  `unable to get metric ${metric}: ${kind} on ${namespace} ${name}/${NO_CUSTOM_METRICS}`;

/**
 * What one metric of an autoscaler wants.
 *
 * Metrics of Pods, objects and external systems fail as on a cluster that has no adapter for them.
 * Source: Kubernetes 1.36, pkg/controller/podautoscaler/horizontal.go `computeReplicasForMetric`.
 */
export function propose(input: ProposalInput, spec: MetricSpec): Proposal | MetricFailure {
  const { namespace } = input;
  if (spec.resource !== undefined) {
    const { name, target } = spec.resource;
    const proposal = proposeByResource(input, name, target);
    if (isFailure(proposal)) {
      const summary = `failed to get ${name} resource metric value: ${proposal.failure}`;
      return { reason: 'FailedGetResourceMetric', failure: proposal.failure, summary };
    }
    const { replicas, metric, current } = proposal;
    return { replicas, metric, status: { type: 'Resource', resource: { name, current } } };
  }
  if (spec.containerResource !== undefined) {
    const { name, container, target } = spec.containerResource;
    const proposal = proposeByResource(input, name, target, container);
    if (isFailure(proposal)) {
      const summary = `failed to get ${container} container metric value: ${proposal.failure}`;
      return { reason: 'FailedGetContainerResourceMetric', failure: proposal.failure, summary };
    }
    const { replicas, metric, current } = proposal;
    return { replicas, metric, status: { type: 'ContainerResource', containerResource: { name, container, current } } };
  }
  if (spec.pods !== undefined) {
    const failure = `unable to get metric ${spec.pods.metric.name}: ${NO_CUSTOM_METRICS}`;
    return { reason: 'FailedGetPodsMetric', failure, summary: `failed to get pods metric value: ${failure}` };
  }
  if (spec.object !== undefined) {
    const { metric, describedObject, target } = spec.object;
    const failure = objectText(metric.name, describedObject, namespace);
    const inner = target.type === 'Value' ? failure : `failed to get ${metric.name} object metric: ${failure}`;
    return { reason: 'FailedGetObjectMetric', failure, summary: `failed to get object metric value: ${inner}` };
  }
  if (spec.external !== undefined) {
    const { metric, target } = spec.external;
    const missing = `the server could not find the requested resource (get ${metric.name}.external.metrics.k8s.io)`;
    const failure =
      `unable to get external metric ${namespace}/${metric.name}/${selectorText(metric.selector)}: ` +
      `unable to fetch metrics from external metrics API: ${missing}`;
    const inner =
      target.averageValue === undefined
        ? `failed to get external metric ${metric.name}: ${failure}`
        : `failed to get ${metric.name} external metric: ${failure}`;
    const summary = `failed to get ${metric.name} external metric value: ${inner}`;
    return { reason: 'FailedGetExternalMetric', failure, summary };
  }
  const failure = `unknown metric source type ${JSON.stringify(spec.type)}`;
  return { reason: 'InvalidMetricSourceType', failure, summary: failure };
}
