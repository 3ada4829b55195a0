import { StatusError, type ReplicaSet } from '../../api';
import { isControlledBy } from '../../client';
import { currentAnnotations, nextRevision, REVISION } from './annotations';
import { newCondition, setCondition } from './conditions';
import { progressDeadlineSeconds, progressOf } from './decide-progress';
import { newReplicaSet } from './new-replica-set';
import { isSameTemplate, sizeOf, type ReplicaSets } from './replica-sets';
import { scaled, type DeploymentState } from './state';

/** ReplicaSets of which the one of the present template exists. */
export type Rollout = ReplicaSets & { readonly current: ReplicaSet };

/** Tells a Deployment its revision, and how its rollout fares where `reason` is given. */
function noteRevision(state: DeploymentState, revision: string, reason: string | undefined, message: string): void {
  const { deployment, nowMs } = state;
  const { status, metadata } = deployment;
  const conditions =
    reason !== undefined && progressDeadlineSeconds(deployment) !== undefined
      ? setCondition(status.conditions ?? [], newCondition('Progressing', 'True', reason, message, nowMs))
      : status.conditions;
  state.write(conditions === undefined ? status : { ...status, conditions }, {
    ...metadata.annotations,
    [REVISION]: revision,
  });
}

/**
 * Brings annotations, revision and `minReadySeconds` of the ReplicaSet of the present template up to date, or else the
 * revision of the Deployment; makes no ReplicaSet.
 *
 * Source: Kubernetes 1.36, pkg/controller/deployment/sync.go `getNewReplicaSet`.
 */
export function syncRevision(state: DeploymentState): ReplicaSets {
  const { context, deployment } = state;
  const { current, old } = state.replicaSets();
  if (current === undefined) return { current, old };
  const { minReadySeconds = 0 } = deployment.spec;
  const present = current.metadata.annotations ?? {};
  const annotations = currentAnnotations(deployment, present, nextRevision(old));
  if (annotations !== present || (current.spec.minReadySeconds ?? 0) !== minReadySeconds) {
    const { minReadySeconds: _, ...spec } = current.spec;
    const updated = context.client.update('apps/replicasets', {
      ...current,
      metadata: { ...current.metadata, annotations },
      spec: minReadySeconds === 0 ? spec : { ...spec, minReadySeconds },
    });
    return { current: updated, old };
  }
  const reason = progressOf(deployment) === undefined ? 'FoundNewReplicaSet' : undefined;
  noteRevision(state, annotations[REVISION] ?? '', reason, `Found new replica set "${current.metadata.name}"`);
  return { current, old };
}

/** The ReplicaSets, with that of the present template, which is made when there is none. */
export function startRollout(state: DeploymentState): Rollout {
  const { current, old } = syncRevision(state);
  return { current: current ?? create(state, old), old };
}

/** Makes the ReplicaSet of the present template. Throws what the API refuses it with. */
function create(state: DeploymentState, old: readonly ReplicaSet[]): ReplicaSet {
  const { client, events } = state.context;
  const draft = newReplicaSet(state.deployment, old);
  const { name } = draft.metadata;
  let created: ReplicaSet;
  try {
    created = client.create('apps/replicasets', draft);
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    if (error.status.reason === 'AlreadyExists') return existing(state, name, error);
    noteRefusal(state, name, error);
    throw error;
  }
  const size = sizeOf(created);
  if (size > 0) events.event(state.deployment, 'Normal', 'ScalingReplicaSet', scaled(name, 0, size));
  noteRevision(state, String(nextRevision(old)), 'NewReplicaSetCreated', `Created new replica set "${name}"`);
  return created;
}

/** The ReplicaSet that has the name of a new one, if it is the very one; otherwise another name is tried the next time. */
function existing(state: DeploymentState, name: string, refusal: StatusError): ReplicaSet {
  const { metadata, spec, status } = state.deployment;
  const holder = state.context.client.get('apps/replicasets', metadata.namespace, name);
  const isOurs = holder !== undefined && isControlledBy(holder, state.deployment);
  if (isOurs && isSameTemplate(holder.spec.template, spec.template)) return holder;
  state.write({ ...status, collisionCount: (status.collisionCount ?? 0) + 1 });
  throw refusal;
}

function noteRefusal(state: DeploymentState, name: string, refusal: StatusError): void {
  const { context, deployment, nowMs } = state;
  const message = `Failed to create new replica set "${name}": ${refusal.message}`;
  if (progressDeadlineSeconds(deployment) !== undefined) {
    const condition = newCondition('Progressing', 'False', 'ReplicaSetCreateError', message, nowMs);
    const { status } = deployment;
    state.write({ ...status, conditions: setCondition(status.conditions ?? [], condition) });
  }
  context.events.event(state.deployment, 'Warning', 'ReplicaSetCreateError', message);
}
