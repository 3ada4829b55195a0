type Fields = Readonly<Record<string, unknown>>;

/** Keys that come first wherever they stand; the others follow in alphabetical order. */
const FIRST = ['apiVersion', 'kind', 'metadata', 'name', 'namespace'];

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

/** Text without line ends, in quotes where it needs them. */
function quoteIfNeeded(text: string): string {
  const isPlain = PLAIN.test(text) && !SPECIAL.test(text) && !ENDS_WITH_COLON.test(text);
  return isPlain ? text : quote(text);
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

/** Entries that a table of texts may hold: manifests repeat few words very often. */
const TABLE_MAX = 20_000;

/** A key as it is written. */
interface KeyText {
  readonly key: string;
  /** What decides where it stands among others. */
  readonly order: string;
  /** Indentation, key and colon. */
  readonly line: string;
  /** Key and colon, for the place behind a dash. */
  readonly behindDash: string;
}

/** One depth of indentation, with the texts of the keys that were met there. */
class Level {
  readonly dash: string;
  private readonly keys = new Map<string, KeyText>();
  private below: Level | undefined;

  constructor(readonly indent: string) {
    this.dash = `${indent}-`;
  }

  get deeper(): Level {
    this.below ??= new Level(`${this.indent}  `);
    return this.below;
  }

  textOf(key: string): KeyText {
    const known = this.keys.get(key);
    if (known !== undefined) return known;
    const first = FIRST.indexOf(key);
    const behindDash = `${quoteIfNeeded(key)}:`;
    const made = { key, order: first < 0 ? key : `\0${first}`, line: `${this.indent}${behindDash}`, behindDash };
    if (this.keys.size < TABLE_MAX) this.keys.set(key, made);
    return made;
  }
}

const scalars = new Map<unknown, string>();

/** A blank, a scalar and the end of the line. */
function scalarText(value: unknown, indent: string): string {
  const known = scalars.get(value);
  if (known !== undefined) return known;
  const lines = typeof value === 'string' ? block(value, indent) : undefined;
  if (lines !== undefined) return ` ${lines}`;
  const made = ` ${typeof value === 'string' ? quoteIfNeeded(value) : JSON.stringify(value)}\n`;
  if (scalars.size < TABLE_MAX && made.length < 100) scalars.set(value, made);
  return made;
}

/** What stands behind a key and its colon. */
function valueText(value: unknown, level: Level): string {
  if (typeof value !== 'object' || value === null) return scalarText(value, level.indent);
  if (Array.isArray(value)) return value.length === 0 ? ' []\n' : `\n${listText(value, level)}`;
  const text = mapText(value as Fields, level.deeper, false);
  return text === '' ? ' {}\n' : `\n${text}`;
}

/** The keys of `map` and their values; the first key has its place behind a dash, or on a line of its own. */
function mapText(map: Fields, level: Level, isBehindDash: boolean): string {
  let text = '';
  let order = '';
  for (const key in map) {
    const value = map[key];
    if (value === undefined) continue;
    const written = level.textOf(key);
    // Most maps are made in order: the others begin again when that turns out.
    if (written.order < order) return sortedMapText(map, level, isBehindDash);
    order = written.order;
    text += isBehindDash && text === '' ? written.behindDash : written.line;
    text += valueText(value, level);
  }
  return text;
}

function sortedMapText(map: Fields, level: Level, isBehindDash: boolean): string {
  const keys: KeyText[] = [];
  for (const key in map) if (map[key] !== undefined) keys.push(level.textOf(key));
  keys.sort((left, right) => (left.order < right.order ? -1 : 1));
  let text = '';
  for (const { key, line, behindDash } of keys) {
    text += isBehindDash && text === '' ? behindDash : line;
    text += valueText(map[key], level);
  }
  return text;
}

function listText(list: readonly unknown[], level: Level): string {
  let text = '';
  for (const value of list) {
    text += level.dash;
    if (typeof value !== 'object' || value === null) {
      text += scalarText(value, level.indent);
    } else if (Array.isArray(value)) {
      text += value.length === 0 ? ' []\n' : ` \n${listText(value, level.deeper)}`;
    } else {
      const entries = mapText(value as Fields, level.deeper, true);
      text += entries === '' ? ' {}\n' : ` ${entries}`;
    }
  }
  return text;
}

const TOP = new Level('');

/**
 * Writes one value as a YAML document that YAML 1.1 and 1.2 parsers read alike: `apiVersion`, `kind`, `metadata` and
 * names first, other keys in alphabetical order, blocks for text of several lines, no anchors, no line folding.
 * Undefined values are left out.
 */
export function toYaml(value: Readonly<Record<string, unknown>>): string {
  const text = mapText(value, TOP, false);
  return text === '' ? '{}\n' : text;
}

/** Characters of one piece of a stream: writing costs by the piece, and longer ones only keep memory. */
const PIECE_LENGTH = 65_536;

/**
 * Writes values as one stream of YAML documents, as `kubectl apply -f -` reads it, in pieces of about 64 KiB: whoever
 * passes each piece on at once never holds all of the text.
 */
export function* toYamlStream(values: Iterable<Readonly<Record<string, unknown>>>): Generator<string> {
  let piece = '';
  for (const value of values) {
    piece += `---\n${toYaml(value)}`;
    if (piece.length < PIECE_LENGTH) continue;
    yield piece;
    piece = '';
  }
  if (piece !== '') yield piece;
}
