import { ByteQueue } from '../byte-queue';
import type { Coroutine } from '../coroutine';
import { decodeText } from '../encoding';
import type { HttpBody } from '../http-message';

const NONE = new Uint8Array(0);

/** All of a body. Throws ECONNRESET when the other side breaks off. */
export function* readAll(body: HttpBody): Coroutine<Uint8Array> {
  if (body instanceof Uint8Array) return body;
  const bytes = new ByteQueue();
  for (let part = yield* body.read(); part !== undefined; part = yield* body.read()) bytes.push(part);
  return bytes.size === 0 ? NONE : bytes.take();
}

/** All of a body as text. */
export function* readBodyText(body: HttpBody): Coroutine<string> {
  return decodeText(yield* readAll(body));
}

/** All of a body as JSON. @throws SyntaxError when it is none */
export function* readJson(body: HttpBody): Coroutine<unknown> {
  return JSON.parse(yield* readBodyText(body));
}
