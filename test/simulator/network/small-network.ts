import { type ApiClient, type NewObject, type Pod, toTimestamp } from '../../../src/simulator/api';
import { endpointSliceController } from '../../../src/simulator/controllers/endpoint-slice/controller';
import { endpointSliceMirroringController } from '../../../src/simulator/controllers/endpoint-slice-mirroring/controller';
import { type EventLoop, SeededRandom } from '../../../src/simulator/engine';
import { type ClosableStack, type ClusterNetwork, createClusterNetwork } from '../../../src/simulator/network';
import {
  checkpoint,
  type Coroutine,
  encodeText,
  type HttpHandler,
  type HttpResponse,
  isSystemError,
  type NetworkStack,
  type ReceivedRequest,
  runTask,
} from '../../../src/simulator/process';
import { SmallControlPlane } from '../../support/small-control-plane';

/** What a test says of a Pod; the rest is that of a ready Pod on `n1` in `demo` that answers HTTP on 8080 with its name. */
export interface PodSample {
  readonly namespace?: string;
  readonly node?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly isReady?: boolean;
  readonly hostname?: string;
  readonly subdomain?: string;
  readonly hostPort?: number;
}

/** A Pod of a test: its object comes from the API server, its network is real. */
export interface TestPod extends ClosableStack {
  readonly name: string;
  readonly address: string;
  /** Requests that it got, oldest first. */
  readonly requests: readonly ReceivedRequest[];
}

/** An answer 200 with a text. */
export const textResponse = (text: string): HttpResponse => ({ status: 200, headers: {}, body: encodeText(text) });

/** Answers every request with what `answer` makes of it, at once. */
export const answering = (answer: (request: ReceivedRequest) => HttpResponse): HttpHandler =>
  function* (request) {
    yield* checkpoint();
    return answer(request);
  };

/** Starts a task whose errors are those of the test. */
export const run = (coroutine: Coroutine<void>): void => void runTask(coroutine);

/** Two nodes, `n1` and `n2`, with what keeps EndpointSlices, and the network between Pods that tests make. */
export class SmallNetwork {
  readonly plane = new SmallControlPlane(endpointSliceController, endpointSliceMirroringController);
  readonly client: ApiClient = this.plane.client;
  readonly loop: EventLoop = this.plane.loop;
  readonly network: ClusterNetwork;
  private pods = 0;

  constructor(seed = 1) {
    this.addNode('n1', '172.18.0.11', '10.244.1.0/24');
    this.addNode('n2', '172.18.0.12', '10.244.2.0/24');
    this.network = createClusterNetwork({
      client: this.client,
      loop: this.loop,
      random: new SeededRandom(seed),
      serviceCidr: '10.0.0.0/16',
      dnsAddress: '10.0.0.10',
      apiServer: {
        address: '192.0.2.1',
        port: 6443,
        handler: answering(({ target }) => textResponse(`api server ${target}`)),
      },
    });
  }

  addNode(name: string, address: string, podCIDR: string): void {
    const node = this.client.create('nodes', { metadata: { name }, spec: { podCIDR, podCIDRs: [podCIDR] } });
    const addresses = [{ type: 'InternalIP', address }];
    this.client.updateStatus('nodes', { ...node, status: { ...node.status, addresses } });
  }

  /** Makes a Pod in which nothing runs. */
  silentPod(name: string, sample: PodSample = {}): ClosableStack & { readonly address: string } {
    const { namespace = 'demo', node = 'n1', hostPort } = sample;
    this.pods += 1;
    const address = `10.244.${node.slice(1)}.${1 + this.pods}`;
    this.createPod(name, address, sample);
    const stack = this.network.podStack({
      namespace,
      name,
      node,
      address,
      hostPorts: hostPort === undefined ? [] : [{ hostPort, containerPort: 8080 }],
    });
    return Object.assign(stack, { address });
  }

  /** Makes a Pod that answers HTTP on 8080 with its name. */
  pod(name: string, sample: PodSample = {}): TestPod {
    const stack = this.silentPod(name, sample);
    const requests: ReceivedRequest[] = [];
    this.serve(
      stack,
      8080,
      answering((request) => {
        requests.push(request);
        return textResponse(name);
      }),
    );
    return Object.assign(stack, { name, requests });
  }

  /** Answers HTTP on a port. */
  serve(stack: NetworkStack, port: number, handler: HttpHandler, isSecure = false): void {
    stack.listenHttp({ port, isSecure }, handler, run);
  }

