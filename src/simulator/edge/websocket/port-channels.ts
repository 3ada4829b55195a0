import { StatusError } from '../..';
import type { ClientPortForward } from '../connections';
import { Pump } from '../connections/pump';
import { type ChannelProtocol, readMessage, sendOn } from './channel-protocol';
import type { WebSocketConnection } from './connection';
import { CLOSE } from './frames';

/**
 * Carries connections to the ports that a request names over channels of a WebSocket: two for each, for data and for its
 * error. Source: Kubernetes 1.36, cri-streaming/pkg/streaming/portforward/websocket.go.
 */
export async function carryPorts(
  connection: WebSocketConnection,
  protocol: ChannelProtocol,
  forward: ClientPortForward,
): Promise<void> {
  let left = forward.ports.length;
  const pumps = forward.ports.map((port, index) => {
    const [data, error] = [2 * index, 2 * index + 1];
    const number = Buffer.from([port & 0xff, port >>> 8]);
    sendOn(connection, protocol, data, number);
    sendOn(connection, protocol, error, number);
    const end = (problem: string | undefined): void => {
      if (problem !== undefined) sendOn(connection, protocol, error, Buffer.from(problem));
      left -= 1;
      if (left === 0) connection.close(CLOSE.normal);
    };
    try {
      return new Pump((listener) => forward.open(port, listener), {
        data: (_stream, bytes, onSent) => sendOn(connection, protocol, data, bytes, onSent),
        end: (outcome) => end(outcome.error),
      });
    } catch (refusal) {
      if (!(refusal instanceof StatusError)) throw refusal;
      end(refusal.message);
      return undefined;
    }
  });
  const close = (): void => pumps.forEach((pump) => pump?.close());
  connection.onClose(close);
  for await (const message of connection.messages()) {
    const read = readMessage(protocol, message);
    if (read !== undefined && read.channel % 2 === 0) await pumps[read.channel / 2]?.send(read.bytes);
  }
  close();
}
