import type { Container, Pod } from '../api';
import { callOf } from './container-calls';
import { containerEvents } from './container-lifecycle';
import type { NodeHost } from './node-host';
import type { PodRecord, Run } from './pod-record';
import { QUANTUM_MS } from './quantum';

/** Shortest time that a program gets after its hook. Source: kuberuntime_container.go `minimumGracePeriodInSeconds`. */
const GRACE_MIN_MS = 2000;

/**
 * Asks a run to end, after its preStop hook, and plans its end by force when its grace is over.
 *
 * Source: Kubernetes 1.36, pkg/kubelet/kuberuntime/kuberuntime_container.go `killContainer`.
 */
export function stopContainer(
  host: NodeHost,
  pod: Pod,
  podRecord: PodRecord,
  container: Container,
  run: Run,
  graceMs: number,
  message: string,
): void {
  const event = containerEvents(host, pod, container.name);
  event('Normal', 'Killing', message);
  const { loop } = host;
  run.isKilled = true;
  run.killAtMs = loop.nowMs + graceMs;
  const hook = container.lifecycle?.preStop;
  if (hook === undefined || graceMs === 0) {
    run.handle?.stop();
    return;
  }
  const stop = (): void => {
    if (run.ended !== undefined) return;
    run.killAtMs = Math.max(run.killAtMs ?? 0, Math.min(loop.nowMs + GRACE_MIN_MS, loop.nowMs + graceMs));
    run.handle?.stop();
    host.wake(pod.metadata.uid, loop.nowMs, loop.isRoutine);
  };
  if (hook.sleep !== undefined) {
    loop.after(Math.min(hook.sleep.seconds * 1000, graceMs), stop);
    return;
  }
  const call = callOf(container, hook, podRecord.ip ?? host.address);
  if (call === undefined) {
    stop();
    return;
  }
  run.handle?.call(call, graceMs, ({ isSuccess }) => {
    if (!isSuccess) event('Warning', 'FailedPreStopHook', 'PreStopHook failed');
    stop();
  });
}

/** Ends by force what has outstayed its grace. True when something was ended. */
export function killOverdue(run: Run | undefined, nowMs: number): boolean {
  if (run?.handle === undefined || run.killAtMs === undefined || run.killAtMs > nowMs) return false;
  run.handle.kill();
  return true;
}

/** When a run has to be ended by force; Infinity for one that nobody has asked to end. */
export const killMs = (run: Run | undefined): number =>
  run?.handle === undefined ? Infinity : (run.killAtMs ?? Infinity);

/** Time between two steps of the end of a Pod. */
export const ENDING_STEP_MS = QUANTUM_MS;
