import { parseQuantity, type ApiClient, type Node, type NodeAddress, type Pod, type Service } from '../api';
import type { EventRecorder } from '../client';
import type { EventLoop, SeededRandom } from '../engine';
import { decideAdmission, type Rejection, type Share, shareOf, type Taken } from './admission';
import type { ContainerRuntime, ContainerUsage } from './container-runtime';
import { usedMemory } from './container-lifecycle';
import { decideEviction, evictionMessage, type EvictionCandidate } from './memory-pressure';
import type { NodeHost } from './node-host';
import { NodeMemory } from './node-memory';
import { NodeReporter } from './node-reporter';
import { PodAddresses } from './pod-addresses';
import { minus, plus, type Amounts } from './pod-requests';
import type { PodWorker } from './pod-worker';
import type { Stagger } from './quantum';
import type { ClusterNetwork } from '../network';
import type { PodRecord } from './pod-record';
import { VolumeLimits } from './volume-limits';
import type { ClusterStorage, PodVolumes, SourceReader, StoragePorts, VolumeUpdates } from './volumes';

/** What an agent gets from those who run all of them. */
export interface AgentParts {
  readonly loop: EventLoop;
  readonly random: SeededRandom;
  readonly client: ApiClient;
  readonly events: EventRecorder;
  readonly runtime: ContainerRuntime;
  readonly reader: SourceReader;
  readonly stagger: Stagger;
  readonly network: ClusterNetwork;
  readonly storage: ClusterStorage;
  readonly updates: VolumeUpdates;
  readonly token: StoragePorts['token'];
  wake(uid: string, timeMs: number, isRoutine: boolean): void;
  writeStatus(pod: Pod): Pod;
  trace(pod: Pod, text: string): void;
}

/** What the system of a node itself uses. */
const SYSTEM_USAGE: ContainerUsage = { cpuCores: 0.08, memoryBytes: 450 * 2 ** 20 };

/** How long a node says that memory was short. Source: kubelet default `evictionPressureTransitionPeriod`. */
const PRESSURE_MS = 300_000;

/** Grace of Pods whose volumes are too large. Source: eviction_manager.go `immediateEvictionGracePeriodSeconds`. */
const VOLUME_GRACE_MS = 1_000;

const NO_ADDRESSES: readonly NodeAddress[] = [];

/** The agent of one node: what its Pods share. */
export class NodeAgent implements NodeHost {
  readonly loop: EventLoop;
  readonly random: SeededRandom;
  readonly client: ApiClient;
  readonly events: EventRecorder;
  readonly runtime: ContainerRuntime;
  readonly reader: SourceReader;
  readonly stagger: Stagger;
  readonly network: ClusterNetwork;
  /** Whether the machine is off. */
  isDown = false;
  readonly workers = new Map<string, PodWorker>();
  readonly reporter: NodeReporter;
  private readonly shares = new Map<string, Share>();
  private amounts: Amounts = {};
  private readonly ports = new Set<string>();
  private addresses: PodAddresses | undefined;
  private readonly memory: NodeMemory;
  private readonly volumeLimits: VolumeLimits;

  constructor(
    readonly name: string,
    private readonly parts: AgentParts,
  ) {
    this.loop = parts.loop;
    this.random = parts.random;
    this.client = parts.client;
    this.events = parts.events;
    this.runtime = parts.runtime;
    this.reader = parts.reader;
    this.stagger = parts.stagger;
    this.network = parts.network;
    this.reporter = new NodeReporter(name, { ...parts, images: () => parts.runtime.imagesOf(name) });
    this.memory = new NodeMemory(
      parts.loop,
      () => this.programBytes(),
      (freeBytes) => this.makeRoom(freeBytes),
    );
    this.volumeLimits = new VolumeLimits(parts.loop, (uid, message) => this.evict(uid, message, VOLUME_GRACE_MS));
  }

  get address(): string {
    const addresses = this.node()?.status.addresses ?? NO_ADDRESSES;
    for (let index = 0; index < addresses.length; index += 1) {
      const { type, address } = addresses[index] as NodeAddress;
      if (type === 'InternalIP') return address;
    }
    return '';
  }

  node(): Node | undefined {
    return this.client.get('nodes', '', this.name);
  }

  services(namespace: string): readonly Service[] {
    const own = this.client.list('services', namespace);
    return namespace === 'default' ? own : [...own, ...this.client.list('services', 'default')];
  }

  volumesOf(pod: Pod, record: PodRecord): PodVolumes {
    const { client, loop, parts, reader } = this;
    return parts.storage.podVolumes(pod, this.name, {
      nowMs: () => loop.nowMs,
      persistentVolume: (name) => client.get('persistentvolumes', '', name),
      node: () => this.node(),
      podIp: () => record.sandbox?.address ?? '',
      hostIp: () => this.address,
      token: parts.token,
      configMap: reader.configMap,
      secret: reader.secret,
      claim: reader.claim,
    });
  }

