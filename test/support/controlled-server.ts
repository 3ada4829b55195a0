import type { ApiClient, ObjectOf, Pod } from '../../src/simulator/api';
import { createApiServer } from '../../src/simulator/apiserver/server';
import { ClusterEventRecorder, podViews, type Controller, type ControllerContext } from '../../src/simulator/client';
import { EventLoop, SeededRandom, VirtualClock } from '../../src/simulator/engine';
import { builtInResources } from '../../src/simulator/resources/built-in-resources';
import { ResourceRegistry } from '../../src/simulator/resources/registry';
import { strategyOf } from '../../src/simulator/resources/strategies';
import { discoveryTable } from '../../src/simulator/schema';
import { Store } from '../../src/simulator/store';
import { toTimestamp } from '../../src/simulator/api';

/** What becomes of a Pod. */
export interface PodFate {
  /** How it goes on from Pending. */
  readonly end: 'ready' | 'pending' | 'failed' | 'succeeded' | 'unready';
  /** Virtual milliseconds until then. @default 100 */
  readonly afterMs?: number;
  /** Virtual milliseconds that it takes to end when it is deleted. @default 50 */
  readonly stopMs?: number;
}

const START_MS = Date.UTC(2026, 0, 1);

/** Shared by all servers: no test defines resources. */
const REGISTRY = new ResourceRegistry(builtInResources(discoveryTable(), strategyOf));

/** An API server with the controllers at hand, and Pods that come up, fail and end as they are told. */
export class ControlledServer {
  readonly loop = new EventLoop(new VirtualClock(START_MS));
  readonly client: ApiClient;

  constructor(
    controllers: readonly Controller[],
    private readonly fateOf: (pod: Pod) => PodFate = () => ({ end: 'ready' }),
  ) {
    const random = new SeededRandom(1);
    const { clientFor } = createApiServer({
      store: new Store(),
      registry: REGISTRY,
      clock: this.loop.clock,
      random,
      admission: [],
      authorizer: { authorize: () => ({ isAllowed: true }) },
      authenticator: { authenticate: () => ({ username: 'tester', groups: [] }) },
    });
    this.client = clientFor({ user: { username: 'tester', groups: [] }, manager: 'test' });
    let events = 0;
    const context: ControllerContext = {
      client: this.client,
      loop: this.loop,
      random,
      events: new ClusterEventRecorder(this.client, this.loop, { component: 'test' }, () => (events += 1)),
      pods: podViews(this.client),
      trace: () => undefined,
    };
    for (const controller of controllers) controller.start(context);
    this.client.watch('pods', ({ type, object, previous }) => {
      if (type === 'ADDED') this.loop.after(0, () => this.bind(object));
      const isTold =
        object.metadata.deletionTimestamp !== undefined && previous?.metadata.deletionTimestamp === undefined;
      if (type === 'MODIFIED' && isTold) {
        this.loop.after(this.fateOf(object).stopMs ?? 50, () => this.change(object, () => this.remove(object)));
      }
    });
  }

  /** Makes `count` nodes: node-0, node-1 and so on. */
  addNodes(count: number): void {
    for (let index = 0; index < count; index += 1) {
      this.client.create('nodes', { metadata: { name: `node-${index}` } });
    }
  }

  /** Lets virtual time pass. */
  advance(milliseconds: number): void {
    this.loop.runTo(this.loop.nowMs + milliseconds);
  }

  get pods(): readonly Pod[] {
    return this.client.list('pods', 'demo');
  }

  /** `type reason message`, times n, of all Events about an object of a kind, sorted. */
  eventsOf(kind: string): readonly string[] {
    return this.client
      .list('events', 'demo')
      .filter(({ involvedObject }) => involvedObject.kind === kind)
      .map(({ type, reason, message }) => `${type ?? ''} ${reason ?? ''} ${message ?? ''}`)
      .sort();
  }

  /** Replaces an object's specification in part. */
  patch<Resource extends 'apps/statefulsets' | 'apps/daemonsets'>(
    resource: Resource,
    name: string,
    spec: Partial<ObjectOf<Resource>['spec']>,
  ): void {
    const object = this.client.get(resource, 'demo', name);
    if (object === undefined) throw new Error(`${resource} ${name} is missing`);
    const before = object.spec as object;
    this.client.update(resource, { ...object, spec: { ...before, ...spec } });
  }

  private bind(pod: Pod): void {
    this.change(pod, (present) => {
      if (present.spec.nodeName === undefined) {
        this.client.bind('demo', pod.metadata.name, nodeOf(present) ?? 'node-0');
      }
    });
    this.change(pod, (present) => {
      const { end, afterMs = 100 } = this.fateOf(present);
      if (end !== 'pending') this.loop.after(afterMs, () => this.change(pod, (later) => this.settle(later, end)));
    });
  }

  private settle(pod: Pod, end: Exclude<PodFate['end'], 'pending'>): void {
    const phase = end === 'failed' ? 'Failed' : end === 'succeeded' ? 'Succeeded' : 'Running';
    const ready = end === 'ready' ? 'True' : 'False';
    const conditions = [{ type: 'Ready', status: ready, lastTransitionTime: toTimestamp(this.loop.nowMs) }];
    this.client.updateStatus('pods', { ...pod, status: { ...pod.status, phase, conditions } });
  }

  private remove({ metadata: { name } }: Pod): void {
    this.client.delete('pods', 'demo', name, { gracePeriodSeconds: 0 });
  }

  /** Does something with a Pod unless it is gone. */
  private change(pod: Pod, write: (present: Pod) => void): void {
    const present = this.client.get('pods', 'demo', pod.metadata.name);
    if (present?.metadata.uid === pod.metadata.uid) write(present);
  }
}

/** The node that a DaemonSet's Pod is meant for. */
const nodeOf = ({ spec }: Pod): string | undefined =>
  spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms[0]?.matchFields?.[0]
    ?.values?.[0];
