import { fieldError } from './field-error';
import {
  byKey,
  EVERYTHING,
  LabelSelector,
  newRequirement,
  SelectorSyntaxError,
  type LabelRequirement,
  type SelectorOperator,
} from './label-selector';
import { isQualifiedName } from './names';

const OPERATOR_SIGNS = /[=!(),><]/;
const BLANKS = /[ \t\r\n]/;
const SIGN_TOKENS = new Set([')', ',', '!', '==', '=', '>', '<', '!=', '(']);
const OPERATORS: ReadonlyMap<string, SelectorOperator> = new Map([
  ['in', 'in'],
  ['notin', 'notin'],
  ['=', '='],
  ['==', '=='],
  ['!=', '!='],
  ['>', 'gt'],
  ['<', 'lt'],
]);

/** `word` is an identifier or keyword; `error` a run of signs that is no token. */
interface Token {
  readonly type: 'word' | 'sign' | 'error' | 'end';
  readonly text: string;
}

function scan(text: string): Token[] {
  const tokens: Token[] = [];
  let position = 0;
  while (position < text.length) {
    const start = position;
    const sign = text[position] as string;
    if (BLANKS.test(sign)) {
      position++;
    } else if (OPERATOR_SIGNS.test(sign)) {
      // The longest run of signs that is a token; the first sign is one by itself.
      position++;
      while (position < text.length && SIGN_TOKENS.has(text.slice(start, position + 1))) position++;
      tokens.push({ type: 'sign', text: text.slice(start, position) });
    } else {
      while (position < text.length && !OPERATOR_SIGNS.test(text[position] as string)) {
        if (BLANKS.test(text[position] as string)) break;
        position++;
      }
      tokens.push({ type: 'word', text: text.slice(start, position) });
    }
  }
  tokens.push({ type: 'end', text: '' });
  return tokens;
}

const isSign = (token: Token, text: string): boolean => token.type === 'sign' && token.text === text;
const expected = (token: Token, what: string): SelectorSyntaxError =>
  new SelectorSyntaxError(`found '${token.text}', expected: ${what}`);

class Parser {
  private readonly tokens: readonly Token[];
  private position = 0;

  constructor(text: string) {
    this.tokens = scan(text);
  }

  requirements(): LabelRequirement[] {
    const requirements: LabelRequirement[] = [];
    for (;;) {
      const token = this.peek();
      if (token.type === 'end') return requirements;
      if (token.type !== 'word' && !isSign(token, '!')) throw expected(token, "!, identifier, or 'end of string'");
      requirements.push(this.requirement());
      const separator = this.take();
      if (separator.type === 'end') return requirements;
      if (!isSign(separator, ',')) throw expected(separator, "',' or 'end of string'");
      const following = this.peek();
      if (following.type !== 'word' && !isSign(following, '!')) throw expected(following, "identifier after ','");
    }
  }

  private peek(): Token {
    return this.tokens[Math.min(this.position, this.tokens.length - 1)] as Token;
  }

  private take(): Token {
    const token = this.peek();
    this.position++;
    return token;
  }

  private requirement(): LabelRequirement {
    try {
      let token = this.take();
      const isNegated = isSign(token, '!');
      if (isNegated) token = this.take();
      if (token.type !== 'word') throw expected(token, 'identifier');
      const key = token.text;
      const wrongKey = isQualifiedName(key);
      if (wrongKey.length > 0) {
        throw new SelectorSyntaxError(`<nil>: ${fieldError.invalid('', key, wrongKey.join('; ')).body}`);
      }
      const next = this.peek();
      if (isNegated) return newRequirement(key, '!', []);
      if (next.type === 'end' || isSign(next, ',')) return newRequirement(key, 'exists', []);
      const operator = OPERATORS.get(this.take().text);
      if (operator === undefined) throw expected(next, 'in, notin, =, ==, !=, gt, lt');
      return newRequirement(key, operator, operator === 'in' || operator === 'notin' ? this.values() : this.value());
    } catch (error) {
      if (!(error instanceof SelectorSyntaxError)) throw error;
      throw new SelectorSyntaxError(`unable to parse requirement: ${error.message}`);
    }
  }

  private value(): string[] {
    const next = this.peek();
    if (next.type === 'end' || isSign(next, ',')) return [''];
    if (this.take().type !== 'word') throw expected(next, 'identifier');
    return [next.text];
  }

  private values(): string[] {
    const opening = this.take();
    if (!isSign(opening, '(')) throw new SelectorSyntaxError(`found '${opening.text}' expected: '('`);
    const first = this.peek();
    if (isSign(first, ')')) {
      this.position++;
      return [''];
    }
    if (first.type !== 'word' && !isSign(first, ',')) throw expected(first, "',', ')' or identifier");
    const values: string[] = [];
    for (;;) {
      const token = this.take();
      const next = this.peek();
      if (token.type === 'word') {
        values.push(token.text);
        if (!isSign(next, ',') && !isSign(next, ')')) throw expected(next, "',' or ')'");
      } else if (isSign(token, ',')) {
        // A comma with nothing before or after it stands beside an empty value.
        if (values.length === 0 || isSign(next, ',') || isSign(next, ')')) values.push('');
      } else {
        throw expected(token, "',', or identifier");
      }
      if (isSign(next, ')')) {
        this.position++;
        return values;
      }
    }
  }
}

/**
 * Reads a label selector: `a=b,a==b,a!=b,a in (x,y),a notin (x),a,!a,a>1,a<1`. Throws a SelectorSyntaxError.
 *
 * Source: Kubernetes 1.36, apimachinery/pkg/labels/selector.go `Parse`.
 */
export function parseLabelSelector(text: string): LabelSelector {
  if (text === '') return EVERYTHING;
  return new LabelSelector(new Parser(text).requirements().sort(byKey));
}
