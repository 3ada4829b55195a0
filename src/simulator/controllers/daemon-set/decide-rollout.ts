import type { Pod } from '../../api';
import { isPodUpdated } from './daemon-pod';
import { generationsOn, type Decision } from './decide-pods';
import { rolloutLimits, type RolloutLimits } from './limits';
import { isAvailable, type DaemonNode, type Observed } from './observed';

const NOTHING: Decision = { create: [], delete: [] };

/**
 * Decides the next step of a rolling update: without surge it deletes old Pods as long as no more than maxUnavailable
 * Pods are unavailable (those that are unavailable already go at once), with surge it makes new Pods beside old ones and
 * deletes the old ones when the new are available.
 *
 * Source: Kubernetes 1.36, pkg/controller/daemon/update.go `rollingUpdate`. The real controller looks at nodes in random
 * order, this one by name.
 */
export function decideRollout(observed: Observed): Decision {
  const { daemonSet, hash, nodes } = observed;
  if (daemonSet.spec.updateStrategy.type !== 'RollingUpdate') return NOTHING;
  const isUpdated = (pod: Pod): boolean => isPodUpdated(daemonSet, pod, hash);
  // Nearly always: an update is rare.
  if (nodes.every(({ pods }) => pods.every(isUpdated))) return NOTHING;
  const desired = nodes.filter(({ shouldRun }) => shouldRun).length;
  const limits = rolloutLimits(daemonSet, desired);
  const concerned = nodes.filter(({ shouldRun, pods }) => shouldRun || pods.length > 0);
  return limits.maxSurge === 0
    ? decideReplacing(observed, concerned, isUpdated, limits)
    : decideSurge(observed, concerned, isUpdated, limits, desired);
}

function decideReplacing(
  observed: Observed,
  nodes: readonly DaemonNode[],
  isUpdated: (pod: Pod) => boolean,
  { maxUnavailable }: RolloutLimits,
): Decision {
  let unavailable = 0;
  const broken: Pod[] = [];
  const candidates: Pod[] = [];
  for (const node of nodes) {
    const pods = generationsOn(node, isUpdated);
    const pod = pods?.newPod ?? pods?.oldPod;
    const isOne = pods !== undefined && (pods.newPod === undefined) !== (pods.oldPod === undefined);
    if (!isOne || pod === undefined) {
      // Pods are still to be made or deleted here.
      unavailable += 1;
    } else if (!isAvailable(observed, pod)) {
      unavailable += 1;
      if (pod === pods.oldPod) broken.push(pod);
    } else if (pod === pods.oldPod) {
      candidates.push(pod);
    }
  }
  return { create: [], delete: [...broken, ...candidates.slice(0, Math.max(0, maxUnavailable - unavailable))] };
}

function decideSurge(
  observed: Observed,
  nodes: readonly DaemonNode[],
  isUpdated: (pod: Pod) => boolean,
  { maxSurge }: RolloutLimits,
  desired: number,
): Decision {
  let surging = 0;
  let available = 0;
  const replaced: Pod[] = [];
  const unwanted: Pod[] = [];
  const urgent: string[] = [];
  const candidates: string[] = [];
  for (const node of nodes) {
    const pods = generationsOn(node, isUpdated);
    if (pods === undefined) {
      surging += 1;
      continue;
    }
    const { newPod, oldPod } = pods;
    const serving = oldPod ?? newPod;
    if (serving !== undefined && isAvailable(observed, serving)) available += 1;
    if (oldPod === undefined) continue;
    if (newPod !== undefined) {
      if (isAvailable(observed, newPod)) replaced.push(oldPod);
      else surging += 1;
    } else if (!isAvailable(observed, oldPod)) {
      if (node.shouldRun) urgent.push(node.name);
      else replaced.push(oldPod);
    } else if (node.shouldRun) {
      candidates.push(node.name);
    } else {
      unwanted.push(oldPod);
    }
  }
  // Where the DaemonSet may run no longer, its Pod serves until there are enough elsewhere.
  const dispensable = unwanted.slice(0, Math.max(0, available - desired));
  return {
    create: [...urgent, ...candidates.slice(0, Math.max(0, maxSurge - surging))],
    delete: [...replaced, ...dispensable],
  };
}
