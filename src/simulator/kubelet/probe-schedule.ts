import type { Container, Probe } from '../api';
import { hasStarted, type ContainerRecord, type ProbeKind, type ProbeRecord } from './pod-record';

const seconds = (value: number | undefined, otherwise: number): number => (value ?? otherwise) * 1000;

/** Time between the start of a container and the first run of a probe without a delay. */
const FIRST_PROBE_MS = 100;

/** Time between two runs of a probe, in milliseconds. */
export const periodMs = ({ periodSeconds }: Probe): number => seconds(periodSeconds, 10);

/** Longest time that a run of a probe takes, in milliseconds. */
export const timeoutMs = ({ timeoutSeconds }: Probe): number => seconds(timeoutSeconds, 1);

/** The probes of a container that has just been started. Source: Kubernetes 1.36, pkg/kubelet/prober/worker.go. */
export function newProbes(container: Container, startedMs: number): readonly ProbeRecord[] {
  const { startupProbe, readinessProbe, livenessProbe } = container;
  const probes: ProbeRecord[] = [];
  if (startupProbe !== undefined) probes.push(newProbe('startup', startupProbe, startedMs));
  if (readinessProbe !== undefined) probes.push(newProbe('readiness', readinessProbe, startedMs));
  if (livenessProbe !== undefined) probes.push(newProbe('liveness', livenessProbe, startedMs));
  return probes;
}

const newProbe = (kind: ProbeKind, probe: Probe, startedMs: number): ProbeRecord => ({
  probe,
  kind,
  // A container lives until it is shown not to; it is not ready until it is shown to be.
  result: kind === 'liveness' ? 'success' : kind === 'readiness' ? 'failure' : 'unknown',
  latest: undefined,
  repeated: 0,
  nextMs: startedMs + Math.max(seconds(probe.initialDelaySeconds, 0), FIRST_PROBE_MS),
  isAsking: false,
});

/** Whether a probe may run now: liveness and readiness wait for the startup probe, and that one ends with success. */
export const mayRun = (record: ContainerRecord, { kind, result }: ProbeRecord): boolean =>
  kind === 'startup' ? result !== 'success' : hasStarted(record);

/**
 * Notes the outcome of a run at `nowMs`, and plans the next one; none when `isFinal` says that all later runs come to the
 * same and the thresholds are behind. True when the result that counts has changed.
 *
 * Source: Kubernetes 1.36, pkg/kubelet/prober/worker.go `doProbe`.
 */
export function noteOutcome(probe: ProbeRecord, isSuccess: boolean, isFinal: boolean, nowMs: number): boolean {
  probe.repeated = probe.latest === isSuccess ? probe.repeated + 1 : 1;
  probe.latest = isSuccess;
  const { failureThreshold = 3, successThreshold = 1 } = probe.probe;
  const before = probe.result;
  const isDecided = probe.repeated >= (isSuccess ? successThreshold : failureThreshold);
  if (isDecided) probe.result = isSuccess ? 'success' : 'failure';
  // A container that failed its startup or liveness probe will be killed: nobody asks it again.
  const isDoomed = probe.result === 'failure' && probe.kind !== 'readiness';
  const isOver =
    isDoomed || (probe.kind === 'startup' && probe.result === 'success') || (isDecided && isFinal && isSuccess);
  probe.nextMs = isOver ? undefined : nowMs + periodMs(probe.probe);
  return probe.result !== before;
}
