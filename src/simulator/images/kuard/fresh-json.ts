import { encodeText, type HttpResponse } from '../../process';

/** What tells clients to ask anew every time. */
const NO_CACHE = {
  expires: 'Thu, 01 Jan 1970 00:00:00 UTC',
  'cache-control': 'no-cache, private, max-age=0',
  pragma: 'no-cache',
} as const;

/** An answer of the APIs of kuard. Source: kuard v0.10.0, pkg/apiutils/utils.go `ServeJSON`. */
export const freshJson = (value: unknown): HttpResponse => ({
  status: 200,
  headers: { 'content-type': 'application/json', ...NO_CACHE },
  body: encodeText(`${JSON.stringify(value)}\n`),
});
