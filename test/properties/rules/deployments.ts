import { isDeepStrictEqual } from 'node:util';
import type { Deployment, Pod, ReplicaSet } from '../../../src/simulator/api';
import { controllerUidOf, isActive, isAvailable, isFinished, shareOf } from '../observed-pods';
import { beginsToGo, type Rules, type Seen, type World } from '../world';

const DESIRED = 'deployment.kubernetes.io/desired-replicas';

/** Virtual time that a ReplicaSet's status may take to tell of Pods that were lost. */
const STATUS_LATENCY_MS = 1000;

const sizeOf = ({ spec }: ReplicaSet): number => spec.replicas ?? 1;
const wantedOf = ({ spec }: Deployment): number => spec.replicas ?? 1;

interface Limits {
  readonly surge: number;
  readonly unavailable: number;
}

function limitsOf(deployment: Deployment): Limits {
  const { maxSurge, maxUnavailable } = deployment.spec.strategy.rollingUpdate ?? {};
  const surge = shareOf(maxSurge, wantedOf(deployment), Math.ceil);
  const unavailable = shareOf(maxUnavailable, wantedOf(deployment), Math.floor);
  return { surge, unavailable: surge === 0 && unavailable === 0 ? 1 : unavailable };
}

/**
 * Deployments: what their ReplicaSets want together never grows beyond replicas and maxSurge; a rollout never takes so
 * much from them that fewer Pods stay available than replicas less maxUnavailable; Recreate starts new Pods when no old
 * one is left; revisions are forgotten only beyond the limit.
 *
 * The ReplicaSets of a Deployment that is being scaled or is paused follow its size in proportion, which promises
 * nothing about what is available. Neither is it the rollout's doing when Pods are lost.
 */
