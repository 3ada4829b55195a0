/** Characters that Go escapes in JSON and JavaScript does not. Source: Go, encoding/json `HTMLEscape`. */
const ESCAPED = /[<>&\u2028\u2029]/g;

const escaped = (text: string): string =>
  JSON.stringify(text).replace(ESCAPED, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);

const byBytes = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);

/** JSON text as Go writes maps: keys in order, no blanks. */
export function goJson(value: unknown): string {
  if (typeof value === 'string') return escaped(value);
  if (Array.isArray(value)) return `[${value.map(goJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  const map = value as Readonly<Record<string, unknown>>;
  const entries = Object.keys(map)
    .filter((key) => map[key] !== undefined)
    .sort(byBytes)
    .map((key) => `${escaped(key)}:${goJson(map[key])}`);
  return `{${entries.join(',')}}`;
}
