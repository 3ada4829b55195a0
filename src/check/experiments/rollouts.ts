import { type Kinds, ROLLED_OUT, type RolledOut, upgradeWorkload } from '../../simulator';
import type { CheckContext, CheckedObject } from '../context';
import { nameText } from '../finding';
import { isReady } from '../rules/containers';
import { policyOf } from './rollout-policies';
import { untilReady } from './until-ready';
import { keyOf, servicesOf } from './workloads';

type Workload = Kinds[RolledOut];

/** Virtual seconds that rollouts get at most. */
const ROLLOUT_SECONDS = 900;

/** Virtual seconds in which a Pod that starts at once shows that it does. */
export const START_SECONDS = 45;

/** Source: Kubernetes 1.36, core/v1 `DefaultTerminationGracePeriodSeconds`. */
const GRACE_SECONDS = 30;

/** A workload that is upgraded. */
export interface Rollout {
  readonly object: CheckedObject;
  readonly resource: RolledOut;
  /** As it was before. */
  readonly before: Workload;
  /** Services that lead to it. */
  readonly services: readonly string[];
}

/** What is upgraded, and what is not though it is ready. */
export interface RolloutPlan {
  readonly rollouts: readonly Rollout[];
  /** Workloads of which some Pods stay as they are, and why. */
  readonly held: readonly string[];
}

function found(
  { client }: CheckContext,
  { object, resource }: Pick<Rollout, 'object' | 'resource'>,
): Workload | undefined {
  const { namespace = '', name } = object;
  return client.get<string>(resource, namespace, name) as unknown as Workload | undefined;
}

/** `StatefulSet shop/db: 1 of 3 Pods was upgraded: partition 2 holds the Pods below it`. */
function heldText({ object, resource, before }: Rollout): string[] {
  const policy = policyOf(resource);
  const why = policy.held(before);
  if (why === undefined) return [];
  const following = policy.following(before);
  const what = following === 0 ? 'was not upgraded' : `${following} of ${policy.pods(before)} Pods were upgraded`;
  return [`${nameText(object)}: ${what}: ${why}`];
}

/** Everything of the set that rolls out and is ready. */
export function planRollouts(context: CheckContext): RolloutPlan {
  const all = ROLLED_OUT.flatMap((resource) =>
    context.ofKind(policyOf(resource).kind).flatMap((object): Rollout[] => {
      const before = found(context, { object, resource });
      if (before === undefined || policyOf(resource).pods(before) === 0 || context.isUnready(object)) return [];
      const services = servicesOf(context, object.namespace ?? '', before.spec.template.metadata?.labels).map(keyOf);
      return [{ object, resource, before, services }];
    }),
  );
  return {
    rollouts: all.filter(({ resource, before }) => policyOf(resource).following(before) > 0),
    held: all.flatMap(heldText),
  };
}

/** Has its Pods replaced by equal ones. */
export const begin = ({ cluster, client }: CheckContext, { object, resource }: Rollout): void =>
  upgradeWorkload(client, resource, object.namespace ?? '', object.name, cluster.nowMs);

/** Virtual seconds that a Pod may take by its own account before anything is seen of its successor. */
function quietSeconds({ resource, before: { spec } }: Rollout): number {
  const waits = spec.template.spec.containers.flatMap(({ startupProbe, readinessProbe }) => [
    (startupProbe?.failureThreshold ?? 0) * (startupProbe?.periodSeconds ?? 10),
    readinessProbe?.initialDelaySeconds ?? 0,
  ]);
  // Of the other kinds the old Pod goes first.
  const { terminationGracePeriodSeconds = GRACE_SECONDS } = spec.template.spec;
  const grace = resource === 'apps/deployments' ? 0 : terminationGracePeriodSeconds;
  return grace + (spec.minReadySeconds ?? 0) + Math.max(0, ...waits);
}

/** Lets time pass until all are over; those that never are. */
export function finish(context: CheckContext, rollouts: readonly Rollout[]): readonly Rollout[] {
  const stalledSeconds = START_SECONDS + Math.max(0, ...rollouts.map(quietSeconds));
  return untilReady(context, rollouts, ({ object }) => context.missing(object), {
    seconds: ROLLOUT_SECONDS,
    stalledSeconds,
  });
}

/**
 * Deletes what a StatefulSet waits for in vain: it does not replace a Pod that is not ready, not even by the template of
 * before. Source: Kubernetes documentation, StatefulSets, "Forced rollback".
 */
function deleteStuckPods(context: CheckContext, { object }: Rollout): void {
  for (const { pod, root } of context.pods()) {
    if (root === object && !isReady(pod)) context.client.delete('pods', pod.metadata.namespace, pod.metadata.name);
  }
}

/** Goes back to the Pods of before. */
export function undo(context: CheckContext, rollouts: readonly Rollout[]): void {
  for (const rollout of rollouts) {
    const now = found(context, rollout);
    if (now === undefined) continue;
    const { template } = rollout.before.spec;
    context.client.update<string>(rollout.resource, { ...now, spec: { ...now.spec, template } } as never);
    if (rollout.resource === 'apps/statefulsets') deleteStuckPods(context, rollout);
  }
  finish(context, rollouts);
}
