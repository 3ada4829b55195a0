import type { Status } from '../api';
import type { Negotiated } from './negotiation';
import type { ApiAnswer } from './request';

/** Longest text of warnings in one answer. Source: Kubernetes 1.36, apiserver/pkg/endpoints/filters/warning.go. */
const WARNING_BYTES_MAX = 4 * 1024;
/** Length to which texts are cut when all together are too long. */
const WARNING_CUT = 256;

/** Warning headers of texts. Source: Kubernetes 1.36, apimachinery/pkg/util/net/http.go `NewWarningHeader`. */
export function warningHeaders(texts: readonly string[]): Readonly<Record<string, readonly string[]>> {
  if (texts.length === 0) return {};
  const total = texts.reduce((sum, each) => sum + each.length, 0);
  const shown = total > WARNING_BYTES_MAX ? texts.map((each) => each.slice(0, WARNING_CUT)) : texts;
  const headers: string[] = [];
  let bytes = 0;
  for (const each of shown) {
    bytes += each.length;
    if (bytes > WARNING_BYTES_MAX) break;
    // Control characters cannot be part of a header.
    const clean = each.replace(/[^\u0020-\u007e\u0080-\uffff]/g, ' ').replace(/[\\"]/g, '\\$&');
    headers.push(`299 - "${clean}"`);
  }
  return { warning: headers };
}

const NOT_CACHED = 'no-cache, private';

/** How an answer is written. */
export type Writing = Pick<Negotiated, 'isPretty'> & Partial<Pick<Negotiated, 'contentType'>>;

/** An answer in JSON; JSON is YAML too. */
export function jsonAnswer(
  status: number,
  json: string,
  negotiated?: Writing,
  warnings: readonly string[] = [],
): ApiAnswer {
  const isPretty = negotiated?.isPretty ?? false;
  return {
    status,
    headers: {
      'content-type': negotiated?.contentType ?? 'application/json',
      'cache-control': NOT_CACHED,
      ...warningHeaders(warnings),
    },
    body: isPretty ? `${JSON.stringify(JSON.parse(json), null, 2)}\n` : `${json}\n`,
  };
}

/** An answer in JSON whose text exists in pieces only; `body` puts them together when somebody asks for it. */
export function piecesAnswer(
  status: number,
  json: readonly string[],
  negotiated: Writing,
  warnings: readonly string[] = [],
): ApiAnswer {
  if (negotiated.isPretty) return jsonAnswer(status, json.join(''), negotiated, warnings);
  const pieces = [...json, '\n'];
  return {
    ...jsonAnswer(status, '', negotiated, warnings),
    get body() {
      return pieces.join('');
    },
    pieces,
  };
}

/** An answer that is a Status. */
export function statusAnswer(status: Status, negotiated?: Writing, warnings: readonly string[] = []): ApiAnswer {
  const answer = jsonAnswer(status.code ?? 200, JSON.stringify(status), negotiated, warnings);
  const retryAfter = status.details?.retryAfterSeconds;
  if (retryAfter === undefined) return answer;
  return { ...answer, headers: { ...answer.headers, 'retry-after': String(retryAfter) } };
}

/** An answer in plain text. */
export const textAnswer = (status: number, body: string): ApiAnswer => ({
  status,
  headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': NOT_CACHED },
  body,
});

/** What the server says to a path that it does not know. */
export const pathNotFound = (): ApiAnswer => textAnswer(404, '404 page not found\n');
