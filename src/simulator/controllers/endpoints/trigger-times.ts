import type { Pod, Service } from '../../api';
import { readyConditionOf } from '../../client';

interface LastSeen {
  readonly service: string;
  readonly pods: ReadonlyMap<string, string>;
}

/**
 * Finds out for each Service when that happened which makes its endpoints change: what the annotation
 * `endpoints.kubernetes.io/last-change-trigger-time` says.
 *
 * Source: Kubernetes 1.36, endpointslice/util/trigger_time_tracker.go. Times are texts: they sort as they stand.
 */
export class TriggerTimes {
  private readonly seen = new Map<string, LastSeen>();

  /** The earliest time that is new since the last call for this Service; undefined when there is none. */
  next(key: string, service: Service, pods: readonly Pod[]): string | undefined {
    const last = this.seen.get(key);
    const created = service.metadata.creationTimestamp;
    const podTimes = new Map<string, string>();
    let earliest = last !== undefined && created > last.service ? created : undefined;
    for (const pod of pods) {
      const time = readyConditionOf(pod)?.lastTransitionTime;
      if (time === undefined) continue;
      podTimes.set(pod.metadata.name, time);
      const isNew = time > (last?.pods.get(pod.metadata.name) ?? '');
      if (isNew && (earliest === undefined || time < earliest)) earliest = time;
    }
    this.seen.set(key, { service: created, pods: podTimes });
    return last === undefined ? created : earliest;
  }

  /** Forgets a Service that is gone. */
  forget(key: string): void {
    this.seen.delete(key);
  }
}

/** Name of the annotation. */
export const TRIGGER_TIME = 'endpoints.kubernetes.io/last-change-trigger-time';
