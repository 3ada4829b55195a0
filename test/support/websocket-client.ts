import { randomBytes } from 'node:crypto';
import { request } from 'node:https';
import type { Duplex } from 'node:stream';
import type { StreamingCluster } from './streaming-cluster';

/** A frame as clients write it. */
export function maskedFrame(opcode: number, payload: Buffer, isLast = true, mask = 0x01020304): Buffer {
  const key = Buffer.alloc(4);
  key.writeUInt32BE(mask);
  const length = payload.length < 126 ? payload.length : payload.length < 65_536 ? 126 : 127;
  const more = Buffer.alloc(length === 126 ? 2 : length === 127 ? 8 : 0);
  if (length === 126) more.writeUInt16BE(payload.length);
  if (length === 127) more.writeBigUInt64BE(BigInt(payload.length));
  const masked = Buffer.from(payload.map((byte, index) => byte ^ (key[index % 4] as number)));
  return Buffer.concat([Buffer.from([(isLast ? 0x80 : 0) | opcode, 0x80 | length]), more, key, masked]);
}

/** An answer that is no upgrade. */
export interface Refused {
  readonly status: number;
  readonly text: string;
}

/** A WebSocket client that shows every frame. */
export class WebSocketClient {
  /** Frames of the server: opcode and payload. */
  readonly frames: { readonly opcode: number; readonly payload: Buffer }[] = [];
  isClosed = false;
  private waiting = Buffer.alloc(0);

  private constructor(
    readonly protocol: string,
    private readonly socket: Duplex,
    head: Buffer,
  ) {
    socket.on('data', (piece: Buffer) => this.hear(piece));
    socket.on('close', () => {
      this.isClosed = true;
    });
    socket.on('error', () => undefined);
    this.hear(head);
  }

  /** Asks for `path` with `protocols`; what is refused is returned as it was answered. */
  static open(
    cluster: StreamingCluster,
    path: string,
    protocols: readonly string[],
  ): Promise<WebSocketClient | Refused> {
    const { admin, authority } = cluster.certificates;
    return new Promise((resolve, reject) => {
      const sent = request(new URL(path, cluster.edge.url), {
        ca: authority,
        cert: admin.certificate,
        key: admin.key,
        agent: false,
        headers: {
          connection: 'Upgrade',
          upgrade: 'websocket',
          'sec-websocket-version': '13',
          'sec-websocket-key': randomBytes(16).toString('base64'),
          ...(protocols.length === 0 ? {} : { 'sec-websocket-protocol': protocols.join(', ') }),
        },
      });
      sent.on('upgrade', ({ headers }, socket, head) =>
        resolve(new WebSocketClient(headers['sec-websocket-protocol'] ?? '', socket, head)),
      );
      sent.on('response', (response) => {
        let text = '';
        response.on('data', (piece: Buffer) => {
          text += piece.toString();
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      });
      sent.on('error', reject);
      sent.end();
    });
  }

  send(opcode: number, payload: Buffer | string, isLast = true): void {
    this.socket.write(maskedFrame(opcode, Buffer.from(payload), isLast));
  }

  /** What came on a channel of a binary protocol, as text. */
  on(channel: number): string {
    const own = this.frames.filter(({ opcode, payload }) => opcode === 2 && payload[0] === channel);
    return Buffer.concat(own.map(({ payload }) => payload.subarray(1))).toString();
  }

  /** Why the server closed; undefined while it has not. */
  get closeCode(): number | undefined {
    return this.frames.find(({ opcode }) => opcode === 8)?.payload.readUInt16BE(0);
  }

  destroy(): void {
    this.socket.destroy();
  }

  private hear(piece: Buffer): void {
    this.waiting = Buffer.concat([this.waiting, piece]);
    for (;;) {
      if (this.waiting.length < 2) return;
      const short = this.waiting.readUInt8(1) & 0x7f;
      const head = short === 126 ? 4 : short === 127 ? 10 : 2;
      if (this.waiting.length < head) return;
      const length =
        short === 126 ? this.waiting.readUInt16BE(2) : short === 127 ? Number(this.waiting.readBigUInt64BE(2)) : short;
      if (this.waiting.length < head + length) return;
      const opcode = this.waiting.readUInt8(0) & 0x0f;
      this.frames.push({ opcode, payload: this.waiting.subarray(head, head + length) });
      this.waiting = this.waiting.subarray(head + length);
    }
  }
}
