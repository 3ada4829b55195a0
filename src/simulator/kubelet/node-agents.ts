import type { ApiClient, KubeObject, ObjectChange, Pod } from '../api';
import { StatusError } from '../api';
import { WorkQueue, type EventRecorder, type PodViews } from '../client';
import type { EventLoop, SeededRandom } from '../engine';
import type { ContainerRuntime } from './container-runtime';
import { NodeAgent, type AgentParts } from './node-agent';
import { LEASE_RENEWAL_MS } from './node-status';
import { PodWorker } from './pod-worker';
import { quantized, Stagger } from './quantum';
import { SimpleRuntime } from './simple-runtime';

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
  /** Where containers run. @default - the simple model of images (`SimpleRuntime`) */
  readonly runtime?: ContainerRuntime;
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
  /** What a node uses; undefined for one without an agent, or that is off. */
  nodeUsageOf(node: string): { readonly cpuCores: number; readonly memoryBytes: number } | undefined;
}

/** Routes Pods to the agents of their nodes, from one watch for all of them. */
export class ClusterNodeAgents implements NodeAgents {
  private readonly agents = new Map<string, NodeAgent>();
  /** Node of each Pod that an agent has, by UID. */
  private readonly homes = new Map<string, NodeAgent>();
  private readonly queue: WorkQueue;
  private readonly runtime: ContainerRuntime;
  /** Reads for all agents. */
  private reader: ApiClient | undefined;
  private readonly stagger = new Stagger();
  private isWriting = false;

  constructor(private readonly context: KubeletContext) {
    this.runtime = context.runtime ?? new SimpleRuntime(context.loop);
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
    this.agents.delete(node);
    for (const uid of agent.workers.keys()) this.drop(uid);
    this.runtime.removeNode(node);
  }

  fail(node: string): void {
    const agent = this.agents.get(node);
    if (agent === undefined || agent.isDown) return;
    agent.powerOff();
    for (const uid of agent.workers.keys()) this.queue.forget(uid);
  }

  recover(node: string): void {
    const agent = this.agents.get(node);
    if (agent?.isDown !== true) return;
    this.quietly(() => agent.powerOn());
    for (const pod of this.context.pods.onNode(node)) this.take(agent, pod);
  }

  push(image: string): void {
    this.runtime.push(image);
  }

  usageOf(namespace: string, pod: string): readonly NamedUsage[] | undefined {
    const uid = this.reader?.get('pods', namespace, pod)?.metadata.uid ?? '';
    const agent = this.homes.get(uid);
    const worker = agent?.isDown === true ? undefined : agent?.workers.get(uid);
    if (worker === undefined) return undefined;
    const used = [...worker.record.containers.values()].flatMap(({ name, run }): NamedUsage[] =>
      run?.handle === undefined ? [] : [{ name, ...run.handle.usage() }],
    );
    return used.length === 0 ? undefined : used;
  }

  nodeUsageOf(node: string): { readonly cpuCores: number; readonly memoryBytes: number } | undefined {
    const agent = this.agents.get(node);
    return agent === undefined || agent.isDown ? undefined : agent.usage();
  }

  private begin(client: ApiClient): void {
    this.reader = client;
    client.watch('pods', (change) => this.note(change));
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
      const home = this.homes.get(uid);
      if (home === undefined) return;
      // Events of the end are written outside of the watch.
      this.queue.forget(uid);
      if (home.isDown) this.drop(uid);
      else this.context.loop.after(0, () => this.bury(uid, object));
      return;
    }
    // What the agent has just written itself tells it nothing.
    if (this.isWriting) return;
    const { nodeName } = object.spec;
    const agent = nodeName === undefined ? undefined : this.agents.get(nodeName);
    if (agent !== undefined && !agent.isDown) this.take(agent, object);
  }

  private take(agent: NodeAgent, pod: Pod): void {
    const { uid } = pod.metadata;
    if (!agent.workers.has(uid)) {
      agent.workers.set(uid, new PodWorker(agent, pod));
      this.homes.set(uid, agent);
    }
    this.wake(uid, this.context.loop.nowMs + 1, this.context.loop.isRoutine);
  }

  private bury(uid: string, pod: Pod): void {
    this.homes.get(uid)?.workers.get(uid)?.forget(pod);
    this.drop(uid);
  }

  private drop(uid: string): void {
    const agent = this.homes.get(uid);
    agent?.release(uid);
    agent?.workers.delete(uid);
    this.homes.delete(uid);
    this.queue.forget(uid);
  }

  private runPod(uid: string): void {
    const agent = this.homes.get(uid);
    if (agent === undefined || agent.isDown) return;
    agent.workers.get(uid)?.run();
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
      reader: {
        configMap: (namespace, name) => client.get('configmaps', namespace, name),
        secret: (namespace, name) => client.get('secrets', namespace, name),
        claim: (namespace, name) => client.get('persistentvolumeclaims', namespace, name),
      },
      wake: (uid, timeMs, isRoutine) => this.wake(uid, timeMs, isRoutine),
      writeStatus: (pod) => {
        this.isWriting = true;
        try {
          return client.updateStatus('pods', pod);
        } finally {
          this.isWriting = false;
        }
      },
      trace: (pod, text) => this.context.trace(pod, text),
    };
  }
}
