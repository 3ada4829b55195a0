/** Texts and comments, in which a semicolon ends nothing. */
const OPAQUE = /'(?:[^'\\]|\\.|'')*'?|"(?:[^"\\]|\\.|"")*"?|`[^`]*`?|\/\*[\s\S]*?(?:\*\/|$)|--\s[^\n]*|#[^\n]*/y;

/** Where the statement that begins at `begin` ends: at a semicolon, or -1 when none comes. */
export function statementEnd(text: string, begin = 0): number {
  for (let index = begin; index < text.length;) {
    OPAQUE.lastIndex = index;
    const opaque = OPAQUE.exec(text)?.[0].length ?? 0;
    if (opaque === 0 && text.charAt(index) === ';') return index;
    index += Math.max(opaque, 1);
  }
  return -1;
}

/** The statements of a text, which semicolons part; empty ones are left out. */
export function splitStatements(text: string): readonly string[] {
  const statements: string[] = [];
  let begin = 0;
  for (let end = statementEnd(text); end >= 0; end = statementEnd(text, begin)) {
    statements.push(text.slice(begin, end));
    begin = end + 1;
  }
  statements.push(text.slice(begin));
  return statements.filter((statement) => statement.trim() !== '');
}
