import { CAPABILITY } from './constants';
import { PayloadReader } from './payload-reader';

/** How a client introduces itself. */
export interface Introduction {
  readonly capabilities: number;
  readonly user: string;
  readonly proof: Uint8Array;
  readonly database: string;
  readonly plugin: string;
}

/** Whether both sides can do something. */
export const hasCapability = (capabilities: number, bit: number): boolean => (capabilities & bit) !== 0;

/** Reads the first packet of a client. Source: MySQL 8.0, sql/auth/sql_authentication.cc `parse_client_handshake_packet`. */
export function readIntroduction(payload: Uint8Array): Introduction {
  const reader = new PayloadReader(payload);
  const capabilities = reader.number(4);
  reader.number(4);
  reader.bytes(24);
  const user = reader.textWithZero();
  const proofBytes = hasCapability(capabilities, CAPABILITY.authLength) ? reader.length() : reader.number(1);
  const proof = reader.bytes(proofBytes);
  const database = hasCapability(capabilities, CAPABILITY.connectWithDatabase) ? reader.textWithZero() : '';
  const plugin = hasCapability(capabilities, CAPABILITY.pluginAuth) ? reader.textWithZero() : 'mysql_native_password';
  return { capabilities, user, proof, database, plugin };
}
