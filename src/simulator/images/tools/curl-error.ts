import type { SystemError } from '../../process';
import type { ToolUrl } from './url';

/** Ends a transfer with a code of curl and its words. */
export class CurlError extends Error {
  constructor(
    readonly code: number,
    text: string,
  ) {
    super(text);
    this.name = 'CurlError';
  }
}

/** What curl says when a connection or the answer on it fails so, after `spentMs`. */
export function connectionError(
  error: SystemError,
  url: ToolUrl,
  spentMs: number,
  timeoutMs: number | undefined,
): CurlError {
  if (error.code === 'ETIMEDOUT' && timeoutMs !== undefined) {
    return new CurlError(
      28,
      `Failed to connect to ${url.host} port ${url.port} after ${spentMs} ms: Timeout was reached`,
    );
  }
  if (error.code === 'ECONNRESET') {
    if (url.isSecure) return new CurlError(35, 'error:0A00010B:SSL routines::wrong version number');
    return new CurlError(52, 'Empty reply from server');
  }
  return new CurlError(
    7,
    `Failed to connect to ${url.host} port ${url.port} after ${spentMs} ms: Couldn't connect to server`,
  );
}
