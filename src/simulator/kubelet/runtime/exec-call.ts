import type { EventLoop } from '../../engine';
import { type ContainerProcesses, nullStream, runTask, type Stream, SystemError } from '../../process';
import type { CallOutcome } from '../container-runtime';
import { SessionOutput } from './session-output';
import { execRefusal } from './start-refusal';

/** Bytes of output that are told. Source: Kubernetes 1.36, pkg/kubelet/prober/prober.go, pkg/probe/exec `maxReadLength`. */
const OUTPUT_BYTES_MAX = 10 * 1024;

/**
 * Runs a command for a probe or a hook, and tells what came of it within `timeoutMs`; then it is killed.
 *
 * Source: Kubernetes 1.36, pkg/probe/exec/exec.go, pkg/kubelet/kuberuntime/kuberuntime_container.go `RunInContainer`.
 */
export function callByExec(
  loop: EventLoop,
  processes: ContainerProcesses,
  command: readonly string[],
  timeoutMs: number,
  tell: (outcome: CallOutcome) => void,
): void {
  const decoder = new TextDecoder();
  let said = '';
  const output: Stream = new SessionOutput((bytes) => {
    if (said.length < OUTPUT_BYTES_MAX) said += decoder.decode(bytes, { stream: true });
  });
  const streams = new Map([
    [0, nullStream],
    [1, output],
    [2, output],
  ]);
  let handle: ReturnType<ContainerProcesses['exec']>;
  try {
    handle = processes.exec({ argv: command, streams });
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    const message = `rpc error: code = Unknown desc = failed to exec in container: ${execRefusal(command[0] ?? '', error)}: unknown`;
    tell({ isSuccess: false, isError: true, message });
    return;
  }
  const timer =
    timeoutMs === Infinity
      ? undefined
      : loop.after(timeoutMs, () => {
          waiting.cancel();
          handle.signal('KILL');
          const words = command.join(' ');
          tell({ isSuccess: false, message: `command timed out: "${words}" timed out after ${timeoutMs / 1000}s` });
        });
  const waiting = runTask(handle.wait(), ({ code }) => {
    timer?.cancel();
    tell({ isSuccess: code === 0, message: said.slice(0, OUTPUT_BYTES_MAX) });
  });
}
