/** Where containers run: what a node agent asks of containerd, or of whatever stands in for it. */
import type { RemoteListener, RemoteSession } from '../api';
import type { ContainerProcesses, ProcessTable } from '../process';
import type { PullLogin } from './pull-logins';
import type { ContainerLog, ContainerRequest, SessionRequest } from './runtime';

/** How a container has ended. */
export interface ContainerExit {
  readonly exitCode: number;
  readonly isOutOfMemory: boolean;
  /** What it wrote to its termination log. @default - nothing */
  readonly message?: string;
}

/** What a container uses at this moment. */
export interface ContainerUsage {
  readonly cpuCores: number;
  readonly memoryBytes: number;
}

/** What a probe or a hook does in or to a container. */
export type ContainerCall =
  | { readonly type: 'exec'; readonly command: readonly string[] }
  | { readonly type: 'http'; readonly url: string; readonly headers: Readonly<Record<string, string>> }
  | { readonly type: 'tcp'; readonly host: string; readonly port: number }
  | { readonly type: 'grpc'; readonly port: number; readonly service: string };

/** What came of a call. */
export interface CallOutcome {
  readonly isSuccess: boolean;
  /** What the Event of a failure says behind its colon. */
  readonly message: string;
  /** Whether every later call of this run of the container comes to the same. @default false */
  readonly isFinal?: boolean;
  /** Whether it says nothing about the container, because the call itself went wrong. @default false */
  readonly isError?: boolean;
}

/** A container that has been started. */
export interface RunningContainer {
  /** What it was started with: program and arguments, whatever that has become since. */
  readonly command: readonly string[];
  /** Asks it to end (SIGTERM). */
  stop(): void;
  /** Ends it (SIGKILL): its end is told at once, with code 137. */
  kill(): void;
  /** Ends it without a word, as when the machine loses power. */
  discard(): void;
  /** Does something to it and tells what came of it, at once or later, never after `timeoutMs`. */
  call(call: ContainerCall, timeoutMs: number, tell: (outcome: CallOutcome) => void): void;
  usage(): ContainerUsage;
  /** Processes that those in it see, for another container to join. */
  readonly processes: ProcessTable;
  /** What it has written. */
  readonly log: ContainerLog;
  /** Runs a command beside its first process, for a client. */
  exec(request: SessionRequest, listener: RemoteListener): RemoteSession;
  /** Joins the streams of its first process. */
  attach(listener: RemoteListener): RemoteSession;
}

/** A container that was not started, in the words of the runtime. */
export interface StartFailure {
  readonly message: string;
}

/** What is known of an image. */
export interface DescribedImage {
  /** In full: `docker.io/library/redis:7`. */
  readonly name: string;
  /** By its digest. */
  readonly id: string;
  /** Who it runs as, a number or a name; empty for none. @default - nobody has described it */
  readonly user?: string;
}

/** An image on a node. */
export interface NodeImage {
  /** By digest, and by tag where it has one: `docker.io/library/redis@sha256:...`, `docker.io/library/redis:7`. */
  readonly names: readonly string[];
  readonly sizeBytes: number;
}

/** What came of a pull. */
export type PullOutcome =
  { readonly isPulled: true; readonly sizeBytes: number } | { readonly isPulled: false; readonly message: string };

/** Containers and images of all nodes. */
export interface ContainerRuntime {
  /**
   * Whether an image is on a node, and whoever has these logins may use it: what was pulled with a login is for those who
   * have it as well. False for a name that is none.
   */
  hasImage(node: string, image: string, logins: readonly PullLogin[]): boolean;
  /** An image that is on a node. */
  describeImage(image: string): DescribedImage;
  /** Brings an image to a node by the first login with which that goes, or by none, and tells what came of it later. */
  pull(node: string, image: string, logins: readonly PullLogin[], tell: (outcome: PullOutcome) => void): void;
  /** Notes that an image is on a node already, pulled with these logins. */
  noteImage(node: string, image: string, logins: readonly PullLogin[]): void;
  /** Images that are on a node, the largest first. */
  imagesOf(node: string): readonly NodeImage[];
  /** Starts a container whose image is there; `onExit` hears of its end, never from within this call. */
  start(
    node: string,
    request: ContainerRequest,
    onExit: (exit: ContainerExit) => void,
  ): RunningContainer | StartFailure;
  /** What runs on a machine itself. */
  machineProcesses(node: string): ContainerProcesses;
  /** Starts a first process for containers that are to see each other's. */
  startPause(node: string): ContainerProcesses;
  /** Makes an image exist that did not. */
  push(image: string): void;
  /** Forgets a node and all that is on it. */
  removeNode(node: string): void;
}

/** Whether a container was started. */
export const isStarted = (started: RunningContainer | StartFailure): started is RunningContainer => 'kill' in started;
