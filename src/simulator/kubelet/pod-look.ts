import type { Pod } from '../api';
import type { PodRecord } from './pod-record';

/** What a look at a Pod has found: all that its status, and what is done with its containers, depend on. */
export type PodLook = readonly unknown[];

/** Looks at a Pod. */
export function lookAt(pod: Pod, record: PodRecord): PodLook {
  const look: unknown[] = [pod, record.ip, record.sandbox, record.verdict];
  for (const container of record.containers.values()) {
    const { run, previous, waiting, restartCount, isPulling, mustRestart, specImage, probes } = container;
    look.push(run, run?.ended, run?.handle, run?.killAtMs, previous, waiting, restartCount);
    look.push(isPulling, mustRestart, specImage);
    for (const { result } of probes) look.push(result);
  }
  return look;
}

/** Whether two looks have found the same: then the second one leads to nothing else than the first. */
export const isSameLook = (left: PodLook | undefined, right: PodLook): boolean =>
  left?.length === right.length && left.every((each, index) => each === right[index]);
