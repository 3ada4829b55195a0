import type { Container, Pod } from '../api';
import { callOf } from './container-calls';
import { containerEvents } from './container-lifecycle';
import type { NodeHost } from './node-host';
import type { ContainerRecord, PodRecord, ProbeRecord } from './pod-record';
import { mayRun, noteOutcome, periodMs, timeoutMs } from './probe-schedule';

const NAMES = { startup: 'Startup', liveness: 'Liveness', readiness: 'Readiness' } as const;

/** When a Pod has to be looked at because of its probes. */
export interface ProbeWake {
  readonly timeMs: number;
  /** Whether the probe has come to a result that one more run is not likely to change. */
  readonly isRoutine: boolean;
}

/** Runs all probes of a container that are due. True when one has come at once to another result, and that is news. */
export function runProbes(
  host: NodeHost,
  pod: Pod,
  podRecord: PodRecord,
  container: Container,
  record: ContainerRecord,
): boolean {
  let hasChanged = false;
  for (const probe of record.probes) {
    const isDue = probe.nextMs !== undefined && probe.nextMs <= host.loop.nowMs;
    if (!isDue || probe.isAsking || !mayRun(record, probe)) continue;
    hasChanged = ask(host, pod, podRecord, container, record, probe) || hasChanged;
  }
  return hasChanged;
}

/** Runs one probe. True when it has come at once to another result, and that is news. */
function ask(
  host: NodeHost,
  pod: Pod,
  podRecord: PodRecord,
  container: Container,
  record: ContainerRecord,
  probe: ProbeRecord,
): boolean {
  const { loop } = host;
  const { run } = record;
  const call = callOf(container, probe.probe, podRecord.ip ?? host.address);
  if (call === undefined || run?.handle === undefined) {
    probe.nextMs = undefined;
    return false;
  }
  let isLater = false;
  let hasChanged = false;
  probe.isAsking = true;
  run.handle.call(call, timeoutMs(probe.probe), ({ isSuccess, message, isFinal = false, isError = false }) => {
    probe.isAsking = false;
    if (record.run !== run || run.ended !== undefined) return;
    if (!isSuccess) {
      const outcome = isError ? 'errored and resulted in unknown state' : 'failed';
      const event = containerEvents(host, pod, container.name);
      event('Warning', 'Unhealthy', `${NAMES[probe.kind]} probe ${outcome}: ${message}`);
    }
    if (isError) {
      // Source: Kubernetes 1.36, pkg/kubelet/prober/worker.go `doProbe`: the result is thrown away.
      probe.nextMs = loop.nowMs + periodMs(probe.probe);
      host.wake(pod.metadata.uid, loop.nowMs, true);
      return;
    }
    hasChanged = noteOutcome(probe, isSuccess, isFinal, loop.nowMs) && !run.isRoutine;
    // What a routine run finds out is no routine.
    if (isLater) host.wake(pod.metadata.uid, loop.nowMs, !hasChanged);
  });
  isLater = true;
  return hasChanged;
}

const isSettled = ({ latest, repeated, probe }: ProbeRecord): boolean =>
  latest !== undefined && repeated >= ((latest ? probe.successThreshold : probe.failureThreshold) ?? 1);

/** When the next probe of a container is due; undefined when none is. */
export function nextProbe(record: ContainerRecord): ProbeWake | undefined {
  let next: ProbeWake | undefined;
  for (const probe of record.probes) {
    if (probe.nextMs === undefined || probe.isAsking || !mayRun(record, probe)) continue;
    const isRoutine = (record.run?.isRoutine === true || isSettled(probe)) && (next?.isRoutine ?? true);
    next = { timeMs: Math.min(probe.nextMs, next?.timeMs ?? Infinity), isRoutine };
  }
  return next;
}
