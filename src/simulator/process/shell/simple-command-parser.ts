import type { Assignment, Command, Redirection, RedirectionOperator, Word } from './ast';
import { expandBraces } from './brace-expansion';
import type { Token } from './lexer';
import type { Parser } from './parser';
import type { HereDocumentTarget } from './source-text';

const REDIRECTIONS = new Set(['<', '>', '>>', '>|', '<>', '<&', '>&', '<<', '<<-', '<<<', '&>', '&>>']);

/** Builtins whose arguments may be assignments, arrays included. */
const DECLARATIONS = new Set(['declare', 'typeset', 'local', 'export', 'readonly']);

/** What is left of a word without its quotes: the delimiter of a here-document. */
function unquoted(word: Word): { readonly text: string; readonly isQuoted: boolean } {
  let text = '';
  let isQuoted = false;
  for (const part of word.parts) {
    if (part.type === 'text') {
      text += part.text;
      isQuoted ||= part.isQuoted;
    } else if (part.type === 'quoted') {
      text += unquoted(part).text;
      isQuoted = true;
    } else if (part.type === 'parameter') text += part.source;
  }
  return { text, isQuoted };
}

/** Reads simple commands, and the functions that look like them: `name() command`. */
export class SimpleCommandParser {
  constructor(private readonly parser: Parser) {}

  command(): Command {
    const parser: Parser = this.parser;
    const { line } = parser.source;
    const begin = parser.lexer.peek().begin;
    const assignments: Assignment[] = [];
    const words: Word[] = [];
    const redirections: Redirection[] = [];
    let isDeclaration = false;
    for (;;) {
      const redirection = this.redirection();
      if (redirection !== undefined) {
        redirections.push(redirection);
        continue;
      }
      const token = parser.lexer.peek();
      if (token.type !== 'word' || token.word === undefined) break;
      const assignment = words.length === 0 || isDeclaration ? this.assignment(token) : undefined;
      if (assignment !== undefined && words.length === 0) {
        assignments.push(assignment);
        continue;
      }
      if (assignment !== undefined) {
        words.push(this.declared(assignment));
        continue;
      }
      parser.lexer.next();
      if (words.length === 0) isDeclaration = DECLARATIONS.has(token.text);
      words.push(...(parser.features.hasArrays ? expandBraces(token.word) : [token.word]));
      if (words.length === 1 && assignments.length === 0 && redirections.length === 0 && parser.isOperator('(')) {
        return this.functionDefinition(token, begin);
      }
    }
    if (assignments.length + words.length + redirections.length === 0) parser.unexpected();
    const source = parser.source.text.slice(begin, parser.lexer.peek().begin).trim();
    return { type: 'simple', assignments, words, redirections, line, source };
  }

  /** The redirections that come next. */
  redirections(): Redirection[] {
    const all: Redirection[] = [];
    for (let next = this.redirection(); next !== undefined; next = this.redirection()) all.push(next);
    return all;
  }

  /** The function whose name has been read. */
  functionDefinition(name: Token, begin: number): Command {
    const parser: Parser = this.parser;
    if (parser.isOperator('(')) {
      parser.lexer.next();
      parser.expectOperator(')');
    }
    if (name.text === '' || (parser.dialect === 'dash' && !/^[A-Za-z_]\w*$/.test(name.text))) {
      parser.fail({ type: 'function-name', name: name.text });
    }
    parser.skipNewlines();
    const body = parser.functionBody();
    const source = parser.source.text.slice(begin, parser.lexer.peek().begin).trim();
    return { type: 'function', name: name.text, body, source };
  }

  private redirection(): Redirection | undefined {
    const parser: Parser = this.parser;
    const { lexer } = parser;
    let token = lexer.peek();
    let number: number | undefined;
    if (token.type === 'number') {
      number = Number(lexer.next().text);
      token = lexer.peek();
    }
    if (token.type !== 'operator' || !REDIRECTIONS.has(token.text)) return undefined;
    const operator = lexer.next().text;
    const target = lexer.peek();
    if (target.type !== 'word' || target.word === undefined) {
      if (target.type === 'end' && parser.dialect === 'bash') parser.fail({ type: 'unexpected', token: 'newline' });
      parser.unexpected();
    }
    const isDocument = operator === '<<' || operator === '<<-';
    const word = isDocument ? this.hereDocument(target.word, operator === '<<-') : target.word;
    lexer.next();
    return {
      ...(number === undefined ? {} : { number }),
      operator: isDocument ? '<<' : (operator as RedirectionOperator),
      target: word,
    };
  }

  private hereDocument(delimiterWord: Word, stripsTabs: boolean): Word {
    const parser: Parser = this.parser;
    const { text: delimiter, isQuoted: isLiteral } = unquoted(delimiterWord);
    const target: HereDocumentTarget = { parts: [] };
    const accept = (text: string): void => {
      target.parts = isLiteral ? [{ type: 'text', text, isQuoted: true }] : parser.document(text);
    };
    parser.source.hereDocuments.push({ delimiter, stripsTabs, isLiteral, accept });
    return target;
  }

  /** The assignment that the next word is, which is taken. */
  private assignment(token: Token): Assignment | undefined {
    const parser: Parser = this.parser;
    const { hasArrays } = parser.features;
    const { source } = parser;
    const pattern = hasArrays ? /[A-Za-z_]\w*(?:\[[^\]\n]*\])?\+?=/y : /[A-Za-z_]\w*=/y;
    pattern.lastIndex = token.begin;
    const head = pattern.exec(source.text)?.[0];
    if (head === undefined) return undefined;
    parser.lexer.unread();
    const [, name = '', index] = /^(\w+)(?:\[(.*)\])?\+?=$/s.exec(head) ?? [];
    source.position = token.begin + head.length;
    const common = {
      name,
      isAppended: head.endsWith('+='),
      ...(index === undefined ? {} : { index: { parts: parser.document(index) } }),
    };
    if (hasArrays && source.peek() === '(') {
      source.position += 1;
      return { ...common, value: this.elements() };
    }
    return { ...common, value: parser.words.word() };
  }

  private elements(): Word[] {
    const parser: Parser = this.parser;
    const elements: Word[] = [];
    for (;;) {
      parser.skipNewlines();
      const token = parser.lexer.peek();
      if (token.type !== 'word' || token.word === undefined) break;
      parser.lexer.next();
      elements.push(...expandBraces(token.word));
    }
    parser.expectOperator(')');
    return elements;
  }

  /** `export name=value` as a word again; the elements of an array go along with its name. */
  private declared(assignment: Assignment): Word {
    const { name, isAppended, value } = assignment;
    if (!('parts' in value)) return { parts: [{ type: 'text', text: name, isQuoted: true }], array: assignment };
    const head = `${name}${isAppended ? '+' : ''}=`;
    return {
      parts: [
        { type: 'text', text: head, isQuoted: true },
        { type: 'quoted', parts: value.parts },
      ],
    };
  }
}
