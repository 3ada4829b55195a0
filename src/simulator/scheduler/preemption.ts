import type { PodDisruptionBudget } from '../api';
import type { SeededRandom } from '../engine';
import { fitMessage } from './fit-message';
import { precedingOn, Trial, type NoFit } from './find-node';
import { never, type Rejection, type SchedulingContext } from './framework';
import { selectorOf } from './snapshot/affinity-term';
import type { NodeInfo } from './snapshot/node-info';
import { byImportance, startMsOf, type PodInfo } from './snapshot/pod-info';

/** Source: Kubernetes 1.36, defaults of DefaultPreemptionArgs. */
const CANDIDATES_PERCENT_MIN = 10;
const CANDIDATES_MIN = 100;

const NAME = 'DefaultPreemption';
const NO_VICTIMS = never(NAME, 'No preemption victims found for incoming pod');
const NOT_HELPFUL = 'Preemption is not helpful for scheduling';

/** Why a Pod was disrupted, when the scheduler did it. */
export const PREEMPTION_REASON = 'PreemptionByScheduler';

/** A node on which a Pod fits once the victims have left. */
export interface Candidate {
  readonly node: NodeInfo;
  /** The most important first. */
  readonly victims: readonly PodInfo[];
  /** Victims that a PodDisruptionBudget would keep. */
  readonly violations: number;
}

/** A node to be freed, or why there is none. */
export type Preemption =
  | { readonly type: 'victims'; readonly candidate: Candidate }
  | {
      readonly type: 'none';
      /** In the words of events. */
      readonly message: string;
      /** Whether a node that was meant for the Pod is so no longer. */
      readonly clearsNomination: boolean;
    };

const none = (message: string, clearsNomination: boolean): Preemption => ({
  type: 'none',
  message: `preemption: ${message}`,
  clearsNomination,
});

function isLeavingForPreemption({ isTerminating, pod }: PodInfo): boolean {
  const disruption = pod.status.conditions?.find(({ type }) => type === 'DisruptionTarget');
  return isTerminating && disruption?.status === 'True' && disruption.reason === PREEMPTION_REASON;
}

/** Why a Pod may not push others out. Source: default_preemption.go `PodEligibleToPreemptOthers`. */
function ineligibility(pod: PodInfo, { rejectedNodes }: NoFit, { snapshot }: SchedulingContext): string | undefined {
  const { spec, status } = pod.pod;
  if (spec.preemptionPolicy === 'Never') return 'not eligible due to preemptionPolicy=Never.';
  const meant = status.nominatedNodeName === undefined ? undefined : snapshot.node(status.nominatedNodeName);
  if (meant === undefined || rejectedNodes.get(meant)?.isResolvable !== true) return undefined;
  const isLeaving = [...meant.pods.values()].some(
    (other) => other.priority < pod.priority && isLeavingForPreemption(other),
  );
  return isLeaving ? 'not eligible due to a terminating pod on the nominated node.' : undefined;
}

/**
 * Splits Pods into those whose loss a PodDisruptionBudget forbids and the others; both keep their order. Every Pod uses
 * up one disruption of each budget that covers it.
 */
function splitByBudget(
  pods: readonly PodInfo[],
  budgets: readonly PodDisruptionBudget[],
): { readonly violating: readonly PodInfo[]; readonly others: readonly PodInfo[] } {
  const allowed = budgets.map(({ status }) => status.disruptionsAllowed);
  const violating: PodInfo[] = [];
  const others: PodInfo[] = [];
  for (const pod of pods) {
    let isViolation = false;
    budgets.forEach(({ metadata, spec, status }, index) => {
      if (metadata.namespace !== pod.namespace || Object.keys(pod.labels).length === 0) return;
      const selector = selectorOf(spec.selector);
      if (selector.isEmpty || !selector.matches(pod.labels)) return;
      if (status.disruptedPods?.[pod.name] !== undefined) return;
      allowed[index] = (allowed[index] as number) - 1;
      if ((allowed[index] as number) < 0) isViolation = true;
    });
    (isViolation ? violating : others).push(pod);
  }
  return { violating, others };
}

/**
 * Chooses who must leave a node for a Pod: first all less important ones go, then each comes back that can, those that a
 * budget keeps before the others, the most important first.
 *
 * Source: Kubernetes 1.36, default_preemption.go `SelectVictimsOnNode`.
 */
