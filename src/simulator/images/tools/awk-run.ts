import type { Coroutine } from '../../process';
import { awkExpression, awkFormat, callBuiltin, substituteAwk } from './awk-functions';
import type { AwkExpression, AwkProgram, AwkRule, AwkStatement } from './awk-syntax';
import { type AwkValue, compareValues, fromInput, isTrue, toNumber, toText } from './awk-values';
import type { ToolCall } from './tool';

/** Leaves what runs: `next`, `exit` and the like. */
class Leave extends Error {
  constructor(
    readonly kind: 'next' | 'exit' | 'break' | 'continue' | 'return',
    readonly value: AwkValue = '',
  ) {
    super(kind);
  }
}

type Cells = Map<string, AwkValue>;
type Scope = Map<string, AwkValue | Cells>;

/** Functions within functions, at most. */
const CALLS_MAX = 200;
const SUBSCRIPT_SEPARATOR = '\x1c';

/** A program of awk while it runs. */
export class AwkRun {
  readonly globals: Scope = new Map<string, AwkValue | Cells>([
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
  exitCode = 0;
  private line = '';
  private fields: string[] = [];
  private locals: Scope | undefined;
  private calls = 0;
  private steps = 0;
  private readonly ranges = new Set<AwkRule>();
  private readonly opened = new Set<string>();

  constructor(
    private readonly call: ToolCall,
    private readonly program: AwkProgram,
    private readonly nextLine: () => Coroutine<string | undefined>,
  ) {}

  *run(): Coroutine<void> {
    try {
      yield* this.rules('begin');
      if (this.program.rules.some(({ type }) => type !== 'begin')) {
        for (let line = yield* this.nextLine(); line !== undefined; line = yield* this.nextLine()) {
          this.setLine(line, true);
          try {
            yield* this.rules('line');
          } catch (error) {
            if (!(error instanceof Leave) || error.kind !== 'next') throw error;
          }
        }
      }
    } catch (error) {
      if (!(error instanceof Leave) || error.kind !== 'exit') throw error;
      if (!this.program.rules.some(({ type }) => type === 'end')) return;
    }
    try {
      yield* this.rules('end');
    } catch (error) {
      if (!(error instanceof Leave) || error.kind !== 'exit') throw error;
    }
  }

  private setLine(line: string, isNew: boolean): void {
    this.line = line;
    this.fields = this.splitText(line, this.text('FS'));
    this.globals.set('NF', this.fields.length);
    if (!isNew) return;
    for (const name of ['NR', 'FNR']) this.globals.set(name, toNumber(this.globals.get(name) as AwkValue) + 1);
  }

  private text(name: string): string {
    const value = this.globals.get(name);
    return value === undefined || value instanceof Map ? '' : toText(value);
  }

  private splitText(text: string, separator: string): string[] {
    if (text === '') return [];
    if (separator === ' ') return text.trim() === '' ? [] : text.trim().split(/[ \t\n]+/);
    if (separator === '') return [...text];
    if (separator.length === 1 && separator !== '\\') return text.split(separator === '\t' ? '\t' : separator);
    return text.split(awkExpression(separator));
  }

  private *rules(type: AwkRule['type']): Coroutine<void> {
    for (const rule of this.program.rules) {
      if (rule.type !== type || !(yield* this.applies(rule))) continue;
      if (rule.action === undefined) yield* this.call.print(`${this.line}${this.text('ORS')}`);
      else yield* this.statement(rule.action);
    }
  }

  private *applies(rule: AwkRule): Coroutine<boolean> {
    const { pattern, until } = rule;
    if (pattern === undefined) return true;
    if (until === undefined) return isTrue(yield* this.evaluate(pattern));
    if (!this.ranges.has(rule)) {
      if (!isTrue(yield* this.evaluate(pattern))) return false;
      this.ranges.add(rule);
    }
    if (isTrue(yield* this.evaluate(until))) this.ranges.delete(rule);
    return true;
  }

  private *statement(statement: AwkStatement): Coroutine<void> {
    this.steps += 1;
    // A loop that never waits takes processor time.
    if (this.steps % 5000 === 0) yield* this.call.process.compute(1);
    switch (statement.type) {
      case 'block':
        for (const each of statement.body) yield* this.statement(each);
        return;
      case 'expression':
        yield* this.evaluate(statement.expression);
        return;
      case 'print':
        return yield* this.print(statement);
      case 'if':
        if (isTrue(yield* this.evaluate(statement.condition))) yield* this.statement(statement.yes);
        else if (statement.no !== undefined) yield* this.statement(statement.no);
        return;
      case 'while':
        if (statement.isDo && !(yield* this.loopBody(statement.body))) return;
        while (isTrue(yield* this.evaluate(statement.condition))) if (!(yield* this.loopBody(statement.body))) return;
        return;
      case 'for':
        if (statement.initial !== undefined) yield* this.statement(statement.initial);
        while (statement.condition === undefined || isTrue(yield* this.evaluate(statement.condition))) {
          if (!(yield* this.loopBody(statement.body))) return;
          if (statement.step !== undefined) yield* this.statement(statement.step);
        }
        return;
      case 'for-in':
        for (const key of [...this.array(statement.array).keys()]) {
          this.setVariable(statement.variable, fromInput(key));
          if (!(yield* this.loopBody(statement.body))) return;
        }
        return;
      case 'delete':
        if (statement.subscripts === undefined) this.array(statement.name).clear();
        else this.array(statement.name).delete(yield* this.key(statement.subscripts));
        return;
      case 'exit':
        if (statement.value !== undefined) this.exitCode = toNumber(yield* this.evaluate(statement.value)) & 0xff;
        throw new Leave('exit');
      case 'return':
        throw new Leave('return', statement.value === undefined ? '' : yield* this.evaluate(statement.value));
      default:
        throw new Leave(statement.type);
    }
  }

  /** Runs the body of a loop; false when a `break` leaves it. */
  private *loopBody(body: AwkStatement): Coroutine<boolean> {
    try {
      yield* this.statement(body);
      return true;
    } catch (error) {
      if (!(error instanceof Leave) || (error.kind !== 'break' && error.kind !== 'continue')) throw error;
      return error.kind === 'continue';
    }
  }

  private *print(statement: Extract<AwkStatement, { readonly type: 'print' }>): Coroutine<void> {
    const values: AwkValue[] = [];
    for (const arg of statement.args) values.push(yield* this.evaluate(arg));
    const [format = '', ...args] = values;
    const plain = values.length === 0 ? this.line : values.map((value) => toText(value)).join(this.text('OFS'));
    const text = statement.isFormatted ? awkFormat(toText(format), args) : `${plain}${this.text('ORS')}`;
    if (statement.output === undefined) return yield* this.call.print(text);
    const path = toText(yield* this.evaluate(statement.output.path));
    if (path === '/dev/stderr') return yield* this.call.process.complain(text);
    if (path === '/dev/stdout' || path === '-') return yield* this.call.print(text);
    const { files } = this.call.process;
    if (statement.output.mode === '>' && !this.opened.has(path)) files.write(path, text);
    else files.append(path, text);
    this.opened.add(path);
  }

  private array(name: string): Cells {
    const scope = this.locals?.has(name) === true ? this.locals : this.globals;
    const value = scope.get(name);
    if (value instanceof Map) return value;
    const cells: Cells = new Map();
    scope.set(name, cells);
    return cells;
  }

  private setVariable(name: string, value: AwkValue): void {
    if (this.locals?.has(name) === true) this.locals.set(name, value);
    else this.globals.set(name, value);
    if (name === 'NF' && this.locals?.has(name) !== true) {
      const count = toNumber(value);
      this.fields.length = Math.min(this.fields.length, count);
      while (this.fields.length < count) this.fields.push('');
      this.line = this.fields.join(this.text('OFS'));
    }
  }

  private *key(subscripts: readonly AwkExpression[]): Coroutine<string> {
    const texts: string[] = [];
    for (const subscript of subscripts) texts.push(toText(yield* this.evaluate(subscript)));
    return texts.join(this.text('SUBSEP'));
  }

  private *store(target: AwkExpression, value: AwkValue): Coroutine<AwkValue> {
    if (target.type === 'variable') this.setVariable(target.name, value);
    else if (target.type === 'element') this.array(target.name).set(yield* this.key(target.subscripts), value);
    else if (target.type === 'field') {
      const index = toNumber(yield* this.evaluate(target.index));
      if (index === 0) this.setLine(toText(value), false);
      else {
        while (this.fields.length < index) this.fields.push('');
        this.fields[index - 1] = toText(value);
        this.globals.set('NF', this.fields.length);
        this.line = this.fields.join(this.text('OFS'));
      }
    }
    return value;
  }

  private *evaluate(expression: AwkExpression): Coroutine<AwkValue> {
    switch (expression.type) {
      case 'number':
      case 'string':
        return expression.value;
      case 'regex':
        return awkExpression(expression.source).test(this.line) ? 1 : 0;
      case 'variable': {
        const value = this.locals?.get(expression.name) ?? this.globals.get(expression.name);
        return value === undefined || value instanceof Map ? '' : value;
      }
      case 'field': {
        const index = toNumber(yield* this.evaluate(expression.index));
        return fromInput(index === 0 ? this.line : (this.fields[index - 1] ?? ''));
      }
      case 'element': {
        const cells = this.array(expression.name);
        const key = yield* this.key(expression.subscripts);
        if (!cells.has(key)) cells.set(key, '');
        return cells.get(key) ?? '';
      }
      case 'in':
        return this.array(expression.name).has(yield* this.key(expression.subscripts)) ? 1 : 0;
      case 'assign': {
        const value = yield* this.evaluate(expression.value);
        if (expression.operator === '=') return yield* this.store(expression.target, value);
        const before = toNumber(yield* this.evaluate(expression.target));
        return yield* this.store(
          expression.target,
          calculate(expression.operator.slice(0, -1), before, toNumber(value)),
        );
      }
      case 'step': {
        const before = toNumber(yield* this.evaluate(expression.target));
        yield* this.store(expression.target, before + expression.by);
        return expression.isPrefix ? before + expression.by : before;
      }
      case 'unary': {
        const operand = yield* this.evaluate(expression.operand);
        if (expression.operator === '!') return isTrue(operand) ? 0 : 1;
        return expression.operator === '-' ? -toNumber(operand) : toNumber(operand);
      }
      case 'conditional':
        return yield* this.evaluate(
          isTrue(yield* this.evaluate(expression.condition)) ? expression.yes : expression.no,
        );
      case 'binary':
        return yield* this.binary(expression.operator, expression.left, expression.right);
      case 'getline':
        return yield* this.getline(expression.target);
      case 'call':
        return yield* this.callFunction(expression.name, expression.args);
    }
  }

  private *getline(target: AwkExpression | undefined): Coroutine<AwkValue> {
    const line = yield* this.nextLine();
    if (line === undefined) return 0;
    if (target === undefined) this.setLine(line, true);
    else {
      yield* this.store(target, fromInput(line));
      this.globals.set('NR', toNumber(this.globals.get('NR') as AwkValue) + 1);
    }
    return 1;
  }

  private *binary(operator: string, leftSide: AwkExpression, rightSide: AwkExpression): Coroutine<AwkValue> {
    const left = yield* this.evaluate(leftSide);
    if (operator === '&&') return isTrue(left) && isTrue(yield* this.evaluate(rightSide)) ? 1 : 0;
    if (operator === '||') return isTrue(left) || isTrue(yield* this.evaluate(rightSide)) ? 1 : 0;
    if (operator === '~' || operator === '!~') {
      const source = rightSide.type === 'regex' ? rightSide.source : toText(yield* this.evaluate(rightSide));
      return awkExpression(source).test(toText(left)) === (operator === '~') ? 1 : 0;
    }
    const right = yield* this.evaluate(rightSide);
    if (operator === ' ') return toText(left) + toText(right);
    const order = compareValues(left, right);
    const holds: Readonly<Record<string, boolean>> = {
      '<': order < 0,
      '<=': order <= 0,
      '==': order === 0,
      '!=': order !== 0,
      '>': order > 0,
      '>=': order >= 0,
    };
    const comparison = holds[operator];
    return comparison === undefined ? calculate(operator, toNumber(left), toNumber(right)) : comparison ? 1 : 0;
  }

  private *callFunction(name: string, args: readonly AwkExpression[]): Coroutine<AwkValue> {
    const [first, second, third] = args;
    if ((name === 'sub' || name === 'gsub') && first !== undefined && second !== undefined) {
      const source = first.type === 'regex' ? first.source : toText(yield* this.evaluate(first));
      const replacement = toText(yield* this.evaluate(second));
      const target: AwkExpression = third ?? { type: 'field', index: { type: 'number', value: 0 } };
      const { text, count } = substituteAwk(source, replacement, toText(yield* this.evaluate(target)), name === 'gsub');
      if (count > 0) yield* this.store(target, text);
      return count;
    }
    if (name === 'match' && second !== undefined && first !== undefined) {
      const source = second.type === 'regex' ? second.source : toText(yield* this.evaluate(second));
      const match = awkExpression(source).exec(toText(yield* this.evaluate(first)));
      this.globals.set('RSTART', match === null ? 0 : match.index + 1);
      this.globals.set('RLENGTH', match === null ? -1 : match[0].length);
      return match === null ? 0 : match.index + 1;
    }
    if (name === 'split' && first !== undefined && second?.type === 'variable') {
      const text = toText(yield* this.evaluate(first));
      const separator =
        third === undefined
          ? this.text('FS')
          : third.type === 'regex'
            ? third.source
            : toText(yield* this.evaluate(third));
      const cells = this.array(second.name);
      const parts = this.splitText(text, separator);
      cells.clear();
      for (const [index, part] of parts.entries()) cells.set(String(index + 1), fromInput(part));
      return parts.length;
    }
    if (name === 'length' && first?.type === 'variable' && this.globals.get(first.name) instanceof Map)
      return this.array(first.name).size;
    if (name === 'length' && first === undefined) return [...this.line].length;
    if (name === 'close' || name === 'fflush' || name === 'system') return yield* this.systemCall(name, first);
    const defined = this.program.functions.get(name);
    if (defined !== undefined) return yield* this.callDefined(defined.parameters, defined.body, args);
    const values: AwkValue[] = [];
    for (const arg of args) values.push(yield* this.evaluate(arg));
    const { process } = this.call;
    const value = callBuiltin(name, values, { nowMs: process.nowMs, chance: () => process.random.next() / 2 ** 32 });
    return value ?? (yield* this.call.fail(`function ${name} not defined`, 2));
  }

  private *systemCall(name: string, command: AwkExpression | undefined): Coroutine<AwkValue> {
    if (name !== 'system' || command === undefined) return 0;
    const argv = ['sh', '-c', toText(yield* this.evaluate(command))];
    return (yield* this.call.process.spawn({ argv }).wait()).code;
  }

  private *callDefined(
    parameters: readonly string[],
    body: AwkStatement,
    args: readonly AwkExpression[],
  ): Coroutine<AwkValue> {
    if (this.calls >= CALLS_MAX) return yield* this.call.fail('function call nesting too deep', 2);
    const scope: Scope = new Map();
    for (const [index, parameter] of parameters.entries()) {
      const arg = args[index];
      const given = arg?.type === 'variable' ? (this.locals?.get(arg.name) ?? this.globals.get(arg.name)) : undefined;
      // Arrays are handed on as they are.
      scope.set(parameter, given instanceof Map ? given : arg === undefined ? '' : yield* this.evaluate(arg));
    }
    const before = this.locals;
    this.locals = scope;
    this.calls += 1;
    try {
      yield* this.statement(body);
      return '';
    } catch (error) {
      if (error instanceof Leave && error.kind === 'return') return error.value;
      throw error;
    } finally {
      this.calls -= 1;
      this.locals = before;
    }
  }
}

function calculate(operator: string, left: number, right: number): number {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    case '%':
      return left % right;
    default:
      return left ** right;
  }
}
