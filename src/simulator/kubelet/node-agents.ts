import type { ApiClient, ContainerAccess, ObjectChange, Pod, Way } from '../api';
import { StatusError } from '../api';
import { WorkQueue } from '../client';
import { hostLayers } from '../images';
import type { FileLayer, NetworkStack } from '../process';
import type { KubeletContext, NamedUsage, NodeAgents } from './agents-context';
import { runtimeClients } from './clients';
import { NodeContainers } from './container-access';
import type { ContainerRuntime } from './container-runtime';
import { NodeAgent, type AgentParts } from './node-agent';
import { nodeLogs } from './node-logs';
import { NodeMachines } from './node-machines';
import { LEASE_RENEWAL_MS } from './node-status';
import type { PodRecord } from './pod-record';
import { PodWorker } from './pod-worker';
import { quantized, Stagger } from './quantum';
import { ProgramRuntime, type RuntimeNode } from './runtime';
import { ClusterStorage, VolumeUpdates } from './volumes';
import { type Entered, Ways } from './ways';

/** A Pod on its node. */
interface Home {
  readonly agent: NodeAgent;
  readonly worker: PodWorker;
}

/** Routes Pods to the agents of their nodes, from one watch for all of them. */
export class ClusterNodeAgents implements NodeAgents {
  private readonly agents = new Map<string, NodeAgent>();
  /** Each Pod that an agent has, by UID. */
  private readonly homes = new Map<string, Home>();
  private readonly queue: WorkQueue;
  readonly containers: ContainerAccess;
  private readonly runtime: ContainerRuntime;
  private readonly machines: NodeMachines;
  private readonly storage: ClusterStorage;
  private readonly updates: VolumeUpdates;
  /** Reads for all agents. */
  private reader: ApiClient | undefined;
  private readonly stagger = new Stagger();
  private readonly ways: Ways;
  private isWriting = false;

  constructor(private readonly context: KubeletContext) {
    const { loop, random, network, images } = context;
    this.machines = new NodeMachines({
      loop,
      network,
      node: (name) => this.reader?.get('nodes', '', name),
      processes: (name) => this.ways.processesOf(name),
      singleProcessOOMKill: context.singleProcessOOMKill ?? false,
      usedBytes: (name) => this.agents.get(name)?.usedBytes ?? 0,
    });
    this.storage = new ClusterStorage(
      () => loop.nowMs,
      hostLayers,
      (name) => this.ownFiles(name),
    );
    for (const { server, path } of context.nfsExports) this.storage.exportNfs(server, path);
    this.ways = new Ways({
      loop,
      random: random.fork('ways'),
      network,
      storage: this.storage,
      node: (name) => (this.agents.has(name) ? this.machines.of(name) : undefined),
      pod: (namespace, name) => this.reader?.get('pods', namespace, name),
      isOn: (name) => this.agents.get(name)?.isDown === false,
    });
    this.updates = new VolumeUpdates(loop, random.fork('volume updates'), (uid) => this.podOf(uid));
    const nodeOf = (name: string): RuntimeNode => this.machines.of(name);
    const programs = new ProgramRuntime({ loop, random: random.fork('programs'), images, nodeOf });
    this.containers = new NodeContainers({
      record: ({ metadata: { uid } }) => {
        const home = this.homes.get(uid);
        return home?.agent.isDown === false ? home.worker.record : undefined;
      },
      network: () => this.firstNetwork(),
    });
    this.runtime = context.runtime?.(programs) ?? programs;
    this.queue = new WorkQueue(context.loop, (uid) => this.runPod(uid));
  }

  add(node: string): void {
    if (this.agents.has(node)) return;
    const agent = new NodeAgent(node, this.partsFor(node));
    this.agents.set(node, agent);
    if (this.reader === undefined) this.begin(agent.client);
    else for (const pod of this.context.pods.onNode(node)) this.take(agent, pod);
    // Nothing is written from here: whoever adds a node may be in the middle of something.
    this.context.loop.after(0, () => this.quietly(() => agent.reporter.start(false)));
  }

  remove(node: string): void {
    const agent = this.agents.get(node);
    if (agent === undefined) return;
    agent.powerOff();
    this.ways.powerOff(node);
    this.agents.delete(node);
    for (const uid of agent.workers.keys()) this.drop(uid);
    this.runtime.removeNode(node);
    this.machines.remove(node);
    this.storage.forgetNode(node);
  }

  fail(node: string): void {
    const agent = this.agents.get(node);
    if (agent === undefined || agent.isDown) return;
    // Without power nobody says goodbye.
    this.context.network.setPower(node, false);
    agent.powerOff();
    this.ways.powerOff(node);
    for (const uid of agent.workers.keys()) this.queue.forget(uid);
  }

  recover(node: string): void {
    const agent = this.agents.get(node);
    if (agent?.isDown !== true) return;
    this.context.network.setPower(node, true);
    this.quietly(() => agent.powerOn());
    for (const pod of this.context.pods.onNode(node)) this.take(agent, pod);
  }

  push(image: string): void {
    this.runtime.push(image);
  }

  enter(way: Way): Entered {
    return this.ways.enter(way);
  }

  usageOf(namespace: string, pod: string): readonly NamedUsage[] | undefined {
    const uid = this.reader?.get('pods', namespace, pod)?.metadata.uid ?? '';
    const home = this.homes.get(uid);
    if (home === undefined || home.agent.isDown) return undefined;
    const used = [...home.worker.record.containers.values()].flatMap(({ name, run }): NamedUsage[] =>
      run?.handle === undefined ? [] : [{ name, ...run.handle.usage() }],
    );
    return used.length === 0 ? undefined : used;
  }

