import { EndpointWatch, explain } from '../../simulator';
import type { CheckContext } from '../context';
import { evidenceText } from '../evidence-text';
import { isReady } from '../rules/containers';
import { endingsOf } from '../rules/endings';
import { policyOf } from './rollout-policies';
import { begin, finish, planRollouts, type Rollout, START_SECONDS, undo } from './rollouts';
import { untilReady } from './until-ready';
import { secondsText } from './workloads';

/** What all others get to come back after a group of rollouts. */
const RECOVERY = { seconds: 120, stalledSeconds: START_SECONDS };

/** As many are shown: why a Pod does not work, and what was said about it. */
const EVIDENCE_MAX = 2;

/** What came of the upgrades. */
export interface UpgradeTrial {
  /** Workloads that were upgraded. */
  readonly upgraded: number;
  /** What was not upgraded, or in part, and why. */
  readonly skipped: readonly string[];
}

/** Time that a rollout left each of its Services without ready endpoints. */
function lossesOf(watch: EndpointWatch, { services }: Rollout, nowMs: number): { service: string; lostMs: number }[] {
  return services.flatMap((service) => {
    const lostMs = watch.gaps(service).reduce((sum, { fromMs, toMs = nowMs }) => sum + toMs - fromMs, 0);
    return lostMs > 0 ? [{ service, lostMs }] : [];
  });
}

const isPauseChosen = ({ resource, before }: Rollout): boolean => policyOf(resource).isPauseChosen(before);

const isPausing = ({ resource, before }: Rollout): boolean => policyOf(resource).isPausing(before);

function reportLoss(context: CheckContext, rollout: Rollout, watch: EndpointWatch): void {
  const losses = lossesOf(watch, rollout, context.cluster.nowMs);
  if (losses.length === 0) return;
  const { resource, before, object } = rollout;
  const policy = policyOf(resource);
  const isMeant = policy.isPauseChosen(before);
  const text = losses.map(({ service, lostMs }) => `Service ${service} for ${secondsText(lostMs)}`).join(', ');
  context.report('rollout-availability', object, {
    severity: isMeant ? 'warning' : 'error',
    message: `while it rolls out (${policy.text(before)}), nobody answers at ${text}`,
    cure: isMeant
      ? policy.pauseCure
      : 'let maxUnavailable leave some Pods, and let a readiness probe say when a new one works',
  });
}

/** How the programs of a workload ended, and what the cluster says about it and its Pods. */
function evidenceOf(context: CheckContext, { object }: Rollout): string[] {
  const endings = context
    .pods()
    .filter(({ pod, root }) => root === object && !isReady(pod))
    .flatMap(({ pod }) =>
      endingsOf(context, pod).map(
        ({ container, text }) => `container '${container}' of Pod ${pod.metadata.name} ${text}`,
      ),
    );
  const said = explain(context.client, object).map(evidenceText);
  return [...endings.slice(0, 1), ...said].slice(0, EVIDENCE_MAX);
}

function reportDeadlock(context: CheckContext, rollout: Rollout): void {
  const lack = context.missing(rollout.object) ?? 'it is not ready';
  context.report('rollout-deadlock', rollout.object, {
    message: `a rollout does not end: ${[lack, ...evidenceOf(context, rollout)].join('; ')}`,
    cure: policyOf(rollout.resource).deadlockCure,
  });
}

/** Follows endpoints while something is done. */
function watched<Result>({ client, cluster }: CheckContext, work: (watch: EndpointWatch) => Result): Result {
  const watch = new EndpointWatch(client, () => cluster.nowMs);
  try {
    return work(watch);
  } finally {
    watch.stop();
  }
}

/** Upgrades several at once; those that do not end, or lose their Services though they should not. */
function upgradeTogether(context: CheckContext, rollouts: readonly Rollout[]): readonly Rollout[] {
  return watched(context, (watch) => {
    for (const rollout of rollouts) begin(context, rollout);
    const stuck = finish(context, rollouts);
    undo(context, stuck);
    return rollouts.filter((rollout) => {
      if (stuck.includes(rollout)) return true;
      const isLost = lossesOf(watch, rollout, context.cluster.nowMs).length > 0;
      // Who was to have no pause is asked again, alone: it may have lost what it depends on.
      if (!isLost || !isPauseChosen(rollout)) return isLost;
      reportLoss(context, rollout, watch);
      return false;
    });
  });
}

/** Upgrades one alone, and says what came of it. */
function upgradeAlone(context: CheckContext, rollout: Rollout): void {
  watched(context, (watch) => {
    begin(context, rollout);
    const stuck = finish(context, [rollout]);
    if (stuck.length === 0) {
      reportLoss(context, rollout, watch);
      return;
    }
    reportDeadlock(context, rollout);
    undo(context, stuck);
  });
}

/**
 * Upgrades every Deployment, StatefulSet and DaemonSet of the set that is ready: first those whose Pods go before others
 * come, which are databases mostly, and then all others. What does not end or loses its Services is tried again alone, so
 * that none is blamed for another.
 */
export function tryUpgrades(context: CheckContext): UpgradeTrial {
  const { rollouts, held } = planRollouts(context);
  const ready = context.objects.filter((object) => !context.isUnready(object));
  const pausing = rollouts.filter(isPausing);
  const others = rollouts.filter((rollout) => !isPausing(rollout));
  const suspects = [pausing, others].flatMap((group) => {
    if (group.length === 0) return [];
    const found = upgradeTogether(context, group);
    // Who lost a database takes a moment.
    untilReady(context, ready, (object) => context.missing(object), RECOVERY);
    return found;
  });
  for (const suspect of suspects) upgradeAlone(context, suspect);
  return { upgraded: rollouts.length, skipped: held };
}
