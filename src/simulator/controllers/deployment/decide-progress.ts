import type { Deployment, DeploymentCondition, DeploymentStatus } from '../../api';
import { conditionOf } from '../../client';
import { newCondition, setCondition, withoutCondition, type Conditions } from './conditions';
import { decideStatus, type NewStatus } from './decide-status';
import { allOf, type ReplicaSets } from './replica-sets';
import { wantedReplicas } from './rolling-limits';

/** A deadline that means none. */
const NO_DEADLINE_SECONDS = 2 ** 31 - 1;

/** Seconds without progress after which a rollout has failed; undefined when it may take for ever. */
export function progressDeadlineSeconds({ spec }: Deployment): number | undefined {
  return spec.progressDeadlineSeconds === NO_DEADLINE_SECONDS ? undefined : spec.progressDeadlineSeconds;
}

/** What is known of the progress of a Deployment. */
export const progressOf = ({ status }: Deployment): DeploymentCondition | undefined =>
  conditionOf(status.conditions, 'Progressing');

/**
 * Whether all Pods are of the present template and available, and there are no others.
 *
 * Source: Kubernetes 1.36, pkg/controller/deployment/util/deployment_util.go `DeploymentComplete`.
 */
export function isComplete(deployment: Deployment, status: DeploymentStatus): boolean {
  const wanted = wantedReplicas(deployment);
  return (
    (status.updatedReplicas ?? 0) === wanted &&
    (status.replicas ?? 0) === wanted &&
    (status.availableReplicas ?? 0) === wanted &&
    (status.observedGeneration ?? 0) >= (deployment.metadata.generation ?? 0)
  );
}

/** Source: Kubernetes 1.36, pkg/controller/deployment/util/deployment_util.go `DeploymentProgressing`. */
function hasProgressed(before: DeploymentStatus, now: DeploymentStatus): boolean {
  const oldReplicas = ({ replicas = 0, updatedReplicas = 0 }: DeploymentStatus): number => replicas - updatedReplicas;
  return (
    (now.updatedReplicas ?? 0) > (before.updatedReplicas ?? 0) ||
    oldReplicas(now) < oldReplicas(before) ||
    (now.readyReplicas ?? 0) > (before.readyReplicas ?? 0) ||
    (now.availableReplicas ?? 0) > (before.availableReplicas ?? 0)
  );
}

/** Milliseconds since 1970 after which a rollout that shows no progress has timed out. */
const deadlineMs = (progress: DeploymentCondition, seconds: number): number =>
  Date.parse(progress.lastUpdateTime ?? '') + seconds * 1000;

/** Whether waiting alone changes nothing any more about what is known of a rollout. */
const hasEnded = ({ reason, lastUpdateTime }: DeploymentCondition): boolean =>
  reason === 'ProgressDeadlineExceeded' || reason === 'NewReplicaSetAvailable' || lastUpdateTime === undefined;

/** Source: Kubernetes 1.36, pkg/controller/deployment/util/deployment_util.go `DeploymentTimedOut`. */
function hasTimedOut(progress: DeploymentCondition | undefined, seconds: number, nowMs: number): boolean {
  if (progress === undefined || progress.reason === 'NewReplicaSetAvailable') return false;
  return progress.reason === 'ProgressDeadlineExceeded' || deadlineMs(progress, seconds) < nowMs;
}

/** Conditions with what this sync says about the progress of a rollout under way. */
function withProgress(
  deployment: Deployment,
  status: NewStatus,
  { current }: ReplicaSets,
  seconds: number,
  nowMs: number,
): Conditions {
  const progress = progressOf(deployment);
  const subject =
    current === undefined ? `Deployment "${deployment.metadata.name}"` : `ReplicaSet "${current.metadata.name}"`;
  const told = (value: 'True' | 'False', reason: string, words: string): DeploymentCondition =>
    newCondition('Progressing', value, reason, `${subject} ${words}`, nowMs);

  if (isComplete(deployment, status)) {
    return setCondition(status.conditions, told('True', 'NewReplicaSetAvailable', 'has successfully progressed.'));
  }
  if (hasProgressed(deployment.status, status)) {
    // The deadline counts from the last update, so progress is noted even where status and reason stay.
    const condition = told('True', 'ReplicaSetUpdated', 'is progressing.');
    const since = progress?.status === 'True' ? progress.lastTransitionTime : undefined;
    const noted = since === undefined ? condition : { ...condition, lastTransitionTime: since };
    return [...withoutCondition(status.conditions, 'Progressing'), noted];
  }
  return hasTimedOut(progress, seconds, nowMs)
    ? setCondition(status.conditions, told('False', 'ProgressDeadlineExceeded', 'has timed out progressing.'))
    : status.conditions;
}

