import { encodeText, joinBytes } from '../../../process';
import { hexOf, sha1, sha256 } from '../../digests';

/** How passwords are proved. */
export type AuthPlugin = 'mysql_native_password' | 'caching_sha2_password';

const exclusiveOr = (a: Uint8Array, b: Uint8Array): Uint8Array => a.map((byte, index) => byte ^ (b[index] ?? 0));

const EMPTY = new Uint8Array(0);

/** What a client sends to prove that it knows the password. Source: MySQL 8.0, sql/auth/password.cc, sha2_password.cc. */
export function proofOf(plugin: AuthPlugin, password: string, nonce: Uint8Array): Uint8Array {
  if (password === '') return EMPTY;
  const bytes = encodeText(password);
  if (plugin === 'mysql_native_password') {
    const once = sha1(bytes);
    return exclusiveOr(once, sha1(joinBytes([nonce, sha1(once)])));
  }
  const once = sha256(bytes);
  return exclusiveOr(once, sha256(joinBytes([sha256(once), nonce])));
}

/** What is kept of a password: its digest of a digest, in hexadecimal digits behind a mark; nothing for none. */
export function keptPassword(plugin: AuthPlugin, password: string): string {
  if (password === '') return '';
  const bytes = encodeText(password);
  return plugin === 'mysql_native_password'
    ? `*${hexOf(sha1(sha1(bytes))).toUpperCase()}`
    : `$A$005$${hexOf(sha256(sha256(bytes)))}`;
}

const bytesOfHex = (hex: string): Uint8Array =>
  Uint8Array.from({ length: hex.length / 2 }, (_, index) => parseInt(hex.slice(index * 2, index * 2 + 2), 16));

/** Whether a proof is that of the password of which `kept` is kept. */
export function isProof(plugin: AuthPlugin, kept: string, proof: Uint8Array, nonce: Uint8Array): boolean {
  if (kept === '') return proof.length === 0;
  const isNative = plugin === 'mysql_native_password';
  const digest = isNative ? sha1 : sha256;
  const twice = bytesOfHex(kept.replace(/^(?:\*|\$A\$005\$)/, '').toLowerCase());
  const mask = digest(isNative ? joinBytes([nonce, twice]) : joinBytes([twice, nonce]));
  if (proof.length !== mask.length) return false;
  return hexOf(digest(exclusiveOr(proof, mask))) === hexOf(twice);
}
