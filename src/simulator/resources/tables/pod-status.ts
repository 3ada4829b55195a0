import type { Named } from './table';

interface Terminated {
  readonly exitCode?: number;
  readonly signal?: number;
  readonly reason?: string;
  readonly finishedAt?: string | null;
}

interface ContainerStatus {
  readonly name: string;
  readonly ready?: boolean;
  readonly started?: boolean;
  readonly restartCount?: number;
  readonly state?: {
    readonly waiting?: { readonly reason?: string };
    readonly running?: object;
    readonly terminated?: Terminated;
  };
  readonly lastState?: { readonly terminated?: Terminated };
}

/** What the table reads of a Pod. */
export interface PodView extends Named {
  readonly spec?: {
    readonly nodeName?: string;
    readonly containers?: readonly object[];
    readonly initContainers?: readonly { readonly name: string; readonly restartPolicy?: string }[];
    readonly readinessGates?: readonly { readonly conditionType: string }[];
  };
  readonly status?: {
    readonly phase?: string;
    readonly reason?: string;
    readonly nominatedNodeName?: string;
    readonly podIPs?: readonly { readonly ip: string }[];
    readonly conditions?: readonly { readonly type: string; readonly status: string; readonly reason?: string }[];
    readonly initContainerStatuses?: readonly ContainerStatus[];
    readonly containerStatuses?: readonly ContainerStatus[];
  };
}

/** A Pod in short. */
export interface PodSummary {
  readonly ready: number;
  readonly total: number;
  readonly reason: string;
  readonly restarts: number;
  /** When a container last ended before a restart; '' when that is not known. */
  readonly lastRestart: string;
}

const later = (a: string, b: string | null | undefined): string => ((b ?? '') > a ? (b as string) : a);

function terminatedReason({ reason, signal, exitCode }: Terminated): string {
  if (reason !== undefined && reason !== '') return reason;
  return signal !== undefined && signal !== 0 ? `Signal:${signal}` : `ExitCode:${exitCode ?? 0}`;
}

const holds = (pod: PodView, type: string): boolean =>
  pod.status?.conditions?.some((condition) => condition.type === type && condition.status === 'True') ?? false;

interface Initialization {
  /** Why the Pod is still initializing; undefined when it is done. */
  readonly reason?: string;
  readonly readySidecars: number;
  readonly all: { readonly restarts: number; readonly lastRestart: string };
  readonly sidecars: { readonly restarts: number; readonly lastRestart: string };
}

/** Reads the init containers up to the first that is not done. */
function initialization(pod: PodView): Initialization {
  const declared = pod.spec?.initContainers ?? [];
  const sidecarNames = new Set(
    declared.filter(({ restartPolicy }) => restartPolicy === 'Always').map(({ name }) => name),
  );
  const all = { restarts: 0, lastRestart: '' };
  const sidecars = { restarts: 0, lastRestart: '' };
  let readySidecars = 0;
  for (const [index, container] of (pod.status?.initContainerStatuses ?? []).entries()) {
    const isSidecar = sidecarNames.has(container.name);
    for (const sum of isSidecar ? [all, sidecars] : [all]) {
      sum.restarts += container.restartCount ?? 0;
      sum.lastRestart = later(sum.lastRestart, container.lastState?.terminated?.finishedAt);
    }
    const terminated = container.state?.terminated;
    const waiting = container.state?.waiting?.reason ?? '';
    if (terminated !== undefined && (terminated.exitCode ?? 0) === 0) continue;
    if (isSidecar && container.started === true) {
      if (container.ready === true) readySidecars++;
      continue;
    }
    let reason = `${index}/${declared.length}`;
    if (terminated !== undefined) reason = terminatedReason(terminated);
    else if (waiting !== '' && waiting !== 'PodInitializing') reason = waiting;
    return { reason: `Init:${reason}`, readySidecars, all, sidecars };
  }
  return { readySidecars, all, sidecars };
}

/**
 * Reads readiness, status and restarts of a Pod as `kubectl get pods` shows them.
 *
 * Source: Kubernetes 1.36, pkg/printers/internalversion/printers.go `printPod`.
 */
export function podStatus(pod: PodView): PodSummary {
  const { status } = pod;
  const phase = status?.phase ?? '';
  let reason = status?.reason !== undefined && status.reason !== '' ? status.reason : phase;
  for (const condition of status?.conditions ?? []) {
    if (condition.type === 'PodScheduled' && condition.reason === 'SchedulingGated') reason = 'SchedulingGated';
  }
  const sidecarCount = (pod.spec?.initContainers ?? []).filter(
    ({ restartPolicy }) => restartPolicy === 'Always',
  ).length;
  const total = (pod.spec?.containers?.length ?? 0) + sidecarCount;
  const init = initialization(pod);
  let ready = init.readySidecars;
  let { restarts, lastRestart } = init.all;
  if (init.reason !== undefined) reason = init.reason;
  if (init.reason === undefined || holds(pod, 'Initialized')) {
    ({ restarts, lastRestart } = init.sidecars);
    let hasRunning = false;
    let errorReason = '';
    for (const container of [...(status?.containerStatuses ?? [])].reverse()) {
      restarts += container.restartCount ?? 0;
      lastRestart = later(lastRestart, container.lastState?.terminated?.finishedAt);
      const { waiting, terminated, running } = container.state ?? {};
      if (waiting?.reason !== undefined && waiting.reason !== '') {
        reason = waiting.reason;
      } else if (terminated !== undefined) {
        reason = terminatedReason(terminated);
        if ((terminated.exitCode ?? 0) !== 0) errorReason = reason;
      } else if (container.ready === true && running !== undefined) {
        hasRunning = true;
        ready++;
      }
    }
    if (reason === 'Completed') {
      if (hasRunning && holds(pod, 'Ready')) reason = 'Running';
      else if (errorReason !== '') reason = errorReason;
      else if (hasRunning) reason = 'NotReady';
    }
  }
  if (pod.metadata.deletionTimestamp !== undefined) {
    if (status?.reason === 'NodeLost') reason = 'Unknown';
    else if (phase !== 'Succeeded' && phase !== 'Failed') reason = 'Terminating';
  }
  return { ready, total, reason, restarts, lastRestart };
}
