import { remembering } from '../../../engine';

/** Pieces of SQL: texts, names in quotes and comments stay what they are. */
const PIECE =
  /'(?:[^']|'')*'?|"[^"]*"?|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|\$(\w*)\$[\s\S]*?(?:\$\1\$|$)|[^'"\-/$;]+|[\s\S]/g;

const isKept = (piece: string): boolean => /^(?:['"]|--|\/\*|\$\w*\$)/.test(piece);

/** A statement with its names in lower case, as the server takes those without quotes. Every letter stays in its place. */
export const folded = remembering((text): string =>
  text.replace(PIECE, (piece: string) => (isKept(piece) ? piece : piece.toLowerCase())),
);

/** Statements of a text, without what separates them. Those that say nothing are left out. */
export const splitStatements = remembering((text): readonly string[] => {
  const statements = [''];
  for (const [piece] of text.matchAll(PIECE)) {
    if (piece === ';') statements.push('');
    else statements[statements.length - 1] += piece;
  }
  const isSaying = (statement: string): boolean => statement.replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, '').trim() !== '';
  return statements.filter(isSaying).map((statement) => statement.trim());
});

/** Number of values that a statement asks for: the highest of `$1`, `$2`. */
export const parameterCount = remembering((text): number => {
  let count = 0;
  const bare = text.replace(/'(?:[^']|'')*'|"[^"]*"/g, '');
  for (const [, number] of bare.matchAll(/\$(\d+)/g)) count = Math.max(count, Number(number));
  return count;
});
