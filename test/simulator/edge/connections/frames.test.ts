import fc from 'fast-check';
import { constants, createDeflate } from 'node:zlib';
import type { Wire } from '../../../../src/simulator/edge/connections/wire';
import { HEADER_DICTIONARY } from '../../../../src/simulator/edge/spdy/dictionary';
import { controlFrame, dataHead, type Frame, FrameReader } from '../../../../src/simulator/edge/spdy/frames';
import {
  HeaderReader,
  HeaderWriter,
  parseHeaders,
  ProtocolError,
} from '../../../../src/simulator/edge/spdy/header-blocks';
import { SpdyStream } from '../../../../src/simulator/edge/spdy/stream';
import {
  type WebSocketFrame,
  WebSocketFrameReader,
  serverHead,
  WebSocketError,
} from '../../../../src/simulator/edge/websocket/frames';
import { maskedFrame } from '../../../support/websocket-client';

/** Cuts bytes into pieces at `places`. */
function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const at = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((left, right) => left - right);
  return [0, ...at].map((begin, index) => bytes.subarray(begin, at[index] ?? bytes.length));
}

const bytesArb = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes));

test('frames of SPDY are the same however they are cut', () => {
  const frameArb = fc.oneof(
    fc.record({ stream: fc.integer({ min: 1, max: 2 ** 31 - 1 }), isLast: fc.boolean(), bytes: bytesArb }),
    fc.record({ type: fc.integer({ min: 1, max: 9 }), flags: fc.integer({ min: 0, max: 255 }), payload: bytesArb }),
  );
  fc.assert(
    fc.property(fc.array(frameArb, { maxLength: 8 }), fc.array(fc.nat()), (sent, places) => {
      const written = sent.flatMap((each) =>
        'bytes' in each
          ? [dataHead(each.stream, each.bytes.length, each.isLast), each.bytes]
          : [controlFrame(each.type, each.payload, each.flags)],
      );
      const reader = new FrameReader();
      const read: Frame[] = cut(Buffer.concat(written), places).flatMap((piece) => [...reader.push(piece)]);
      expect(read).toEqual(
        sent.map((each) => ('bytes' in each ? { isControl: false, ...each } : { isControl: true, ...each })),
      );
    }),
  );
});

test('what is longer than a frame of SPDY can be goes in several', () => {
  const sent: Uint8Array[] = [];
  const wire: Wire = {
    incoming: { [Symbol.asyncIterator]: () => ({ next: () => Promise.resolve({ done: true, value: undefined }) }) },
    write: (pieces, onSent) => {
      sent.push(...pieces);
      onSent?.();
    },
    end: () => undefined,
    destroy: () => undefined,
    onClose: () => undefined,
  };
  const bytes = Buffer.alloc(2 ** 24 + 5, 'x');
  const onSent = jest.fn();
  new SpdyStream(3, new Map(), wire).write(bytes, onSent);
  const heads = sent.filter((_, index) => index % 2 === 0).map((head) => Buffer.from(head).readUIntBE(5, 3));
  expect(heads).toEqual([2 ** 24 - 1, 6]);
  expect(sent.filter((_, index) => index % 2 === 1).map((piece) => piece.length)).toEqual(heads);
  expect(onSent).toHaveBeenCalledTimes(1);
});

test('frames of a WebSocket are the same however they are cut', () => {
  const frameArb = fc.record({
    opcode: fc.constantFrom(0, 1, 2),
    isLast: fc.boolean(),
    payload: fc.oneof(
      bytesArb,
      fc.constantFrom(65_535, 65_536, 70_001).map((size) => Buffer.alloc(size, 'x')),
    ),
  });
  fc.assert(
    fc.property(fc.array(frameArb, { maxLength: 5 }), fc.array(fc.nat()), fc.nat(0xffff_ffff), (sent, places, mask) => {
      const reader = new WebSocketFrameReader('client');
      const written = Buffer.concat(sent.map((each) => maskedFrame(each.opcode, each.payload, each.isLast, mask)));
      const read: WebSocketFrame[] = cut(written, places).flatMap((piece) => [...reader.push(piece)]);
      // As text: comparing long buffers byte by byte takes its time.
      const asText = ({ payload, ...rest }: WebSocketFrame): object => ({
        ...rest,
        payload: payload.toString('latin1'),
      });
      expect(read.map(asText)).toEqual(sent.map(asText));
    }),
    { numRuns: 30 },
  );
});

test.each([
  { what: 'without mask', bytes: [0x82, 0x01, 0x00], code: 1002 },
  { what: 'with reserved bits', bytes: [0xc2, 0x80], code: 1002 },
  { what: 'of control in pieces', bytes: [0x09, 0x80], code: 1002 },
  { what: 'of control that is long', bytes: [0x89, 0xfe], code: 1002 },
  { what: 'that is too long', bytes: [0x82, 0xff, 0, 0, 0, 0, 0x02, 0, 0, 0, 1, 2, 3, 4], code: 1009 },
])('a frame $what is refused with $code', ({ bytes, code }) => {
  const read = (): unknown => [...new WebSocketFrameReader('client').push(Buffer.from(bytes))];
  expect(read).toThrow(WebSocketError);
  try {
    read();
  } catch (error) {
    expect((error as WebSocketError).code).toBe(code);
  }
});

test.each([
  { length: 125, head: '827d' },
  { length: 126, head: '827e007e' },
  { length: 65_536, head: '827f0000000000010000' },
])('the head of $length bytes is $head', ({ length, head }) => {
  expect(serverHead(2, length).toString('hex')).toBe(head);
});

/** Compresses blocks of headers as a client does: all in one stream. */
class Deflater {
  private readonly deflate = createDeflate({ dictionary: HEADER_DICTIONARY, flush: constants.Z_SYNC_FLUSH });
  private pieces: Buffer[] = [];

  constructor() {
    this.deflate.on('data', (piece: Buffer) => this.pieces.push(piece));
  }

  async block(pairs: readonly (readonly [string, string])[]): Promise<Buffer> {
    const number = (value: number): Buffer => Buffer.from([0, 0, value >>> 8, value & 0xff]);
    const text = (value: string): Buffer[] => [number(value.length), Buffer.from(value, 'latin1')];
    const bytes = [number(pairs.length), ...pairs.flatMap(([name, value]) => [...text(name), ...text(value)])];
    await new Promise<void>((resolve) => this.deflate.write(Buffer.concat(bytes), () => resolve()));
    return Buffer.concat(this.pieces.splice(0));
  }
}

test('headers are read with all that was compressed before', async () => {
  const [deflater, reader] = [new Deflater(), new HeaderReader()];
  for (const type of ['error', 'data', 'data']) {
    const block = await deflater.block([
      ['Streamtype', type],
      ['port', '80'],
    ]);
    expect([...(await reader.read(block))]).toEqual([
      ['streamtype', type],
      ['port', '80'],
    ]);
  }
  reader.close();
});

test('blocks without headers are read, one after the other', async () => {
  const [writer, reader] = [new HeaderWriter(), new HeaderReader()];
  for (let index = 0; index < 3; index += 1) expect((await reader.read(writer.empty())).size).toBe(0);
  reader.close();
});

test('what is no block of headers is refused', async () => {
  const reader = new HeaderReader();
  await expect(reader.read(Buffer.from('no zlib at all'))).rejects.toThrow(ProtocolError);
  expect(() => parseHeaders(Buffer.from([0, 0, 0, 9]))).toThrow(ProtocolError);
  reader.close();
});
