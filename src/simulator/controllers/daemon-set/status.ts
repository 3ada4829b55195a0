import type { DaemonSetStatus } from '../../api';
import { availableFromMs, isPodReady } from '../../client';
import { isPodUpdated } from './daemon-pod';
import { isAvailable, type Observed } from './observed';

/**
 * The status of a DaemonSet: of each node that should run it, the oldest scheduled Pod counts.
 *
 * Source: Kubernetes 1.36, pkg/controller/daemon/daemon_controller.go `updateDaemonSetStatus`.
 */
export function daemonSetStatus(observed: Observed): DaemonSetStatus {
  const { daemonSet, hash, nodes } = observed;
  const desired = nodes.filter(({ shouldRun }) => shouldRun);
  const pods = desired.flatMap((node) => node.pods.slice(0, 1));
  const ready = pods.filter(isPodReady);
  const available = ready.filter((pod) => isAvailable(observed, pod));
  const counts = {
    observedGeneration: daemonSet.metadata.generation ?? 0,
    updatedNumberScheduled: pods.filter((pod) => isPodUpdated(daemonSet, pod, hash)).length,
    numberAvailable: available.length,
    numberUnavailable: desired.length - available.length,
  };
  const { collisionCount, conditions } = daemonSet.status;
  return {
    currentNumberScheduled: pods.length,
    numberMisscheduled: nodes.filter((node) => node.exists && !node.shouldRun && node.pods.length > 0).length,
    desiredNumberScheduled: desired.length,
    numberReady: ready.length,
    // Go leaves these out when they are zero.
    ...(Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== 0)) as Partial<typeof counts>),
    ...(collisionCount === undefined ? {} : { collisionCount }),
    ...(conditions === undefined ? {} : { conditions }),
  };
}

/** When the next Pod will have been ready for long enough; undefined when none is on the way there. */
export function nextAvailableMs({ daemonSet, nodes, nowMs }: Observed): number | undefined {
  let first = Infinity;
  for (const { pods } of nodes) {
    for (const pod of pods) {
      const timeMs = availableFromMs(pod, daemonSet.spec.minReadySeconds ?? 0);
      if (timeMs > nowMs) first = Math.min(first, timeMs);
    }
  }
  return first === Infinity ? undefined : first;
}
