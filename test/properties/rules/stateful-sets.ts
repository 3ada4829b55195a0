import type { ControllerRevision, Pod, StatefulSet } from '../../../src/simulator/api';
import { controllerUidOf, isAvailable, isFinished, isLeaving, isReady } from '../observed-pods';
import type { Rules, World } from '../world';

const REVISION = 'controller-revision-hash';

const startOf = ({ spec }: StatefulSet): number => spec.ordinals?.start ?? 0;
const endOf = (set: StatefulSet): number => startOf(set) + (set.spec.replicas ?? 1);
const partitionOf = (set: StatefulSet): number =>
  startOf(set) + (set.spec.updateStrategy.rollingUpdate?.partition ?? 0);
const isOrdered = ({ spec }: StatefulSet): boolean => spec.podManagementPolicy !== 'Parallel';
const revisionOf = ({ metadata }: Pod): string => metadata.labels?.[REVISION] ?? '';

/**
 * StatefulSets: Pods bear the names of their ordinals and find their claims; without Parallel they start when all before
 * them are up and go from the highest down; an update takes the highest one that is old, from the partition on, when all
 * above it are new and up; below the partition Pods are made of the old revision; claims stay.
 */
export function statefulSetRules(world: World): Rules {
  const podAt = (set: StatefulSet, ordinal: number): Pod | undefined =>
    world.podsOf(set.metadata.uid).find(({ metadata }) => metadata.name === `${set.metadata.name}-${ordinal}`);

  const isUp = ({ spec }: StatefulSet, pod: Pod | undefined): boolean =>
    pod !== undefined &&
    !isLeaving(pod) &&
    pod.status.phase === 'Running' &&
    isReady(pod) &&
    isAvailable(pod, spec.minReadySeconds, world.nowMs);

  const firstDownBetween = (set: StatefulSet, from: number, end: number): number | undefined => {
    for (let ordinal = from; ordinal < end; ordinal += 1) if (!isUp(set, podAt(set, ordinal))) return ordinal;
    return undefined;
  };

  const revisionsOf = ({ metadata }: StatefulSet): readonly ControllerRevision[] =>
    world.list('apps/controllerrevisions').filter((each) => controllerUidOf(each) === metadata.uid);

  /** The revision with the highest number; the status may not name it yet. */
  const updateRevisionOf = (set: StatefulSet): string =>
    revisionsOf(set).reduce<ControllerRevision | undefined>(
      (newest, each) => (newest !== undefined && newest.revision > each.revision ? newest : each),
      undefined,
    )?.metadata.name ?? '';

  function checkMade(set: StatefulSet, pod: Pod): void {
    const { name } = pod.metadata;
    const ordinal = Number(name.slice(set.metadata.name.length + 1));
    if (name !== `${set.metadata.name}-${ordinal}` || ordinal < startOf(set) || ordinal >= endOf(set)) {
      world.violate(`StatefulSet ${set.metadata.name} makes Pod ${name}`);
    }
    const down = isOrdered(set) ? firstDownBetween(set, startOf(set), ordinal) : undefined;
    if (down !== undefined) world.violate(`Pod ${name} is made while ordinal ${down} is not up`);
    const known = revisionsOf(set).some(({ metadata }) => metadata.name === set.status.currentRevision);
    const old = known ? set.status.currentRevision : updateRevisionOf(set);
    const wanted = ordinal < partitionOf(set) ? old : updateRevisionOf(set);
    if (revisionOf(pod) !== wanted) world.violate(`Pod ${name} is made of ${revisionOf(pod)}, not of ${wanted ?? ''}`);
    for (const { metadata } of set.spec.volumeClaimTemplates ?? []) {
      const claim = world
        .list('persistentvolumeclaims')
        .find((each) => each.metadata.name === `${metadata.name}-${name}`);
      if (claim === undefined) world.violate(`Pod ${name} is made without its claim`);
    }
  }

  function checkTakenDown(set: StatefulSet, pod: Pod): void {
    const { name } = pod.metadata;
    const ordinal = Number(name.slice(set.metadata.name.length + 1));
    const isBeyond = ordinal < startOf(set) || ordinal >= endOf(set);
    if (isBeyond) {
      if (!isOrdered(set)) return;
      const down = firstDownBetween(set, startOf(set), endOf(set));
      if (down !== undefined) world.violate(`Pod ${name} is deleted by scaling while ordinal ${down} is not up`);
      const higher = world
        .podsOf(set.metadata.uid)
        .find((each) => Number(each.metadata.name.slice(set.metadata.name.length + 1)) > ordinal);
      if (higher !== undefined) world.violate(`Pod ${name} is deleted by scaling before ${higher.metadata.name}`);
      return;
    }
    const update = updateRevisionOf(set);
    if (revisionOf(pod) === update) world.violate(`Pod ${name} is deleted although it is up to date`);
    if (ordinal < partitionOf(set)) world.violate(`Pod ${name} is updated below the partition ${partitionOf(set)}`);
    for (let above = ordinal + 1; above < endOf(set); above += 1) {
      const other = podAt(set, above);
      const isDone = other !== undefined && revisionOf(other) === update && !isLeaving(other);
      if (isDone && isAvailable(other, set.spec.minReadySeconds, world.nowMs)) continue;
      world.violate(`Pod ${name} is updated before ordinal ${above} is`);
    }
  }

  return {
    on: {
      pods: (seen) => {
        const set = world.ownerOf('apps/statefulsets', seen.object);
        if (set === undefined) return;
        if (seen.type === 'ADDED') checkMade(set, seen.object);
        // A Pod that has ended is always made anew.
        else if (world.isTakenDown(seen) && !isFinished(seen.object)) checkTakenDown(set, seen.object);
      },
      persistentvolumeclaims: ({ type, object }) => {
        if (type === 'DELETED' && !world.isUserActing && !world.isEnding) {
          world.violate(`claim ${object.metadata.name} is deleted by nobody's wish`);
        }
      },
    },
    atRest() {
      for (const set of world.list('apps/statefulsets')) checkAtRest(set);
    },
  };

  function checkAtRest(set: StatefulSet): void {
    const { name } = set.metadata;
    const down = firstDownBetween(set, startOf(set), endOf(set));
    if (down !== undefined) world.violate(`StatefulSet ${name}: ordinal ${down} never comes up`);
    const wanted = endOf(set) - startOf(set);
    const pods = world.podsOf(set.metadata.uid);
    const updated = pods.filter((pod) => revisionOf(pod) === updateRevisionOf(set)).length;
    if (pods.length !== wanted || updated !== wanted) {
      world.violate(`StatefulSet ${name} wants ${wanted} Pods, has ${pods.length}, ${updated} of them updated`);
    }
    const { replicas, readyReplicas = 0, currentRevision, updateRevision } = set.status;
    if (replicas !== wanted || readyReplicas !== wanted || currentRevision !== updateRevision) {
      world.violate(`StatefulSet ${name} reports ${JSON.stringify(set.status)}, but ${wanted} Pods are right`);
    }
  }
}
