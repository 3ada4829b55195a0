import { escapePattern } from './pattern';

/** A stretch of an expanded word. */
export interface Piece {
  readonly text: string;
  /** Quoted characters are neither separators nor patterns. */
  readonly isQuoted: boolean;
  /** Whether it came of an expansion, so that separators in it divide the word. */
  readonly isDivided: boolean;
}

/** What an expanded word is made of: pieces, and `null` where `"$@"` ends one field and begins the next. */
export type Expanded = readonly (Piece | null)[];

/** One argument before file names are looked for. */
export type Field = readonly Piece[];

/** All of it as one text. */
export const textOf = (expanded: Expanded): string => expanded.map((piece) => piece?.text ?? ' ').join('');

/** All of it as a pattern: what was quoted stands for itself. */
export const patternOf = (expanded: Expanded): string =>
  expanded.map((piece) => (piece === null ? ' ' : piece.isQuoted ? escapePattern(piece.text) : piece.text)).join('');

const isBlank = (character: string): boolean => character === ' ' || character === '\t' || character === '\n';

/** Fields while they are put together. */
class FieldDivider {
  readonly fields: Field[] = [];
  private field: Piece[] = [];
  private isStarted = false;
  /** Whether a blank has ended the last field: a separator that follows belongs to it. */
  private isAfterBlank = false;

  add(piece: Piece): void {
    if (!piece.isQuoted && piece.text === '') return;
    this.field.push(piece);
    this.isStarted = true;
    this.isAfterBlank = false;
  }

  end(): void {
    if (this.isStarted) this.fields.push(this.field);
    this.field = [];
    this.isStarted = false;
    this.isAfterBlank = false;
  }

  separate(character: string): void {
    if (this.isStarted) {
      this.end();
      this.isAfterBlank = isBlank(character);
    } else if (!isBlank(character)) {
      if (!this.isAfterBlank) this.fields.push([]);
      this.isAfterBlank = false;
    }
  }

  divide(text: string, separators: string): void {
    let begin = 0;
    for (let index = 0; index < text.length; index += 1) {
      const character = text.charAt(index);
      if (!separators.includes(character)) continue;
      this.add({ text: text.slice(begin, index), isQuoted: false, isDivided: false });
      this.separate(character);
      begin = index + 1;
    }
    this.add({ text: text.slice(begin), isQuoted: false, isDivided: false });
  }
}

/** Divides an expanded word into fields at the characters of `separators` (IFS). */
export function divide(expanded: Expanded, separators: string): readonly Field[] {
  const divider = new FieldDivider();
  for (const piece of expanded) {
    if (piece === null) divider.end();
    else if (piece.isQuoted || !piece.isDivided || separators === '') divider.add(piece);
    else divider.divide(piece.text, separators);
  }
  divider.end();
  return divider.fields;
}
