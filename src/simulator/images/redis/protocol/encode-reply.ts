import {
  DoubleReply,
  ErrorReply,
  MapReply,
  NullListReply,
  PushReply,
  type Reply,
  StatusReply,
  VerbatimReply,
} from './reply';

/** Versions of the protocol: a client asks for the newer one with HELLO. */
export type Protocol = 2 | 3;

const bulk = (text: string): string => `$${text.length}\r\n${text}\r\n`;

/** Lines cannot hold line ends. */
const oneLine = (text: string): string => text.replace(/[\r\n]/g, ' ');

const list = (mark: string, items: readonly Reply[], protocol: Protocol): string =>
  `${mark}${items.length}\r\n${items.map((item) => encodeReply(item, protocol)).join('')}`;

/** An answer as it is sent, as a byte text. Source: the RESP specification, versions 2 and 3. */
export function encodeReply(reply: Reply, protocol: Protocol): string {
  const isNew = protocol === 3;
  if (typeof reply === 'string') return bulk(reply);
  if (typeof reply === 'number' || typeof reply === 'bigint') return `:${reply}\r\n`;
  if (reply === null) return isNew ? '_\r\n' : '$-1\r\n';
  if (reply instanceof StatusReply) return `+${oneLine(reply.text)}\r\n`;
  if (reply instanceof ErrorReply) return `-${oneLine(reply.text)}\r\n`;
  if (reply instanceof DoubleReply) {
    return isNew ? `,${reply.text}\r\n` : bulk(reply.text);
  }
  if (reply instanceof VerbatimReply) {
    return isNew ? `=${reply.text.length + 4}\r\ntxt:${reply.text}\r\n` : bulk(reply.text);
  }
  if (reply instanceof NullListReply) return isNew ? '_\r\n' : '*-1\r\n';
  if (reply instanceof PushReply) return list(isNew ? '>' : '*', reply.items, protocol);
  if (reply instanceof MapReply) {
    const items = reply.entries.flat();
    if (!isNew) return list('*', items, protocol);
    return `%${reply.entries.length}\r\n${items.map((item) => encodeReply(item, protocol)).join('')}`;
  }
  return list('*', reply, protocol);
}

/** A command as clients send it, as a byte text. */
export const encodeCommand = (words: readonly string[]): string => `*${words.length}\r\n${words.map(bulk).join('')}`;
