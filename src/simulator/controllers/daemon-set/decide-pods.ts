import type { Pod } from '../../api';
import { isPodReady, isPodTerminating } from '../../client';
import { HASH_LABEL } from './daemon-pod';
import { allowsSurge } from './limits';
import { isAvailable, type DaemonNode, type Observed } from './observed';

/** What to do about the Pods of a DaemonSet. */
export interface Decision {
  /** Nodes that get a Pod. */
  readonly create: readonly string[];
  readonly delete: readonly Pod[];
}

/** Why a Pod that has ended is deleted. */
export interface EndedPod {
  readonly pod: Pod;
  readonly node: string;
}

/** The same with what there is to say about Pods that ended. */
export interface ManageDecision extends Decision {
  /** Pods that failed and are deleted. */
  readonly failed: readonly EndedPod[];
  /** Pods that failed and stay until their node's back-off is over. */
  readonly backingOff: readonly EndedPod[];
  /** Pods that succeeded and are deleted. */
  readonly succeeded: readonly EndedPod[];
}

/**
 * Decides which nodes get a Pod and which Pods go: one Pod for each eligible node, none elsewhere. A Pod that ended is
 * replaced, one that failed only when `isBackingOff` is not true of its node.
 *
 * Source: Kubernetes 1.36, pkg/controller/daemon/daemon_controller.go `manage`, `podsShouldBeOnNode`.
 */
export function decidePods(observed: Observed, isBackingOff: (node: string) => boolean): ManageDecision {
  const create: string[] = [];
  const deleted: Pod[] = [];
  const failed: EndedPod[] = [];
  const backingOff: EndedPod[] = [];
  const succeeded: EndedPod[] = [];
  const surges = allowsSurge(observed.daemonSet);
  for (const node of observed.nodes) {
    const { name: nodeName } = node;
    const staying = node.pods.filter((pod) => !isPodTerminating(pod));
    if (!node.exists) {
      // Nobody else deletes a Pod that waits for a node that will never be.
      deleted.push(...node.pods.filter(({ spec }) => spec.nodeName === undefined || spec.nodeName === ''));
    } else if (node.shouldRun && node.pods.length === 0) {
      create.push(nodeName);
    } else if (!node.shouldContinueRunning) {
      deleted.push(...staying);
    } else {
      const running: Pod[] = [];
      for (const pod of staying) {
        if (pod.status.phase === 'Failed') {
          if (isBackingOff(nodeName)) {
            backingOff.push({ pod, node: nodeName });
            continue;
          }
          failed.push({ pod, node: nodeName });
          deleted.push(pod);
        } else if (pod.status.phase === 'Succeeded') {
          succeeded.push({ pod, node: nodeName });
          deleted.push(pod);
        } else {
          running.push(pod);
        }
      }
      if (surges && running.length === 0 && node.shouldRun) create.push(nodeName);
      deleted.push(...(surges ? decideSurging(observed, running) : running.slice(1)));
    }
  }
  return { create, delete: deleted, failed, backingOff, succeeded };
}

/** Of a new and an old Pod on a node, the old one goes once the new one is available, or when it is not ready itself. */
function decideSurging(observed: Observed, running: readonly Pod[]): Pod[] {
  if (running.length <= 1) return [];
  const isNew = ({ metadata }: Pod): boolean => metadata.labels?.[HASH_LABEL] === observed.hash;
  const newest = running.find(isNew);
  const old = running.find((pod) => !isNew(pod));
  const excess = running.filter((pod) => pod !== newest && pod !== old);
  if (newest === undefined || old === undefined) return excess;
  return !isPodReady(old) || isAvailable(observed, newest) ? [...excess, old] : excess;
}

/** Pods of a node that are not on their way out, as a rolling update sees them. */
export interface Generations {
  readonly newPod: Pod | undefined;
  readonly oldPod: Pod | undefined;
}

/**
 * The new and the old Pod of a node; undefined when there are more than one of either.
 *
 * Source: pkg/controller/daemon/update.go `findUpdatedPodsOnNode`.
 */
export function generationsOn(node: DaemonNode, isUpdated: (pod: Pod) => boolean): Generations | undefined {
  const staying = node.pods.filter((pod) => !isPodTerminating(pod));
  const newPods = staying.filter(isUpdated);
  const oldPods = staying.filter((pod) => !newPods.includes(pod));
  return newPods.length > 1 || oldPods.length > 1 ? undefined : { newPod: newPods[0], oldPod: oldPods[0] };
}
