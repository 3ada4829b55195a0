/** Keys that come first wherever they stand; the others follow in alphabetical order. */
const FIRST = ['apiVersion', 'kind', 'metadata', 'name', 'namespace'];
const FIRST_KEYS: ReadonlySet<string> = new Set(FIRST);

/**
 * Text that may stand without quotes in YAML 1.1 and 1.2 alike: no indicator in front, nothing that reads as a
 * number, truth value, null or date, no ': ' and ' #' inside.
 */
const PLAIN =
  /^[A-Za-z_/$(<][A-Za-z0-9_./$()<>@%+=~^&*!?;,:{}[\]|'"\\-]*(?: [A-Za-z0-9_./$()<>@%+=~^&*!?;,{}[\]|'"\\-]+)*$/;
const SPECIAL =
  /^(?:[yYnN]|[yY]es|YES|[nN]o|NO|[tT]rue|TRUE|[fF]alse|FALSE|[oO]n|ON|[oO]ff|OFF|[nN]ull|NULL|~|<<|=|_*[eE][-+]?[\d_]+)$/;
/** A colon before a blank or at the end makes a key. */
const ENDS_WITH_COLON = /:(?: |$)/;

const scalars = new Map<string, string>();

function quoteIfNeeded(text: string): string {
  const known = scalars.get(text);
  if (known !== undefined) return known;
  const isPlain = PLAIN.test(text) && !SPECIAL.test(text) && !ENDS_WITH_COLON.test(text);
  const written = isPlain ? text : quote(text);
  if (scalars.size < 20_000 && text.length < 100) scalars.set(text, written);
  return written;
}

/** JSON text is YAML, except for some characters that YAML wants escaped as well. */
function quote(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Text of several lines as a block, if it can be one: that is how configuration files stay readable. */
function block(text: string, indent: string): string | undefined {
  if (!text.includes('\n') || /[^\n\t\x20-\x7e\u00a0-\ud7ff\ue000-\ufffd]/.test(text)) return undefined;
  const body = text.replace(/\n+$/, '');
  // A first line that begins with a blank would be taken for indentation, a lone carriage return for an end.
  if (body === '' || /^[ \t\n]/.test(body) || /[ \t]+(\n|$)/.test(body) || /[\u0085\u2028\u2029\ufeff]/.test(text)) {
    return undefined;
  }
  const ends = text.length - body.length;
  const chomping = ends === 0 ? '-' : ends === 1 ? '' : '+';
  const lines = body.split('\n').map((line) => (line === '' ? '' : `${indent}  ${line}`));
  return `|${chomping}\n${lines.join('\n')}${'\n'.repeat(Math.max(ends, 1))}`;
}

function orderedKeys(map: Readonly<Record<string, unknown>>): string[] {
  const keys = Object.keys(map);
  let isSorted = true;
  let hasFirst = false;
  for (let index = 0; index < keys.length; index += 1) {
    if (FIRST_KEYS.has(keys[index] as string)) hasFirst = true;
    if (index > 0 && (keys[index - 1] as string) > (keys[index] as string)) isSorted = false;
  }
  if (!isSorted) keys.sort();
  if (!hasFirst) return keys;
  return [...FIRST.filter((key) => key in map), ...keys.filter((key) => !FIRST_KEYS.has(key))];
}

function emitScalar(value: unknown, indent: string): string {
  if (typeof value === 'string') {
    return block(value, indent) ?? `${quoteIfNeeded(value)}\n`;
  }
  return `${value === null ? 'null' : JSON.stringify(value)}\n`;
}

function emitMap(map: Readonly<Record<string, unknown>>, indent: string, firstIndent: string): string {
  let out = '';
  let lead = firstIndent;
  for (const key of orderedKeys(map)) {
    const value = map[key];
    if (value === undefined) continue;
    out += `${lead}${quoteIfNeeded(key)}:`;
    lead = indent;
    if (typeof value !== 'object' || value === null) {
      out += ` ${emitScalar(value, indent)}`;
    } else if (Array.isArray(value)) {
      out += value.length === 0 ? ' []\n' : `\n${emitList(value, indent)}`;
    } else {
      const text = emitMap(value as Record<string, unknown>, `${indent}  `, `${indent}  `);
      out += text === '' ? ' {}\n' : `\n${text}`;
    }
  }
  return out;
}

function emitList(list: readonly unknown[], indent: string): string {
  let out = '';
  for (const value of list) {
    out += `${indent}- `;
    if (typeof value !== 'object' || value === null) {
      out += emitScalar(value, indent);
    } else if (Array.isArray(value)) {
      out += value.length === 0 ? '[]\n' : `\n${emitList(value, `${indent}  `)}`;
    } else {
      const text = emitMap(value as Record<string, unknown>, `${indent}  `, '');
      out += text === '' ? '{}\n' : text;
    }
  }
  return out;
}

/**
 * Writes one value as a YAML document that YAML 1.1 and 1.2 parsers read alike: `apiVersion`, `kind`, `metadata` and
 * names first, other keys in alphabetical order, blocks for text of several lines, no anchors, no line folding.
 * Undefined values are left out.
 */
export function toYaml(value: Readonly<Record<string, unknown>>): string {
  const text = emitMap(value, '', '');
  return text === '' ? '{}\n' : text;
}
