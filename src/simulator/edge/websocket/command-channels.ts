import type { ClientCommand } from '../connections';
import { type CommandOutlet, type CommandStatus, runCommand, terminalSize } from '../connections/command-run';
import { type ChannelProtocol, readMessage, sendOn } from './channel-protocol';
import type { WebSocketConnection } from './connection';
import { CLOSE } from './frames';

/** Source: Kubernetes 1.36, cri-streaming/pkg/streaming/remotecommand/websocket.go. */
const CHANNEL = { stdin: 0, stdout: 1, stderr: 2, error: 3, resize: 4, close: 255 } as const;

const NOTHING = new Uint8Array();

/** Carries a command over the channels of a WebSocket, until either side ends it. */
export async function carryCommand(
  connection: WebSocketConnection,
  protocol: ChannelProtocol,
  command: ClientCommand,
): Promise<void> {
  // Tells the client that the connection is there.
  const { hasStdout, hasStderr } = command;
  sendOn(connection, protocol, hasStdout ? CHANNEL.stdout : hasStderr ? CHANNEL.stderr : CHANNEL.error, NOTHING);
  const outlet: CommandOutlet = {
    data: (stream, bytes, onSent) => sendOn(connection, protocol, CHANNEL[stream], bytes, onSent),
    end: (status) => {
      const text = endText(protocol, status);
      if (text !== '') sendOn(connection, protocol, CHANNEL.error, Buffer.from(text));
      connection.close(CLOSE.normal);
    },
  };
  const running = runCommand(command, outlet, (answered) => connection.ping(answered));
  connection.onClose(() => running.close());
  for await (const message of connection.messages()) {
    const { channel, bytes } = readMessage(protocol, message) ?? { channel: -1, bytes: Buffer.alloc(0) };
    if (channel === CHANNEL.stdin && command.hasStdin) await running.send(bytes);
    else if (channel === CHANNEL.resize) {
      const size = terminalSize(bytes.toString());
      if (size !== undefined) running.resize(size.columns, size.rows);
    } else if (channel === CHANNEL.close && protocol.hasClose && bytes[0] === CHANNEL.stdin) running.endInput();
  }
  running.close();
}

function endText(protocol: ChannelProtocol, status: CommandStatus): string {
  if (protocol.hasStatus) return JSON.stringify(status);
  return status.status === 'Success' ? '' : (status.message ?? '');
}
