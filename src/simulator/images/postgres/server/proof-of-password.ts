import { type Connection, type Coroutine, decodeText, encodeText, type Process } from '../../../process';
import { fromBase64, toBase64 } from '../protocol/base64';
import { MessageBuilder, ProtocolViolation } from '../protocol/fields';
import type { MessageReader } from '../protocol/message-reader';
import { md5Answer } from '../protocol/passwords';
import { attributesOf, hmac, readScramSecret, type ScramSecret, xor } from '../protocol/scram';
import { sha256 } from '../../digests';
import { authentication } from './answers';

/** What a client is asked for. Source: PostgreSQL 16, Message Formats, Authentication. */
const [MD5, SASL, SASL_CONTINUE, SASL_FINAL] = [5, 10, 11, 12];

const NONCE_BYTES = 18;

/** Who asks, and whom. */
export interface Asked {
  readonly process: Process;
  readonly connection: Connection;
  readonly reader: MessageReader;
}

/** The next answer of a client that is asked for a password; undefined when it has gone. */
function* answerOf({ reader }: Asked): Coroutine<Uint8Array | undefined> {
  const message = yield* reader.next();
  if (message === undefined) return undefined;
  if (message.type !== 'p')
    throw new ProtocolViolation(`expected password response, got message type ${message.type.charCodeAt(0)}`);
  return message.fields.raw();
}

/** Asks for a password that is sent as a digest; whether it is `kept`. Undefined when the client has gone. */
export function* provesMd5(asked: Asked, kept: string | undefined): Coroutine<boolean | undefined> {
  const { process, connection } = asked;
  const salt = Uint8Array.from({ length: 4 }, () => process.random.below(256));
  yield* connection.write(authentication(MD5, salt));
  const answer = yield* answerOf(asked);
  if (answer === undefined) return undefined;
  return kept !== undefined && decodeText(answer).replace(/\0$/, '') === md5Answer(kept, salt);
}

/** Whether the last message of a client proves that it knows the password. */
function isProof(secret: ScramSecret, final: string, authMessage: Uint8Array): boolean {
  const proof = fromBase64(attributesOf(final).get('p') ?? '');
  const client = xor(proof, hmac(secret.stored, authMessage));
  return toBase64(sha256(client)) === toBase64(secret.stored);
}

/**
 * Asks for the proof that a client knows a password, without sending it; whether it does. Undefined when the client has gone.
 * Source: RFC 5802; channel binding needs TLS and is not offered.
 */
export function* provesScram(asked: Asked, kept: string | undefined): Coroutine<boolean | undefined> {
  const { process, connection } = asked;
  const offer = new MessageBuilder().text('SCRAM-SHA-256').raw(Uint8Array.of(0)).bytes().subarray(4);
  yield* connection.write(authentication(SASL, offer));
  const first = yield* answerOf(asked);
  if (first === undefined) return undefined;
  const text = decodeText(first);
  // The name of the mechanism and a length stand before what the client says.
  const said = text.slice(text.indexOf('\0') + 5);
  const bare = said.slice(said.indexOf('n='));
  const secret = readScramSecret(kept ?? '');
  const own = toBase64(Uint8Array.from({ length: NONCE_BYTES }, () => process.random.below(256)));
  const nonce = `${attributesOf(bare).get('r') ?? ''}${own}`;
  const salt = secret === undefined ? own.slice(0, 24) : toBase64(secret.salt);
  const challenge = `r=${nonce},s=${salt},i=${secret?.iterations ?? 4096}`;
  yield* connection.write(authentication(SASL_CONTINUE, encodeText(challenge)));
  const last = yield* answerOf(asked);
  if (last === undefined) return undefined;
  const final = decodeText(last);
  const authMessage = encodeText(`${bare},${challenge},${final.replace(/,p=[^,]*$/, '')}`);
  if (secret === undefined || attributesOf(final).get('r') !== nonce || !isProof(secret, final, authMessage))
    return false;
  const signature = toBase64(hmac(secret.server, authMessage));
  yield* connection.write(authentication(SASL_FINAL, encodeText(`v=${signature}`)));
  return true;
}
