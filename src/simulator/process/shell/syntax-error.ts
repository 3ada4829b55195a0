import type { Dialect } from './dialect';

/** What is wrong with a script. */
export type SyntaxProblem =
  | {
      readonly type: 'unexpected';
      readonly token: string;
      /** Whether it is a word without a meaning of its own: only bash shows it. */
      readonly isWord?: boolean;
      readonly expected?: string;
    }
  | { readonly type: 'end'; readonly expected?: string }
  | { readonly type: 'quote'; readonly quote: string }
  | { readonly type: 'function-name'; readonly name: string };

/** A script that cannot be read. */
export class ShellSyntaxError extends Error {
  constructor(
    readonly problem: SyntaxProblem,
    /** Line of the script, from 1. */
    readonly line: number,
  ) {
    super(problem.type);
    this.name = 'ShellSyntaxError';
  }

  /** Whether it may become right when more is read. */
  get isIncomplete(): boolean {
    return this.problem.type === 'end' || this.problem.type === 'quote';
  }
}

const shownToken = (token: string, isWord: boolean | undefined): string =>
  isWord === true ? 'word' : token === 'newline' ? token : `"${token}"`;

const expecting = (expected: string | undefined): string =>
  expected === undefined ? '' : ` (expecting "${expected}")`;

function dashText(problem: SyntaxProblem): string {
  switch (problem.type) {
    case 'unexpected':
      return `Syntax error: ${shownToken(problem.token, problem.isWord)} unexpected${expecting(problem.expected)}`;
    case 'end':
      return `Syntax error: end of file unexpected${expecting(problem.expected)}`;
    case 'quote':
      return problem.quote === '`'
        ? 'Syntax error: EOF in backquote substitution'
        : `Syntax error: ${problem.quote === '}' ? "Missing '}'" : 'Unterminated quoted string'}`;
    case 'function-name':
      return 'Syntax error: Bad function name';
  }
}

function busyboxText(problem: SyntaxProblem): string {
  switch (problem.type) {
    case 'unexpected':
      return `syntax error: unexpected ${shownToken(problem.token, problem.isWord)}${expecting(problem.expected)}`;
    case 'end':
      return `syntax error: unexpected end of file${expecting(problem.expected)}`;
    case 'quote':
      return problem.quote === '`'
        ? 'syntax error: EOF in backquote substitution'
        : `syntax error: ${problem.quote === '}' ? "missing '}'" : 'unterminated quoted string'}`;
    case 'function-name':
      return 'syntax error: bad function name';
  }
}

function bashText(problem: SyntaxProblem): string {
  switch (problem.type) {
    case 'unexpected':
      return `syntax error near unexpected token \`${problem.token}'`;
    case 'end':
      return 'syntax error: unexpected end of file';
    case 'quote':
      return `unexpected EOF while looking for matching \`${problem.quote}'`;
    case 'function-name':
      return `\`${problem.name}': not a valid identifier`;
  }
}

/** What a shell says of a problem, without its name and line. Source: as in dialect.ts. */
export function syntaxText(problem: SyntaxProblem, dialect: Dialect): string {
  if (dialect === 'dash') return dashText(problem);
  return dialect === 'busybox' ? busyboxText(problem) : bashText(problem);
}
