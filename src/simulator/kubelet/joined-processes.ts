import type { Container, Pod } from '../api';
import type { ProcessTable } from '../process';
import type { NodeHost } from './node-host';
import type { PodRecord } from './pod-record';
import { bareContainerId } from './runtime-names';

/** Processes that the containers of a Pod share. */
export interface SharedProcesses {
  readonly table: ProcessTable;
  /** Ends what was started for it. */
  readonly close: () => void;
}

/** Processes that all containers of a Pod see; undefined when each has its own. */
export function shareProcesses({ runtime, name }: NodeHost, { spec }: Pod): SharedProcesses | undefined {
  if (spec.hostPID === true) return { table: runtime.machineProcesses(name).table, close: () => undefined };
  if (spec.shareProcessNamespace !== true) return undefined;
  const first = runtime.startPause(name);
  return { table: first.table, close: () => first.discard() };
}

/** Processes that a container joins when it starts, if any; or why it cannot. */
export type Joined = { readonly table?: ProcessTable } | { readonly reason: string; readonly message: string };

/**
 * Finds what a container joins: the processes of the container that it debugs, or those that its Pod shares.
 *
 * Source: Kubernetes 1.36, pkg/kubelet/kuberuntime/kuberuntime_container.go `getTargetID`; containerd,
 * internal/cri/server `validateTargetContainer`.
 */
export function joinedProcesses(container: Container, id: string, { containers, sandbox }: PodRecord): Joined {
  const { targetContainerName: target = '' } = container as { readonly targetContainerName?: string };
  if (target === '') return sandbox?.processes === undefined ? {} : { table: sandbox.processes };
  const run = containers.get(target)?.run;
  if (run === undefined) {
    return { reason: 'CreateContainerConfigError', message: `unable to find target container ${target}` };
  }
  if (run.handle !== undefined) return { table: run.handle.processes };
  const targetId = bareContainerId(run.id);
  const why = `invalid target container: container "${targetId}" is not running - in state CONTAINER_EXITED`;
  return { reason: 'CreateContainerError', message: `failed to generate container "${id}" spec: ${why}` };
}
