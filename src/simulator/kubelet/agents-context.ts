import type { ApiClient, ContainerAccess, KubeObject, Way } from '../api';
import type { EventRecorder, PodViews } from '../client';
import type { EventLoop, SeededRandom } from '../engine';
import type { ImageRegistry } from '../images';
import type { ClusterNetwork } from '../network';
import type { ContainerRuntime } from './container-runtime';
import type { StoragePorts } from './volumes';
import type { Entered } from './ways';

/** A folder that a file server shares. */
export interface NfsExport {
  /** Its name or address, as volumes say it. */
  readonly server: string;
  readonly path: string;
}

/** What node agents work with. */
export interface KubeletContext {
  readonly loop: EventLoop;
  /** Chance of the agents alone. */
  readonly random: SeededRandom;
  readonly pods: PodViews;
  /** A client that speaks as the agent of a node (`system:node:<name>`, field manager `kubelet`). */
  clientFor(node: string): ApiClient;
  /** Events of the component `kubelet` on a host. */
  eventsFor(node: string): EventRecorder;
  /** Notes a decision and its reason for the timeline. */
  trace(subject: KubeObject, text: string): void;
  readonly network: ClusterNetwork;
  /** What file servers outside of the cluster share. */
  readonly nfsExports: readonly NfsExport[];
  /**
   * Whether a container over its memory limit loses its largest process only, and is not killed as a whole: the field of
   * that name in the configuration of a kubelet.
   *
   * @default false
   */
  readonly singleProcessOOMKill?: boolean;
  /** Images that are described. */
  readonly images: ImageRegistry;
  /** A token for the service account of a Pod, and its end in virtual time. */
  readonly token: StoragePorts['token'];
  /** Replaces where containers run. @default - each runs the program of its image, as `programs` do */
  readonly runtime?: (programs: ContainerRuntime) => ContainerRuntime;
}

/** What a container of a Pod uses. */
export interface NamedUsage {
  readonly name: string;
  readonly cpuCores: number;
  readonly memoryBytes: number;
}

/** The agents of all nodes. */
export interface NodeAgents {
  /** Gives a node an agent: it takes the Pods that are bound to it. Does nothing for a node that has one. */
  add(node: string): void;
  /** Takes the agent away with all that runs on its node. */
  remove(node: string): void;
  /** Turns the machine off: its Pods stop, its Lease is renewed no more. */
  fail(node: string): void;
  /** Turns the machine on again: Pods that are still bound to it start anew. */
  recover(node: string): void;
  /** Makes an image exist: `dockercoins/worker:v0.3`. Throws InvalidImageReference. */
  push(image: string): void;
  /** What the containers of a Pod use; undefined for a Pod that does not run. */
  usageOf(namespace: string, pod: string): readonly NamedUsage[] | undefined;
  /** Goes a way beside the API. Throws StatusError when it leads nowhere. */
  enter(way: Way): Entered;
  /** The way into containers. */
  readonly containers: ContainerAccess;
  /** What a node uses; undefined for one without an agent, or that is off. */
  nodeUsageOf(node: string): { readonly cpuCores: number; readonly memoryBytes: number } | undefined;
}
