import type { ApiClient, KubeObject, NewObject, Node, Pod } from '../../../src/simulator/api';
import { admissionPlugins } from '../../../src/simulator/apiserver/admission';
import { createApiServer } from '../../../src/simulator/apiserver/server';
import { ClusterEventRecorder, podViews } from '../../../src/simulator/client';
import { EventLoop, SeededRandom, VirtualClock } from '../../../src/simulator/engine';
import { builtInResources } from '../../../src/simulator/resources/built-in-resources';
import { ResourceRegistry } from '../../../src/simulator/resources/registry';
import { strategyOf } from '../../../src/simulator/resources/strategies';
import { scheduler } from '../../../src/simulator/scheduler';
import { discoveryTable } from '../../../src/simulator/schema';
import { Store } from '../../../src/simulator/store';

/** What a test says of a node; the rest is that of one with 4 CPUs, 8 GiB and room for 110 Pods. */
export interface SampleNode {
  readonly labels?: Readonly<Record<string, string>>;
  readonly taints?: readonly { readonly key: string; readonly value?: string; readonly effect: string }[];
  readonly unschedulable?: boolean;
  readonly allocatable?: Readonly<Record<string, string>>;
}

/** What a test says of a Pod; the rest is that of one container that asks for nothing. */
export interface SamplePod {
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly requests?: Readonly<Record<string, string>>;
  readonly hostPort?: number;
  readonly claims?: readonly string[];
  readonly finalizers?: readonly string[];
  readonly spec?: Partial<Pod['spec']>;
}

const ALLOCATABLE = { cpu: '4', memory: '8Gi', pods: '110', 'ephemeral-storage': '40Gi' };

/** An API server with the scheduler and nobody else: no controllers, and nobody who runs Pods. */
export class ScheduledCluster {
  readonly store = new Store();
  readonly loop = new EventLoop(new VirtualClock(Date.UTC(2026, 0, 1)));
  readonly client: ApiClient;

  constructor(seed = 1) {
    const random = new SeededRandom(seed);
    const { clientFor } = createApiServer({
      store: this.store,
      registry: new ResourceRegistry(builtInResources(discoveryTable(), strategyOf)),
      clock: this.loop.clock,
      random,
      admission: admissionPlugins,
      authorizer: { authorize: () => ({ isAllowed: true }) },
      authenticator: { authenticate: () => ({ username: 'tester', groups: [] }) },
    });
    this.client = clientFor({ user: { username: 'tester', groups: [] }, manager: 'test' });
    this.addNamespace('default');
    const client = clientFor({ user: { username: 'system:kube-scheduler', groups: [] }, manager: 'kube-scheduler' });
    let events = 0;
    scheduler.start({
      client,
      loop: this.loop,
      random: random.fork('scheduler'),
      events: new ClusterEventRecorder(client, this.loop, { component: scheduler.name }, () => (events += 1)),
      pods: podViews(client),
      trace: () => undefined,
    });
  }

  addNamespace(name: string, labels: Readonly<Record<string, string>> = {}): void {
    this.client.create('namespaces', { metadata: { name, labels } });
    if (this.client.get('serviceaccounts', name, 'default') !== undefined) return;
    this.client.create('serviceaccounts', { metadata: { name: 'default', namespace: name } });
  }

  /** Adds nodes with equal sizes, each with its name as host name. */
  addNode(name: string, { labels = {}, taints = [], unschedulable, allocatable = {} }: SampleNode = {}): Node {
    const node = this.client.create('nodes', {
      metadata: { name, labels: { 'kubernetes.io/hostname': name, ...labels } },
      spec: { taints, ...(unschedulable === undefined ? {} : { unschedulable }) },
    });
    // Admission closes new nodes until their agent says that they are ready.
    const open = this.client.update('nodes', { ...node, spec: { ...node.spec, taints } });
    const status = { ...open.status, capacity: ALLOCATABLE, allocatable: { ...ALLOCATABLE, ...allocatable } };
    return this.client.updateStatus('nodes', { ...open, status });
  }

  addPod(name: string, sample: SamplePod = {}): Pod {
    const { namespace = 'default', labels = {}, requests = {}, hostPort, claims = [], finalizers = [], spec } = sample;
    const ports = hostPort === undefined ? [] : [{ containerPort: 80, hostPort }];
    return this.client.create('pods', {
      metadata: { name, namespace, labels, ...(finalizers.length === 0 ? {} : { finalizers }) },
      spec: {
        containers: [{ name: 'main', image: 'web:1', resources: { requests }, ports }],
        volumes: claims.map((claimName) => ({ name: claimName, persistentVolumeClaim: { claimName } })),
        ...spec,
      } as Pod['spec'],
    });
  }

  addPriority(name: string, value: number): void {
    this.client.create('scheduling.k8s.io/priorityclasses', { metadata: { name }, value });
  }

  create<Resource extends string>(resource: Resource, object: NewObject<Resource>): KubeObject {
    return this.client.create(resource, object) as KubeObject;
  }

  /** Lets virtual time pass, 100 ms unless told. */
  advance(milliseconds = 100): this {
    this.loop.runTo(this.loop.nowMs + milliseconds);
    return this;
  }

  pod(name: string, namespace = 'default'): Pod {
    const pod = this.client.get('pods', namespace, name);
    if (pod === undefined) throw new Error(`Pod ${namespace}/${name} is missing`);
    return pod;
  }

  has(name: string): boolean {
    return this.client.get('pods', 'default', name) !== undefined;
  }

  /** Node of a Pod; undefined while it has none. */
  nodeOf(name: string, namespace = 'default'): string | undefined {
    return this.pod(name, namespace).spec.nodeName;
  }

  /** Message of the condition that says why a Pod has no node. */
  whyNot(name: string): string | undefined {
    const condition = this.pod(name).status.conditions?.find(({ type }) => type === 'PodScheduled');
    return condition?.status === 'False' ? condition.message : undefined;
  }

  remove(name: string): void {
    this.client.delete('pods', 'default', name, { gracePeriodSeconds: 0 });
  }

  /** `type object reason: message` of all Events in the order of their names. */
  get events(): readonly string[] {
    return this.client
      .list('events')
      .map(
        ({ type = '', involvedObject, reason = '', message = '' }) =>
          `${type} ${involvedObject.name ?? ''} ${reason}: ${message}`,
      );
  }
}
