import { equalJson, labelSelectorOf, StatusError, type Deployment, type Pod, type ReplicaSet } from '../../api';
import {
  controllerOf,
  keyOf,
  ObjectIndex,
  refersTo,
  splitKey,
  WorkQueue,
  type Controller,
  type ControllerContext,
} from '../../client';
import { claimAll } from '../claim';
import { ownersOfDependents } from '../dependents';
import { isNamespaceTerminating } from '../pod-control';
import { progressCheckDelayMs } from './decide-progress';
import { DeploymentState } from './state';
import { syncDeployment } from './sync';

const DEPLOYMENTS = { resource: 'apps/deployments', group: 'apps', kind: 'Deployment' } as const;

/**
 * Virtual milliseconds between two runs for a Deployment: about what the writes of one take in a real cluster, so that a
 * ReplicaSet has made its Pods before its Deployment goes on, and `kubectl rollout status` tells each step.
 */
const INTERVAL_MS = 25;

/** Key of the ReplicaSets of a namespace that nobody owns. */
const orphansIn = (namespace: string): string => `/${namespace}`;

class DeploymentLoop {
  private readonly queue: WorkQueue;
  /** ReplicaSets by the UID of what controls them. */
  private readonly replicaSets: ObjectIndex<'apps/replicasets'>;

  constructor(private readonly context: ControllerContext) {
    const { client, loop } = context;
    this.queue = new WorkQueue(loop, (key) => this.sync(key), { intervalMs: INTERVAL_MS });
    this.replicaSets = new ObjectIndex(client, 'apps/replicasets', (replicaSet: ReplicaSet) => [
      controllerOf(replicaSet)?.uid ?? orphansIn(replicaSet.metadata.namespace),
    ]);
    client.watch(DEPLOYMENTS.resource, ({ object }) => this.queue.add(keyOf(object)));
    client.watch(
      'apps/replicasets',
      ownersOfDependents(client, DEPLOYMENTS, (key) => this.queue.add(key)),
    );
    client.watch('pods', ({ type, object }) => {
      if (type === 'DELETED') this.noteDeleted(object);
    });
  }

  /** A Deployment that recreates its Pods waits for the last of the old ones to be gone. */
  private noteDeleted(pod: Pod): void {
    const { client, pods } = this.context;
    const { namespace } = pod.metadata;
    const owner = controllerOf(pod);
    if (owner === undefined || !refersTo(owner, 'apps', 'ReplicaSet')) return;
    const replicaSet = client.get('apps/replicasets', namespace, owner.name);
    const controller = replicaSet === undefined ? undefined : controllerOf(replicaSet);
    if (controller === undefined || !refersTo(controller, DEPLOYMENTS.group, DEPLOYMENTS.kind)) return;
    const deployment = client.get(DEPLOYMENTS.resource, namespace, controller.name);
    if (deployment?.spec.strategy.type !== 'Recreate') return;
    const hasPods = this.replicaSets
      .get(controller.uid)
      .some(({ metadata }) => pods.controlledBy(metadata.uid).length > 0);
    if (!hasPods) this.queue.add(keyOf(deployment));
  }

  private sync(key: string): void {
    const { client } = this.context;
    const [namespace, name] = splitKey(key);
    const deployment = client.get(DEPLOYMENTS.resource, namespace, name);
    if (deployment === undefined) this.queue.forget(key);
    else if (equalJson(deployment.spec.selector, {})) this.refuse(deployment);
    else this.rollOut(key, deployment);
  }

  /** What selects everything would take everything. */
  private refuse(deployment: Deployment): void {
    const { client, events } = this.context;
    const message = 'This deployment is selecting all pods. A non-empty selector is required.';
    events.event(deployment, 'Warning', 'SelectingAll', message);
    const { metadata, status } = deployment;
    const observedGeneration = metadata.generation ?? 0;
    if ((status.observedGeneration ?? 0) >= observedGeneration) return;
    client.updateStatus(DEPLOYMENTS.resource, { ...deployment, status: { ...status, observedGeneration } });
  }

  private rollOut(key: string, deployment: Deployment): void {
    const { client, loop } = this.context;
    const { namespace, name, uid } = deployment.metadata;
    const selector = labelSelectorOf(deployment.spec.selector);
    const isSelected = ({ metadata }: ReplicaSet): boolean => selector.matches(metadata.labels);
    const owned = (): ReplicaSet[] => this.replicaSets.get(uid).filter(isSelected);
    const candidates = [...this.replicaSets.get(uid), ...this.replicaSets.get(orphansIn(namespace))];
    try {
      claimAll(client, 'apps/replicasets', deployment, candidates, isSelected);
      syncDeployment(new DeploymentState(this.context, deployment, owned));
    } catch (error) {
      // Nothing can be made in a Namespace that goes away, and trying again is of no use.
      if (error instanceof StatusError && isNamespaceTerminating(error)) return;
      throw error;
    }
    const now = client.get(DEPLOYMENTS.resource, namespace, name);
    const delayMs = now === undefined ? undefined : progressCheckDelayMs(now, loop.nowMs);
    if (delayMs !== undefined) this.queue.addAfter(key, delayMs, true);
  }
}

/** Rolls out the templates of Deployments by making and sizing ReplicaSets. */
export const deploymentController: Controller = {
  name: 'deployment-controller',
  start(context) {
    new DeploymentLoop(context);
  },
};
