import type { Coroutine } from '../../process';
import { awkExpression, callBuiltin, substituteAwk } from './awk-functions';
import type { AwkMemory, AwkScope } from './awk-memory';
import { applyOperator, calculate } from './awk-operators';
import type { AwkExpression, AwkFunction, AwkStatement } from './awk-syntax';
import { type AwkValue, fromInput, isTrue, toNumber, toText } from './awk-values';
import type { ToolCall } from './tool';

/** Functions within functions, at most. */
const CALLS_MAX = 200;

/** What expressions need of the program that they are in. */
export interface AwkSurroundings {
  readonly functions: ReadonlyMap<string, AwkFunction>;
  /** The next line of the input; undefined at its end. */
  readonly nextLine: () => Coroutine<string | undefined>;
  /** Runs the body of a function and returns what that returns. */
  readonly runBody: (body: AwkStatement) => Coroutine<AwkValue>;
}

/** Evaluates expressions of awk. */
export class AwkEvaluator {
  private calls = 0;

  constructor(
    private readonly call: ToolCall,
    private readonly memory: AwkMemory,
    private readonly surroundings: AwkSurroundings,
  ) {}

  /** Value of an expression, with the effects that it has. */
  *evaluate(expression: AwkExpression): Coroutine<AwkValue> {
    const { memory } = this;
    switch (expression.type) {
      case 'number':
      case 'string':
        return expression.value;
      case 'regex':
        return awkExpression(expression.source).test(memory.line) ? 1 : 0;
      case 'variable':
        return memory.variable(expression.name);
      case 'field':
        return memory.field(toNumber(yield* this.evaluate(expression.index)));
      case 'element': {
        const cells = memory.array(expression.name);
        const key = yield* this.key(expression.subscripts);
        if (!cells.has(key)) cells.set(key, '');
        return cells.get(key) ?? '';
      }
      case 'in':
        return memory.array(expression.name).has(yield* this.key(expression.subscripts)) ? 1 : 0;
      case 'assign': {
        const value = yield* this.evaluate(expression.value);
        if (expression.operator === '=') return yield* this.store(expression.target, value);
        const before = toNumber(yield* this.evaluate(expression.target));
        const result = calculate(expression.operator.slice(0, -1), before, toNumber(value));
        return yield* this.store(expression.target, result);
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

  /** Subscripts as the key of an element. */
  *key(subscripts: readonly AwkExpression[]): Coroutine<string> {
    const texts: string[] = [];
    for (const subscript of subscripts) texts.push(toText(yield* this.evaluate(subscript)));
    return texts.join(this.memory.text('SUBSEP'));
  }

  /** Assigns to a variable, an element or a field; other targets take nothing. */
  private *store(target: AwkExpression, value: AwkValue): Coroutine<AwkValue> {
    const { memory } = this;
    if (target.type === 'variable') memory.setVariable(target.name, value);
    else if (target.type === 'element') memory.array(target.name).set(yield* this.key(target.subscripts), value);
    else if (target.type === 'field') memory.setField(toNumber(yield* this.evaluate(target.index)), value);
    return value;
  }

  private *getline(target: AwkExpression | undefined): Coroutine<AwkValue> {
    const line = yield* this.surroundings.nextLine();
    if (line === undefined) return 0;
    if (target === undefined) this.memory.nextLine(line);
    else {
      yield* this.store(target, fromInput(line));
      this.memory.count('NR');
    }
    return 1;
  }

  private *binary(operator: string, leftSide: AwkExpression, rightSide: AwkExpression): Coroutine<AwkValue> {
    const left = yield* this.evaluate(leftSide);
    if (operator === '&&') return isTrue(left) && isTrue(yield* this.evaluate(rightSide)) ? 1 : 0;
    if (operator === '||') return isTrue(left) || isTrue(yield* this.evaluate(rightSide)) ? 1 : 0;
    if (operator === '~' || operator === '!~') {
      const source = yield* this.source(rightSide);
      return awkExpression(source).test(toText(left)) === (operator === '~') ? 1 : 0;
    }
    return applyOperator(operator, left, yield* this.evaluate(rightSide));
  }

  private *callFunction(name: string, args: readonly AwkExpression[]): Coroutine<AwkValue> {
    const [first, second, third] = args;
    if ((name === 'sub' || name === 'gsub') && first !== undefined && second !== undefined) {
      const source = yield* this.source(first);
      const replacement = toText(yield* this.evaluate(second));
      const target: AwkExpression = third ?? { type: 'field', index: { type: 'number', value: 0 } };
      const { text, count } = substituteAwk(source, replacement, toText(yield* this.evaluate(target)), name === 'gsub');
      if (count > 0) yield* this.store(target, text);
      return count;
    }
    if (name === 'match' && second !== undefined && first !== undefined) {
      const source = yield* this.source(second);
      const match = awkExpression(source).exec(toText(yield* this.evaluate(first)));
      this.memory.globals.set('RSTART', match === null ? 0 : match.index + 1);
      this.memory.globals.set('RLENGTH', match === null ? -1 : match[0].length);
      return match === null ? 0 : match.index + 1;
    }
    if (name === 'split' && first !== undefined && second?.type === 'variable') {
      const text = toText(yield* this.evaluate(first));
      const separator = third === undefined ? this.memory.text('FS') : yield* this.source(third);
      const cells = this.memory.array(second.name);
      const parts = this.memory.split(text, separator);
      cells.clear();
      for (const [index, part] of parts.entries()) cells.set(String(index + 1), fromInput(part));
      return parts.length;
    }
    if (name === 'length' && first?.type === 'variable' && this.memory.globals.get(first.name) instanceof Map)
      return this.memory.array(first.name).size;
    if (name === 'length' && first === undefined) return [...this.memory.line].length;
    if (name === 'close' || name === 'fflush' || name === 'system') return yield* this.systemCall(name, first);
    const defined = this.surroundings.functions.get(name);
    if (defined !== undefined) return yield* this.callDefined(defined.parameters, defined.body, args);
    const values: AwkValue[] = [];
    for (const arg of args) values.push(yield* this.evaluate(arg));
    const { process } = this.call;
    const value = callBuiltin(name, values, { nowMs: process.nowMs, chance: () => process.random.next() / 2 ** 32 });
    return value ?? (yield* this.call.fail(`function ${name} not defined`, 2));
  }

  /** Source of a regular expression: of a literal, or the text of any other value. */
  private *source(expression: AwkExpression): Coroutine<string> {
    return expression.type === 'regex' ? expression.source : toText(yield* this.evaluate(expression));
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
    const scope: AwkScope = new Map();
    for (const [index, parameter] of parameters.entries()) {
      const arg = args[index];
      const given = arg?.type === 'variable' ? this.memory.find(arg.name) : undefined;
      // Arrays are handed on as they are.
      scope.set(parameter, given instanceof Map ? given : arg === undefined ? '' : yield* this.evaluate(arg));
    }
    const before = this.memory.locals;
    this.memory.locals = scope;
    this.calls += 1;
    try {
      return yield* this.surroundings.runBody(body);
    } finally {
      this.calls -= 1;
      this.memory.locals = before;
    }
  }
}
