import { toExpression } from '../../process/shell';

/** Which lines a command of sed is for. */
export type Address =
  | { readonly type: 'line'; readonly line: number }
  | { readonly type: 'last' }
  | { readonly type: 'step'; readonly first: number; readonly step: number }
  | { readonly type: 'match'; readonly expression: RegExp }
  | { readonly type: 'plus'; readonly count: number };

/** One command of sed. */
export interface SedCommand {
  readonly name: string;
  readonly from?: Address;
  readonly to?: Address;
  readonly isNegated: boolean;
  /** Text of `a`, `i`, `c`; label of `b`, `t`, `:`; file of `r`, `w`; code of `q`. */
  readonly text: string;
  readonly expression?: RegExp;
  readonly replacement?: string;
  /** `g`, `p`, `i`, or the number of the match. */
  readonly flags: string;
  /** Commands between braces. */
  readonly body?: readonly SedCommand[];
}

/** A script that cannot be read. */
export class SedError extends Error {}

/** Reads scripts of sed. */
class SedParser {
  private position = 0;

  constructor(
    private readonly text: string,
    private readonly isExtended: boolean,
  ) {}

  commands(isNested = false): SedCommand[] {
    const commands: SedCommand[] = [];
    for (;;) {
      this.match(/[\s;]*/y);
      if (this.position >= this.text.length) {
        if (isNested) throw new SedError("unmatched `{'");
        return commands;
      }
      if (this.take('}')) {
        if (!isNested) throw new SedError("unexpected `}'");
        return commands;
      }
      if (this.match(/#[^\n]*/y) !== '') continue;
      commands.push(this.command());
    }
  }

  private command(): SedCommand {
    const from = this.address();
    const to = from !== undefined && this.match(/\s*,\s*/y) !== '' ? this.address() : undefined;
    this.match(/\s*/y);
    const isNegated = this.match(/!\s*/y) !== '';
    const name = this.text.charAt(this.position);
    this.position += 1;
    const common = {
      name,
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
      isNegated,
      text: '',
      flags: '',
    };
    switch (name) {
      case '{':
        return { ...common, body: this.commands(true) };
      case 's': {
        const delimiter = this.text.charAt(this.position);
        this.position += 1;
        const source = this.until(delimiter, true);
        const replacement = this.until(delimiter, false);
        const flags = this.match(/[gpiIme0-9]*/y);
        return { ...common, expression: this.expression(source, /[iI]/.test(flags)), replacement, flags };
      }
      case 'y': {
        const delimiter = this.text.charAt(this.position);
        this.position += 1;
        return { ...common, text: this.until(delimiter, false), replacement: this.until(delimiter, false) };
      }
      case 'a':
      case 'i':
      case 'c': {
        this.match(/[ \t]*(?:\\[ \t]*\n|\\)?[ \t]*/y);
        const text = this.match(/(?:\\[^]|[^\n\\])*/y).replace(/\\([^])/g, '$1');
        return { ...common, text };
      }
      case ':':
      case 'b':
      case 't':
      case 'T':
        this.match(/[ \t]*/y);
        return { ...common, text: this.match(/[^\s;}]*/y) };
      case 'r':
      case 'w':
        this.match(/[ \t]*/y);
        return { ...common, text: this.match(/[^\n]*/y) };
      case 'q':
      case 'Q':
      case 'l':
        this.match(/[ \t]*/y);
        return { ...common, text: this.match(/\d*/y) };
      default:
        if (!'pdnNDPgGhHx=z'.includes(name) || name === '') throw new SedError(`unknown command: \`${name}'`);
        return common;
    }
  }

  private address(): Address | undefined {
    const step = /^(\d+)~(\d+)/.exec(this.text.slice(this.position));
    if (step !== null) {
      this.position += step[0].length;
      return { type: 'step', first: Number(step[1]), step: Number(step[2]) };
    }
    const line = this.match(/\d+/y);
    if (line !== '') return { type: 'line', line: Number(line) };
    if (this.take('$')) return { type: 'last' };
    if (this.take('+')) return { type: 'plus', count: Number(this.match(/\d+/y)) };
    const isCustom = this.take('\\');
    const delimiter = this.text.charAt(this.position);
    if (!isCustom && delimiter !== '/') return undefined;
    this.position += 1;
    const source = this.until(delimiter, true);
    const ignoresCase = this.take('I');
    return { type: 'match', expression: this.expression(source, ignoresCase) };
  }

  private expression(source: string, ignoresCase: boolean): RegExp {
    const expression = toExpression(source, { isExtended: this.isExtended, ignoresCase }, 'g');
    if (expression === undefined) throw new SedError('Invalid preceding regular expression');
    return expression;
  }

  /** What stands before `delimiter`; it may stand between brackets of an expression. */
  private until(delimiter: string, isExpression: boolean): string {
    let text = '';
    let isInBrackets = false;
    for (;;) {
      const character = this.text.charAt(this.position);
      if (character === '') throw new SedError(`unterminated \`s' command`);
      this.position += 1;
      if (character === '\\') {
        const next = this.text.charAt(this.position);
        this.position += 1;
        text +=
          next === delimiter && delimiter !== '&'
            ? isExpression && /[.*[\]^$]/.test(next)
              ? `\\${next}`
              : next
            : `\\${next}`;
        continue;
      }
      if (isExpression && character === '[' && !isInBrackets) isInBrackets = true;
      else if (character === ']' && isInBrackets && !/\[\^?$/.test(text)) isInBrackets = false;
      else if (character === delimiter && !isInBrackets) return text;
      text += character;
    }
  }

  private match(pattern: RegExp): string {
    pattern.lastIndex = this.position;
    const found = pattern.exec(this.text)?.[0] ?? '';
    this.position += found.length;
    return found;
  }

  private take(text: string): boolean {
    if (!this.text.startsWith(text, this.position)) return false;
    this.position += text.length;
    return true;
  }
}

/** Reads a script of sed. @throws SedError */
export const parseSed = (text: string, isExtended: boolean): readonly SedCommand[] =>
  new SedParser(text, isExtended).commands();