export function selectVictims(
  pod: PodInfo,
  node: NodeInfo,
  noFit: NoFit,
  budgets: readonly PodDisruptionBudget[],
  context: SchedulingContext,
): Candidate | Rejection {
  const possible = [...node.pods.values()].filter(({ priority }) => priority < pod.priority);
  if (possible.length === 0) return NO_VICTIMS;
  const trials = [new Trial(noFit.checks, node)];
  const preceding = precedingOn(node, pod, context);
  if (preceding.length > 0) {
    // It must fit beside those that are meant for the node, and without them: they may never come.
    const beside = new Trial(noFit.checks, node);
    for (const each of preceding) beside.add(each);
    trials.unshift(beside);
  }
  const rejection = (): Rejection | undefined =>
    trials.map((trial) => trial.rejection()).find((each) => each !== undefined);
  for (const each of possible) for (const trial of trials) trial.remove(each);
  const stays = rejection();
  if (stays !== undefined) return stays;
  const victims: PodInfo[] = [];
  const reprieve = (each: PodInfo): boolean => {
    for (const trial of trials) trial.add(each);
    if (rejection() === undefined) return true;
    for (const trial of trials) trial.remove(each);
    victims.push(each);
    return false;
  };
  const { violating, others } = splitByBudget(possible.sort(byImportance), budgets);
  const violations = violating.filter((each) => !reprieve(each)).length;
  for (const each of others) reprieve(each);
  return { node, victims: victims.sort(byImportance), violations };
}

/** Earliest start of the most important victims. Source: pkg/scheduler/util `GetEarliestPodStartTime`. */
function earliestStartMs({ victims }: Candidate): number {
  const most = victims[0]?.priority;
  return Math.min(...victims.filter(({ priority }) => priority === most).map(startMsOf));
}

/** What is compared, one after the other; less is better. Source: preemption.go `pickOneNodeForPreemption`. */
const COSTS: readonly ((candidate: Candidate) => number)[] = [
  ({ violations }) => violations,
  ({ victims }) => victims[0]?.priority ?? -Infinity,
  // Priorities are raised above 0, so that fewer victims of a negative priority are better as well.
  ({ victims }) => victims.reduce((sum, { priority }) => sum + priority + 2 ** 31, 0),
  ({ victims }) => victims.length,
  (candidate) => -earliestStartMs(candidate),
];

/** The node that is freed at the least cost; of equal ones the first. */
export function cheapest(candidates: readonly Candidate[]): Candidate | undefined {
  let left = candidates;
  for (const cost of COSTS) {
    if (left.length <= 1) break;
    const costs = left.map(cost);
    const least = costs.reduce((one, other) => Math.min(one, other), Infinity);
    left = left.filter((_, index) => costs[index] === least);
  }
  return left[0];
}

/**
 * Looks for a node that could take a Pod if less important Pods left it.
 *
 * Source: Kubernetes 1.36, pkg/scheduler/framework/preemption/preemption.go `Preempt`.
 */
export function findPreemption(
  pod: PodInfo,
  noFit: NoFit,
  context: SchedulingContext,
  random: SeededRandom,
): Preemption {
  const ineligible = ineligibility(pod, noFit, context);
  if (ineligible !== undefined) return none(ineligible, false);
  const { nodesTotal, rejectedNodes } = noFit;
  const potential = [...rejectedNodes].flatMap(([node, { isResolvable }]) => (isResolvable ? [node] : []));
  const unhelpful = (rejections: readonly Rejection[]): Preemption =>
    none(fitMessage({ nodesTotal, rejections, elsewhere: NOT_HELPFUL }), true);
  if (potential.length === 0) return unhelpful([]);
  if (!context.snapshot.hasPodBelow(pod.priority)) return unhelpful(potential.map(() => NO_VICTIMS));
  const budgets = context.reader.list('policy/poddisruptionbudgets');
  const wanted = Math.min(
    Math.max(Math.trunc((potential.length * CANDIDATES_PERCENT_MIN) / 100), CANDIDATES_MIN),
    potential.length,
  );
  const offset = random.below(potential.length);
  const candidates: Candidate[] = [];
  const rejections: Rejection[] = [];
  let harmless = 0;
  for (let index = 0; index < potential.length; index += 1) {
    const node = potential[(offset + index) % potential.length] as NodeInfo;
    const found = selectVictims(pod, node, noFit, budgets, context);
    if ('reasons' in found) {
      rejections.push(found);
      continue;
    }
    if (found.victims.length === 0) continue;
    candidates.push(found);
    if (found.violations === 0) harmless += 1;
    if (harmless > 0 && candidates.length >= wanted) break;
  }
  const candidate = cheapest(candidates);
  return candidate === undefined ? unhelpful(rejections) : { type: 'victims', candidate };
}
