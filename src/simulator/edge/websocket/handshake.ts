import { createHash } from 'node:crypto';

/** Source: RFC 6455, section 1.3. */
const SUFFIX = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

type Headers = Readonly<Record<string, string>>;

/** Whether a request wants to become a WebSocket. */
export const isWebSocketRequest = (headers: Headers): boolean =>
  (headers['upgrade'] ?? '').toLowerCase() === 'websocket';

/** Whether it says all that a WebSocket needs. */
export const isCompleteRequest = (headers: Headers): boolean =>
  headers['sec-websocket-version'] === '13' && (headers['sec-websocket-key'] ?? '') !== '';

/** Subprotocols that a client offers, in its order. */
export const offeredProtocols = (headers: Headers): string[] =>
  (headers['sec-websocket-protocol'] ?? '')
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');

/** Headers of the answer that makes it one; `protocol` is '' for none. */
export function acceptHeaders(headers: Headers, protocol: string): Record<string, string> {
  const accept = createHash('sha1')
    .update(`${headers['sec-websocket-key'] ?? ''}${SUFFIX}`)
    .digest('base64');
  return {
    Upgrade: 'websocket',
    Connection: 'Upgrade',
    'Sec-WebSocket-Accept': accept,
    ...(protocol === '' ? {} : { 'Sec-WebSocket-Protocol': protocol }),
  };
}
