import type { ApiClient, Node, Pod, Service } from '../api';
import type { EventRecorder } from '../client';
import type { EventLoop, SeededRandom } from '../engine';
import type { Rejection } from './admission';
import type { ContainerRuntime } from './container-runtime';
import type { Stagger } from './quantum';
import type { ClusterNetwork } from '../network';
import type { PodRecord } from './pod-record';
import type { PodVolumes, SourceReader } from './volumes';

/** What the Pods of a node share. */
export interface NodeHost {
  readonly name: string;
  /** Address of the node. */
  readonly address: string;
  readonly loop: EventLoop;
  readonly random: SeededRandom;
  /** Speaks as the agent of this node. */
  readonly client: ApiClient;
  readonly events: EventRecorder;
  readonly runtime: ContainerRuntime;
  readonly reader: SourceReader;
  readonly network: ClusterNetwork;
  /** Its object; undefined when it is gone. */
  node(): Node | undefined;
  /** Services whose variables the containers of a namespace have. */
  services(namespace: string): readonly Service[];
  /** Volumes of a Pod, before any of them is mounted. */
  volumesOf(pod: Pod, record: PodRecord): PodVolumes;
  /** The volumes of a Pod are mounted: those that show objects are kept up to date, those with limits are looked after. */
  noteVolumes(pod: Pod, volumes: PodVolumes): void;
  /** A container is to be started: what its volumes show of the API is what there is now. */
  refreshVolumes(uid: string): void;
  /** They are released. */
  forgetVolumes(uid: string): void;
  /** Keeps Pods of all nodes apart that begin at the same moment. */
  readonly stagger: Stagger;
  /** Takes a Pod in, with what it asks for, or says why not. */
  admit(pod: Pod): Rejection | undefined;
  /** Gives back what a Pod has asked for. */
  release(uid: string): void;
  /** An address for a Pod; undefined when all are taken. */
  allocateAddress(): string | undefined;
  releaseAddress(address: string): void;
  /** Notes that a Pod has an address already. */
  reserveAddress(address: string): void;
  /** Hears that containers have come or gone, `memoryBytes` more or less in use. */
  noteMemory(memoryBytes: number): void;
  /** Plans another look at a Pod; `isRoutine` as in `EventLoop.at`. */
  wake(uid: string, timeMs: number, isRoutine: boolean): void;
  /** Writes the status of a Pod. */
  writeStatus(pod: Pod): Pod;
  /** Notes a decision for the timeline. */
  trace(pod: Pod, text: string): void;
}
