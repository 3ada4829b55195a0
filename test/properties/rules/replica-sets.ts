import type { Pod, ReplicaSet } from '../../../src/simulator/api';
import { isActive, isReady } from '../observed-pods';
import type { Rules, World } from '../world';

const sizeOf = ({ spec }: ReplicaSet): number => spec.replicas ?? 1;

/**
 * ReplicaSets: they make no Pod beyond what they want, delete none that they want, and let no ready Pod go while one that
 * is not ready stays.
 */
export function replicaSetRules(world: World): Rules {
  const activeOf = ({ metadata }: ReplicaSet): readonly Pod[] => world.podsOf(metadata.uid).filter(isActive);

  return {
    on: {
      pods: (seen) => {
        const { type, object, previous } = seen;
        const replicaSet = world.ownerOf('apps/replicasets', object);
        if (replicaSet === undefined) return;
        const { name } = replicaSet.metadata;
        const active = activeOf(replicaSet);
        if (type === 'ADDED' && active.length > sizeOf(replicaSet)) {
          world.violate(`ReplicaSet ${name} makes ${active.length} Pods and wants ${sizeOf(replicaSet)}`);
        }
        if (previous === undefined || !world.isTakenDown(seen) || !isActive(previous)) return;
        if (active.length < sizeOf(replicaSet)) {
          world.violate(
            `ReplicaSet ${name} deletes ${object.metadata.name}: ${active.length} stay of ${sizeOf(replicaSet)}`,
          );
        }
        const unready = active.find((pod) => !isReady(pod));
        // When all go, their order does not matter.
        if (sizeOf(replicaSet) > 0 && isReady(previous) && unready !== undefined) {
          const { metadata } = unready;
          world.violate(`ReplicaSet ${name} deletes ${object.metadata.name}, which is ready, before ${metadata.name}`);
        }
      },
    },
    atPause() {
      for (const replicaSet of world.list('apps/replicasets')) {
        if (replicaSet.metadata.deletionTimestamp !== undefined) continue;
        const active = activeOf(replicaSet);
        const { replicas, readyReplicas = 0 } = replicaSet.status;
        const ready = active.filter(isReady).length;
        if (replicas === active.length && readyReplicas === ready) continue;
        const { name } = replicaSet.metadata;
        world.violate(
          `ReplicaSet ${name} reports ${replicas}, ${readyReplicas} ready; it has ${active.length}, ${ready}`,
        );
      }
    },
  };
}
