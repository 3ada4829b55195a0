import { encodeText } from '../../../process';
import { md5Hex } from '../../digests';

/** A password as it is kept: with the name of the user, as a digest. */
export const keptPassword = (user: string, password: string): string => `md5${md5Hex(encodeText(password + user))}`;

/** What a client sends in place of a password: what is kept, mixed with what the server drew. */
export function md5Answer(kept: string, salt: Uint8Array): string {
  const digits = encodeText(kept.slice(3));
  const mixed = new Uint8Array(digits.length + salt.length);
  mixed.set(digits);
  mixed.set(salt, digits.length);
  return `md5${md5Hex(mixed)}`;
}
