import { explain, type Kinds, type KubeObject, missingFor, type ObjectName, readyEndpoints } from '../simulator';
import type { FoundName } from './find-object';
import { subjectOf, type TestEvent } from './history';
import type { TestCluster } from './test-cluster';

type Pod = Kinds['pods'];

/** Owners between an object and its Pods. */
const OWNED = ['batch/jobs', 'apps/replicasets', 'pods'] as const;

const isReady = ({ status }: Pod): boolean =>
  (status.conditions ?? []).some(({ type, status: value }) => type === 'Ready' && value === 'True');

/** An object of a cluster by its name, whether or not it exists: what matchers look at. */
export class TestObject implements ObjectName {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  private readonly resource: string;

  constructor(
    readonly cluster: TestCluster,
    { resource, apiVersion, kind, namespace, name }: FoundName,
  ) {
    this.resource = resource;
    this.apiVersion = apiVersion;
    this.kind = kind;
    if (namespace !== undefined) this.namespace = namespace;
    this.name = name;
  }

  /** The object as it is now; undefined when there is none. */
  now(): KubeObject | undefined {
    return this.cluster.client.get(this.resource, this.namespace ?? '', this.name);
  }

  /** Its Pods: those that it owns, at any distance; for a Service those that its selector finds. */
  pods(): readonly Pod[] {
    const { client } = this.cluster;
    const object = this.now();
    if (object === undefined) return [];
    const pods = client.list('pods', this.namespace);
    if (this.resource === 'pods') return pods.filter(({ metadata }) => metadata.name === this.name);
    if (this.resource === 'services') {
      const wanted = Object.entries((object as Kinds['services']).spec.selector ?? {});
      if (wanted.length === 0) return [];
      return pods.filter(({ metadata }) => wanted.every(([key, value]) => metadata.labels?.[key] === value));
    }
    const uids = new Set([object.metadata.uid]);
    for (const resource of OWNED) {
      for (const { metadata } of client.list(resource, this.namespace)) {
        if ((metadata.ownerReferences ?? []).some(({ uid }) => uids.has(uid))) uids.add(metadata.uid);
      }
    }
    return pods.filter(({ metadata }) => uids.has(metadata.uid));
  }

  /** Its Pods that are ready. */
  readyPods(): readonly Pod[] {
    return this.pods().filter((pod) => isReady(pod) && pod.metadata.deletionTimestamp === undefined);
  }

  /** Addresses behind it that get connections; none for what is no Service. */
  readyEndpoints(): readonly string[] {
    return this.resource === 'services' ? readyEndpoints(this.cluster.client, this.namespace ?? '', this.name) : [];
  }

  /** What it lacks to be ready, in a few words; undefined when it is. */
  missing(): string | undefined {
    return missingFor(this.cluster.client, this);
  }

  /** Why it is not ready, as far as the cluster said so: a line each. */
  reasons(): readonly string[] {
    return explain(this.cluster.client, this).map(
      ({ subject, reason, message }) => `${subject}: ${reason}${message === '' ? '' : `: ${message}`}`,
    );
  }

  /** Events about it and what belongs to it, oldest first. */
  events(): readonly TestEvent[] {
    const key = `${this.namespace === undefined ? '' : `${this.namespace}/`}${this.name}`;
    return this.cluster.events().filter(({ object }) => {
      const [, about = ''] = object.split(' ', 2);
      return about === key || about.startsWith(`${key}-`);
    });
  }

  /** `Deployment default/web`. */
  toString(): string {
    return subjectOf(this.kind, this.namespace, this.name);
  }
}
