import { Binary, Decimal128, ObjectId, Regex, Timestamp } from '../bson/values';
import { isHostObject, ScriptFunction } from '../../javascript/values';

/** Source: Node.js, lib/internal/util/inspect.js: lines break where they would be longer. */
const LINE_MAX = 72;
/** Arrays with more than this are cut. */
const ITEMS_MAX = 100;

const quoted = (text: string): string => `'${text.replace(/\\/g, '\\\\').replace(/'/g, "\\'").replace(/\n/g, '\\n')}'`;

function special(value: unknown): string | undefined {
  if (value === undefined || value === null || typeof value === 'number' || typeof value === 'boolean')
    return String(value);
  if (typeof value === 'bigint') return `Long('${value}')`;
  if (typeof value === 'string') return quoted(value);
  if (value instanceof ObjectId) return `ObjectId('${value.hex}')`;
  if (value instanceof Date) return `ISODate('${value.toISOString()}')`;
  if (value instanceof Timestamp) return `Timestamp({ t: ${value.seconds}, i: ${value.increment} })`;
  if (value instanceof Regex) return `/${value.pattern}/${value.flags}`;
  if (value instanceof Binary) return `Binary.createFromBase64('', ${value.subtype})`;
  if (value instanceof Decimal128) return "Decimal128('')";
  if (value instanceof ScriptFunction) return `[Function: ${value.name}]`;
  return isHostObject(value) ? String(value) : undefined;
}

const keyText = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : quoted(name));

/** A value as `mongosh` shows it. */
export function inspectText(value: unknown, indent = ''): string {
  const simple = special(value);
  if (simple !== undefined) return simple;
  const inner = `${indent}  `;
  const isList = Array.isArray(value);
  const [open, close] = isList ? ['[', ']'] : ['{', '}'];
  const items = isList
    ? (value as readonly unknown[]).slice(0, ITEMS_MAX).map((item) => inspectText(item, inner))
    : Object.entries(value as object).map(([name, item]) => `${keyText(name)}: ${inspectText(item, inner)}`);
  if (items.length === 0) return isList ? '[]' : '{}';
  const line = `${open} ${items.join(', ')} ${close}`;
  if (!line.includes('\n') && line.length + indent.length <= LINE_MAX) return line;
  return `${open}\n${items.map((item) => inner + item).join(',\n')}\n${indent}${close}`;
}