  nodeUsageOf(node: string): { readonly cpuCores: number; readonly memoryBytes: number } | undefined {
    const agent = this.agents.get(node);
    return agent === undefined || agent.isDown ? undefined : agent.usage();
  }

  /** What a node has of its own: logs, and programs that show what runs there. */
  private ownFiles(name: string): FileLayer {
    const records = (): PodRecord[] => [...(this.agents.get(name)?.workers.values() ?? [])].map(({ record }) => record);
    const runtime = this.reader?.get('nodes', '', name)?.status.nodeInfo.containerRuntimeVersion ?? '';
    const sources = {
      records,
      pod: ({ namespace, name: pod }: PodRecord) => this.reader?.get('pods', namespace, pod),
      images: () => this.runtime.imagesOf(name),
    };
    return { ...nodeLogs(records), ...runtimeClients(sources, runtime.startsWith('docker:')) };
  }

  private begin(client: ApiClient): void {
    this.reader = client;
    client.watch('pods', (change) => this.note(change));
    client.watch('persistentvolumes', ({ type, object }) => {
      if (type === 'DELETED') this.storage.forgetVolume(object);
    });
    for (const kind of ['configmaps', 'secrets'] as const) {
      client.watch(kind, ({ object: { metadata } }) => this.updates.note(kind, metadata.namespace, metadata.name));
    }
    this.planBeat();
  }

  private planBeat(): void {
    const { loop } = this.context;
    const beat = (): void => {
      for (const agent of this.agents.values()) if (!agent.isDown) this.quietly(() => agent.reporter.beat());
      this.planBeat();
    };
    loop.after(LEASE_RENEWAL_MS, beat, { isRoutine: true });
  }

  private note({ type, object }: ObjectChange<Pod>): void {
    const { uid } = object.metadata;
    if (type === 'DELETED') {
      this.noteGone(uid, object);
      return;
    }
    // What the agent has just written itself tells it nothing.
    if (this.isWriting) return;
    this.updates.notePod(object);
    const { nodeName } = object.spec;
    const agent = nodeName === undefined ? undefined : this.agents.get(nodeName);
    if (agent !== undefined && !agent.isDown) this.take(agent, object);
  }

  private noteGone(uid: string, pod: Pod): void {
    const home = this.homes.get(uid);
    if (home === undefined) return;
    // Events of the end are written outside of the watch.
    this.queue.forget(uid);
    if (home.agent.isDown) this.drop(uid);
    else this.context.loop.after(0, () => this.bury(uid, pod));
  }

  /** Where the API server asks from: a node that is up. */
  private firstNetwork(): NetworkStack | undefined {
    const up = [...this.agents.values()].find(({ isDown }) => !isDown);
    return up === undefined ? undefined : this.machines.of(up.name).network;
  }

  private podOf(uid: string): Pod | undefined {
    const record = this.homes.get(uid)?.worker.record;
    const pod = record === undefined ? undefined : this.reader?.get('pods', record.namespace, record.name);
    return pod?.metadata.uid === uid ? pod : undefined;
  }

  private take(agent: NodeAgent, pod: Pod): void {
    const { uid } = pod.metadata;
    if (!agent.workers.has(uid)) {
      const worker = new PodWorker(agent, pod);
      agent.workers.set(uid, worker);
      this.homes.set(uid, { agent, worker });
    }
    this.wake(uid, this.context.loop.nowMs + 1, this.context.loop.isRoutine);
  }

  private bury(uid: string, pod: Pod): void {
    this.homes.get(uid)?.worker.forget(pod);
    this.drop(uid);
  }

  private drop(uid: string): void {
    const agent = this.homes.get(uid)?.agent;
    agent?.release(uid);
    agent?.workers.delete(uid);
    this.homes.delete(uid);
    this.queue.forget(uid);
  }

  private runPod(uid: string): void {
    const home = this.homes.get(uid);
    if (home !== undefined && !home.agent.isDown) home.worker.run();
  }

  private wake(uid: string, timeMs: number, isRoutine: boolean): void {
    const { nowMs } = this.context.loop;
    this.queue.addAfter(uid, Math.max(quantized(timeMs), nowMs) - nowMs, isRoutine);
  }

  /** What the API refuses to an agent about its node is tried again with the next beat. */
  private quietly(action: () => void): void {
    try {
      action();
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
    }
  }

  private partsFor(node: string): AgentParts {
    const { loop, random } = this.context;
    const client = this.context.clientFor(node);
    return {
      loop,
      random,
      client,
      events: this.context.eventsFor(node),
      runtime: this.runtime,
      stagger: this.stagger,
      network: this.context.network,
      storage: this.storage,
      updates: this.updates,
      token: this.context.token,
      reader: {
        configMap: (namespace, name) => client.get('configmaps', namespace, name),
        secret: (namespace, name) => client.get('secrets', namespace, name),
        claim: (namespace, name) => client.get('persistentvolumeclaims', namespace, name),
      },
      wake: (uid, timeMs, isRoutine) => this.wake(uid, timeMs, isRoutine),
      writeStatus: (pod) => {
        this.isWriting = true;
        try {
          return client.updateStatus('pods', pod, { isCanonical: true });
        } finally {
          this.isWriting = false;
        }
      },
      trace: (pod, text) => this.context.trace(pod, text),
    };
  }
}
