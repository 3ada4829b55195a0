import { toTimestamp, type ApiClient, type KubeObject, type Pod } from '../../src/simulator/api';
import { admissionPlugins } from '../../src/simulator/apiserver/admission';
import { createApiServer } from '../../src/simulator/apiserver/server';
import { ClusterEventRecorder, podViews, type Controller } from '../../src/simulator/client';
import { EventLoop, SeededRandom, VirtualClock } from '../../src/simulator/engine';
import { builtInResources } from '../../src/simulator/resources/built-in-resources';
import { ResourceRegistry } from '../../src/simulator/resources/registry';
import { strategyOf } from '../../src/simulator/resources/strategies';
import { discoveryTable } from '../../src/simulator/schema';
import { Store } from '../../src/simulator/store';

/** What a test says of a Pod; the rest is that of a ready Pod on node-1 whose port `http` is 8080. */
export interface SamplePod {
  readonly labels?: Readonly<Record<string, string>>;
  /** @default - has none */
  readonly ip?: string;
  readonly isReady?: boolean;
  readonly phase?: string;
  readonly node?: string;
  readonly hostname?: string;
  readonly subdomain?: string;
  /** Number of its port `http`. */
  readonly port?: number;
}

/** An API server with the controllers at hand, the namespaces `default` and `demo`, a node `node-1`, and nobody who runs Pods. */
export class SmallControlPlane {
  readonly store = new Store();
  readonly loop = new EventLoop(new VirtualClock(Date.UTC(2026, 0, 1)));
  readonly client: ApiClient;

  constructor(...controllers: readonly Controller[]) {
    const random = new SeededRandom(1);
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
    this.addNamespace('demo');
    this.client.create('nodes', { metadata: { name: 'node-1', labels: { 'topology.kubernetes.io/zone': 'east' } } });
    let events = 0;
    for (const controller of controllers) {
      const { name, component = name } = controller;
      controller.start({
        client: this.client,
        loop: this.loop,
        random,
        events: new ClusterEventRecorder(this.client, this.loop, { component }, () => (events += 1)),
        pods: podViews(this.client),
        trace: () => undefined,
      });
    }
  }

  /** Makes a namespace with the service account that Pods need. */
  addNamespace(name: string): void {
    this.client.create('namespaces', { metadata: { name } });
    if (this.client.get('serviceaccounts', name, 'default') === undefined) {
      this.client.create('serviceaccounts', { metadata: { name: 'default', namespace: name } });
    }
  }

  /** Lets virtual time pass, 100 ms unless told. */
  advance(milliseconds = 100): void {
    this.loop.runTo(this.loop.nowMs + milliseconds);
  }

  /** Number of writes so far. */
  get writes(): number {
    return this.store.revision;
  }

  /** `namespace type reason: message` of all Events, oldest first. */
  get events(): readonly string[] {
    return this.client
      .list('events')
      .map(({ metadata, type, reason, message }) => ({
        order: Number(metadata.resourceVersion),
        text: `${metadata.namespace} ${type ?? ''} ${reason ?? ''}: ${message ?? ''}`,
      }))
      .sort((left, right) => left.order - right.order)
      .map(({ text }) => text);
  }

  /** Names of the objects of a resource, with their namespace unless it is `demo`. */
  names(resource: string): readonly string[] {
    return this.client
      .list(resource)
      .map(({ metadata: { namespace, name = '' } }: KubeObject) =>
        namespace === undefined || namespace === 'demo' ? name : `${namespace}/${name}`,
      );
  }

  /** Makes a Pod in `demo`, or gives the one of that name another status. */
  putPod(name: string, sample: SamplePod = {}): Pod {
    const { labels = { app: 'web' }, node = 'node-1', hostname, subdomain, port = 8080 } = sample;
    const present = this.client.get('pods', 'demo', name);
    const pod =
      present ??
      this.client.create('pods', {
        metadata: { name, namespace: 'demo', labels },
        spec: {
          ...(hostname === undefined ? {} : { hostname }),
          ...(subdomain === undefined ? {} : { subdomain }),
          containers: [{ name: 'main', image: 'web:1', resources: {}, ports: [{ name: 'http', containerPort: port }] }],
        },
      });
    if (present === undefined) this.client.bind('demo', name, node);
    else if (sample.labels !== undefined) {
      this.client.update('pods', { ...present, metadata: { ...present.metadata, labels } });
    }
    return this.setStatus(pod, sample);
  }

  private setStatus({ metadata: { name } }: Pod, { ip, isReady = true, phase = 'Running' }: SamplePod): Pod {
    const pod = this.client.get('pods', 'demo', name);
    if (pod === undefined) throw new Error(`Pod ${name} is missing`);
    const ready = {
      type: 'Ready',
      status: isReady ? 'True' : 'False',
      lastTransitionTime: toTimestamp(this.loop.nowMs),
    };
    const address = ip === undefined ? {} : { podIP: ip, podIPs: [{ ip }] };
    return this.client.updateStatus('pods', {
      ...pod,
      status: { ...pod.status, phase, ...address, conditions: [ready] },
    });
  }

  /** Ends a Pod of `demo` at once. */
  killPod(name: string): void {
    this.client.delete('pods', 'demo', name, { gracePeriodSeconds: 0 });
  }
}