/** The failure of a ReplicaSet as a condition of the Deployment; the present template's counts most. */
function replicaFailure(replicaSets: ReplicaSets): DeploymentCondition | undefined {
  for (const replicaSet of [replicaSets.current, ...allOf(replicaSets)]) {
    const failure = conditionOf(replicaSet?.status.conditions, 'ReplicaFailure');
    if (failure === undefined) continue;
    const { lastTransitionTime } = failure;
    return { ...failure, ...(lastTransitionTime === undefined ? {} : { lastUpdateTime: lastTransitionTime }) };
  }
  return undefined;
}

/**
 * Decides the status of a Deployment during a rollout, or after it.
 *
 * Source: Kubernetes 1.36, pkg/controller/deployment/progress.go `syncRolloutStatus`.
 */
export function decideRolloutStatus(deployment: Deployment, replicaSets: ReplicaSets, nowMs: number): NewStatus {
  const status = decideStatus(deployment, replicaSets, nowMs);
  const seconds = progressDeadlineSeconds(deployment);
  // With all Pods of a template that was rolled out before there is no rollout, whatever becomes of them.
  const isRolledOut =
    (status.replicas ?? 0) === (status.updatedReplicas ?? 0) &&
    progressOf(deployment)?.reason === 'NewReplicaSetAvailable';
  let conditions: Conditions = status.conditions;
  if (seconds === undefined) conditions = withoutCondition(conditions, 'Progressing');
  else if (!isRolledOut) conditions = withProgress(deployment, status, replicaSets, seconds, nowMs);

  const failure = replicaFailure(replicaSets);
  conditions =
    failure === undefined ? withoutCondition(conditions, 'ReplicaFailure') : setCondition(conditions, failure);
  return { ...status, conditions };
}

/**
 * Milliseconds until a rollout has to be looked at again because it may have timed out; undefined when it cannot.
 *
 * Source: Kubernetes 1.36, pkg/controller/deployment/progress.go `requeueStuckDeployment`.
 */
export function progressCheckDelayMs(deployment: Deployment, nowMs: number): number | undefined {
  const progress = progressOf(deployment);
  const seconds = progressDeadlineSeconds(deployment);
  if (seconds === undefined || progress === undefined || hasEnded(progress)) return undefined;
  if (isComplete(deployment, deployment.status)) return undefined;
  const leftMs = deadlineMs(progress, seconds) - nowMs;
  return leftMs < 1000 ? Math.max(leftMs, 0) + 1 : leftMs + 1000;
}

/**
 * What is said of the progress of a Deployment when it is paused or resumed: nobody expects any of a paused one, and the
 * deadline counts anew. Undefined when there is nothing new to say.
 *
 * Source: Kubernetes 1.36, pkg/controller/deployment/sync.go `checkPausedConditions`.
 */
export function decidePausedCondition(deployment: Deployment, nowMs: number): DeploymentCondition | undefined {
  const reason = progressOf(deployment)?.reason;
  if (progressDeadlineSeconds(deployment) === undefined || reason === 'ProgressDeadlineExceeded') return undefined;
  const isPaused = deployment.spec.paused === true;
  if (isPaused === (reason === 'DeploymentPaused')) return undefined;
  return isPaused
    ? newCondition('Progressing', 'Unknown', 'DeploymentPaused', 'Deployment is paused', nowMs)
    : newCondition('Progressing', 'Unknown', 'DeploymentResumed', 'Deployment is resumed', nowMs);
}