  /** Makes a Service in `demo` that selects `app: web` and leads from port 80 to 8080. */
  service(name: string, spec: Record<string, unknown> = {}, namespace = 'demo'): string {
    const { spec: stored } = this.client.create('services', {
      metadata: { name, namespace },
      spec: { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 8080, protocol: 'TCP' }], ...spec },
    } as NewObject<'services'>);
    this.settle();
    return stored.clusterIP ?? '';
  }

  /** Says whether a Pod of `demo` is ready. */
  setReady(name: string, isReady: boolean): void {
    const pod = this.client.get('pods', 'demo', name) as Pod;
    this.client.updateStatus('pods', { ...pod, status: { ...pod.status, conditions: [this.ready(isReady)] } });
    this.settle();
  }

  /** Lets slices follow. */
  settle(): void {
    this.plane.advance(3000);
  }

  /** Runs a program to its end, in as much virtual time as it takes: what came of it, and how long it took. */
  run<T>(coroutine: Coroutine<T>): { readonly value: T; readonly tookMs: number } {
    const startMs = this.loop.nowMs;
    let outcome: { readonly value: T } | { readonly error: unknown } | undefined;
    runTask(
      coroutine,
      (value) => (outcome = { value }),
      (error) => (outcome = { error }),
    );
    while (outcome === undefined && this.loop.runNext());
    if (outcome === undefined) throw new Error('the program waits for ever');
    if ('error' in outcome) throw outcome.error;
    return { value: outcome.value, tookMs: this.loop.nowMs - startMs };
  }

  /** Starts a program; `onEnd` hears what came of it. */
  begin<T>(coroutine: Coroutine<T>, onEnd: (value: T) => void): void {
    runTask(coroutine, onEnd);
  }

  /** What a request comes to: the text of the answer, or the name of the error. */
  ask(
    from: NetworkStack,
    address: string,
    port = 8080,
    options: { isSecure?: boolean; timeoutMs?: number } = {},
  ): string {
    return this.run(this.asking(from, address, port, options)).value;
  }

  /** The same as a coroutine. */
  *asking(
    from: NetworkStack,
    address: string,
    port = 8080,
    options: { isSecure?: boolean; timeoutMs?: number } = {},
  ): Coroutine<string> {
    const request = { method: 'GET', target: '/', headers: { host: address }, body: new Uint8Array() };
    try {
      const { body } = yield* from.exchange(address, port, request, { timeoutMs: 5000, ...options });
      return new TextDecoder().decode(body as Uint8Array);
    } catch (error) {
      if (isSystemError(error)) return error.code;
      throw error;
    }
  }

  /** How often each answer comes to `times` requests. */
  count(from: NetworkStack, address: string, port: number, times: number): Readonly<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (let time = 0; time < times; time += 1) {
      const answer = this.ask(from, address, port);
      counts[answer] = (counts[answer] ?? 0) + 1;
    }
    return counts;
  }

  /** What DNS says: status and data of the records. */
  resolve(from: NetworkStack, name: string, type: Parameters<NetworkStack['query']>[1] = 'A', server?: string): string {
    try {
      const { status, records } = this.run(from.query(name, type, server)).value;
      return [status, ...records.map((record) => `${record.type} ${record.data}`)].join('; ');
    } catch (error) {
      if (isSystemError(error)) return error.code;
      throw error;
    }
  }

  private createPod(name: string, address: string, sample: PodSample): void {
    const { namespace = 'demo', node = 'n1', labels = { app: 'web' }, isReady = true, hostname, subdomain } = sample;
    const pod = this.client.create('pods', {
      metadata: { name, namespace, labels },
      spec: {
        ...(hostname === undefined ? {} : { hostname }),
        ...(subdomain === undefined ? {} : { subdomain }),
        containers: [{ name: 'main', image: 'web:1', resources: {}, ports: [{ name: 'http', containerPort: 8080 }] }],
      },
    } as NewObject<'pods'>);
    this.client.bind(namespace, name, node);
    const bound = this.client.get('pods', namespace, name) ?? pod;
    const status = { ...bound.status, phase: 'Running', podIP: address, podIPs: [{ ip: address }] };
    this.client.updateStatus('pods', { ...bound, status: { ...status, conditions: [this.ready(isReady)] } });
  }

  private ready(isReady: boolean): { type: string; status: string; lastTransitionTime: string } {
    return { type: 'Ready', status: isReady ? 'True' : 'False', lastTransitionTime: toTimestamp(this.loop.nowMs) };
  }
}
