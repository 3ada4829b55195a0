import { quoteBytes } from '../protocol/quote-bytes';
import {
  DoubleReply,
  ErrorReply,
  MapReply,
  NullListReply,
  PushReply,
  type Reply,
  StatusReply,
  VerbatimReply,
} from '../protocol/reply';
import type { RedisVersion } from '../redis-version';

/** How redis-cli prints answers: for people, as they are, or as comma separated values. */
export type OutputForm = 'standard' | 'raw' | 'csv';

function itemsOf(reply: Reply): readonly Reply[] | undefined {
  if (Array.isArray(reply)) return reply as readonly Reply[];
  if (reply instanceof PushReply) return reply.items;
  return undefined;
}

function listText(items: readonly Reply[], prefix: string, empty: string): string {
  const width = String(items.length).length;
  const inner = `${prefix}${' '.repeat(width + 2)}`;
  return items
    .map((item, index) => {
      const number = `${String(index + 1).padStart(width)}) `;
      return `${index === 0 ? '' : prefix}${number}${standard(item, inner, empty)}`;
    })
    .join('');
}

function mapText(entries: MapReply['entries'], prefix: string, empty: string): string {
  const width = String(entries.length).length;
  const inner = `${prefix}${' '.repeat(width + 2)}`;
  return entries
    .map(([key, value], index) => {
      const number = `${String(index + 1).padStart(width)}# `;
      return `${index === 0 ? '' : prefix}${number}${standard(key, inner, empty).trimEnd()} => ${standard(value, inner, empty)}`;
    })
    .join('');
}

/** Source: Redis 7.0, src/redis-cli.c `cliFormatReplyTTY`. */
function standard(reply: Reply, prefix: string, empty: string): string {
  if (typeof reply === 'string') return `${quoteBytes(reply)}\n`;
  if (typeof reply === 'number' || typeof reply === 'bigint') return `(integer) ${reply}\n`;
  if (reply === null || reply instanceof NullListReply) return '(nil)\n';
  if (reply instanceof StatusReply) return `${reply.text}\n`;
  if (reply instanceof ErrorReply) return `(error) ${reply.text}\n`;
  if (reply instanceof DoubleReply) return `(double) ${reply.text}\n`;
  if (reply instanceof VerbatimReply) return reply.text.endsWith('\n') ? reply.text : `${reply.text}\n`;
  if (reply instanceof MapReply)
    return reply.entries.length === 0 ? '(empty hash)\n' : mapText(reply.entries, prefix, empty);
  const items = itemsOf(reply) ?? [];
  return items.length === 0 ? `${empty}\n` : listText(items, prefix, empty);
}

function raw(reply: Reply): string {
  if (typeof reply === 'string') return reply;
  if (typeof reply === 'number' || typeof reply === 'bigint') return String(reply);
  if (reply === null || reply instanceof NullListReply) return '';
  if (reply instanceof ErrorReply) return `${reply.text}\n`;
  if (reply instanceof StatusReply || reply instanceof VerbatimReply) return reply.text;
  if (reply instanceof DoubleReply) return reply.text;
  if (reply instanceof MapReply) return reply.entries.flat().map(raw).join('\n');
  return (itemsOf(reply) ?? []).map(raw).join('\n');
}

function csv(reply: Reply): string {
  if (typeof reply === 'number' || typeof reply === 'bigint') return String(reply);
  if (reply === null || reply instanceof NullListReply) return 'NULL';
  if (reply instanceof ErrorReply) return `ERROR,${quoteBytes(reply.text)}`;
  if (typeof reply === 'string') return quoteBytes(reply);
  if (reply instanceof StatusReply || reply instanceof VerbatimReply) return quoteBytes(reply.text);
  if (reply instanceof DoubleReply) return reply.text;
  if (reply instanceof MapReply) return reply.entries.flat().map(csv).join(',');
  return (itemsOf(reply) ?? []).map(csv).join(',');
}

/** An answer as redis-cli of a release prints it, as a byte text. */
export function formatReply(reply: Reply, form: OutputForm, version: RedisVersion): string {
  if (form === 'standard') return standard(reply, '', version.isFrom(6) ? '(empty array)' : '(empty list or set)');
  if (form === 'csv') return `${csv(reply)}\n`;
  return `${raw(reply)}\n`;
}
