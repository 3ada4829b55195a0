import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Http2ServerResponse } from 'node:http2';
import type { ApiAnswer, ApiStream } from '..';

/** A response of either version of HTTP. */
export type OutgoingResponse = ServerResponse | Http2ServerResponse;

/** Bytes that may wait for a client that reads too slowly; then its watch ends, and it begins again. */
const WAITING_BYTES_MAX = 64 * 1024 * 1024;

/** The longest time a timer can wait. Source: HTML, timers: a signed 32-bit number. */
const TIMER_MS_MAX = 2 ** 31 - 1;

/** Both classes have `write` and `end`; their overloads do not unite. */
const asOne = (response: OutgoingResponse): ServerResponse => response as ServerResponse;

/** Writes a complete answer. */
export function writeAnswer(response: OutgoingResponse, answer: ApiAnswer): void {
  const body = typeof answer.body === 'string' ? Buffer.from(answer.body) : answer.body;
  const headers: Record<string, unknown> = { ...answer.headers, 'content-length': body.length };
  asOne(response).writeHead(answer.status, headers as OutgoingHttpHeaders);
  asOne(response).end(body);
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
