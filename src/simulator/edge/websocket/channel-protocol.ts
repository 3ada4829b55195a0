import { OPCODE } from './frames';
import type { WebSocketConnection } from './connection';

/** How messages on numbered channels are written: the channel first, and then its bytes. */
export interface ChannelProtocol {
  readonly name: string;
  /** Whether messages are text, bytes in base64 and the channel a digit. */
  readonly isBase64: boolean;
  /** Whether the end of a command is told as a Status, and not as a text. */
  readonly hasStatus: boolean;
  /** Whether the client can end a channel, by a message on channel 255. */
  readonly hasClose: boolean;
}

const plain = { isBase64: false, hasStatus: false, hasClose: false };

/** Source: Kubernetes 1.36, cri-streaming/pkg/streaming/remotecommand/websocket.go and apimachinery remotecommand. */
const PROTOCOLS: readonly ChannelProtocol[] = [
  { ...plain, name: 'v5.channel.k8s.io', hasStatus: true, hasClose: true },
  { ...plain, name: 'v4.channel.k8s.io', hasStatus: true },
  { ...plain, name: 'v4.base64.channel.k8s.io', hasStatus: true, isBase64: true },
  { ...plain, name: 'channel.k8s.io' },
  { ...plain, name: 'base64.channel.k8s.io', isBase64: true },
];

const UNNAMED: ChannelProtocol = { ...plain, name: '' };

/** The first protocol that is offered and known; undefined when there is none. Who offers none gets the oldest. */
export function chooseProtocol(offered: readonly string[]): ChannelProtocol | undefined {
  if (offered.length === 0) return UNNAMED;
  return offered.map((name) => PROTOCOLS.find((each) => each.name === name)).find((each) => each !== undefined);
}

/** A message of a client. */
export interface ChannelMessage {
  readonly channel: number;
  readonly bytes: Buffer;
}

/** Reads a message; undefined for an empty one. */
export function readMessage(protocol: ChannelProtocol, message: Buffer): ChannelMessage | undefined {
  if (message.length === 0) return undefined;
  const first = message.readUInt8(0);
  if (!protocol.isBase64) return { channel: first, bytes: message.subarray(1) };
  return { channel: first - 0x30, bytes: Buffer.from(message.toString('latin1', 1), 'base64') };
}

/** Sends bytes on a channel. */
export function sendOn(
  connection: WebSocketConnection,
  protocol: ChannelProtocol,
  channel: number,
  bytes: Uint8Array,
  onSent?: () => void,
): void {
  if (!protocol.isBase64) {
    connection.send([Buffer.from([channel]), bytes], onSent);
    return;
  }
  const text = `${channel}${Buffer.from(bytes).toString('base64')}`;
  connection.send([Buffer.from(text, 'latin1')], onSent, OPCODE.text);
}
