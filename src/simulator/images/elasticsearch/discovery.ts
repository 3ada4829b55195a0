import {
  type Connection,
  type Coroutine,
  decodeText,
  encodeText,
  isSystemError,
  type Process,
  resolve,
  ResolutionError,
} from '../../process';
import type { KnownNode, Membership } from './membership';
import type { NodeSettings } from './settings';

/** Time between two rounds of asking. Source: Elasticsearch 2, discovery.zen.ping_timeout. */
const ROUND_MS = 3000;
const TIMEOUT_MS = 3000;
const MESSAGE_CHARS_MAX = 65_536;

const line = (nodes: readonly KnownNode[]): Uint8Array => encodeText(`${JSON.stringify(nodes)}\n`);

/** Reads a line in which a node names those that it knows; undefined for what is none. */
function* readNodes(connection: Connection): Coroutine<readonly KnownNode[] | undefined> {
  let text = '';
  while (!text.includes('\n') && text.length < MESSAGE_CHARS_MAX) {
    const bytes = yield* connection.read();
    if (bytes === undefined) return undefined;
    text += decodeText(bytes);
  }
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? (value as readonly KnownNode[]) : undefined;
  } catch {
    return undefined;
  }
}

/** Whether an error says no more than that nobody answers. */
const isSilence = (error: unknown): boolean => isSystemError(error) || error instanceof ResolutionError;

/**
 * How nodes find each other: each asks the hosts that it was told, again and again, and answers those that ask. Not modelled:
 * the transport protocol itself; what is said is a line of JSON.
 */
export class Discovery {
  constructor(
    private readonly process: Process,
    private readonly settings: NodeSettings,
    private readonly membership: Membership,
  ) {}

  /** Asks and answers from now on. */
  start(): void {
    const { process } = this;
    const listener = process.network.listen({ port: this.settings.transportPort });
    const accept = function* (this: Discovery): Coroutine<void> {
      for (;;) process.start(this.answer(yield* listener.accept()));
    };
    process.start(accept.call(this));
    process.start(this.askForEver());
  }

  private *askForEver(): Coroutine<void> {
    for (;;) {
      for (const host of this.settings.unicastHosts) yield* this.askHost(host);
      yield* this.process.sleep(ROUND_MS);
    }
  }

  private *askHost(host: string): Coroutine<void> {
    const [name = '', port = String(this.settings.transportPort)] = host.split(':');
    try {
      for (const address of yield* resolve(this.process, name)) yield* this.ask(address, Number(port));
    } catch (error) {
      if (!isSilence(error)) throw error;
    }
  }

  private *ask(address: string, port: number): Coroutine<void> {
    const { process, membership } = this;
    try {
      const connection = yield* process.network.connect(address, port, { timeoutMs: TIMEOUT_MS });
      yield* connection.write(line([membership.self]));
      this.noteFirst(yield* readNodes(connection));
      connection.close();
      connection.end();
    } catch (error) {
      if (!isSilence(error)) throw error;
      if (isSystemError(error, 'ECONNREFUSED')) membership.forget(`${address}:${port}`);
    }
  }

  private *answer(connection: Connection): Coroutine<void> {
    try {
      const nodes = yield* readNodes(connection);
      this.noteFirst(nodes);
      if (nodes !== undefined) yield* connection.write(line([this.membership.self]));
    } catch (error) {
      if (!isSilence(error)) throw error;
    } finally {
      connection.end();
      connection.close();
    }
  }

  /** Only who speaks is heard of: what it has heard of others may be old. */
  private noteFirst(nodes: readonly KnownNode[] | undefined): void {
    const node = nodes?.[0];
    if (node !== undefined) this.membership.note(node, this.process.nowMs);
  }
}
