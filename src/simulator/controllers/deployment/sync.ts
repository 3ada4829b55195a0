import type { Pod } from '../../api';
import { isPodFinished } from '../../client';
import { setCondition } from './conditions';
import { startRollout, syncRevision } from './current-replica-set';
import { decideForgotten } from './decide-history';
import { decidePausedCondition, decideRolloutStatus, isComplete } from './decide-progress';
import { decideCurrentSize, decideScaleDown } from './decide-rolling';
import { decideScale, isScalingEvent } from './decide-scale';
import { decideStatus } from './decide-status';
import { isActive, sizeOf, type ReplicaSets } from './replica-sets';
import { wantedReplicas } from './rolling-limits';
import type { DeploymentState } from './state';

/**
 * Does all that can be done now for a Deployment. Throws what the API refuses.
 *
 * Source: Kubernetes 1.36, pkg/controller/deployment/deployment_controller.go `syncDeployment`. Not modelled: a rollback
 * that the annotation `deprecated.deployment.rollback.to` asks for, which no client of apps/v1 does.
 */
export function syncDeployment(state: DeploymentState): void {
  if (state.deployment.metadata.deletionTimestamp !== undefined) {
    syncRevision(state);
    writeCounts(state);
    return;
  }
  notePause(state);
  if (state.deployment.spec.paused === true) {
    followReplicas(state);
    forgetOld(state);
    writeCounts(state);
  } else if (isScalingEvent(state.deployment, syncRevision(state))) {
    followReplicas(state);
    writeCounts(state);
  } else {
    if (state.deployment.spec.strategy.type === 'Recreate') recreate(state);
    else roll(state);
    state.write(decideRolloutStatus(state.deployment, state.replicaSets(), state.nowMs));
  }
}

const writeCounts = (state: DeploymentState): void =>
  state.write(decideStatus(state.deployment, state.replicaSets(), state.nowMs));

/** Nobody expects progress of a rollout that is paused: that is said before anything else happens. */
function notePause(state: DeploymentState): void {
  const condition = decidePausedCondition(state.deployment, state.nowMs);
  if (condition === undefined) return;
  const { status } = state.deployment;
  state.write({ ...status, conditions: setCondition(status.conditions ?? [], condition) });
}

/** Lets the size of the Deployment take effect without going on with a rollout. */
function followReplicas(state: DeploymentState): void {
  for (const step of decideScale(state.deployment, syncRevision(state))) state.scale(step);
}

/** Source: Kubernetes 1.36, pkg/controller/deployment/rolling.go `rolloutRolling`. */
function roll(state: DeploymentState): void {
  const replicaSets = startRollout(state);
  const { current, old } = replicaSets;
  const replicas = decideCurrentSize(state.deployment, old, sizeOf(current));
  if (replicas !== sizeOf(current)) {
    state.scale({ replicaSet: current, replicas });
    return;
  }
  const steps = decideScaleDown(state.deployment, replicaSets);
  for (const step of steps) state.scale(step);
  if (steps.length === 0) forgetOldOfComplete(state);
}

/** Source: Kubernetes 1.36, pkg/controller/deployment/recreate.go `rolloutRecreate`. */
function recreate(state: DeploymentState): void {
  const before = syncRevision(state);
  const active = before.old.filter(isActive);
  for (const replicaSet of active) state.scale({ replicaSet, replicas: 0 });
  if (active.length > 0 || hasOldPods(state, before)) return;
  const { current } = startRollout(state);
  const replicas = wantedReplicas(state.deployment);
  if (sizeOf(current) !== replicas) state.scale({ replicaSet: current, replicas });
  forgetOldOfComplete(state);
}

/** Whether Pods of former templates exist that have not ended, those on their way out included. */
function hasOldPods({ context }: DeploymentState, { old }: ReplicaSets): boolean {
  const isUnfinished = (pod: Pod): boolean => !isPodFinished(pod);
  return old.some(
    ({ metadata, status }) => status.replicas > 0 || context.pods.controlledBy(metadata.uid).some(isUnfinished),
  );
}

function forgetOldOfComplete(state: DeploymentState): void {
  if (isComplete(state.deployment, state.deployment.status)) forgetOld(state);
}

function forgetOld(state: DeploymentState): void {
  const { context, deployment } = state;
  for (const { metadata } of decideForgotten(deployment, state.replicaSets().old)) {
    context.trace(deployment, `forget ReplicaSet ${metadata.name}: beyond revisionHistoryLimit`);
    context.client.delete('apps/replicasets', metadata.namespace, metadata.name);
  }
}
