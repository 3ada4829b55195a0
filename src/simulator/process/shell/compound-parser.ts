import type { Branch, CaseItem, Command, CommandList, CompoundCommand, Word } from './ast';
import { expandBraces } from './brace-expansion';
import { ConditionParser } from './condition-parser';
import type { Parser } from './parser';

/** Reads loops, branches, groups and the commands of bash that have a grammar of their own. */
export class CompoundParser {
  constructor(private readonly parser: Parser) {}

  /** The compound command or function that begins here; undefined when a simple command does. */
  command(): Command | undefined {
    const parser: Parser = this.parser;
    const { line } = parser.source;
    const compound = this.compound();
    if (compound === undefined) return this.bashFunction();
    return { ...compound, redirections: parser.redirections(), line };
  }

  private compound(): CompoundCommand | undefined {
    const parser: Parser = this.parser;
    const token = parser.lexer.peek();
    if (token.type === 'operator' && token.text === '(') return this.parenthesis();
    if (token.type !== 'word') return undefined;
    switch (token.text) {
      case '{':
        return { type: 'group', body: this.between('{', '}') };
      case 'if':
        return this.ifCommand();
      case 'for':
        return this.forCommand();
      case 'while':
      case 'until':
        parser.lexer.next();
        return { type: token.text, condition: parser.filledList(['do']), body: this.between('do', 'done') };
      case 'case':
        return this.caseCommand();
      case '[[':
        if (!parser.features.hasBashWords) return undefined;
        parser.lexer.next();
        return { type: 'condition', condition: new ConditionParser(parser).condition() };
      default:
        return undefined;
    }
  }

  private bashFunction(): Command | undefined {
    const parser: Parser = this.parser;
    if (!parser.features.hasBashWords || !parser.isWord('function')) return undefined;
    const { begin } = parser.lexer.next();
    const name = parser.lexer.peek();
    if (name.type !== 'word') parser.unexpected();
    parser.lexer.next();
    return parser.functionDefinition(name, begin);
  }

  private between(opening: string, closing: string): CommandList {
    const parser: Parser = this.parser;
    parser.expectWord(opening);
    const body = parser.filledList([closing]);
    parser.expectWord(closing);
    return body;
  }

  /** `(list)`, or `((expression))` of bash. */
  private parenthesis(): CompoundCommand {
    const parser: Parser = this.parser;
    const { source } = parser;
    const { begin } = parser.lexer.peek();
    if (parser.features.hasArrays && source.text.startsWith('((', begin)) {
      parser.lexer.unread();
      source.position = begin + 2;
      const expression = parser.words.expression('))');
      if (expression !== undefined) return { type: 'arithmetic', expression };
      source.position = begin;
    }
    parser.expectOperator('(');
    const body = parser.filledList([')']);
    parser.expectOperator(')');
    return { type: 'subshell', body };
  }

  private ifCommand(): CompoundCommand {
    const parser: Parser = this.parser;
    const branches: Branch[] = [];
    do {
      parser.lexer.next();
      const condition = parser.filledList(['then']);
      parser.expectWord('then');
      branches.push({ condition, body: parser.filledList(['fi', 'else', 'elif']) });
    } while (parser.isWord('elif'));
    if (!parser.isWord('else')) {
      parser.expectWord('fi');
      return { type: 'if', branches };
    }
    parser.lexer.next();
    const otherwise = parser.filledList(['fi']);
    parser.expectWord('fi');
    return { type: 'if', branches, otherwise };
  }

  private forCommand(): CompoundCommand {
    const parser: Parser = this.parser;
    parser.lexer.next();
    if (parser.features.hasArrays && parser.isOperator('(')) return this.arithmeticFor();
    const token = parser.lexer.next();
    if (token.type !== 'word' || !/^[A-Za-z_]\w*$/.test(token.text)) {
      parser.fail({ type: 'function-name', name: token.text });
    }
    const words: Word[] = [];
    if (parser.isOperator(';')) parser.lexer.next();
    parser.skipNewlines();
    const hasWords = parser.isWord('in');
    if (hasWords) {
      parser.lexer.next();
      for (
        let next = parser.lexer.peek();
        next.type === 'word' && next.word !== undefined;
        next = parser.lexer.peek()
      ) {
        words.push(...(parser.features.hasArrays ? expandBraces(next.word) : [next.word]));
        parser.lexer.next();
      }
      if (!parser.isOperator(';') && parser.lexer.peek().type !== 'newline') parser.unexpected('do');
      parser.lexer.next();
    }
    return { type: 'for', name: token.text, ...(hasWords ? { words } : {}), body: this.loopBody() };
  }

  private arithmeticFor(): CompoundCommand {
    const parser: Parser = this.parser;
    const { source, words } = parser;
    source.position = parser.lexer.peek().begin;
    parser.lexer.unread();
    const begins = source.take('((');
    const [initial, condition, step] = begins
      ? [words.expression(';'), words.expression(';'), words.expression('))')]
      : [undefined, undefined, undefined];
    if (initial === undefined || condition === undefined || step === undefined) parser.unexpected();
    if (parser.isOperator(';')) parser.lexer.next();
    return { type: 'for-arithmetic', initial, condition, step, body: this.loopBody() };
  }

  /** `do list done`, or `{ list }`, which shells take as well. */
  private loopBody(): CommandList {
    const parser: Parser = this.parser;
    parser.skipNewlines();
    return parser.isWord('{') ? this.between('{', '}') : this.between('do', 'done');
  }

  private caseCommand(): CompoundCommand {
    const parser: Parser = this.parser;
    parser.lexer.next();
    const subject = parser.lexer.next();
    if (subject.word === undefined) parser.unexpected();
    parser.skipNewlines();
    parser.expectWord('in');
    const items: CaseItem[] = [];
    parser.skipNewlines();
    while (!parser.isWord('esac')) {
      items.push(this.caseItem());
      parser.skipNewlines();
    }
    parser.lexer.next();
    return { type: 'case', word: subject.word, items };
  }

  private caseItem(): CaseItem {
    const parser: Parser = this.parser;
    if (parser.isOperator('(')) parser.lexer.next();
    const patterns: Word[] = [];
    do {
      if (patterns.length > 0) parser.lexer.next();
      const { word } = parser.lexer.peek();
      if (word === undefined) parser.unexpected(')');
      parser.lexer.next();
      patterns.push(word);
    } while (parser.isOperator('|'));
    parser.expectOperator(')');
    const body = parser.list([';;', ';&', ';;&', 'esac']);
    const { text } = parser.lexer.peek();
    if (text === ';;' || text === ';&' || text === ';;&') {
      parser.lexer.next();
      return { patterns, body, ending: text };
    }
    if (!parser.isWord('esac')) parser.unexpected(';;');
    return { patterns, body, ending: ';;' };
  }
}
