import type { Coroutine } from '../coroutine';
import { encodeText } from '../encoding';
import type { HttpBody, HttpHeaders } from '../http-message';
import type { ByteWriter } from '../streams';

const NAMES: Readonly<Record<string, string>> = { etag: 'ETag', 'www-authenticate': 'WWW-Authenticate', te: 'TE' };
const LAST_CHUNK = encodeText('0\r\n\r\n');
const LINE_END = encodeText('\r\n');

/** A header's name as servers write it: `Content-Type`. */
export const headerName = (name: string): string =>
  NAMES[name] ?? name.replace(/(^|-)([a-z])/g, (_, dash: string, letter: string) => dash + letter.toUpperCase());

/** First line and headers as text, with the empty line behind them. */
export function headText(firstLine: string, headers: HttpHeaders): string {
  let text = `${firstLine}\r\n`;
  for (const [name, joined] of Object.entries(headers)) {
    const values = name === 'set-cookie' ? joined.split('\n') : [joined];
    for (const value of values) text += `${headerName(name)}: ${value}\r\n`;
  }
  return `${text}\r\n`;
}

/** Head and body in one piece. */
export function joined(head: string, body: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(head.length + body.length);
  // Heads are written in Latin-1, one byte a character.
  for (let index = 0; index < head.length; index += 1) bytes[index] = head.charCodeAt(index);
  bytes.set(body, head.length);
  return bytes;
}

/** Writes a body that is as long as the head says, or that ends with the connection. */
export function* writePlain(writer: ByteWriter, body: HttpBody): Coroutine<void> {
  if (body instanceof Uint8Array) {
    yield* writer.write(body);
    return;
  }
  for (let bytes = yield* body.read(); bytes !== undefined; bytes = yield* body.read()) yield* writer.write(bytes);
}

/** Writes a body in chunks, one for each piece that comes. */
export function* writeChunked(writer: ByteWriter, body: HttpBody): Coroutine<void> {
  if (body instanceof Uint8Array) {
    yield* writeChunk(writer, body);
  } else {
    for (let bytes = yield* body.read(); bytes !== undefined; bytes = yield* body.read())
      yield* writeChunk(writer, bytes);
  }
  yield* writer.write(LAST_CHUNK);
}

function* writeChunk(writer: ByteWriter, bytes: Uint8Array): Coroutine<void> {
  if (bytes.length === 0) return;
  yield* writer.write(encodeText(`${bytes.length.toString(16)}\r\n`));
  yield* writer.write(bytes);
  yield* writer.write(LINE_END);
}
