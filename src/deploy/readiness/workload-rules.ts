import { fieldOf, type KubeObject } from '../objects/object';
import { conditionOf, numberIn, saying } from './conditions';
import { failed, progressing, READY, type Readiness } from './readiness';

/** How ready an object of one kind is; undefined for nothing to complain of. */
export type Rule = (object: KubeObject) => Readiness;

const status = (object: KubeObject, field: string): number => numberIn(object, ['status', field]);

/** The first count that is too small. */
function firstLack(wanted: number, counts: readonly (readonly [number, string])[]): Readiness | undefined {
  const lack = counts.find(([count]) => count < wanted);
  return lack === undefined ? undefined : progressing(`${lack[0]} of ${wanted} Pods ${lack[1]}`);
}

const replicasOf = (object: KubeObject): number => numberIn(object, ['spec', 'replicas'], 1);

const deployment: Rule = (object) => {
  const going = conditionOf(object, 'Progressing');
  if (going?.reason === 'ProgressDeadlineExceeded') return failed(saying(going));
  const wanted = replicasOf(object);
  const lack = firstLack(wanted, [
    [status(object, 'replicas'), 'are there'],
    [status(object, 'updatedReplicas'), 'are updated'],
  ]);
  if (lack !== undefined) {
    const failure = conditionOf(object, 'ReplicaFailure');
    return failure?.status === 'True' ? progressing(saying(failure)) : lack;
  }
  if (status(object, 'replicas') > wanted) return progressing('old Pods are still there');
  const late = firstLack(wanted, [
    [status(object, 'availableReplicas'), 'are available'],
    [status(object, 'readyReplicas'), 'are ready'],
  ]);
  if (late !== undefined) return late;
  const available = conditionOf(object, 'Available');
  return wanted > 0 && available?.status !== 'True' ? progressing('it is not available yet') : READY;
};

const replicaSet: Rule = (object) => {
  const failure = conditionOf(object, 'ReplicaFailure');
  if (failure?.status === 'True') return progressing(saying(failure));
  const wanted = replicasOf(object);
  const lack = firstLack(wanted, [
    [status(object, 'replicas'), 'are there'],
    [status(object, 'availableReplicas'), 'are available'],
    [status(object, 'readyReplicas'), 'are ready'],
  ]);
  return lack ?? (status(object, 'replicas') > wanted ? progressing('more Pods are there than wanted') : READY);
};

const statefulSet: Rule = (object) => {
  // Pods are replaced when somebody deletes them: nothing to wait for.
  if (fieldOf(object, 'spec', 'updateStrategy', 'type') === 'OnDelete') return READY;
  const wanted = replicasOf(object);
  const lack = firstLack(wanted, [
    [status(object, 'replicas'), 'are there'],
    [status(object, 'readyReplicas'), 'are ready'],
  ]);
  if (lack !== undefined) return lack;
  if (status(object, 'replicas') > wanted) return progressing('more Pods are there than wanted');
  const partition = numberIn(object, ['spec', 'updateStrategy', 'rollingUpdate', 'partition']);
  if (partition > 0) {
    const part = Math.max(0, wanted - partition);
    const updated = status(object, 'updatedReplicas');
    return updated < part ? progressing(`${updated} of ${part} Pods are updated`) : READY;
  }
  const current = fieldOf(object, 'status', 'currentRevision');
  const update = fieldOf(object, 'status', 'updateRevision');
  return current === update ? READY : progressing(`${status(object, 'updatedReplicas')} of ${wanted} Pods are updated`);
};

const daemonSet: Rule = (object) => {
  if (numberIn(object, ['status', 'observedGeneration'], -1) < 0) return progressing('its controller has not seen it');
  const wanted = status(object, 'desiredNumberScheduled');
  const lack = firstLack(wanted, [
    [status(object, 'currentNumberScheduled'), 'are there'],
    ...(fieldOf(object, 'spec', 'updateStrategy', 'type') === 'OnDelete'
      ? []
      : [[status(object, 'updatedNumberScheduled'), 'are updated'] as const]),
    [status(object, 'numberAvailable'), 'are available'],
    [status(object, 'numberReady'), 'are ready'],
  ]);
  return lack ?? READY;
};

const job: Rule = (object) => {
  const failure = conditionOf(object, 'Failed');
  if (failure?.status === 'True') return failed(saying(failure));
  if (conditionOf(object, 'Complete')?.status === 'True') return READY;
  if (fieldOf(object, 'spec', 'suspend') === true) return READY;
  // A Job that has begun is as it should be: it may take as long as it likes.
  return fieldOf(object, 'status', 'startTime') === undefined ? progressing('it has not started') : READY;
};

interface ContainerStatus {
  readonly name?: string;
  readonly state?: { readonly waiting?: { readonly reason?: string; readonly message?: string } };
}

/** Reasons for which a container waits that do not end by themselves. */
const STUCK = new Set(['CrashLoopBackOff', 'ImagePullBackOff', 'ErrImageNeverPull', 'InvalidImageName']);

const pod: Rule = (object) => {
  const phase = fieldOf(object, 'status', 'phase');
  if (phase === 'Succeeded') return READY;
  if (phase === 'Failed') return failed(String(fieldOf(object, 'status', 'message') ?? 'it failed'));
  if (phase === 'Running' && conditionOf(object, 'Ready')?.status === 'True') return READY;
  const containers = ['initContainerStatuses', 'containerStatuses'].flatMap(
    (list) => (fieldOf(object, 'status', list) as readonly ContainerStatus[] | undefined) ?? [],
  );
  const stuck = containers.find(({ state }) => STUCK.has(state?.waiting?.reason ?? ''));
  if (stuck !== undefined) return progressing(`container ${stuck.name} is in ${stuck.state?.waiting?.reason}`);
  const scheduled = conditionOf(object, 'PodScheduled');
  if (scheduled?.status === 'False') return progressing(saying(scheduled));
  return progressing(`it is ${String(phase ?? 'Pending')} and not ready`);
};

/** Rules for what runs Pods, by `group/Kind`. Source: cli-utils, pkg/kstatus/status/core.go. */
export const WORKLOAD_RULES: Readonly<Record<string, Rule>> = {
  'apps/DaemonSet': daemonSet,
  'apps/Deployment': deployment,
  'apps/ReplicaSet': replicaSet,
  'apps/StatefulSet': statefulSet,
  'batch/Job': job,
  '/Pod': pod,
  '/ReplicationController': replicaSet,
};
