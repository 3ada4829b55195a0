import { EndpointWatch, explain, type Kinds, upgradeWorkload } from '../../simulator';
import type { CheckContext, CheckedObject } from '../context';
import { untilReady } from './until-ready';
import { keyOf, secondsText, servicesOf } from './workloads';

type Deployment = Kinds['apps/deployments'];

/** Virtual seconds that rollouts get at most. */
const ROLLOUT_SECONDS = 900;

/** Virtual seconds in which a Pod that starts at once shows that it does. */
const START_SECONDS = 45;

/** What all others get to come back after a group of rollouts. */
const RECOVERY = { seconds: 120, stalledSeconds: START_SECONDS };

/** A Deployment that is upgraded. */
interface Rollout {
  readonly object: CheckedObject;
  /** As it was before. */
  readonly before: Deployment;
  /** Services that lead to it. */
  readonly services: readonly string[];
}

const RESOURCE = 'apps/deployments';

function rolloutsOf(context: CheckContext): Rollout[] {
  return context.ofKind('Deployment').flatMap((object): Rollout[] => {
    const { namespace = '', name } = object;
    const before = context.client.get(RESOURCE, namespace, name);
    if (before === undefined || before.spec.replicas === 0 || context.isUnready(object)) return [];
    const services = servicesOf(context, namespace, before.spec.template.metadata?.labels).map(keyOf);
    return [{ object, before, services }];
  });
}

const begin = ({ cluster, client }: CheckContext, { object: { namespace = '', name } }: Rollout): void =>
  upgradeWorkload(client, RESOURCE, namespace, name, cluster.nowMs);

/** Virtual seconds that a new Pod may take by its own account before anything is seen of it. */
function startSeconds({ before: { spec } }: Rollout): number {
  const waits = spec.template.spec.containers.flatMap(({ startupProbe, readinessProbe }) => [
    (startupProbe?.failureThreshold ?? 0) * (startupProbe?.periodSeconds ?? 10),
    readinessProbe?.initialDelaySeconds ?? 0,
  ]);
  return (spec.minReadySeconds ?? 0) + Math.max(0, ...waits);
}

/** Lets time pass until all are done; those that never are. */
function finish(context: CheckContext, rollouts: readonly Rollout[]): readonly Rollout[] {
  const waiting = new Set(
    untilReady(
      context,
      rollouts.map(({ object }) => object),
      { seconds: ROLLOUT_SECONDS, stalledSeconds: START_SECONDS + Math.max(0, ...rollouts.map(startSeconds)) },
    ),
  );
  return rollouts.filter(({ object }) => waiting.has(object));
}

/** Goes back to the Pods of before. */
function undo(context: CheckContext, rollouts: readonly Rollout[]): void {
  for (const { object, before } of rollouts) {
    const { namespace = '', name } = object;
    const now = context.client.get(RESOURCE, namespace, name);
    if (now === undefined) continue;
    context.client.update(RESOURCE, { ...now, spec: { ...now.spec, template: before.spec.template } });
  }
  finish(context, rollouts);
}

const strategyOf = ({ before }: Rollout): string => before.spec.strategy?.type ?? 'RollingUpdate';

/** Time that a rollout left each of its Services without ready endpoints. */
function lossesOf(watch: EndpointWatch, { services }: Rollout, nowMs: number): { service: string; lostMs: number }[] {
  return services.flatMap((service) => {
    const lostMs = watch.gaps(service).reduce((sum, { fromMs, toMs = nowMs }) => sum + toMs - fromMs, 0);
    return lostMs > 0 ? [{ service, lostMs }] : [];
  });
}

/** Whether a pause was chosen: all Pods go at once, or there is one that may go first. */
const isAcceptable = ({ before: { spec } }: Rollout): boolean =>
  spec.strategy?.type === 'Recreate' || (spec.replicas ?? 1) === 1;

/** `Recreate`, or `2 replicas, maxUnavailable 2, maxSurge 0`. */
function strategyText({ before: { spec } }: Rollout): string {
  const { type, rollingUpdate } = spec.strategy ?? {};
  if (type === 'Recreate') return type;
  const { maxUnavailable = '25%', maxSurge = '25%' } = rollingUpdate ?? {};
  return `${spec.replicas ?? 1} replicas, maxUnavailable ${maxUnavailable}, maxSurge ${maxSurge}`;
}

function reportLoss(context: CheckContext, rollout: Rollout, watch: EndpointWatch): void {
  const losses = lossesOf(watch, rollout, context.cluster.nowMs);
  if (losses.length === 0) return;
  const isMeant = isAcceptable(rollout);
  const text = losses.map(({ service, lostMs }) => `Service ${service} for ${secondsText(lostMs)}`).join(', ');
  context.report('rollout-availability', rollout.object, {
    severity: isMeant ? 'warning' : 'error',
    message: `while it rolls out (${strategyText(rollout)}), nobody answers at ${text}`,
    cure: isMeant
      ? 'let a new Pod come before the old one goes (RollingUpdate, maxUnavailable 0) where a pause matters'
      : 'let maxUnavailable leave some Pods, and let a readiness probe say when a new one works',
  });
}

function reportDeadlock(context: CheckContext, { object }: Rollout): void {
  const evidence = explain(context.client, object)[0];
  const why = evidence === undefined ? '' : `; ${evidence.subject}: ${evidence.reason}: ${evidence.message}`;
  context.report('rollout-deadlock', object, {
    message: `a rollout does not end: ${context.missing(object) ?? 'it is not ready'}${why}`,
    cure: 'leave room for its surge (maxSurge, quota, nodes, ports), or let old Pods go first (maxUnavailable 1, maxSurge 0)',
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
      if (!isLost || !isAcceptable(rollout)) return isLost;
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
 * Upgrades every Deployment of the set that is ready: first those that pause by their strategy, which are databases
 * mostly, and then all others. What does not end or loses its Services is tried again alone, so that none is blamed for
 * another.
 *
 * @returns how many were upgraded.
 */
export function tryUpgrades(context: CheckContext): number {
  const rollouts = rolloutsOf(context);
  const ready = context.objects.filter((object) => !context.isUnready(object));
  const pausing = rollouts.filter((rollout) => strategyOf(rollout) === 'Recreate');
  const others = rollouts.filter((rollout) => !pausing.includes(rollout));
  const suspects = [pausing, others].flatMap((group) => {
    if (group.length === 0) return [];
    const found = upgradeTogether(context, group);
    // Who lost a database takes a moment.
    untilReady(context, ready, RECOVERY);
    return found;
  });
  for (const suspect of suspects) upgradeAlone(context, suspect);
  return rollouts.length;
}
