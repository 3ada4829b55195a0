import type { Word, WordPart } from './ast';

/** An unquoted character, or a part that is not looked into. */
type Piece = string | WordPart;

function piecesOf(word: Word): Piece[] {
  return word.parts.flatMap((part): Piece[] => (part.type === 'text' && !part.isQuoted ? [...part.text] : [part]));
}

function wordOf(pieces: readonly Piece[]): Word {
  const parts: WordPart[] = [];
  let text = '';
  for (const piece of pieces) {
    if (typeof piece === 'string') {
      text += piece;
      continue;
    }
    if (text !== '') parts.push({ type: 'text', text, isQuoted: false });
    text = '';
    parts.push(piece);
  }
  if (text !== '') parts.push({ type: 'text', text, isQuoted: false });
  return { parts };
}

/** Where the brace at `open` closes, and where the commas between are; undefined when it does not. */
function findClosing(pieces: readonly Piece[], open: number): { close: number; commas: number[] } | undefined {
  const commas: number[] = [];
  let depth = 0;
  for (let index = open; index < pieces.length; index += 1) {
    const piece = pieces[index];
    if (piece === '{') depth += 1;
    else if (piece === ',' && depth === 1) commas.push(index);
    else if (piece === '}') {
      depth -= 1;
      if (depth === 0) return { close: index, commas };
    }
  }
  return undefined;
}

/** Elements of `1..5`, `a..e` or `01..10..3`; undefined for what is no sequence. */
function sequence(text: string): string[] | undefined {
  const match = /^(-?\d+|[A-Za-z])\.\.(-?\d+|[A-Za-z])(?:\.\.(-?\d+))?$/.exec(text);
  if (match === null) return undefined;
  const [, from = '', to = '', by] = match;
  const areNumbers = /\d/.test(from) && /\d/.test(to);
  if (!areNumbers && (/\d/.test(from) || /\d/.test(to))) return undefined;
  const first = areNumbers ? Number(from) : from.charCodeAt(0);
  const last = areNumbers ? Number(to) : to.charCodeAt(0);
  const step = Math.max(1, Math.abs(Number(by ?? 1))) * (first <= last ? 1 : -1);
  const isPadded = areNumbers && (/^-?0\d/.test(from) || /^-?0\d/.test(to));
  const width = isPadded ? Math.max(from.length, to.length) : 0;
  const elements: string[] = [];
  for (let value = first; step > 0 ? value <= last : value >= last; value += step) {
    const digits = String(Math.abs(value)).padStart(value < 0 ? width - 1 : width, '0');
    elements.push(areNumbers ? `${value < 0 ? '-' : ''}${digits}` : String.fromCharCode(value));
  }
  return elements;
}

function expand(pieces: readonly Piece[]): Piece[][] {
  for (let open = 0; open < pieces.length; open += 1) {
    if (pieces[open] !== '{') continue;
    const closing = findClosing(pieces, open);
    if (closing === undefined) continue;
    const { close, commas } = closing;
    const inner = pieces.slice(open + 1, close);
    let alternatives: Piece[][];
    if (commas.length > 0) {
      const bounds = [open, ...commas, close];
      alternatives = bounds.slice(1).flatMap((bound, index) => expand(pieces.slice((bounds[index] ?? 0) + 1, bound)));
    } else {
      const elements = inner.every((piece) => typeof piece === 'string') ? sequence(inner.join('')) : undefined;
      if (elements === undefined) continue;
      alternatives = elements.map((element) => [...element]);
    }
    const before = pieces.slice(0, open);
    const tails = expand(pieces.slice(close + 1));
    return alternatives.flatMap((alternative) => tails.map((tail) => [...before, ...alternative, ...tail]));
  }
  return [[...pieces]];
}

/** Words that `{a,b}` and `{1..5}` in a word stand for: that word itself when it has none. */
export function expandBraces(word: Word): Word[] {
  if (!word.parts.some((part) => part.type === 'text' && !part.isQuoted && part.text.includes('{'))) return [word];
  return expand(piecesOf(word)).map(wordOf);
}
