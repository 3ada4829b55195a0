import {
  type ApiClient,
  applyManifests,
  type Cluster,
  type ClusterOptions,
  createCluster as createSimulated,
  drainNode,
  durationMs,
  type ObjectName,
  ROLLED_OUT,
  type RolledOut,
  setSchedulable,
  type Settled,
  type SettleOptions,
  type Upgrade,
  upgradeWorkload,
} from '../simulator';
import { curlAt, type CurlAnswer, type CurlOptions, type CurlPlace } from './curl';
import { findName } from './find-object';
import { EventHistory, type HistoryEntry, historyOf, historyText, isAbout, type TestEvent, testEvent } from './history';
import { ManifestError, type ManifestInput, manifestsOf } from './manifest-input';
import { TestObject } from './test-object';

/** How a cluster for tests is made. Equal options and equal steps give equal histories. */
export interface TestClusterOptions extends ClusterOptions {
  /** What is applied at the beginning. @default - nothing */
  readonly manifests?: ManifestInput;
  /** Namespace of objects that name none, in manifests and in `object()`; it is made. @default 'default' */
  readonly namespace?: string;
}

const isRolledOut = (resource: string): resource is RolledOut => (ROLLED_OUT as readonly string[]).includes(resource);

/** A simulated cluster for tests: all waits are virtual, and nothing happens but what the test says. */
export class TestCluster {
  /** The cluster itself, with all that it can do beside this. */
  readonly simulated: Cluster;
  /** Seed of all that is drawn. */
  readonly seed: number;
  private readonly appliedObjects = new Map<string, TestObject>();
  private readonly eventHistory = new EventHistory();
  /** What the test did. */
  private readonly steps: HistoryEntry[] = [];
  private readonly namespace: string;
  private readonly beganMs: number;

  constructor({ manifests, namespace = 'default', ...options }: TestClusterOptions = {}) {
    this.seed = options.seed ?? 1;
    this.simulated = createSimulated(options);
    this.namespace = namespace;
    this.beganMs = this.simulated.nowMs;
    this.client.watch('events', ({ type, object }) => {
      if (type !== 'DELETED') this.eventHistory.note(object, this.nowMs);
    });
    if (namespace !== 'default') this.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
    if (manifests !== undefined) this.apply(manifests);
  }

  /** Reads and writes as the administrator. */
  get client(): ApiClient {
    return this.simulated.client;
  }

  /** Virtual time, milliseconds since 1970. */
  get nowMs(): number {
    return this.simulated.nowMs;
  }

  /**
   * Applies manifests as `kubectl apply` does.
   *
   * @throws ManifestError with all that cannot be read, or else with what the server refuses, in its words.
   */
  apply(...inputs: readonly ManifestInput[]): this {
    const manifests = manifestsOf(inputs);
    const applied = applyManifests(this.simulated.handle, manifests, {
      namespace: this.namespace,
      wait: () => this.simulated.advance('1s'),
    });
    const refused = applied.filter(({ outcome }) => outcome === 'error');
    for (const { outcome, ...name } of applied) {
      if (outcome === 'error') continue;
      const object = new TestObject(
        this,
        findName(this.client, `${kindText(name)}/${name.name}`, name.namespace ?? ''),
      );
      this.appliedObjects.set(String(object), object);
      if (outcome !== 'unchanged') this.note(String(object), outcome);
    }
    if (refused.length === 0) return this;
    throw new ManifestError(refused.map(({ kind, name, message }) => `${kind} ${name}: ${message ?? ''}`).join('\n'));
  }

  /**
   * An object by its name: `deployment/web`, `svc/web`, `shop/deployment/web` in another namespace. It need not exist.
   *
   * @throws RangeError for a name of another form, or a kind that there is not.
   */
  object(name: string): TestObject {
    return new TestObject(this, findName(this.client, name, this.namespace));
  }

  /** All objects that were applied. */
  objects(): readonly TestObject[] {
    return [...this.appliedObjects.values()];
  }

  /**
   * Replaces the Pods of a Deployment, StatefulSet or DaemonSet by its policy: by equal ones, or with other images. Time
   * does not pass; `settle()` lets the rollout happen.
   */
  upgrade(name: string, change: Upgrade = {}): this {
    const { resource, namespace = '', name: id } = findName(this.client, name, this.namespace);
    if (!isRolledOut(resource))
      throw new RangeError(`only Deployments, StatefulSets and DaemonSets roll out, got '${name}'`);
    upgradeWorkload(this.client, resource, namespace, id, this.nowMs, change);
    this.note(name, `upgrade${change.images === undefined ? '' : ` to ${Object.values(change.images).join(', ')}`}`);
    return this;
  }

