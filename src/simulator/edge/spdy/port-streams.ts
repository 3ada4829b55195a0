import { StatusError } from '../..';
import type { ClientPortForward } from '../connections';
import { Pump } from '../connections/pump';
import type { Wire } from '../connections/wire';
import { SpdyConnection } from './connection';
import { RESET, type SpdyStream } from './stream';

/** Source: Kubernetes 1.36, apimachinery/pkg/util/portforward/constants.go. */
export const PORT_PROTOCOL = 'portforward.k8s.io';

/** How long a stream waits for the other of its pair. Source: Kubernetes 1.36, portforward `DefaultStreamCreationTimeout`. */
const CREATION_MS = 30_000;

const PORT_MAX = 65_535;

interface Pair {
  readonly data?: SpdyStream;
  readonly error?: SpdyStream;
}

/** The number that both streams of a pair carry. Before it was sent, the data stream came right after that for errors. */
const requestOf = (stream: SpdyStream, type: string): string =>
  stream.headers.get('requestid') ?? String(type === 'error' ? stream.id : stream.id - 2);

function portOf(stream: SpdyStream): number | undefined {
  const text = stream.headers.get('port') ?? '';
  const port = /^\d+$/.test(text) ? Number(text) : 0;
  return port >= 1 && port <= PORT_MAX ? port : undefined;
}

/**
 * Carries connections to ports over SPDY, each with a stream for data and one for its error, until the client is gone.
 * Source: Kubernetes 1.36, cri-streaming/pkg/streaming/portforward/httpstream.go.
 */
export async function carryPortsOverSpdy(wire: Wire, forward: ClientPortForward): Promise<void> {
  const pairs = new Map<string, Pair>();
  const timers = new Map<string, NodeJS.Timeout>();
  const accept = (stream: SpdyStream): boolean => {
    const type = typeOf(stream);
    if (type === undefined || portOf(stream) === undefined) return false;
    const request = requestOf(stream, type);
    const pair = pairs.get(request) ?? {};
    if (pair[type] !== undefined) return false;
    pairs.set(request, { ...pair, [type]: stream });
    return true;
  };
  const opened = (stream: SpdyStream): void => {
    const request = requestOf(stream, typeOf(stream) ?? 'data');
    const { data, error } = pairs.get(request) ?? {};
    clearTimeout(timers.get(request));
    timers.delete(request);
    if (data !== undefined && error !== undefined) {
      pairs.delete(request);
      connect(forward, portOf(data) ?? 0, data, error);
      return;
    }
    const timer = setTimeout(() => {
      pairs.delete(request);
      timers.delete(request);
      stream.reset(RESET.cancel);
    }, CREATION_MS);
    timers.set(request, timer.unref());
  };
  await new SpdyConnection(wire, { accept, opened }).run();
  for (const timer of timers.values()) clearTimeout(timer);
}

function typeOf(stream: SpdyStream): keyof Pair | undefined {
  const type = stream.headers.get('streamtype');
  return type === 'data' || type === 'error' ? type : undefined;
}

function connect(forward: ClientPortForward, port: number, data: SpdyStream, error: SpdyStream): void {
  const end = (problem: string | undefined): void => {
    if (problem !== undefined) error.write(Buffer.from(problem));
    error.end();
    data.end();
  };
  try {
    const pump = new Pump((listener) => forward.open(port, listener), {
      data: (_stream, bytes, onSent) => data.write(bytes, onSent),
      end: (outcome) => end(outcome.error),
    });
    data.take({
      data: (bytes) => pump.send(bytes),
      end: () => pump.endInput(),
      reset: () => pump.close(),
    });
  } catch (refusal) {
    if (!(refusal instanceof StatusError)) throw refusal;
    end(refusal.message);
  }
}
