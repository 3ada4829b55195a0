import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Http2ServerResponse } from 'node:http2';
import { pipeline, Readable } from 'node:stream';
import type { ApiAnswer, ApiStream } from '..';

/** A response of either version of HTTP. */
export type OutgoingResponse = ServerResponse | Http2ServerResponse;

/** Bytes that may wait for a client that reads too slowly; then its watch ends, and it begins again. */
const WAITING_BYTES_MAX = 64 * 1024 * 1024;

/** The longest time a timer can wait. Source: HTML, timers: a signed 32-bit number. */
const TIMER_MS_MAX = 2 ** 31 - 1;

/** Both classes have `write` and `end`; their overloads do not unite. */
const asOne = (response: OutgoingResponse): ServerResponse => response as ServerResponse;

/** Bytes of a long answer that are written at once: many enough to be cheap, few enough that the client reads meanwhile. */
const BLOCK_BYTES = 256 * 1024;

/** Writes a complete answer. */
export function writeAnswer(response: OutgoingResponse, answer: ApiAnswer): void {
  const { status, headers, pieces } = answer;
  const out = asOne(response);
  const writeHead = (length: number): void => {
    out.writeHead(status, { ...headers, 'content-length': length } as OutgoingHttpHeaders);
  };
  const length = pieces?.reduce((sum, piece) => sum + Buffer.byteLength(piece), 0);
  if (pieces !== undefined && length !== undefined && length > BLOCK_BYTES) {
    writeHead(length);
    // Who leaves before the end misses nothing.
    pipeline(Readable.from(blocksOf(pieces)), out, () => undefined);
    return;
  }
  const body = typeof answer.body === 'string' ? Buffer.from(answer.body) : answer.body;
  writeHead(body.length);
  out.end(body);
}

/** Texts as blocks of bytes, each made when the one before is on its way. */
function* blocksOf(texts: readonly string[]): Generator<Buffer> {
  let block = Buffer.allocUnsafeSlow(BLOCK_BYTES);
  let filled = 0;
  for (const text of texts) {
    const length = Buffer.byteLength(text);
    if (filled + length > BLOCK_BYTES) {
      if (filled > 0) yield block.subarray(0, filled);
      block = Buffer.allocUnsafeSlow(Math.max(BLOCK_BYTES, length));
      filled = 0;
    }
    filled += block.write(text, filled);
  }
  if (filled > 0) yield block.subarray(0, filled);
}

/** Writes an answer that goes on, until the client leaves, the server ends it or its time is over. */
export function writeStream(
  response: OutgoingResponse,
  stream: ApiStream,
  wallMs: (virtualMs: number) => number,
): void {
  const out = asOne(response);
  out.writeHead(stream.status, stream.headers as OutgoingHttpHeaders);
  out.flushHeaders();
  let isOver = false;
  let stop = (): void => undefined;
  let timer: NodeJS.Timeout | undefined;
  const finish = (): void => {
    if (isOver) return;
    isOver = true;
    clearTimeout(timer);
    stop();
    out.end();
  };
  response.on('close', finish);
  if (stream.timeoutMs !== undefined) {
    timer = setTimeout(finish, Math.min(wallMs(stream.timeoutMs), TIMER_MS_MAX));
    timer.unref();
  }
  stop = stream.start((text) => {
    if (isOver) return;
    out.write(text);
    if (out.writableLength > WAITING_BYTES_MAX) finish();
  }, finish);
  if (isOver) stop();
}
