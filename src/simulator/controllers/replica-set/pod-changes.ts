import { equalJson, type Pod } from '../../api';
import { controllerOf, isPodFinished, isPodTerminating, readyConditionOf } from '../../client';

/**
 * Whether a change of a Pod may change anything for who owns it: its labels, its owner, whether it is active, whether
 * and since when it is ready.
 */
export function mattersToOwner(pod: Pod, previous: Pod | undefined): boolean {
  if (previous === undefined) return true;
  return (
    isPodTerminating(pod) !== isPodTerminating(previous) ||
    isPodFinished(pod) !== isPodFinished(previous) ||
    hasOtherReadiness(pod, previous) ||
    controllerOf(pod)?.uid !== controllerOf(previous)?.uid ||
    !equalJson(pod.metadata.labels, previous.metadata.labels)
  );
}

function hasOtherReadiness(pod: Pod, previous: Pod): boolean {
  const now = readyConditionOf(pod);
  const before = readyConditionOf(previous);
  // Which condition is false, or absent, is all the same.
  if (now?.status !== 'True' && before?.status !== 'True') return false;
  return now?.status !== before?.status || now?.lastTransitionTime !== before?.lastTransitionTime;
}

/** Virtual time after which a change of the owner itself is acted on; as WorkQueue has it. */
const LATENCY_MS = 5;
/** Counting the Pods of an owner costs real time for each of them; so does how long changes are taken together. */
const LATENCY_MS_PER_POD = 0.05;
const LATENCY_MS_MAX = 1000;

/**
 * Virtual milliseconds during which changes of the Pods of an owner are taken together: next to nothing for a few, half
 * a second for ten thousand, so that each Pod becoming ready does not mean counting all of them.
 */
export const podChangesDelayMs = (replicas: number): number =>
  Math.min(LATENCY_MS + replicas * LATENCY_MS_PER_POD, LATENCY_MS_MAX);
