import type { ApiClient, Container, NewObject, ObjectOf, Pod, PodSpec } from '../../../src/simulator/api';
import type { ApiHandler } from '../../../src/simulator/apiserver/request';
import { createApiServer } from '../../../src/simulator/apiserver/server';
import { nodeObjects } from '../../../src/simulator/bootstrap';
import { ClusterEventRecorder, podViews } from '../../../src/simulator/client';
import { EventLoop, SeededRandom, VirtualClock } from '../../../src/simulator/engine';
import { type ImageDefinition, imageDefinitions, ImageRegistry } from '../../../src/simulator/images';
import { createNodeAgents, type ContainerRuntime, type NodeAgents } from '../../../src/simulator/kubelet';
import { createClusterNetwork } from '../../../src/simulator/network';
import { builtInResources } from '../../../src/simulator/resources/built-in-resources';
import { ResourceRegistry } from '../../../src/simulator/resources/registry';
import { strategyOf } from '../../../src/simulator/resources/strategies';
import { discoveryTable } from '../../../src/simulator/schema';
import { Store } from '../../../src/simulator/store';
import { requestOf } from '../apiserver/sample-server';

const STRATEGIC = 'application/strategic-merge-patch+json';

/** Made once: they are the same in every world. */
const RESOURCES = builtInResources(discoveryTable(), strategyOf);

export const START_MS = Date.UTC(2026, 0, 1);

/** How a test names a Pod. */
export interface PodDraft {
  readonly name?: string;
  readonly node?: string;
  readonly containers?: readonly Partial<Container>[];
  readonly initContainers?: readonly Partial<Container>[];
  readonly spec?: Omit<Partial<PodSpec>, 'containers' | 'initContainers'>;
}

/** An API server with nodes and their agents, and nothing else that acts. */
export class NodeWorld {
  readonly loop = new EventLoop(new VirtualClock(START_MS));
  readonly client: ApiClient;
  readonly agents: NodeAgents;
  private readonly handle: ApiHandler;
  /** Each Pod after each write. */
  readonly history: { readonly atMs: number; readonly isRoutine: boolean; readonly pod: Pod }[] = [];

  constructor(
    options: {
      readonly nodes?: number;
      readonly seed?: number;
      readonly runtime?: (programs: ContainerRuntime) => ContainerRuntime;
      readonly images?: readonly ImageDefinition[];
    } = {},
  ) {
    const random = new SeededRandom(options.seed ?? 1);
    const store = new Store();
    const { handle, clientFor } = createApiServer({
      store,
      registry: new ResourceRegistry(RESOURCES),
      clock: this.loop.clock,
      random,
      admission: [],
      authorizer: { authorize: () => ({ isAllowed: true }) },
      authenticator: { authenticate: () => ({ username: 'tester', groups: [] }) },
    });
    this.handle = handle;
    this.client = clientFor({ user: { username: 'tester', groups: [] }, manager: 'test' });
    let events = 0;
    this.agents = createNodeAgents({
      loop: this.loop,
      random: random.fork('kubelet'),
      pods: podViews(this.client),
      clientFor: () => this.client,
      eventsFor: (host) =>
        new ClusterEventRecorder(this.client, this.loop, { component: 'kubelet', host }, () => (events += 1)),
      trace: () => undefined,
      nfsExports: [],
      network: createClusterNetwork({
        client: this.client,
        loop: this.loop,
        random: random.fork('network'),
        serviceCidr: '10.0.0.0/16',
        dnsAddress: '10.0.0.10',
      }),
      images: new ImageRegistry([...imageDefinitions, ...(options.images ?? [])]),
      token: () => 'a token',
      ...(options.runtime === undefined ? {} : { runtime: options.runtime }),
    });
    const now = new Date(START_MS).toISOString().replace('.000Z', 'Z');
    for (let index = 1; index <= (options.nodes ?? 1); index += 1) {
      const name = `node-${index}`;
      const shape = { name, address: `172.18.0.${10 + index}`, podCidr: `10.244.${index}.0/24` };
      for (const { storage, object } of nodeObjects(shape, now, () => random.uuid())) {
        const metadata = { uid: random.uuid(), creationTimestamp: now, ...object.metadata };
        store.create(storage, object.metadata.namespace ?? '', name, { ...object, metadata });
      }
      this.agents.add(name);
    }
    this.client.watch('pods', ({ type, object }) => {
      if (type !== 'DELETED') this.history.push({ atMs: this.ms, isRoutine: this.loop.isRoutine, pod: object });
    });
  }

