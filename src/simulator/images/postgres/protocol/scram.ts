import type { SeededRandom } from '../../../engine';
import { encodeText } from '../../../process';
import { sha256 } from '../../digests';
import { fromBase64, toBase64 } from './base64';

/** Rounds of new passwords. Source: PostgreSQL, scram_iterations. */
const ITERATIONS = 4096;
const BLOCK_BYTES = 64;
const SALT_BYTES = 16;

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const all = new Uint8Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}

/** A digest that only whoever has the key can make. Source: RFC 2104. */
export function hmac(key: Uint8Array, message: Uint8Array): Uint8Array {
  const block = new Uint8Array(BLOCK_BYTES);
  block.set(key.length > BLOCK_BYTES ? sha256(key) : key);
  const inner = sha256(
    joined(
      block.map((byte) => byte ^ 0x36),
      message,
    ),
  );
  return sha256(
    joined(
      block.map((byte) => byte ^ 0x5c),
      inner,
    ),
  );
}

export const xor = (first: Uint8Array, second: Uint8Array): Uint8Array =>
  first.map((byte, index) => byte ^ (second[index] ?? 0));

/** What a password becomes with its salt. Source: RFC 5802, `Hi`. */
export function saltedPassword(password: string, salt: Uint8Array, iterations: number): Uint8Array {
  const key = encodeText(password);
  let round = hmac(key, joined(salt, Uint8Array.of(0, 0, 0, 1)));
  let result = round;
  for (let count = 1; count < iterations; count += 1) {
    round = hmac(key, round);
    result = xor(result, round);
  }
  return result;
}

/** The key that proves a client, the one that is kept of it, and the one that proves the server. */
export function keysOf(salted: Uint8Array): Readonly<Record<'client' | 'stored' | 'server', Uint8Array>> {
  const client = hmac(salted, encodeText('Client Key'));
  return { client, stored: sha256(client), server: hmac(salted, encodeText('Server Key')) };
}

/** A password as it is kept. */
export interface ScramSecret {
  readonly iterations: number;
  readonly salt: Uint8Array;
  readonly stored: Uint8Array;
  readonly server: Uint8Array;
}

/** A password as it is kept, as text: `SCRAM-SHA-256$4096:salt$stored:server`. */
export function keptScram(password: string, random: SeededRandom): string {
  const salt = Uint8Array.from({ length: SALT_BYTES }, () => random.below(256));
  const { stored, server } = keysOf(saltedPassword(password, salt, ITERATIONS));
  return `SCRAM-SHA-256$${ITERATIONS}:${toBase64(salt)}$${toBase64(stored)}:${toBase64(server)}`;
}

/** Reads what `keptScram` makes; undefined for a password that is kept in another form. */
export function readScramSecret(kept: string): ScramSecret | undefined {
  const [, iterations, salt, stored, server] = /^SCRAM-SHA-256\$(\d+):([^$]+)\$([^:]+):(.+)$/.exec(kept) ?? [];
  if (iterations === undefined || salt === undefined || stored === undefined || server === undefined) return undefined;
  const [saltBytes, storedBytes, serverBytes] = [salt, stored, server].map(fromBase64);
  return {
    iterations: Number(iterations),
    salt: saltBytes as Uint8Array,
    stored: storedBytes as Uint8Array,
    server: serverBytes as Uint8Array,
  };
}

/** Attributes of a message: `n=user,r=nonce`. */
export const attributesOf = (message: string): ReadonlyMap<string, string> =>
  new Map(message.split(',').map((part) => [part.charAt(0), part.slice(2)]));
