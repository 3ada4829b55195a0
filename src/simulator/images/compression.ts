/* eslint-disable @typescript-eslint/no-require-imports -- Hardly any cluster compresses anything: it is loaded when one does. */
import type * as Pako from 'pako';

const pako = (): typeof Pako => require('pako') as typeof Pako;

/** What is no file of gzip, is damaged, or ends too early. */
export class CompressionError extends Error {
  constructor(readonly reason: 'end' | 'damaged') {
    super(reason === 'end' ? 'unexpected end of file' : 'invalid compressed data--format violated');
  }
}

/** Bytes as a file of gzip, without a name and a time. */
export const gzip = (bytes: Uint8Array): Uint8Array => pako().gzip(bytes);

/** Whether bytes begin as a file of gzip does. */
export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/**
 * What a file of gzip holds, all its members.
 *
 * @throws CompressionError for what is none, or damaged.
 */
export function gunzip(file: Uint8Array): Uint8Array {
  if (!isGzip(file)) throw new CompressionError('damaged');
  const { Inflate, Z_BUF_ERROR, Z_OK } = pako();
  const inflate = new Inflate();
  inflate.push(file, true);
  if (inflate.err !== Z_OK) throw new CompressionError(inflate.err === Z_BUF_ERROR ? 'end' : 'damaged');
  return inflate.result;
}
