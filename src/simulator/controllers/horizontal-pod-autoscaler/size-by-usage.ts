import type { Pod } from '../../api';
import { readyConditionOf } from '../../client';
import { isFailure, type Failure } from './pod-requests';

/** For how long after its start the processor time of a Pod is doubtful. Source: pkg/controller/podautoscaler/config. */
const CPU_INITIALIZATION_MS = 5 * 60_000;
/** A Pod that was never ready for longer than this after its start has never been ready. Source: the same. */
const INITIAL_READINESS_MS = 30_000;

/** What a Pod used. */
export interface PodMetric {
  /** Thousandths of a core or of a byte. */
  readonly milli: number;
  /** When it was measured, milliseconds since 1970. */
  readonly timestampMs: number;
  readonly windowMs: number;
}

/** How far usage may be from the target without consequence: 0.1 for a tenth. */
export interface Tolerances {
  readonly scaleUp: number;
  readonly scaleDown: number;
}

/** A number of replicas, and the usage that it follows from. */
export interface Sizing {
  readonly replicas: number;
  /** Per cent of the requests. @default - the target is no percentage */
  readonly utilization?: number;
  /** Average of the Pods, thousandths of a core or of a byte. */
  readonly averageMilli: number;
}

interface Groups {
  readonly ready: number;
  readonly unready: readonly string[];
  readonly missing: readonly string[];
  /** Names of Pods whose metrics count. */
  readonly counted: readonly string[];
}

const timeOf = (timestamp: string | undefined): number => Date.parse(timestamp ?? '');

function isUnready(pod: Pod, metric: PodMetric, nowMs: number): boolean {
  const ready = readyConditionOf(pod);
  const { startTime } = pod.status;
  if (ready === undefined || startTime === undefined) return true;
  const changedMs = timeOf(ready.lastTransitionTime);
  if (timeOf(startTime) + CPU_INITIALIZATION_MS > nowMs) {
    return ready.status === 'False' || metric.timestampMs < changedMs + metric.windowMs;
  }
  return ready.status === 'False' && timeOf(startTime) + INITIAL_READINESS_MS > changedMs;
}

/** Source: Kubernetes 1.36, replica_calculator.go `groupPods`. */
function groupPods(
  pods: readonly Pod[],
  metrics: ReadonlyMap<string, PodMetric>,
  resource: string,
  nowMs: number,
): Groups {
  const unready: string[] = [];
  const missing: string[] = [];
  const counted: string[] = [];
  for (const pod of pods) {
    const { name, deletionTimestamp } = pod.metadata;
    if (deletionTimestamp !== undefined || pod.status.phase === 'Failed') continue;
    const metric = metrics.get(name);
    if (pod.status.phase === 'Pending') unready.push(name);
    else if (metric === undefined) missing.push(name);
    else if (resource === 'cpu' && isUnready(pod, metric, nowMs)) unready.push(name);
    else counted.push(name);
  }
  return { ready: counted.length, unready, missing, counted };
}

interface Ratio {
  /** Usage by target. */
  readonly ratio: number;
  readonly utilization?: number;
  readonly averageMilli: number;
}

/** What is measured, and against what. */
export interface UsageQuestion {
  /** Replicas that the target has now. */
  readonly replicas: number;
  /** Pods of the target; at least one. */
  readonly pods: readonly Pod[];
  readonly metrics: ReadonlyMap<string, PodMetric>;
  readonly resource: string;
  readonly tolerances: Tolerances;
  readonly nowMs: number;
}

type RatioOf = (usage: ReadonlyMap<string, number>) => Ratio | Failure;

/** Source: Kubernetes 1.36, replica_calculator.go `GetResourceReplicas`, `calcPlainMetricReplicas`. */
function size(question: UsageQuestion, ratioOf: RatioOf, fullUsageOf: (pod: string) => number): Sizing | Failure {
  const { replicas, pods, metrics, resource, tolerances, nowMs } = question;
  const groups = groupPods(pods, metrics, resource, nowMs);
  const usage = new Map(groups.counted.map((name) => [name, metrics.get(name)?.milli ?? 0]));
  if (usage.size === 0) return { failure: 'did not receive metrics for targeted pods (pods might be unready)' };
  const first = ratioOf(usage);
  if (isFailure(first)) return first;
  const { ratio, ...observed } = first;
  const isWithin = (each: number): boolean => 1 - tolerances.scaleDown <= each && each <= 1 + tolerances.scaleUp;
  const mustWeighUnready = groups.unready.length > 0 && ratio > 1;
  if (!mustWeighUnready && groups.missing.length === 0) {
    return { replicas: isWithin(ratio) ? replicas : Math.ceil(ratio * groups.ready), ...observed };
  }
  // What is not known must not speed up what the known wants.
  if (ratio !== 1) for (const name of groups.missing) usage.set(name, ratio < 1 ? fullUsageOf(name) : 0);
  if (mustWeighUnready) for (const name of groups.unready) usage.set(name, 0);
  const second = ratioOf(usage);
  if (isFailure(second)) return second;
  const changesDirection = (ratio < 1 && second.ratio > 1) || (ratio > 1 && second.ratio < 1);
  if (isWithin(second.ratio) || changesDirection) return { replicas, ...observed };
  const wanted = Math.ceil(second.ratio * usage.size);
  const isAgainst = (second.ratio < 1 && wanted > replicas) || (second.ratio > 1 && wanted < replicas);
  return { replicas: isAgainst ? replicas : wanted, ...observed };
}

/** Replicas that bring the use of what Pods request to `target` per cent; `requests` in thousandths by Pod. */
export function sizeByUtilization(
  question: UsageQuestion,
  requests: ReadonlyMap<string, number>,
  target: number,
): Sizing | Failure {
  const ratioOf: RatioOf = (usage) => {
    let [used, requested, count] = [0, 0, 0];
    for (const [name, milli] of usage) {
      const request = requests.get(name);
      if (request === undefined) continue;
      used += milli;
      requested += request;
      count += 1;
    }
    if (requested === 0) return { failure: 'no metrics returned matched known pods' };
    const utilization = Math.trunc((used * 100) / requested);
    return { ratio: utilization / target, utilization, averageMilli: Math.trunc(used / count) };
  };
  return size(question, ratioOf, (name) => Math.trunc(((requests.get(name) ?? 0) * Math.max(100, target)) / 100));
}

/** Replicas that bring the average use to `targetMilli` thousandths. */
export function sizeByAverage(question: UsageQuestion, targetMilli: number): Sizing | Failure {
  const ratioOf: RatioOf = (usage) => {
    const used = [...usage.values()].reduce((sum, milli) => sum + milli, 0);
    const averageMilli = Math.trunc(used / usage.size);
    return { ratio: averageMilli / targetMilli, averageMilli };
  };
  return size(question, ratioOf, () => targetMilli);
}