  /**
   * Ends something without a word: a node loses its power, a Pod is deleted without grace; of a workload or Service, one
   * of its ready Pods.
   *
   * @throws RangeError when there is nothing to kill.
   */
  kill(name: string): this {
    const object = this.object(name);
    if (object.kind === 'Node') {
      this.simulated.nodes.fail(object.name);
      this.note(`Node ${object.name}`, 'lost its power');
      return this;
    }
    const [pod] = [...object.readyPods(), ...object.pods()];
    if (pod === undefined) throw new RangeError(`there is no Pod of ${object.toString()} to kill`);
    const { namespace, name: podName } = pod.metadata;
    this.client.delete('pods', namespace, podName, { gracePeriodSeconds: 0 });
    this.note(`Pod ${namespace}/${podName}`, 'killed');
    return this;
  }

  /** Gives a node its power back. */
  recover(node: string): this {
    this.simulated.nodes.recover(node);
    this.note(`Node ${node}`, 'has power again');
    return this;
  }

  /**
   * Empties a node as `kubectl drain` does, which takes virtual time.
   *
   * @throws ManifestError when disruption budgets keep Pods there for `timeout`, 5 minutes by default.
   */
  drain(node: string, timeout: number | string = '5m'): this {
    this.note(`Node ${node}`, 'drain');
    const { refused } = drainNode(this.simulated, node, durationMs(timeout));
    if (refused.length === 0) return this;
    const lines = refused.map(({ namespace, name, message }) => `Pod ${namespace}/${name}: ${message}`);
    throw new ManifestError(`node ${node} cannot be drained:\n${lines.join('\n')}`);
  }

  /** Lets a drained node take Pods again. */
  uncordon(node: string): this {
    setSchedulable(this.client, node, true);
    this.note(`Node ${node}`, 'uncordon');
    return this;
  }

  /** Lets virtual time pass: milliseconds, or text such as `90s`, `10m`. */
  advance(duration: number | string): this {
    this.simulated.advance(duration);
    return this;
  }

  /** Lets virtual time pass until nothing changes any more, 10 minutes at most. */
  settle(options?: SettleOptions): Settled {
    return this.simulated.settle(options);
  }

  /** Lets virtual time pass until `predicate` holds; false when `limit` (10 minutes by default) is over first. */
  until(predicate: () => boolean, limit?: number | string): boolean {
    return this.simulated.until(predicate, limit);
  }

  /**
   * Asks for a URL with curl, from `outside` of the cluster, from a node (`node/node-1`), or from the network of a Pod
   * (`pod/web-0`, `deployment/web` for one of its Pods). What a Pod's image holds does not matter. Time passes until the
   * answer is there.
   *
   * @throws RangeError when there is no such place.
   */
  curl(from: string, url: string, options: CurlOptions = {}): CurlAnswer {
    const method = options.method ?? (options.body === undefined ? 'GET' : 'POST');
    const question = `${method} ${url} from ${from}`;
    const answer = curlAt(this.simulated, this.placeOf(from), url, options);
    this.note(from, `${method} ${url}: ${answer.error ?? answer.status}`);
    return { question, ...answer, history: () => this.history() };
  }

  /** All Events, oldest first. */
  events(): readonly TestEvent[] {
    return this.client
      .list('events')
      .map(testEvent)
      .sort((left, right) => left.lastMs - right.lastMs);
  }

  /** All that happened since the beginning, oldest first: decisions of the cluster, Events, steps of the test. */
  timeline(sinceMs = this.beganMs): readonly HistoryEntry[] {
    return historyOf(this.simulated, [...this.steps, ...this.eventHistory.entries()], sinceMs);
  }

  /** The timeline as text for a message: of an object and what belongs to it, or of all objects but the cluster's own. */
  history(about?: ObjectName): string {
    const entries = this.timeline().filter((entry) =>
      about === undefined ? !/ (kube-system|projectcontour)\//.test(entry.subject) : isAbout(entry, about),
    );
    const title = `What happened, in virtual time (seed ${this.seed}):`;
    return `${title}\n${historyText(entries, this.beganMs)}`;
  }

  private placeOf(from: string): CurlPlace {
    if (from === 'outside') return {};
    const object = this.object(from);
    if (object.kind === 'Node') return { node: object.name };
    const [pod] = [...object.readyPods(), ...object.pods()];
    if (pod === undefined) throw new RangeError(`there is no Pod of ${object.toString()} to ask from`);
    return { pod: `${pod.metadata.namespace}/${pod.metadata.name}` };
  }

  private note(subject: string, text: string): void {
    this.steps.push({ timeMs: this.nowMs, actor: 'test', subject, text });
  }
}

/** `deployment.apps`: a kind that is clear. */
function kindText({ apiVersion, kind }: Pick<ObjectName, 'apiVersion' | 'kind'>): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? kind : `${kind}.${apiVersion.slice(0, slash)}`;
}

/**
 * Makes a cluster for tests, and applies manifests to it.
 *
 * @throws RangeError for options that cannot be, ManifestError for manifests that cannot be read or are refused.
 */
export const createCluster = (options: TestClusterOptions = {}): TestCluster => new TestCluster(options);
