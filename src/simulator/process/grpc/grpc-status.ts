import { decodeText, encodeText } from '../encoding';

/** What a call comes to, by its number. Source: gRPC, doc/statuscodes.md. */
export const GRPC_CODES = [
  'OK',
  'Canceled',
  'Unknown',
  'InvalidArgument',
  'DeadlineExceeded',
  'NotFound',
  'AlreadyExists',
  'PermissionDenied',
  'ResourceExhausted',
  'FailedPrecondition',
  'Aborted',
  'OutOfRange',
  'Unimplemented',
  'Internal',
  'Unavailable',
  'DataLoss',
  'Unauthenticated',
] as const;

/** What a call comes to. */
export type GrpcCode = (typeof GRPC_CODES)[number];

/** A call that fails: thrown by who answers it, and told to who asked. */
export class GrpcError extends Error {
  constructor(
    readonly code: Exclude<GrpcCode, 'OK'>,
    message: string,
  ) {
    super(message);
    this.name = 'GrpcError';
  }
}

/** A message as a header may carry it. Source: gRPC, doc/PROTOCOL-HTTP2.md, Percent-Encoded. */
export const encodeStatusMessage = (message: string): string =>
  Array.from(encodeText(message), (byte) =>
    byte >= 0x20 && byte <= 0x7e && byte !== 0x25
      ? String.fromCharCode(byte)
      : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
  ).join('');

/** What such a header says. */
export function decodeStatusMessage(text: string): string {
  const bytes: number[] = [];
  for (let place = 0; place < text.length; place += 1) {
    const code = /^%([0-9A-Fa-f]{2})/.exec(text.slice(place, place + 3))?.[1];
    bytes.push(code === undefined ? text.charCodeAt(place) & 0xff : Number.parseInt(code, 16));
    if (code !== undefined) place += 2;
  }
  return decodeText(Uint8Array.from(bytes));
}

const PREFIX_BYTES = 5;

/** A message with its length in front, not compressed. */
export function framedMessage(message: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(PREFIX_BYTES + message.length);
  new DataView(bytes.buffer).setUint32(1, message.length);
  bytes.set(message, PREFIX_BYTES);
  return bytes;
}

/**
 * The one message that a body holds.
 *
 * @throws GrpcError for a compressed one, and for fewer or more than one.
 */
export function messageIn(body: Uint8Array): Uint8Array {
  if (body.length < PREFIX_BYTES) throw new GrpcError('Internal', 'cardinality violation: received no message');
  const head = new DataView(body.buffer, body.byteOffset);
  if (head.getUint8(0) !== 0) {
    throw new GrpcError('Unimplemented', 'grpc: Decompressor is not installed for what was sent');
  }
  if (head.getUint32(1) !== body.length - PREFIX_BYTES) throw new GrpcError('Internal', 'unexpected EOF');
  return body.subarray(PREFIX_BYTES);
}
