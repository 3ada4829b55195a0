import type { ContainerStateTerminated, Pod, Probe } from '../api';
import type { BackOff } from './back-off';
import type { RunningContainer } from './container-runtime';
import type { ContainerLog, Sandbox } from './runtime';
import type { PodVolumes } from './volumes';

/** One run of a container. Fields are there before they say anything: what nobody adds or deletes is found quickly. */
export interface Run {
  /** The runtime and 64 hexadecimal digits: `containerd://...`. */
  readonly id: string;
  readonly startedMs: number;
  /** Full name of its image, and its name by digest. */
  readonly image: string;
  readonly imageId: string;
  /** Undefined once it has ended. */
  handle: RunningContainer | undefined;
  /** What it has written; undefined for a run that this agent has not started. */
  log: ContainerLog | undefined;
  /** How it has ended. */
  ended: Ended | undefined;
  /** When its grace is over; undefined while nobody has asked it to end. */
  killAtMs: number | undefined;
  /** Whether the agent itself ended it, and not its program. */
  isKilled: boolean;
  /** Whether it was started by routine, such as the next try of a crash loop: then all it does is routine. */
  readonly isRoutine: boolean;
}

/** The end of a run. */
export interface Ended {
  readonly atMs: number;
  readonly state: ContainerStateTerminated;
}

/** Why a container waits. */
export interface WaitReason {
  readonly reason: string;
  readonly message?: string;
}

/** What one probe of one run has found out so far. */
export interface ProbeRecord {
  readonly probe: Probe;
  readonly kind: ProbeKind;
  /** Result that counts, after thresholds. */
  result: 'unknown' | 'success' | 'failure';
  /** Latest outcome, and how often in a row it has come. */
  latest: boolean | undefined;
  repeated: number;
  /** When it runs next; undefined when it need not run any more. */
  nextMs: number | undefined;
  /** Whether an answer is awaited. */
  isAsking: boolean;
}

export type ProbeKind = 'startup' | 'liveness' | 'readiness';

/** What a node agent knows of a container beyond the API. */
export interface ContainerRecord {
  readonly name: string;
  restartCount: number;
  /** The latest run, ended or not. */
  run: Run | undefined;
  /** How the run before it ended. */
  previous: Ended | undefined;
  /** What the run before it has written. */
  previousLog: ContainerLog | undefined;
  /** Why it is not started, as the status says. */
  waiting: WaitReason | undefined;
  /** Why it is not started, as the next look at the Pod will say. */
  nextWaiting: WaitReason | undefined;
  restarts: BackOff | undefined;
  pulls: { backOff: BackOff; failedMs: number; error: string } | undefined;
  isPulling: boolean;
  isPulled: boolean;
  /** Image of the specification that the latest run was made of. */
  specImage: string | undefined;
  /** Whether it is started again whatever the restart policy says: its definition has changed. */
  mustRestart: boolean;
  probes: readonly ProbeRecord[];
}

/** Where a Pod is on its way through the node. */
export type Stage = 'new' | 'setup' | 'sandbox' | 'running' | 'ending' | 'ended' | 'rejected';

/** What a node agent knows of a Pod beyond the API. */
export interface PodRecord {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  stage: Stage;
  /** When the agent first saw it. */
  readonly seenMs: number;
  /** Own address; undefined before the sandbox is there, and for Pods in the network of the node. */
  ip: string | undefined;
  /** What its containers share; undefined before it is there, and after its end. */
  sandbox: Sandbox | undefined;
  /** Undefined before its volumes are mounted for the first time. */
  volumes: PodVolumes | undefined;
  containers: Map<string, ContainerRecord>;
  /** Why the agent ended the Pod: part of its status. */
  verdict: { readonly reason: string; readonly message: string } | undefined;
}

const NO_PROBES: readonly ProbeRecord[] = [];

/** The record of a container, made on demand. */
export function containerRecord(record: PodRecord, name: string): ContainerRecord {
  const known = record.containers.get(name);
  if (known !== undefined) return known;
  const made: ContainerRecord = {
    name,
    restartCount: 0,
    run: undefined,
    previous: undefined,
    previousLog: undefined,
    waiting: undefined,
    nextWaiting: undefined,
    restarts: undefined,
    pulls: undefined,
    isPulling: false,
    isPulled: false,
    specImage: undefined,
    mustRestart: false,
    probes: NO_PROBES,
  };
  record.containers.set(name, made);
  return made;
}

/** The record of a Pod that the agent sees for the first time. */
export const newPodRecord = ({ metadata }: Pod, nowMs: number): PodRecord => ({
  namespace: metadata.namespace,
  name: metadata.name,
  uid: metadata.uid,
  stage: 'new',
  seenMs: nowMs,
  ip: undefined,
  sandbox: undefined,
  volumes: undefined,
  containers: new Map(),
  verdict: undefined,
});

/** Whether a container runs now. */
export const isRunning = (record: ContainerRecord | undefined): boolean =>
  record?.run !== undefined && record.run.ended === undefined;

/** Result of a probe of a run; undefined without such a probe. */
export function probeResult(record: ContainerRecord | undefined, kind: ProbeKind): ProbeRecord['result'] | undefined {
  if (record === undefined) return undefined;
  const { probes } = record;
  for (let index = 0; index < probes.length; index += 1) {
    const probe = probes[index] as ProbeRecord;
    if (probe.kind === kind) return probe.result;
  }
  return undefined;
}

/** Whether a container runs and its startup probe, if it has one, has succeeded. */
export const hasStarted = (record: ContainerRecord | undefined): boolean =>
  isRunning(record) && (probeResult(record, 'startup') ?? 'success') === 'success';

/** Whether a container runs and its probes let it receive traffic. */
export const isReady = (record: ContainerRecord | undefined): boolean =>
  hasStarted(record) && (probeResult(record, 'readiness') ?? 'success') === 'success';
