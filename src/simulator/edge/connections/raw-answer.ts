import { STATUS_CODES } from 'node:http';
import type { ApiAnswer, ApiHead } from '../..';

/** The head of an answer as HTTP/1.1 writes it. */
export function headText({ status, headers }: ApiHead): string {
  const lines = Object.entries(headers).flatMap(([name, value]) =>
    (typeof value === 'string' ? [value] : value).map((each) => `${name}: ${each}`),
  );
  return [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`, ...lines, '', ''].join('\r\n');
}

/** A complete answer as HTTP/1.1 writes it, after which the connection ends. */
export function answerBytes({ status, headers, body }: ApiAnswer): Buffer {
  const bytes = typeof body === 'string' ? Buffer.from(body) : Buffer.from(body);
  const more = { 'content-length': String(bytes.length), connection: 'close' };
  return Buffer.concat([Buffer.from(headText({ status, headers: { ...headers, ...more } }), 'latin1'), bytes]);
}

/** An answer in plain text. */
export const plainAnswer = (status: number, text: string): ApiAnswer => ({
  status,
  headers: { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' },
  body: `${text}\n`,
});
