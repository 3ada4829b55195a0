import type { DaemonSet, Pod } from '../../../src/simulator/api';
import {
  isActive,
  isAvailable,
  isFinished,
  isLeaving,
  isReady,
  shareOf,
  targetNodeOf,
  toleratesTaints,
} from '../observed-pods';
import type { Rules, World } from '../world';

const REVISION = 'controller-revision-hash';

const revisionOf = ({ metadata }: Pod): string => metadata.labels?.[REVISION] ?? '';

/**
 * DaemonSets: one Pod on each node, and with surge one more of another revision; an update takes no available Pod away
 * that would make more nodes than maxUnavailable lack one, and with surge none before the new one is available.
 */
export function daemonSetRules(world: World): Rules {
  const isUp = ({ spec }: DaemonSet, pod: Pod): boolean =>
    isActive(pod) && isAvailable(pod, spec.minReadySeconds, world.nowMs);

  const podsOn = ({ metadata }: DaemonSet, node: string): readonly Pod[] =>
    world.podsOf(metadata.uid).filter((pod) => targetNodeOf(pod) === node);

  const nodeNames = (): readonly string[] => world.cluster.client.list('nodes').map(({ metadata }) => metadata.name);

  const surges = ({ spec }: DaemonSet): boolean =>
    shareOf(spec.updateStrategy.rollingUpdate?.maxSurge, 1, Math.ceil) > 0;

  function checkMade(daemonSet: DaemonSet, pod: Pod): void {
    const node = targetNodeOf(pod);
    const others = podsOn(daemonSet, node).filter(
      (each) => each.metadata.uid !== pod.metadata.uid && !(isFinished(each) && isLeaving(each)),
    );
    const { name } = daemonSet.metadata;
    if (!surges(daemonSet)) {
      if (others.length > 0) world.violate(`DaemonSet ${name} makes a Pod on ${node}, where ${others.length} are`);
      return;
    }
    const active = others.filter(isActive);
    if (active.length > 1 || active.some((each) => revisionOf(each) === revisionOf(pod))) {
      world.violate(`DaemonSet ${name} makes a Pod on ${node} beside ${active.length} that run`);
    }
  }

  function checkTakenDown(daemonSet: DaemonSet, pod: Pod): void {
    const node = targetNodeOf(pod);
    const nodes = nodeNames();
    const { name } = daemonSet.metadata;
    const others = podsOn(daemonSet, node).filter(isActive);
    if (!nodes.includes(node) || !isUp(daemonSet, pod)) return;
    if (surges(daemonSet)) {
      if (!others.some((each) => isUp(daemonSet, each))) {
        world.violate(`DaemonSet ${name} deletes the only available Pod on ${node}`);
      }
      return;
    }
    // Two Pods are left of a surge that was given up.
    if (others.length > 0) return;
    // A node that is not ready wants no Pod; one that is there may stay.
    const wanting = world.cluster.client.list('nodes').filter((each) => toleratesTaints(pod, each));
    const lacking = wanting.filter(({ metadata }) =>
      podsOn(daemonSet, metadata.name).every((other) => !isUp(daemonSet, other)),
    ).length;
    const { maxUnavailable } = daemonSet.spec.updateStrategy.rollingUpdate ?? {};
    const max = Math.max(1, shareOf(maxUnavailable, wanting.length, Math.ceil));
    if (lacking > max)
      world.violate(`DaemonSet ${name} takes Pods down: ${lacking} nodes lack one, allowed are ${max}`);
  }

  return {
    on: {
      pods: (seen) => {
        const daemonSet = world.ownerOf('apps/daemonsets', seen.object);
        if (daemonSet === undefined) return;
        if (seen.type === 'ADDED') checkMade(daemonSet, seen.object);
        else if (world.isTakenDown(seen) && seen.previous !== undefined && isActive(seen.previous)) {
          checkTakenDown(daemonSet, seen.previous);
        }
      },
    },
    atRest() {
      for (const daemonSet of world.list('apps/daemonsets')) {
        const { metadata, status } = daemonSet;
        const nodes = nodeNames();
        for (const node of nodes) {
          const pods = podsOn(daemonSet, node);
          const isRight = pods.length === 1 && pods.every(isReady);
          if (!isRight) world.violate(`DaemonSet ${metadata.name} has ${pods.length} Pods on ${node} at last`);
        }
        const pods = world.podsOf(metadata.uid);
        if (pods.length !== nodes.length) world.violate(`DaemonSet ${metadata.name} has Pods on nodes that are gone`);
        const { numberAvailable, updatedNumberScheduled, desiredNumberScheduled } = status;
        const counts = [numberAvailable, updatedNumberScheduled, desiredNumberScheduled];
        if (counts.some((count) => count !== nodes.length)) {
          world.violate(`DaemonSet ${metadata.name} reports ${JSON.stringify(status)} on ${nodes.length} nodes`);
        }
      }
    },
  };
}
