import { type Image, type ImageDefinition, imageName, parseImageReference } from '../../../src/simulator/images';
import { SeededRandom } from '../../../src/simulator/engine';
import {
  BASE_LAYER,
  type Coroutine,
  decodeText,
  encodeText,
  type HttpHeaders,
  nullStream,
  readBodyText,
  type Stream,
  type Volume,
} from '../../../src/simulator/process';
import { type ProgramContainer, startProgramContainer } from '../../support/program-container';
import { SmallNetwork } from '../network/small-network';

/** What a test says of a container; the rest is what its image says. */
export interface WorldContainerOptions {
  /** Labels of its Pod. @default - `app` with its name */
  readonly labels?: Readonly<Record<string, string>>;
  /** Replaces entrypoint and command. */
  readonly argv?: readonly string[];
  /** Goes behind the entrypoint, in place of the command. */
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly volumes?: Readonly<Record<string, Volume>>;
  readonly node?: string;
}

/** A container of a world. */
export interface WorldContainer extends ProgramContainer {
  readonly name: string;
  readonly address: string;
  /** Takes it and its Pod away, as when the Pod is deleted. */
  remove(): void;
  /** Runs a command in it to its end; stdin is `input`. */
  command(argv: readonly string[], input?: string): { readonly code: number; readonly output: string };
}

/** An answer to a request of a test. */
export interface WorldAnswer {
  readonly status: number;
  readonly text: string;
}

/** What a test sends. */
export interface WorldRequest {
  readonly method?: string;
  readonly target?: string;
  readonly headers?: HttpHeaders;
  readonly body?: string;
}

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** A stream from which `text` is read, and that keeps what is written. */
function stringStream(text: string): { readonly stream: Stream; readonly written: () => string } {
  let rest: Uint8Array | undefined = encodeText(text);
  let output = '';
  const stream: Stream = {
    ...nullStream,
    // eslint-disable-next-line require-yield -- All of it is there.
    *read(): Coroutine<Uint8Array | undefined> {
      const bytes = rest;
      rest = undefined;
      return bytes?.length === 0 ? undefined : bytes;
    },
    // eslint-disable-next-line require-yield -- It takes all at once.
    *write(bytes): Coroutine<void> {
      output += decodeText(bytes);
    },
  };
  return { stream, written: () => output };
}

/** Programs of images in Pods on the real network, without kubelets: a whole application in virtual time. */
export class ProgramWorld {
  readonly net = new SmallNetwork();
  private readonly running = new Map<string, WorldContainer>();

  constructor(private readonly definitions: readonly ImageDefinition[]) {}

  /** Lets virtual time pass. */
  pass(ms: number): void {
    const endMs = this.net.loop.nowMs + ms;
    this.net.loop.runTo(endMs);
  }

  /** Runs a container of `image` in a Pod of its own. */
  start(name: string, imageText: string, options: WorldContainerOptions = {}): WorldContainer {
    const { labels = { app: name }, node = 'n1', env = {}, volumes = {} } = options;
    const image = this.image(imageText);
    const stack = this.net.silentPod(name, { labels, node });
    const pod = this.net.client.get('pods', 'demo', name);
    if (pod === undefined) throw new Error(`Pod ${name} is missing`);
    const text = (content: string) => ({ type: 'file' as const, content });
    const etc = {
      '/etc/resolv.conf': text(this.net.network.resolvConf(pod)),
      '/etc/hosts': text(this.net.network.hostsFile(pod, stack.address)),
      '/dev/stdout': { type: 'device' as const, device: 'fd/1' },
      '/dev/stderr': { type: 'device' as const, device: 'fd/2' },
    };
    const random = new SeededRandom(1).fork(name);
    const container = startProgramContainer({
      loop: this.net.loop,
      network: stack,
      random: () => random,
      layers: [BASE_LAYER, ...image.layers, etc],
      mounts: Object.entries(volumes).map(([path, volume]) => ({ path, volume })),
      argv: options.argv ?? [...(image.entrypoint ?? []), ...(options.args ?? image.command ?? [])],
      env: () => new Map(Object.entries({ PATH, ...image.environment, ...env })),
      directory: image.workingDirectory ?? '/',
      machine: () => ({
        hostname: name,
        cores: 2,
        memoryBytes: 4e9,
        freeMemoryBytes: 2e9,
        kernel: '6.1.0',
        bootedMs: 0,
      }),
    });
    const remove = (): void => {
      this.running.delete(name);
      container.discard();
      stack.close();
      this.net.client.delete('pods', 'demo', name, { gracePeriodSeconds: 0 });
      this.net.settle();
    };
    const command = (argv: readonly string[], input = ''): { code: number; output: string } => {
      const { stream, written } = stringStream(input);
      const handle = container.exec({ argv, streams: new Map([0, 1, 2].map((number) => [number, stream])) });
      const { value } = this.net.run(handle.wait());
      return { code: value.code, output: written() };
    };
    const started = { ...container, name, address: stack.address, remove, command };
    this.running.set(name, started);
    return started;
  }

  /** Makes a Service that leads to the Pods with `app: name`, or other labels. */
  expose(name: string, port: number, selector: Readonly<Record<string, string>> = { app: name }): string {
    return this.net.service(name, { selector, ports: [{ port, targetPort: port, protocol: 'TCP' }] });
  }

  /** Sends a request to a Pod from a node, as `curl` there does. */
  ask(container: WorldContainer, port: number, target = '/', body?: string): WorldAnswer {
    const from = this.net.network.nodeStack('n1');
    const message = {
      method: body === undefined ? 'GET' : 'POST',
      target,
      headers: { host: container.address },
      body: encodeText(body ?? ''),
    };
    function* asking(): Coroutine<WorldAnswer> {
      const response = yield* from.exchange(container.address, port, message, { timeoutMs: 60_000 });
      return { status: response.status, text: yield* readBodyText(response.body) };
    }
    return this.net.run(asking()).value;
  }

  /** The same with a method and headers of one's own, and the headers of the answer. */
  request(
    container: WorldContainer,
    port: number,
    options: WorldRequest,
  ): WorldAnswer & { readonly headers: HttpHeaders } {
    const from = this.net.network.nodeStack('n1');
    const { method = 'GET', target = '/', headers = {}, body = '' } = options;
    const message = { method, target, headers: { host: container.address, ...headers }, body: encodeText(body) };
    function* asking(): Coroutine<WorldAnswer & { readonly headers: HttpHeaders }> {
      const response = yield* from.exchange(container.address, port, message, { timeoutMs: 60_000 });
      return { status: response.status, headers: response.headers, text: yield* readBodyText(response.body) };
    }
    return this.net.run(asking()).value;
  }

  private image(text: string): Image {
    const reference = parseImageReference(text);
    const definition = this.definitions.find(({ repositories }) => repositories.includes(reference.repository));
    if (definition === undefined) throw new Error(`no image ${imageName(reference)}`);
    return definition.image(reference);
  }
}