export function deploymentRules(world: World): Rules {
  /** When a Deployment last lost an available Pod by something else than its own decision. */
  const lostMs = new Map<string, number>();

  const ownedBy = ({ metadata: { uid } }: Deployment): readonly ReplicaSet[] =>
    world.list('apps/replicasets').filter((each) => controllerUidOf(each) === uid);

  const availableOf = (replicaSet: ReplicaSet): number =>
    world
      .podsOf(replicaSet.metadata.uid)
      .filter((pod) => isActive(pod) && isAvailable(pod, replicaSet.spec.minReadySeconds, world.nowMs)).length;

  function checkGrowth(deployment: Deployment, replicaSet: ReplicaSet): void {
    const { name } = deployment.metadata;
    const isRolling = deployment.spec.strategy.type === 'RollingUpdate';
    const max = wantedOf(deployment) + (isRolling ? limitsOf(deployment).surge : 0);
    const total = ownedBy(deployment).reduce((sum, each) => sum + sizeOf(each), 0);
    if (total > max) world.violate(`the ReplicaSets of Deployment ${name} grow to ${total} Pods, allowed are ${max}`);
    if (isRolling || deployment.spec.paused === true || isBeingScaled(deployment)) return;
    const old = ownedBy(deployment)
      .filter(({ metadata }) => metadata.uid !== replicaSet.metadata.uid)
      .flatMap(({ metadata }) => world.podsOf(metadata.uid))
      .filter((pod) => !isFinished(pod));
    if (old.length > 0) world.violate(`Deployment ${name} is recreated beside ${old.length} old Pods`);
  }

  const isBeingScaled = (deployment: Deployment, changed?: ReplicaSet): boolean =>
    [...ownedBy(deployment), ...(changed === undefined ? [] : [changed])]
      .filter((each) => sizeOf(each) > 0)
      .some(({ metadata }) => metadata.annotations?.[DESIRED] !== String(wantedOf(deployment)));

  function checkShrinking(deployment: Deployment, replicaSet: ReplicaSet, previous: ReplicaSet): void {
    if (deployment.spec.strategy.type !== 'RollingUpdate' || deployment.spec.paused === true) return;
    if (isBeingScaled(deployment, previous)) return;
    const { uid, name } = deployment.metadata;
    if (world.nowMs - (lostMs.get(uid) ?? -Infinity) < STATUS_LATENCY_MS) return;
    let before = 0;
    let after = 0;
    for (const each of ownedBy(deployment)) {
      const available = availableOf(each);
      const isShrinking = each.metadata.uid === replicaSet.metadata.uid;
      before += Math.min(available, sizeOf(isShrinking ? previous : each));
      after += Math.min(available, sizeOf(each));
    }
    const min = wantedOf(deployment) - limitsOf(deployment).unavailable;
    if (after < before && after < min) {
      world.violate(`the rollout of Deployment ${name} leaves ${after} available Pods, ${min} must stay`);
    }
  }

  function checkForgotten(deployment: Deployment, { object, previous }: Seen<ReplicaSet>): void {
    const { name, uid } = object.metadata;
    if (sizeOf(object) > 0 || (previous ?? object).status.replicas > 0) {
      world.violate(`Deployment ${deployment.metadata.name} forgets ReplicaSet ${name}, which has Pods`);
    }
    // While it is paused, a Deployment may have no ReplicaSet of its present template.
    const { template, revisionHistoryLimit: limit = Infinity } = deployment.spec;
    const others = ownedBy(deployment).filter(
      (each) => each.metadata.uid !== uid && !isDeepStrictEqual(each.spec.template.spec, template.spec),
    );
    if (others.length < limit) {
      world.violate(`Deployment ${deployment.metadata.name} forgets ReplicaSet ${name} below its limit of ${limit}`);
    }
  }

  return {
    on: {
      'apps/replicasets': (seen) => {
        const { type, object, previous } = seen;
        const deployment = world.ownerOf('apps/deployments', object);
        if (deployment === undefined || world.isUserActing || world.isEnding) return;
        if (beginsToGo(seen)) checkForgotten(deployment, seen);
        if (type === 'DELETED') return;
        const before = previous === undefined ? 0 : sizeOf(previous);
        if (sizeOf(object) > before) checkGrowth(deployment, object);
        if (previous !== undefined && sizeOf(object) < before) checkShrinking(deployment, object, previous);
      },
      pods: (seen) => {
        const replicaSet = world.ownerOf('apps/replicasets', seen.object);
        const uid = replicaSet === undefined ? '' : controllerUidOf(replicaSet);
        if (uid !== '' && isLost(seen, replicaSet?.spec.minReadySeconds)) lostMs.set(uid, world.nowMs);
      },
    },
    atRest() {
      for (const deployment of world.list('apps/deployments')) checkAtRest(world, deployment, ownedBy(deployment));
    },
  };

  function isLost(seen: Seen<Pod>, minReadySeconds: number | undefined): boolean {
    const { type, object, previous } = seen;
    if (previous === undefined || world.isTakenDown(seen)) return false;
    const isUp = (pod: Pod): boolean => isActive(pod) && isAvailable(pod, minReadySeconds, world.nowMs);
    return isUp(previous) && (type === 'DELETED' || !isUp(object));
  }
}

function checkAtRest(world: World, deployment: Deployment, replicaSets: readonly ReplicaSet[]): void {
  const { name } = deployment.metadata;
  const wanted = wantedOf(deployment);
  const sized = replicaSets.filter((each) => sizeOf(each) > 0);
  const image = deployment.spec.template.spec.containers[0]?.image;
  const pods = replicaSets.flatMap(({ metadata }) => world.podsOf(metadata.uid));
  const right = pods.filter(
    (pod) =>
      isActive(pod) &&
      isAvailable(pod, deployment.spec.minReadySeconds, world.nowMs) &&
      pod.spec.containers[0]?.image === image,
  );
  if (sized.length > 1) world.violate(`the rollout of Deployment ${name} does not end`);
  if (right.length !== wanted || pods.filter((pod) => !isFinished(pod)).length !== wanted) {
    world.violate(`Deployment ${name} wants ${wanted} Pods, has ${pods.length}, ${right.length} of them right`);
  }
  const { replicas = 0, updatedReplicas = 0, availableReplicas = 0, observedGeneration } = deployment.status;
  const isTold = [replicas, updatedReplicas, availableReplicas].every((count) => count === wanted);
  if (!isTold || observedGeneration !== deployment.metadata.generation) {
    world.violate(`Deployment ${name} reports ${JSON.stringify(deployment.status)}, but ${wanted} Pods are right`);
  }
}
