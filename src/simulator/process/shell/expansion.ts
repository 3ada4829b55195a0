import type { Coroutine } from '../coroutine';
import type { ParameterOperation, ParameterPart, Word, WordPart } from './ast';
import { divide, type Expanded, type Field, patternOf, type Piece, textOf } from './fields';
import { readParameter, type ParameterValue } from './parameter';
import { expandPath } from './path-expansion';
import { escapeExpression, isPattern, removeMatch, replaceMatch } from './pattern';
import { quoteSingle } from './quoting';
import { BadSubstitution, ExpansionError } from './shell-error';
import type { Shell } from './shell';

const quoted = (text: string): Piece => ({ text, isQuoted: true, isDivided: false });

/** Whether a part stands for all of a list, each a field of its own: `$@`, `${name[@]}`. */
function isList(part: WordPart): boolean {
  if (part.type !== 'parameter' || part.operation?.type === 'length') return false;
  const index = part.index?.parts[0];
  return part.name === '@' || (index?.type === 'text' && index.text === '@');
}

/** Where a word is expanded. */
interface Context {
  readonly isQuoted: boolean;
  /** Whether characters of the word itself can divide it: the word of `${x:-a b}`. */
  readonly isOperand?: boolean;
}

/** Expands words: parameters, command substitutions, expressions, fields, file names. */
export class Expansion {
  constructor(private readonly shell: Shell) {}

