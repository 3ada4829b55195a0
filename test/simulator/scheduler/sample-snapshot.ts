import type { KubeObject, Node, Pod, Service } from '../../../src/simulator/api';
import type { FilterPlugin, SchedulingContext, ScorePlugin } from '../../../src/simulator/scheduler/framework';
import { ClusterSnapshot } from '../../../src/simulator/scheduler/snapshot/cluster-snapshot';
import { PodInfo } from '../../../src/simulator/scheduler/snapshot/pod-info';

type Texts = Readonly<Record<string, string>>;

/** What a test says of a node; the rest is that of one with 4 CPUs, 8 GiB and room for 110 Pods. */
export interface NodeSketch {
  readonly labels?: Texts;
  readonly taints?: Node['spec']['taints'];
  readonly unschedulable?: boolean;
  readonly allocatable?: Texts;
  readonly images?: Node['status']['images'];
}

/** A Node with its name as host name. */
export function node(name: string, sketch: NodeSketch = {}): Node {
  const { labels = {}, taints, unschedulable, allocatable = {}, images } = sketch;
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      uid: `uid-${name}`,
      resourceVersion: '1',
      creationTimestamp: '2026-01-01T00:00:00Z',
      labels: { 'kubernetes.io/hostname': name, ...labels },
    },
    spec: { ...(taints === undefined ? {} : { taints }), ...(unschedulable === undefined ? {} : { unschedulable }) },
    status: {
      allocatable: { cpu: '4', memory: '8Gi', pods: '110', ...allocatable },
      ...(images === undefined ? {} : { images }),
      daemonEndpoints: {} as Node['status']['daemonEndpoints'],
      nodeInfo: {} as Node['status']['nodeInfo'],
    },
  };
}

/** What a test says of a Pod; the rest is that of one container that asks for nothing. */
export interface PodSketch {
  readonly namespace?: string;
  readonly labels?: Texts;
  readonly requests?: Texts;
  readonly hostPort?: number;
  readonly hostIP?: string;
  readonly claims?: readonly string[];
  readonly priority?: number;
  readonly isTerminating?: boolean;
  readonly startTime?: string;
  readonly nominatedNodeName?: string;
  readonly owner?: { readonly apiVersion: string; readonly kind: string; readonly name: string };
  readonly spec?: Partial<Pod['spec']>;
}

/** A Pod with its name as UID. */
export function pod(name: string, sketch: PodSketch = {}): PodInfo {
  const { namespace = 'default', labels = {}, requests = {}, hostPort, hostIP, claims = [], priority = 0 } = sketch;
  const { isTerminating = false, startTime, nominatedNodeName, owner, spec = {} } = sketch;
  const address = hostIP === undefined ? {} : { hostIP };
  return new PodInfo({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace,
      uid: name,
      labels,
      resourceVersion: '1',
      creationTimestamp: '2026-01-01T00:00:00Z',
      generation: 1,
      ...(isTerminating ? { deletionTimestamp: '2026-01-01T00:00:00Z' } : {}),
      ...(owner === undefined ? {} : { ownerReferences: [{ ...owner, uid: `uid-${owner.name}`, controller: true }] }),
    },
    spec: {
      containers: [
        {
          name: 'main',
          image: 'web:1',
          resources: { requests },
          ...(hostPort === undefined ? {} : { ports: [{ containerPort: 80, hostPort, ...address }] }),
        },
      ],
      volumes: claims.map((claimName) => ({ name: claimName, persistentVolumeClaim: { claimName } })),
      priority,
      ...spec,
    },
    status: {
      phase: 'Pending',
      ...(startTime === undefined ? {} : { startTime }),
      ...(nominatedNodeName === undefined ? {} : { nominatedNodeName }),
    },
  });
}

/** An object of any kind, as the API would store it. */
export const object = (kind: string, name: string, fields: object, namespace = ''): KubeObject => ({
  apiVersion: 'v1',
  kind,
  metadata: { name, uid: `uid-${name}`, ...(namespace === '' ? {} : { namespace }) },
  ...fields,
});

/** A small cluster that plugins are asked about. */
export class SampleContext implements SchedulingContext {
  readonly snapshot = new ClusterSnapshot();
  private readonly objects = new Map<string, KubeObject[]>();

  /** Pods by name of the node they are on; every node named anywhere exists. */
  constructor(nodes: readonly Node[], placed: Readonly<Record<string, readonly PodInfo[]>> = {}) {
    for (const each of nodes) this.snapshot.setNode(each);
    for (const [name, pods] of Object.entries(placed)) for (const each of pods) this.snapshot.addPod(each, name);
  }

  /** Adds objects of a resource. */
  with(resource: string, ...objects: readonly KubeObject[]): this {
    this.objects.set(resource, [...(this.objects.get(resource) ?? []), ...objects]);
    return this;
  }

  readonly reader = {
    get: (resource: string, namespace: string, name: string) =>
      this.objects
        .get(resource)
        ?.find(({ metadata }) => metadata.name === name && (metadata.namespace ?? '') === namespace),
    list: (resource: string) => this.objects.get(resource) ?? [],
  } as SchedulingContext['reader'];

  servicesOf({ namespace, labels }: PodInfo): readonly Service[] {
    return ((this.objects.get('services') ?? []) as Service[]).filter(
      ({ metadata, spec }) =>
        metadata.namespace === namespace &&
        Object.entries(spec.selector ?? {}).every(([key, value]) => labels[key] === value),
    );
  }

  /** What a plugin says to each node: '' when the Pod may run there. */
  verdicts(plugin: FilterPlugin, asked: PodInfo): Readonly<Record<string, string>> {
    const prepared = plugin.prepare(asked, this);
    return Object.fromEntries(
      this.snapshot.nodes.map((each) => {
        if (prepared === undefined) return [each.name, ''];
        const rejection = 'reasons' in prepared ? prepared : prepared.check(each);
        return [each.name, rejection?.reasons.join(', ') ?? ''];
      }),
    );
  }

  /** Names of the nodes that a plugin allows, sorted. */
  allowed(plugin: FilterPlugin, asked: PodInfo): readonly string[] {
    return Object.entries(this.verdicts(plugin, asked))
      .filter(([, reasons]) => reasons === '')
      .map(([name]) => name)
      .sort();
  }

  /** Scores by node; undefined when the plugin has no preference. */
  scores(plugin: ScorePlugin, asked: PodInfo): Readonly<Record<string, number>> | undefined {
    const { nodes } = this.snapshot;
    const scores = plugin.score(asked, nodes, this);
    if (scores === undefined) return undefined;
    return Object.fromEntries(nodes.map(({ name }, index) => [name, scores[index] as number]));
  }
}