  noteVolumes(pod: Pod, volumes: PodVolumes): void {
    this.parts.updates.add(pod, volumes);
    this.volumeLimits.add(pod, volumes);
  }

  refreshVolumes(uid: string): void {
    this.parts.updates.bringForward(uid);
  }

  forgetVolumes(uid: string): void {
    this.parts.updates.remove(uid);
    this.volumeLimits.remove(uid);
  }

  admit(pod: Pod): Rejection | undefined {
    const node = this.node();
    if (node === undefined) return undefined;
    const taken: Taken = { amounts: this.amounts, pods: this.shares.size, ports: this.ports };
    const share = shareOf(pod);
    const rejection = decideAdmission(pod, node, taken, share);
    if (rejection !== undefined) return rejection;
    this.shares.set(pod.metadata.uid, share);
    this.amounts = plus(this.amounts, share.amounts);
    share.ports.forEach((port) => this.ports.add(port));
    return undefined;
  }

  release(uid: string): void {
    const share = this.shares.get(uid);
    if (share === undefined) return;
    this.shares.delete(uid);
    this.amounts = minus(this.amounts, share.amounts);
    for (const port of share.ports) this.ports.delete(port);
  }

  allocateAddress(): string | undefined {
    return this.range()?.allocate();
  }

  reserveAddress(address: string): void {
    this.range()?.reserve(address);
  }

  releaseAddress(address: string): void {
    this.addresses?.release(address);
  }

  noteMemory(memoryBytes: number): void {
    this.memory.note(memoryBytes);
  }

  wake(uid: string, timeMs: number, isRoutine: boolean): void {
    if (!this.isDown) this.parts.wake(uid, timeMs, isRoutine);
  }

  writeStatus(pod: Pod): Pod {
    return this.parts.writeStatus(pod);
  }

  trace(pod: Pod, text: string): void {
    this.parts.trace(pod, text);
  }

  /** Memory that the system of the node and all programs hold, in bytes: programs ask for it again and again. */
  get usedBytes(): number {
    return SYSTEM_USAGE.memoryBytes + this.memory.usedBytes;
  }

  /** What all that runs on the node uses. */
  usage(): ContainerUsage {
    let { cpuCores, memoryBytes } = SYSTEM_USAGE;
    for (const { record } of this.workers.values()) {
      for (const { run } of record.containers.values()) {
        const usage = run?.handle?.usage();
        cpuCores += usage?.cpuCores ?? 0;
        memoryBytes += usage?.memoryBytes ?? 0;
      }
    }
    return { cpuCores, memoryBytes };
  }

  /** The machine stops. */
  powerOff(): void {
    this.isDown = true;
    for (const worker of this.workers.values()) worker.powerOff();
  }

  /** The machine starts again. */
  powerOn(): void {
    this.isDown = false;
    for (const worker of this.workers.values()) worker.reboot();
    this.memory.clear();
    this.reporter.start(true);
  }

  private range(): PodAddresses | undefined {
    const cidr = this.node()?.spec.podCIDR;
    if (cidr !== undefined) this.addresses ??= new PodAddresses(cidr);
    return this.addresses;
  }

  /** Memory that all programs may hold together; a machine that is off is never short of it. */
  private programBytes(): number {
    const capacity = this.node()?.status.capacity?.['memory'];
    return this.isDown || capacity === undefined
      ? Infinity
      : parseQuantity(capacity).value() - SYSTEM_USAGE.memoryBytes;
  }

  /** Ends one Pod while memory is short. Source: Kubernetes 1.36, pkg/kubelet/eviction/eviction_manager.go `synchronize`. */
  private makeRoom(freeBytes: number): void {
    const node = this.node();
    if (node === undefined) return;
    this.events.event(node, 'Warning', 'EvictionThresholdMet', 'Attempting to reclaim memory');
    this.reporter.notePressure(this.loop.nowMs + PRESSURE_MS);
    const victim = decideEviction(this.candidates());
    if (victim !== undefined) this.evict(victim.pod.metadata.uid, evictionMessage(victim, freeBytes), 0);
  }

  private evict(uid: string, message: string, graceMs: number): void {
    const worker = this.workers.get(uid);
    const pod = worker && this.client.get('pods', worker.record.namespace, worker.record.name);
    if (this.isDown || worker === undefined || pod?.metadata.uid !== uid) return;
    this.events.event(pod, 'Warning', 'Evicted', message);
    this.trace(pod, `evicted: ${message}`);
    worker.evict('Evicted', message, graceMs);
  }

  private candidates(): readonly EvictionCandidate[] {
    return [...this.workers.values()].flatMap(({ record }): EvictionCandidate[] => {
      const pod = this.client.get('pods', record.namespace, record.name);
      if (pod?.metadata.uid !== record.uid || record.stage !== 'running') return [];
      const usage = new Map(
        [...record.containers.values()].map(({ name, run }) => [name, run === undefined ? 0 : usedMemory(run)]),
      );
      return [{ pod, usage }];
    });
  }
}
