import { awkExpression } from './awk-functions';
import { type AwkValue, fromInput, toNumber, toText } from './awk-values';

/** An array of awk: its elements by their subscripts. */
export type AwkArray = Map<string, AwkValue>;

/** Variables and arrays by their names. */
export type AwkScope = Map<string, AwkValue | AwkArray>;

const SUBSCRIPT_SEPARATOR = '\x1c';

/** What a program of awk remembers: its variables, the line it is at and the fields of that. */
export class AwkMemory {
  /** Variables that all of the program sees. */
  readonly globals: AwkScope = new Map<string, AwkValue | AwkArray>([
    ['FS', ' '],
    ['OFS', ' '],
    ['ORS', '\n'],
    ['NR', 0],
    ['FNR', 0],
    ['NF', 0],
    ['RS', '\n'],
    ['SUBSEP', SUBSCRIPT_SEPARATOR],
    ['RSTART', 0],
    ['RLENGTH', -1],
  ]);
  /** Parameters of the function that runs. */
  locals: AwkScope | undefined;
  private currentLine = '';
  private fields: string[] = [];

  /** `$0`. */
  get line(): string {
    return this.currentLine;
  }

  /** Replaces `$0`, and with it the fields and `NF`. */
  setLine(line: string): void {
    this.currentLine = line;
    this.fields = this.split(line, this.text('FS'));
    this.globals.set('NF', this.fields.length);
  }

  /** Takes the next line of the input: one that counts. */
  nextLine(line: string): void {
    this.setLine(line);
    this.count('NR');
    this.count('FNR');
  }

  /** Adds one to a number that all of the program sees. */
  count(name: 'NR' | 'FNR'): void {
    this.globals.set(name, toNumber(this.globals.get(name) as AwkValue) + 1);
  }

  /** Text of a global variable; empty for arrays and what has no value. */
  text(name: string): string {
    const value = this.globals.get(name);
    return value === undefined || value instanceof Map ? '' : toText(value);
  }

  /** What a name stands for here: a parameter before a global. */
  find(name: string): AwkValue | AwkArray | undefined {
    return this.locals?.get(name) ?? this.globals.get(name);
  }

  /** Value of a variable; empty for arrays and what has no value. */
  variable(name: string): AwkValue {
    const value = this.find(name);
    return value === undefined || value instanceof Map ? '' : value;
  }

  /** Sets a variable. `NF` cuts or extends the line. */
  setVariable(name: string, value: AwkValue): void {
    if (this.locals?.has(name) === true) {
      this.locals.set(name, value);
      return;
    }
    this.globals.set(name, value);
    if (name !== 'NF') return;
    const count = toNumber(value);
    this.fields.length = Math.min(this.fields.length, count);
    while (this.fields.length < count) this.fields.push('');
    this.joinFields();
  }

  /** The array of a name, made where there is none. */
  array(name: string): AwkArray {
    const scope = this.locals?.has(name) === true ? this.locals : this.globals;
    const value = scope.get(name);
    if (value instanceof Map) return value;
    const cells: AwkArray = new Map();
    scope.set(name, cells);
    return cells;
  }

  /** `$index`, from 0 for all of the line. */
  field(index: number): AwkValue {
    return fromInput(index === 0 ? this.currentLine : (this.fields[index - 1] ?? ''));
  }

  /** Sets `$index` and joins the line again by `OFS`. */
  setField(index: number, value: AwkValue): void {
    if (index === 0) {
      this.setLine(toText(value));
      return;
    }
    while (this.fields.length < index) this.fields.push('');
    this.fields[index - 1] = toText(value);
    this.globals.set('NF', this.fields.length);
    this.joinFields();
  }

  /** Divides a text as `FS` divides lines: at blanks for a blank, each character for none, else by an expression. */
  split(text: string, separator: string): string[] {
    if (text === '') return [];
    if (separator === ' ') return text.trim() === '' ? [] : text.trim().split(/[ \t\n]+/);
    if (separator === '') return [...text];
    if (separator.length === 1 && separator !== '\\') return text.split(separator);
    return text.split(awkExpression(separator));
  }

  private joinFields(): void {
    this.currentLine = this.fields.join(this.text('OFS'));
  }
}
