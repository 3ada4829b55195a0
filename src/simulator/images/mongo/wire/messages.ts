import { type BsonDocument, isDocument } from '../bson/values';
import { decodeBson, decodeSequence } from '../bson/decode';
import { encodeBson } from '../bson/encode';
import { decodeText, encodeText } from '../../../process';

const OP_REPLY = 1;
const OP_QUERY = 2004;
const OP_MSG = 2013;
const HEADER_BYTES = 16;
/** Flag of a query that a secondary may answer. */
const MAY_SECONDARY = 4;

/** Commands are sent by OP_MSG since MongoDB 3.6, before that as queries of a collection `$cmd`. */
export type MessageForm = 'query' | 'message';

/** A command as it came, or is to be sent. */
export interface CommandMessage {
  readonly requestId: number;
  readonly form: MessageForm;
  readonly database: string;
  /** The first member names the command. */
  readonly command: BsonDocument;
  /** Whether a secondary may answer. */
  readonly maySecondary?: boolean;
  /** Whether the client wants no answer. */
  readonly isSilent?: boolean;
}

/** A message that is no command or no answer. */
export class WireError extends Error {}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

function assemble(requestId: number, responseTo: number, code: number, parts: readonly Uint8Array[]): Uint8Array {
  const length = HEADER_BYTES + parts.reduce((sum, part) => sum + part.length, 0);
  const message = new Uint8Array(length);
  const view = viewOf(message);
  for (const [index, value] of [length, requestId, responseTo, code].entries()) view.setInt32(index * 4, value, true);
  let offset = HEADER_BYTES;
  for (const part of parts) {
    message.set(part, offset);
    offset += part.length;
  }
  return message;
}

function int32s(...values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(values.length * 4);
  for (const [index, value] of values.entries()) viewOf(bytes).setInt32(index * 4, value, true);
  return bytes;
}

/** Bytes of a command. */
export function writeCommand({ requestId, form, database, command }: CommandMessage): Uint8Array {
  if (form === 'message') {
    const body = encodeBson({ ...command, $db: database });
    return assemble(requestId, 0, OP_MSG, [int32s(0), Uint8Array.of(0), body]);
  }
  const name = encodeText(`${database}.$cmd\0`);
  const { $readPreference: preference, ...rest } = command;
  const flags = preference === undefined ? 0 : MAY_SECONDARY;
  return assemble(requestId, 0, OP_QUERY, [int32s(flags), name, int32s(0, -1), encodeBson(rest)]);
}

/** Bytes of the answer to a command, in the form in which that came. */
export function writeReply(
  requestId: number,
  { requestId: to, form }: CommandMessage,
  reply: BsonDocument,
): Uint8Array {
  const body = encodeBson(reply);
  if (form === 'message') return assemble(requestId, to, OP_MSG, [int32s(0), Uint8Array.of(0), body]);
  return assemble(requestId, to, OP_REPLY, [int32s(8, 0, 0, 0, 1), body]);
}

/** Members of a message: a document, and lists of documents that belong to it under their names. */
function readSections(bytes: Uint8Array, hasChecksum: boolean): BsonDocument {
  const view = viewOf(bytes);
  const end = bytes.length - (hasChecksum ? 4 : 0);
  let body: BsonDocument = {};
  const lists: Record<string, readonly BsonDocument[]> = {};
  for (let offset = 4; offset < end;) {
    const kind = bytes[offset];
    const size = view.getInt32(offset + 1, true);
    const part = bytes.subarray(offset + 1, offset + 1 + size);
    offset += 1 + size;
    if (kind === 0) {
      body = decodeBson(part);
      continue;
    }
    const nameEnd = part.indexOf(0, 4);
    lists[decodeText(part.subarray(4, nameEnd))] = decodeSequence(part.subarray(nameEnd + 1));
  }
  return { ...body, ...lists };
}

function readQuery(bytes: Uint8Array): Pick<CommandMessage, 'database' | 'command' | 'maySecondary'> {
  const nameEnd = bytes.indexOf(0, 4);
  const [database = '', ...rest] = decodeText(bytes.subarray(4, nameEnd)).split('.');
  if (rest.join('.') !== '$cmd') throw new WireError('only commands are queried here');
  const query = decodeBson(bytes.subarray(nameEnd + 9));
  const maySecondary = (viewOf(bytes).getInt32(0, true) & MAY_SECONDARY) !== 0;
  return { database, command: isDocument(query.$query) ? query.$query : query, maySecondary };
}

/** Reads a command. @throws WireError for messages of other kinds, BsonError */
export function readCommand(message: Uint8Array): CommandMessage {
  const view = viewOf(message);
  const requestId = view.getInt32(4, true);
  const code = view.getInt32(12, true);
  const bytes = message.subarray(HEADER_BYTES);
  if (code === OP_QUERY) return { requestId, form: 'query', ...readQuery(bytes) };
  if (code !== OP_MSG) throw new WireError(`messages of kind ${code} are not understood here`);
  const flags = viewOf(bytes).getInt32(0, true);
  const { $db, ...command } = readSections(bytes, (flags & 1) !== 0);
  const database = typeof $db === 'string' ? $db : 'admin';
  const preference = command.$readPreference;
  const maySecondary = isDocument(preference) && preference.mode !== 'primary';
  return { requestId, form: 'message', database, command, maySecondary, isSilent: (flags & 2) !== 0 };
}

/** Reads the answer to a command. @throws WireError, BsonError */
export function readReply(message: Uint8Array): BsonDocument {
  const code = viewOf(message).getInt32(12, true);
  const bytes = message.subarray(HEADER_BYTES);
  if (code === OP_MSG) return readSections(bytes, false);
  if (code === OP_REPLY) return decodeBson(bytes.subarray(20));
  throw new WireError(`messages of kind ${code} are no answers`);
}
