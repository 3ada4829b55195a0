import { Binary, Decimal128, ObjectId, Regex, Timestamp } from '../bson/values';
import { isHostObject, ScriptFunction } from '../../javascript/values';

/** Objects shorter than this stand in one line. Source: MongoDB 3.4, src/mongo/shell/types.js `tojson`. */
const LINE_MAX = 80;

function special(value: unknown): string | undefined {
  if (value === undefined) return 'undefined';
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value === 'bigint') {
    return value > 2n ** 31n || value < -(2n ** 31n) ? `NumberLong("${value}")` : `NumberLong(${value})`;
  }
  if (typeof value === 'string') return JSON.stringify(value);
  if (value instanceof ObjectId) return `ObjectId("${value.hex}")`;
  if (value instanceof Date) return `ISODate("${value.toISOString().replace('.000Z', 'Z')}")`;
  if (value instanceof Timestamp) return `Timestamp(${value.seconds}, ${value.increment})`;
  if (value instanceof Regex) return `/${value.pattern}/${value.flags}`;
  if (value instanceof Binary) return `BinData(${value.subtype},"")`;
  if (value instanceof Decimal128) return 'NumberDecimal("")';
  return value instanceof ScriptFunction || isHostObject(value) ? String(value) : undefined;
}

function members(value: object, indent: string): string {
  const end = `${indent}}`;
  const inner = `${indent}\t`;
  if (Array.isArray(value)) {
    if (value.length === 0) return '[ ]';
    const items = (value as readonly unknown[]).map(
      (item) => inner + (special(item) ?? members(item as object, inner)),
    );
    return `[\n${items.join(',\n')}\n${indent}]`;
  }
  const entries = Object.entries(value);
  const lines = entries.map(([name, item]) => `${inner}"${name}" : ${special(item) ?? members(item as object, inner)}`);
  return entries.length === 0 ? `{\n\n${end}` : `{\n${lines.join(',\n')}\n${end}`;
}

/** A value as the shell `mongo` shows it: in one line when that is short enough, or when `isLine`. */
export function jsonText(value: unknown, isLine = false): string {
  const simple = special(value);
  if (simple !== undefined) return simple;
  const text = members(value as object, '');
  return isLine || text.length < LINE_MAX ? text.replace(/[\t\r\n]+/g, ' ').replace('{ }', '{ }') : text;
}
