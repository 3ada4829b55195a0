/** Kinds of frames. Source: RFC 6455, section 5.2. */
export const OPCODE = { more: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** Reasons to close. Source: RFC 6455, section 7.4.1. */
export const CLOSE = { normal: 1000, goingAway: 1001, protocolError: 1002, tooBig: 1009, internal: 1011 } as const;

/** One frame, unmasked. */
export interface WebSocketFrame {
  readonly opcode: number;
  /** Whether a message is complete with it. */
  readonly isLast: boolean;
  readonly payload: Buffer;
}

/** Something that a client must not send. */
export class WebSocketError extends Error {
  /** `code` is why the connection is closed then. */
  constructor(
    readonly code: number,
    message: string,
  ) {
    super(message);
  }
}

/** Bytes of a message that is taken, in one frame or several. */
export const MESSAGE_BYTES_MAX = 16 * 1024 * 1024;

/** Cuts bytes into frames, however they come. */
export class WebSocketFrameReader {
  private waiting: Buffer[] = [];
  private size = 0;
  private wanted = 2;

  /** `sender` says whose frames they are: those of clients are masked. */
  constructor(private readonly sender: 'client' | 'server') {}

  /** Frames that are complete with `bytes`. @throws WebSocketError */
  *push(bytes: Buffer): IterableIterator<WebSocketFrame> {
    this.waiting.push(bytes);
    this.size += bytes.length;
    while (this.size >= this.wanted) {
      const all = this.waiting.length === 1 ? (this.waiting[0] as Buffer) : Buffer.concat(this.waiting);
      this.waiting = [all];
      const head = readHead(all, this.sender);
      this.wanted = head === undefined ? this.wanted + 1 : head.bytes + head.length;
      if (head === undefined || this.size < this.wanted) continue;
      const payload = Buffer.from(all.subarray(head.bytes, this.wanted));
      if (this.sender === 'client') unmask(payload, all.subarray(head.bytes - 4, head.bytes));
      this.waiting = [all.subarray(this.wanted)];
      this.size -= this.wanted;
      this.wanted = 2;
      yield { opcode: head.opcode, isLast: head.isLast, payload };
    }
  }
}

interface Head {
  readonly opcode: number;
  readonly isLast: boolean;
  /** Bytes of the head itself, mask included. */
  readonly bytes: number;
  /** Bytes of what follows. */
  readonly length: number;
}

/** The head at the beginning of `bytes`; undefined while it is not complete. */
function readHead(bytes: Buffer, sender: 'client' | 'server'): Head | undefined {
  const [first, second] = [bytes.readUInt8(0), bytes.readUInt8(1)];
  if ((first & 0x70) !== 0) throw new WebSocketError(CLOSE.protocolError, 'reserved bits are set');
  const isMasked = (second & 0x80) !== 0;
  if (isMasked !== (sender === 'client')) {
    throw new WebSocketError(CLOSE.protocolError, isMasked ? 'a server must not mask' : 'a client must mask');
  }
  const [opcode, isLast, short] = [first & 0x0f, (first & 0x80) !== 0, second & 0x7f];
  if (opcode >= OPCODE.close && (!isLast || short > 125)) {
    throw new WebSocketError(CLOSE.protocolError, 'a control frame must be short and whole');
  }
  const lengthBytes = short === 126 ? 2 : short === 127 ? 8 : 0;
  const headBytes = 2 + lengthBytes + (isMasked ? 4 : 0);
  if (bytes.length < headBytes) return undefined;
  const length = lengthBytes === 0 ? short : lengthBytes === 2 ? bytes.readUInt16BE(2) : longLength(bytes);
  if (length > MESSAGE_BYTES_MAX) throw new WebSocketError(CLOSE.tooBig, `a frame of ${length} bytes`);
  return { opcode, isLast, bytes: headBytes, length };
}

const longLength = (bytes: Buffer): number => bytes.readUInt32BE(2) * 2 ** 32 + bytes.readUInt32BE(6);

function unmask(payload: Buffer, mask: Buffer): void {
  const [a, b, c, d] = [mask.readUInt8(0), mask.readUInt8(1), mask.readUInt8(2), mask.readUInt8(3)];
  const whole = payload.length & ~3;
  for (let index = 0; index < whole; index += 4) {
    (payload[index] as number) ^= a;
    (payload[index + 1] as number) ^= b;
    (payload[index + 2] as number) ^= c;
    (payload[index + 3] as number) ^= d;
  }
  for (let index = whole; index < payload.length; index += 1) (payload[index] as number) ^= mask.readUInt8(index % 4);
}

/** Head of a frame of the server; its payload follows. */
export const serverHead = (opcode: number, length: number): Buffer => headOf(opcode, length, 0);

/** A frame of a client; `mask` is four bytes that nobody can guess. */
export function clientFrame(opcode: number, payload: Uint8Array, mask: Buffer): Buffer {
  const masked = Buffer.from(payload);
  unmask(masked, mask);
  return Buffer.concat([headOf(opcode, masked.length, 0x80), mask, masked]);
}

function headOf(opcode: number, length: number, maskBit: number): Buffer {
  if (length < 126) return Buffer.from([0x80 | opcode, maskBit | length]);
  if (length < 65_536) return Buffer.from([0x80 | opcode, maskBit | 126, length >>> 8, length & 0xff]);
  const head = Buffer.alloc(10);
  head.writeUInt8(0x80 | opcode, 0);
  head.writeUInt8(maskBit | 127, 1);
  head.writeUInt32BE(Math.floor(length / 2 ** 32), 2);
  head.writeUInt32BE(length >>> 0, 6);
  return head;
}
