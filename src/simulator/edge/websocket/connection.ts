import {
  CLOSE,
  type WebSocketFrame,
  WebSocketFrameReader,
  MESSAGE_BYTES_MAX,
  OPCODE,
  serverHead,
  WebSocketError,
} from './frames';
import type { Wire } from '../connections/wire';

/** The server's side of a WebSocket, without extensions. Source: RFC 6455. */
export class WebSocketConnection {
  private isClosing = false;
  /** Who waits for answers to pings, in the order of the pings. */
  private readonly pings: (() => void)[] = [];

  constructor(private readonly wire: Wire) {}

  /**
   * Messages of the client, text and binary alike, until it closes. Pings are answered meanwhile. After the last one the
   * connection is over.
   */
  async *messages(): AsyncGenerator<Buffer> {
    const frames = new WebSocketFrameReader('client');
    let pieces: Buffer[] | undefined;
    let size = 0;
    try {
      for await (const bytes of this.wire.incoming) {
        for (const frame of frames.push(bytes)) {
          if (frame.opcode === OPCODE.close) return;
          if (frame.opcode >= OPCODE.close) {
            this.heardControl(frame);
            continue;
          }
          if ((frame.opcode === OPCODE.more) === (pieces === undefined)) {
            throw new WebSocketError(CLOSE.protocolError, 'frames of messages are mixed up');
          }
          size += frame.payload.length;
          if (size > MESSAGE_BYTES_MAX) throw new WebSocketError(CLOSE.tooBig, `a message of more than ${size} bytes`);
          pieces ??= [];
          pieces.push(frame.payload);
          if (!frame.isLast) continue;
          const message = pieces.length === 1 ? frame.payload : Buffer.concat(pieces);
          pieces = undefined;
          size = 0;
          yield message;
        }
      }
    } catch (error) {
      if (error instanceof WebSocketError) this.close(error.code);
      else this.wire.destroy();
    } finally {
      this.close(CLOSE.normal);
    }
  }

  /** Sends a message in one frame; `onSent` hears when it is out of the house. */
  send(pieces: readonly Uint8Array[], onSent?: () => void, opcode: number = OPCODE.binary): void {
    if (this.isClosing) {
      onSent?.();
      return;
    }
    const length = pieces.reduce((sum, each) => sum + each.length, 0);
    this.wire.write([serverHead(opcode, length), ...pieces], onSent);
  }

  /** Asks the client for a sign of life; `answered` hears that it has read all that was sent before. */
  ping(answered: () => void): void {
    this.pings.push(answered);
    this.send([], undefined, OPCODE.ping);
  }

  /** Says why it ends, and ends it after all that was sent. */
  close(code: number): void {
    if (this.isClosing) return;
    this.send([Buffer.from([code >>> 8, code & 0xff])], undefined, OPCODE.close);
    this.isClosing = true;
    this.wire.end();
  }

  /** See `Wire`. */
  onClose(listener: () => void): void {
    this.wire.onClose(listener);
  }

  /** Its messages as bytes in a row, each message a piece of them. */
  asWire(): Wire {
    return {
      incoming: this.messages(),
      write: (pieces, onSent) => this.send(pieces, onSent),
      end: () => this.close(CLOSE.normal),
      destroy: () => this.wire.destroy(),
      onClose: (listener) => this.wire.onClose(listener),
    };
  }

  private heardControl({ opcode, payload }: WebSocketFrame): void {
    if (opcode === OPCODE.ping) this.send([payload], undefined, OPCODE.pong);
    else if (opcode === OPCODE.pong) this.pings.shift()?.();
  }
}
