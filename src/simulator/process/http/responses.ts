import { encodeText } from '../encoding';
import type { HttpHeaders, HttpResponse } from '../http-message';

/** An answer of text; HTML and others by `type`. */
export const textResponse = (
  text: string,
  { status = 200, type = 'text/plain; charset=utf-8', headers = {} }: ResponseOptions = {},
): HttpResponse => ({ status, headers: { 'content-type': type, ...headers }, body: encodeText(text) });

/** An answer of JSON. */
export const jsonResponse = (value: unknown, options: ResponseOptions = {}): HttpResponse =>
  textResponse(JSON.stringify(value), { type: 'application/json', ...options });

/** What else there is to an answer. */
export interface ResponseOptions {
  /** @default 200 */
  readonly status?: number;
  /** Its `content-type`. @default - that of plain text, or of JSON */
  readonly type?: string;
  /** @default - none besides `content-type` */
  readonly headers?: HttpHeaders;
}

/** Virtual time as headers say it: `Thu, 01 Jan 2026 00:00:00 GMT`. */
export function httpDate(timeMs: number): string {
  const second = Math.floor(timeMs / 1000);
  if (second !== lastDate.second) lastDate = { second, text: new Date(timeMs).toUTCString() };
  return lastDate.text;
}

/** The date that was last written: many answers share a second. */
let lastDate = { second: NaN, text: '' };

/** The answer with what every server adds: its date, and how its body is framed. */
export function completeResponse(response: HttpResponse, nowMs: number): HttpResponse {
  const headers = completeHeaders(response, response.headers.date ?? httpDate(nowMs));
  const { status, body, upgrade } = response;
  return upgrade === undefined ? { status, headers, body } : { status, headers, body, upgrade };
}

function completeHeaders({ status, headers, body }: HttpResponse, date: string): HttpHeaders {
  const isFramed = headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
  // Not by spreads: see docs/decisions/hidden-classes.md.
  if (isFramed || !mayHaveBody(status)) return Object.assign({}, headers, { date });
  return body instanceof Uint8Array
    ? Object.assign({}, headers, { date, 'content-length': String(body.length) })
    : Object.assign({}, headers, { date, 'transfer-encoding': 'chunked' });
}

/** Whether an answer of this status has a body. */
export const mayHaveBody = (status: number): boolean => status >= 200 && status !== 204 && status !== 304;