  /** The arguments that words stand for. */
  *arguments(words: readonly Word[]): Coroutine<string[]> {
    const result: string[] = [];
    for (const word of words) {
      const only = word.parts[0];
      // Most words are plain text, which stands for itself.
      if (word.parts.length === 1 && only?.type === 'text' && (only.isQuoted || !/[*?[~]/.test(only.text))) {
        result.push(only.text);
        continue;
      }
      const expanded = yield* this.parts(this.withHome(word.parts, false), { isQuoted: false });
      const separators = this.shell.variables.text('IFS') ?? ' \t\n';
      for (const field of divide(expanded, separators)) result.push(...this.paths(field));
    }
    return result;
  }

  /** One text: values of assignments, words of `case`, targets of redirections. */
  *text(word: Word, isAssignment = false): Coroutine<string> {
    return textOf(yield* this.parts(this.withHome(word.parts, isAssignment), { isQuoted: false }));
  }

  /** A text of which nothing is a home directory: here-documents, expressions. */
  *document(word: Word): Coroutine<string> {
    return textOf(yield* this.parts(word.parts, { isQuoted: true }));
  }

  /** A pattern in which quoted characters are escaped. */
  *pattern(word: Word): Coroutine<string> {
    return patternOf(yield* this.parts(this.withHome(word.parts, false), { isQuoted: false }));
  }

  /** A regular expression in which quoted characters stand for themselves. */
  *expression(word: Word): Coroutine<string> {
    const expanded = yield* this.parts(word.parts, { isQuoted: false });
    return expanded
      .map((piece) => (piece === null ? ' ' : piece.isQuoted ? escapeExpression(piece.text) : piece.text))
      .join('');
  }

  private paths(field: Field): string[] {
    const text = textOf(field);
    if (this.shell.options.has('noglob')) return [text];
    const pattern = patternOf(field);
    if (!isPattern(pattern)) return [text];
    const found = expandPath(this.shell.process.files, pattern);
    return found.length === 0 ? [text] : found;
  }

  /** `~` and `~/path` at the beginning, and behind colons of an assignment. */
  private withHome(parts: readonly WordPart[], isAssignment: boolean): readonly WordPart[] {
    const [first, ...rest] = parts;
    if (first?.type !== 'text' || first.isQuoted || !first.text.includes('~')) return parts;
    const pattern = isAssignment ? /(^|:)~([A-Za-z_][\w-]*)?(?=$|[/:])/g : /^()~([A-Za-z_][\w-]*)?(?=$|\/)/;
    const pieces: WordPart[] = [];
    let end = 0;
    for (const match of first.text.matchAll(new RegExp(pattern, 'g'))) {
      const home = this.shell.homeOf(match[2]);
      if (home === undefined) continue;
      const begin = match.index + (match[1] ?? '').length;
      if (begin > end) pieces.push({ type: 'text', text: first.text.slice(end, begin), isQuoted: false });
      pieces.push({ type: 'text', text: home, isQuoted: true });
      end = match.index + match[0].length;
    }
    if (end < first.text.length) pieces.push({ type: 'text', text: first.text.slice(end), isQuoted: false });
    return [...pieces, ...rest];
  }

  private *parts(parts: readonly WordPart[], context: Context): Coroutine<(Piece | null)[]> {
    const result: (Piece | null)[] = [];
    for (const part of parts) result.push(...(yield* this.part(part, context)));
    return result;
  }

  private *part(part: WordPart, context: Context): Coroutine<Expanded> {
    const { isQuoted } = context;
    switch (part.type) {
      case 'text': {
        const isLiteral = isQuoted || part.isQuoted;
        return [{ text: part.text, isQuoted: isLiteral, isDivided: context.isOperand === true && !isLiteral }];
      }
      case 'quoted': {
        const inner = yield* this.parts(part.parts, { isQuoted: true });
        // `"$@"` without any is no argument at all.
        return inner.length > 0 || part.parts.some(isList) ? inner : [quoted('')];
      }
      case 'command': {
        const text = yield* this.shell.substitute(part.body);
        return [{ text, isQuoted, isDivided: true }];
      }
      case 'process':
        return [{ text: this.shell.substituteProcess(part.body, part.isRead), isQuoted: true, isDivided: false }];
      case 'arithmetic': {
        const expression = yield* this.document(part.expression);
        return [{ text: String(this.shell.evaluate(expression)), isQuoted, isDivided: true }];
      }
      case 'parameter':
        return yield* this.parameter(part, context);
    }
  }

  private *parameter(written: ParameterPart, context: Context): Coroutine<Expanded> {
    let part = written;
    if (part.operation?.type === 'bad') throw new BadSubstitution(part.source);
    const index = part.index === undefined ? undefined : yield* this.document(part.index);
    let value = readParameter(this.shell, part, index);
    if (part.isIndirect === true && value.list !== undefined && index !== undefined) {
      const keys = this.shell.variables
        .elements(part.name)
        .flatMap((each, key) => (each === undefined ? [] : [String(key)]));
      value = { values: keys, list: value.list };
    } else if (part.isIndirect === true) {
      part = { ...part, name: value.values?.[0] ?? '', isIndirect: false };
      value = readParameter(this.shell, part, undefined);
    }
    const { operation } = part;
    if (operation !== undefined && 'word' in operation) return yield* this.substituted(part, operation, value, context);
    if (value.values === undefined) this.requireSet(part);
    if (operation === undefined) return this.listed(value, context);
    if (operation.type === 'length') return [{ ...this.length(value), isQuoted: context.isQuoted }];
    const values = yield* this.changed(value.values ?? [''], operation, value);
    return this.listed({ ...value, values }, context);
  }

  private requireSet(part: ParameterPart): void {
    if (!this.shell.options.has('nounset')) return;
    throw new ExpansionError(part.name, this.shell.dialect === 'bash' ? 'unbound variable' : 'parameter not set');
  }

  /** The values of a parameter as pieces: each of a list a field of its own, unless they are joined. */
  private listed(value: ParameterValue, context: Context): Expanded {
    const { isQuoted } = context;
    const values = value.values ?? [];
    if (value.list === undefined) return [{ text: values[0] ?? '', isQuoted, isDivided: true }];
    if (value.list === '*' && isQuoted) {
      const separator = (this.shell.variables.text('IFS') ?? ' ').charAt(0);
      return [quoted(values.join(separator))];
    }
    return values.flatMap((text, position): Expanded => {
      const piece = { text, isQuoted, isDivided: true };
      return position === 0 ? [piece] : [null, piece];
    });
  }

  private length(value: ParameterValue): Piece {
    const count = value.list === undefined ? [...(value.values?.[0] ?? '')].length : (value.values ?? []).length;
    return { text: String(count), isQuoted: false, isDivided: true };
  }

  /** `${x:-word}`, `${x:=word}`, `${x:?word}` and `${x:+word}`. */
  private *substituted(
    part: ParameterPart,
    operation: Extract<ParameterOperation, { readonly word: Word }>,
    value: ParameterValue,
    context: Context,
  ): Coroutine<Expanded> {
    const { values } = value;
    const isEmpty = values === undefined || (value.list === undefined ? values[0] === '' : values.join('') === '');
    const isMissing = operation.isEmptyUnset
      ? isEmpty
      : values === undefined || (value.list !== undefined && values.length === 0);
    const isAlternative = operation.type === 'alternative';
    if (isMissing === isAlternative) return isAlternative ? [] : this.listed(value, context);
    const parts = this.withHome(operation.word.parts, false);
    if (operation.type === 'default' || isAlternative) return yield* this.parts(parts, { ...context, isOperand: true });
    const text = textOf(yield* this.parts(parts, { isQuoted: true }));
    if (operation.type === 'error') throw new ExpansionError(part.name, text === '' ? 'parameter not set' : text);
    this.shell.variables.set(part.name, text);
    return [{ text, isQuoted: context.isQuoted, isDivided: true }];
  }

  private *changed(
    values: readonly string[],
    operation: ParameterOperation,
    value: ParameterValue,
  ): Coroutine<readonly string[]> {
    switch (operation.type) {
      case 'remove': {
        const pattern = yield* this.pattern(operation.pattern);
        return values.map((text) => removeMatch(text, pattern, operation.side, operation.isLongest));
      }
      case 'replace': {
        const pattern = yield* this.pattern(operation.pattern);
        const replacement = yield* this.text(operation.replacement);
        return values.map((text) => replaceMatch(text, pattern, replacement, operation.where));
      }
      case 'substring': {
        const offset = Number(this.shell.evaluate(yield* this.document(operation.offset)));
        const length =
          operation.length === undefined
            ? undefined
            : Number(this.shell.evaluate(yield* this.document(operation.length)));
        if (value.list === undefined) return values.map((text) => slice([...text], offset, length).join(''));
        // `$0` is the one before the first.
        return slice(value.values === this.shell.positional ? [this.shell.name, ...values] : values, offset, length);
      }
      case 'transform':
        return values.map((text) => transform(text, operation.letter));
      case 'case': {
        const change = (text: string): string => (operation.toUpper ? text.toUpperCase() : text.toLowerCase());
        return values.map((text) => (operation.isAll ? change(text) : change(text.charAt(0)) + text.slice(1)));
      }
      default:
        return values;
    }
  }
}

/** `${name@Q}` quotes, `@U`, `@u` and `@L` change letters. */
function transform(text: string, letter: string): string {
  if (letter === 'Q') return quoteSingle(text);
  if (letter === 'u') return text.charAt(0).toUpperCase() + text.slice(1);
  return letter === 'U' ? text.toUpperCase() : text.toLowerCase();
}

/** Elements from `offset`, counted from the end when it is negative; a negative length is a place before the end. */
function slice<T>(elements: readonly T[], offset: number, length: number | undefined): readonly T[] {
  const begin = offset < 0 ? elements.length + offset : offset;
  if (begin < 0) return [];
  const end = length === undefined ? elements.length : length < 0 ? elements.length + length : begin + length;
  return elements.slice(begin, end);
}
