import type { ClientCommand } from '../connections';
import {
  type CommandOutlet,
  type CommandStatus,
  runCommand,
  type RunningCommand,
  terminalSize,
} from '../connections/command-run';
import type { Wire } from '../connections/wire';
import { SpdyConnection } from './connection';
import type { SpdyStream, StreamTaker } from './stream';

/** Versions of the protocol, newest first. Source: Kubernetes 1.36, apimachinery/pkg/util/remotecommand/constants.go. */
export const COMMAND_PROTOCOLS = ['v4.channel.k8s.io', 'v3.channel.k8s.io', 'v2.channel.k8s.io', 'channel.k8s.io'];

/** How long a client may take to open its streams. Source: Kubernetes 1.36, remotecommand `DefaultStreamCreationTimeout`. */
const CREATION_MS = 30_000;

type StreamType = 'error' | 'stdin' | 'stdout' | 'stderr' | 'resize';

/** The streams that a client opens before a command starts. */
function expectedStreams(command: ClientCommand, protocol: string): ReadonlySet<string> {
  const { hasStdin, hasStdout, hasStderr, hasTerminal } = command;
  const canResize = protocol.startsWith('v4') || protocol.startsWith('v3');
  const wanted: readonly (readonly [StreamType, boolean])[] = [
    ['error', true],
    ['stdin', hasStdin],
    ['stdout', hasStdout],
    ['stderr', hasStderr],
    ['resize', hasTerminal && canResize],
  ];
  return new Set(wanted.filter(([, isWanted]) => isWanted).map(([type]) => type));
}

/** Carries a command over SPDY, until either side ends it. */
export async function carryCommandOverSpdy(wire: Wire, command: ClientCommand, protocol: string): Promise<void> {
  const expected = expectedStreams(command, protocol);
  const streams = new Map<string, SpdyStream>();
  const state: { running?: RunningCommand } = {};
  const connection = new SpdyConnection(wire, {
    accept: (stream) => {
      const type = stream.headers.get('streamtype') ?? '';
      if (!expected.has(type) || streams.has(type)) return false;
      streams.set(type, stream);
      return true;
    },
    opened: () => {
      if (streams.size < expected.size) return;
      clearTimeout(timer);
      state.running = start(command, streams, protocol, connection);
    },
  });
  wire.onClose(() => state.running?.close());
  const timer = setTimeout(() => wire.destroy(), CREATION_MS);
  timer.unref();
  await connection.run();
  clearTimeout(timer);
  state.running?.close();
}

function start(
  command: ClientCommand,
  streams: ReadonlyMap<string, SpdyStream>,
  protocol: string,
  connection: SpdyConnection,
): RunningCommand {
  const outlet: CommandOutlet = {
    data: (type, bytes, onSent) => {
      const stream = streams.get(type);
      if (stream === undefined) onSent();
      else stream.write(bytes, onSent);
    },
    end: (status) => {
      const text = endText(protocol, status);
      if (text !== '') streams.get('error')?.write(Buffer.from(text));
      for (const stream of streams.values()) stream.end();
      connection.end();
    },
  };
  const running = runCommand(command, outlet, (answered) => connection.ping(answered));
  streams.get('stdin')?.take({
    data: (bytes) => running.send(bytes),
    end: () => running.endInput(),
    reset: () => running.close(),
  });
  streams.get('resize')?.take(sizes((columns, rows) => running.resize(columns, rows)));
  return running;
}

/** Takes sizes of a terminal, one JSON object after the other. */
function sizes(resize: (columns: number, rows: number) => void): StreamTaker {
  let text = '';
  return {
    data: (bytes) => {
      const parts = `${text}${bytes.toString('latin1')}`.split(/(?<=\})\s*/);
      text = parts.at(-1)?.endsWith('}') === true ? '' : (parts.pop() ?? '').slice(0, 256);
      for (const part of parts) {
        const size = terminalSize(part);
        if (size !== undefined) resize(size.columns, size.rows);
      }
      return undefined;
    },
    end: () => undefined,
    reset: () => undefined,
  };
}

function endText(protocol: string, status: CommandStatus): string {
  if (protocol.startsWith('v4')) return JSON.stringify(status);
  return status.status === 'Success' ? '' : (status.message ?? '');
}
