import { type Cluster, type ClusterOptions, createCluster } from '../../../src/simulator';
import { type Coroutine, decodeText, encodeText, readBodyText, runTask } from '../../../src/simulator/process';
import type { StackDefinition } from '../../../src';
import { builtLesson } from '../../support/built-stack';
import type { Pod } from '../../../src/simulator/api';
import type { Manifest } from '../../../src/workshop/synthesis/object-set';

/** Answer to a request from a node. */
export interface PageAnswer {
  readonly status: number;
  readonly text: string;
}

/** Kinds that lessons have, and where the API keeps them. */
const PATHS: Readonly<Record<string, string>> = {
  ConfigMap: '/api/v1/namespaces/default/configmaps',
  DaemonSet: '/apis/apps/v1/namespaces/default/daemonsets',
  Deployment: '/apis/apps/v1/namespaces/default/deployments',
  Job: '/apis/batch/v1/namespaces/default/jobs',
  PersistentVolume: '/api/v1/persistentvolumes',
  PersistentVolumeClaim: '/api/v1/namespaces/default/persistentvolumeclaims',
  Pod: '/api/v1/namespaces/default/pods',
  ReplicaSet: '/apis/apps/v1/namespaces/default/replicasets',
  Secret: '/api/v1/namespaces/default/secrets',
  Service: '/api/v1/namespaces/default/services',
  StatefulSet: '/apis/apps/v1/namespaces/default/statefulsets',
};

/** A cluster that runs a lesson of the workshops. */
export class WorkshopCluster {
  readonly cluster: Cluster;

  constructor(nodes = 2, options: ClusterOptions = {}) {
    this.cluster = createCluster({ seed: 7, nodes, ...options });
  }

  /** Creates the objects of a stage of a stack; `without` names kind and name of those that are forgotten. */
  deploy(stack: StackDefinition, stage?: string, without: readonly string[] = []): void {
    for (const manifest of builtLesson(stack, stage).manifests) {
      if (!without.includes(`${manifest.kind}/${manifest.metadata.name}`)) this.create(manifest);
    }
  }

  /** The newest Pod whose name begins so. */
  pod(prefix: string): Pod {
    const found = this.cluster.client
      .list('pods', 'default')
      .filter(({ metadata }) => metadata.name.startsWith(prefix));
    const newest = found.reduce<Pod | undefined>(
      (best, each) =>
        best !== undefined && (best.metadata.creationTimestamp ?? '') > (each.metadata.creationTimestamp ?? '')
          ? best
          : each,
      undefined,
    );
    if (newest === undefined) throw new Error(`there is no Pod ${prefix}`);
    return newest;
  }

  /** Runs a command in a container, for ten seconds at most, and returns what it has said. */
  run(pod: string, command: readonly string[], container = ''): string {
    const result = this.cluster.receive({
      method: 'POST',
      path: `${PATHS['Pod']}/${pod}/exec`,
      query: new Map([
        ['command', [...command]],
        ['stdout', ['1']],
        ['stderr', ['1']],
        ...(container === '' ? [] : [['container', [container]] as const]),
      ]),
      headers: { connection: 'Upgrade', upgrade: 'websocket' },
      body: new Uint8Array(),
      certificate: { username: 'admin', groups: ['system:masters'] },
    });
    if (!('kind' in result) || result.kind !== 'command') throw new Error(`${command.join(' ')} is not run`);
    let text = '';
    let isOver = false;
    result.open({
      data: (_, bytes) => (text += decodeText(bytes)),
      end: () => (isOver = true),
      ready: () => undefined,
    });
    this.cluster.until(() => isOver, '10s');
    return text;
  }

  /** Creates one object of a stage again. */
  again(stack: StackDefinition, stage: string | undefined, label: string): void {
    this.create(builtLesson(stack, stage).get(label));
  }

  private create(manifest: Manifest): void {
    const path = PATHS[manifest.kind];
    if (path === undefined) throw new Error(`${manifest.kind} has no path here`);
    const { status, text } = this.call('POST', path, JSON.stringify(manifest));
    if (status >= 300) throw new Error(`${manifest.kind} ${manifest.metadata.name}: ${text}`);
  }

  /** Deletes a Pod and waits until it is gone; `isForced`: its programs are killed at once. */
  deletePod(name: string, isForced = false): void {
    this.call('DELETE', `${PATHS['Pod']}/${name}`, '', isForced ? { gracePeriodSeconds: '0' } : {});
    const isGone = (): boolean => this.cluster.client.get('pods', 'default', name) === undefined;
    if (!this.cluster.until(isGone, '2m')) throw new Error(`Pod ${name} stays`);
  }

  /** What a container has written. */
  logs(pod: string, container = ''): string {
    return this.call('GET', `${PATHS['Pod']}/${pod}/log`, '', container === '' ? {} : { container }).text;
  }

  /** Sends a request to a Service from a node. */
  ask(service: string, port: number, target = '/', body = '', method = body === '' ? 'GET' : 'POST'): PageAnswer {
    const address = this.cluster.client.get('services', 'default', service)?.spec.clusterIP ?? '';
    const [node = ''] = this.cluster.client.list('nodes').map(({ metadata }) => metadata.name);
    const stack = this.cluster.network.nodeStack(node);
    let answer: PageAnswer | undefined;
    function* asking(): Coroutine<PageAnswer> {
      const request = { method, target, headers: { host: service }, body: encodeText(body) };
      const response = yield* stack.exchange(address, port, request, { timeoutMs: 5000 });
      return { status: response.status, text: yield* readBodyText(response.body) };
    }
    runTask(asking(), (value) => (answer = value));
    if (!this.cluster.until(() => answer !== undefined, '10s') || answer === undefined) throw new Error('no answer');
    return answer;
  }

  private call(method: string, path: string, body = '', query: Readonly<Record<string, string>> = {}): PageAnswer {
    const result = this.cluster.receive({
      method,
      path,
      query: new Map(Object.entries(query).map(([name, value]) => [name, [value]])),
      headers: { 'content-type': 'application/json' },
      body: encodeText(body),
      certificate: { username: 'admin', groups: ['system:masters'] },
    });
    if ('body' in result) {
      return { status: result.status, text: typeof result.body === 'string' ? result.body : decodeText(result.body) };
    }
    if (!('kind' in result) || result.kind !== 'exchange') throw new Error(`${method} ${path} has no end`);
    let [status, text] = [200, ''];
    result.open((head) => (status = head.status), {
      data: (_, bytes) => (text += decodeText(bytes)),
      end: () => undefined,
      ready: () => undefined,
    });
    this.cluster.advance(100);
    return { status, text };
  }
}
