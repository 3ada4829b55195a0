import type { Word } from './ast';

/** A here-document whose text comes after the end of the line. */
export interface PendingHereDocument {
  readonly delimiter: string;
  /** Whether tabs at the beginning of lines are taken away: `<<-`. */
  readonly stripsTabs: boolean;
  /** Whether the delimiter was quoted: nothing in the text is expanded. */
  readonly isLiteral: boolean;
  /** Hears the text. */
  readonly accept: (text: string) => void;
}

/** A redirection target that is filled in when its here-document has been read. */
export interface HereDocumentTarget extends Word {
  parts: Word['parts'];
}

/** The text of a script and how far it has been read. */
export class SourceText {
  position = 0;
  readonly hereDocuments: PendingHereDocument[] = [];
  /** Whether the text has ended within a here-document. */
  isInHereDocument = false;
  private countedTo = 0;
  private lines: number;

  constructor(
    public text: string,
    /** Number of the first line. */
    firstLine = 1,
  ) {
    this.lines = firstLine;
  }

  get isAtEnd(): boolean {
    return this.position >= this.text.length;
  }

  /** Line of the next character. */
  get line(): number {
    if (this.position < this.countedTo) return this.lines;
    for (let index = this.countedTo; index < this.position; index += 1) if (this.text[index] === '\n') this.lines += 1;
    this.countedTo = this.position;
    return this.lines;
  }

  /** The character `ahead` of the next one, '' beyond the end. */
  peek(ahead = 0): string {
    return this.text.charAt(this.position + ahead);
  }

  startsWith(prefix: string): boolean {
    return this.text.startsWith(prefix, this.position);
  }

  /** Takes `prefix` when it comes next. */
  take(prefix: string): boolean {
    if (!this.startsWith(prefix)) return false;
    this.position += prefix.length;
    return true;
  }

  next(): string {
    const character = this.text.charAt(this.position);
    this.position += 1;
    return character;
  }

  /** Takes what `pattern`, a sticky expression, matches here; '' when nothing. */
  match(pattern: RegExp): string {
    pattern.lastIndex = this.position;
    const found = pattern.exec(this.text)?.[0] ?? '';
    this.position += found.length;
    return found;
  }

  /** Skips blanks, escaped line ends and comments, as between words. */
  skipBlanks(): void {
    for (;;) {
      const character = this.peek();
      if (character === ' ' || character === '\t' || character === '\r') this.position += 1;
      else if (character === '\\' && this.peek(1) === '\n') this.position += 2;
      else break;
    }
    if (this.peek() !== '#') return;
    const end = this.text.indexOf('\n', this.position);
    this.position = end < 0 ? this.text.length : end;
  }

  /** Reads the texts of here-documents that begin here, after the end of a line. */
  readHereDocuments(): void {
    for (const pending of this.hereDocuments.splice(0)) {
      let text = '';
      this.isInHereDocument = true;
      while (!this.isAtEnd) {
        let end = this.text.indexOf('\n', this.position);
        if (end < 0) end = this.text.length;
        let line = this.text.slice(this.position, end);
        this.position = end + 1;
        if (pending.stripsTabs) line = line.replace(/^\t+/, '');
        if (line === pending.delimiter) {
          this.isInHereDocument = false;
          break;
        }
        text += `${line}\n`;
      }
      this.position = Math.min(this.position, this.text.length);
      pending.accept(text);
    }
  }

  /** Puts `replacement` in the place of what was read since `from`, to be read again: aliases. */
  replaceFrom(from: number, replacement: string): void {
    this.text = this.text.slice(0, from) + replacement + this.text.slice(this.position);
    this.position = from;
  }
}