  /** Changes an object as a request does. Throws when that is refused. */
  patch(path: string, body: unknown): void {
    const answer = this.handle(requestOf('PATCH', path, body, { headers: { 'content-type': STRATEGIC } }));
    if ('start' in answer || answer.status !== 200) throw new Error(`PATCH ${path}: ${JSON.stringify(answer)}`);
  }

  /** Virtual milliseconds since the beginning. */
  get ms(): number {
    return this.loop.nowMs - START_MS;
  }

  /** Lets virtual time pass. */
  advance(milliseconds: number): void {
    this.loop.runTo(this.loop.nowMs + milliseconds);
  }

  /** Makes a Pod that is bound to node-1, unless it says otherwise. */
  create({ name = 'web', node = 'node-1', containers = [{}], initContainers, spec }: PodDraft = {}): Pod {
    const complete = (container: Partial<Container>, index: number): Container => ({
      name: index === 0 ? 'main' : `extra-${index}`,
      image: 'web:1',
      resources: {},
      ...container,
    });
    const draft: NewObject<'pods'> = {
      metadata: { name, namespace: 'demo' },
      spec: {
        nodeName: node,
        ...spec,
        containers: containers.map(complete),
        ...(initContainers === undefined
          ? {}
          : { initContainers: initContainers.map((each, index) => complete({ name: `init-${index}`, ...each }, 0)) }),
      },
    };
    return this.client.create('pods', draft);
  }

  /** A Pod as it is stored now. */
  pod(name = 'web'): Pod {
    const found = this.client.get('pods', 'demo', name);
    if (found === undefined) throw new Error(`no Pod ${name}`);
    return found;
  }

  find(name = 'web'): Pod | undefined {
    return this.client.get('pods', 'demo', name);
  }

  object<Resource extends string>(resource: Resource, object: NewObject<Resource>): ObjectOf<Resource> {
    return this.client.create(resource, { ...object, metadata: { namespace: 'demo', ...object.metadata } });
  }

  /** Events about a Pod, in the order in which they first happened: `Warning Failed: text (x3)`. */
  events(name = 'web'): string[] {
    return this.client
      .list('events', 'demo')
      .filter(({ involvedObject }) => involvedObject.name === name)
      .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))
      .map(({ type, reason, message, count }) => {
        const times = (count ?? 1) > 1 ? ` (x${count ?? 1})` : '';
        return `${type ?? ''} ${reason ?? ''}: ${message ?? ''}${times}`;
      });
  }
}

/** State of a container in a word: `running`, `waiting CrashLoopBackOff`, `terminated Error 1`. */
export function stateOf(pod: Pod, container = 'main'): string {
  const all = [
    ...(pod.status.initContainerStatuses ?? []),
    ...(pod.status.containerStatuses ?? []),
    ...(pod.status.ephemeralContainerStatuses ?? []),
  ];
  const state = all.find(({ name }) => name === container)?.state;
  if (state?.running !== undefined) return 'running';
  if (state?.waiting !== undefined) return `waiting ${state.waiting.reason ?? ''}`;
  if (state?.terminated !== undefined)
    return `terminated ${state.terminated.reason ?? ''} ${state.terminated.exitCode}`;
  return 'none';
}
