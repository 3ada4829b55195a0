/** What has been typed, up to a statement that is complete. */
export class StatementReader {
  private text = '';

  /** Whether a statement has begun. */
  get isAmid(): boolean {
    return this.text.trim() !== '';
  }

  /** Takes a line, and returns the statements that it completes. */
  push(line: string): readonly string[] {
    this.text += `${line}\n`;
    const statements: string[] = [];
    for (let end = endOf(this.text); end !== undefined; end = endOf(this.text)) {
      statements.push(this.text.slice(0, end).trim());
      this.text = this.text.slice(end);
    }
    if (!this.isAmid) this.text = '';
    return statements;
  }

  /** What is left without an end. */
  rest(): string {
    const rest = this.text.trim();
    this.text = '';
    return rest;
  }
}

const PIECE = /'(?:[^']|'')*'?|"[^"]*"?|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|\$(\w*)\$[\s\S]*?(?:\$\1\$|$)|[\s\S]/g;

/** Where the first statement ends, behind its semicolon; undefined when it does not. */
function endOf(text: string): number | undefined {
  for (const match of text.matchAll(PIECE)) if (match[0] === ';') return match.index + 1;
  return undefined;
}
