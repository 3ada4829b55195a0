import type { Coroutine } from '../../process';
import { AwkEvaluator } from './awk-evaluator';
import { awkFormat } from './awk-functions';
import { AwkMemory, type AwkScope } from './awk-memory';
import type { AwkProgram, AwkRule, AwkStatement } from './awk-syntax';
import { type AwkValue, fromInput, isTrue, toNumber, toText } from './awk-values';
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
/** A program of awk while it runs: its rules and statements. */
export class AwkRun {
  /** Code of `exit`. */
  exitCode = 0;
  private readonly memory = new AwkMemory();
  private readonly evaluator: AwkEvaluator;
  private steps = 0;
  private readonly ranges = new Set<AwkRule>();
  private readonly opened = new Set<string>();

  constructor(
    private readonly call: ToolCall,
    private readonly program: AwkProgram,
    private readonly nextLine: () => Coroutine<string | undefined>,
  ) {
    this.evaluator = new AwkEvaluator(call, this.memory, {
      functions: program.functions,
      nextLine,
      runBody: (body) => this.functionBody(body),
    });
  }

  /** Variables that the command line and the program set. */
  get globals(): AwkScope {
    return this.memory.globals;
  }

  /** Runs BEGIN, the rules for each line, and END. */
  *run(): Coroutine<void> {
    try {
      yield* this.rules('begin');
      if (this.program.rules.some(({ type }) => type !== 'begin')) {
        for (let line = yield* this.nextLine(); line !== undefined; line = yield* this.nextLine()) {
          this.memory.nextLine(line);
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

  private *rules(type: AwkRule['type']): Coroutine<void> {
    for (const rule of this.program.rules) {
      if (rule.type !== type || !(yield* this.applies(rule))) continue;
      if (rule.action === undefined) yield* this.call.print(`${this.memory.line}${this.memory.text('ORS')}`);
      else yield* this.statement(rule.action);
    }
  }

  private *applies(rule: AwkRule): Coroutine<boolean> {
    const { pattern, until } = rule;
    if (pattern === undefined) return true;
    if (until === undefined) return isTrue(yield* this.evaluator.evaluate(pattern));
    if (!this.ranges.has(rule)) {
      if (!isTrue(yield* this.evaluator.evaluate(pattern))) return false;
      this.ranges.add(rule);
    }
    if (isTrue(yield* this.evaluator.evaluate(until))) this.ranges.delete(rule);
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
        yield* this.evaluator.evaluate(statement.expression);
        return;
      case 'print':
        return yield* this.print(statement);
      case 'if':
        if (isTrue(yield* this.evaluator.evaluate(statement.condition))) yield* this.statement(statement.yes);
        else if (statement.no !== undefined) yield* this.statement(statement.no);
        return;
      case 'while':
        if (statement.isDo && !(yield* this.loopBody(statement.body))) return;
        while (isTrue(yield* this.evaluator.evaluate(statement.condition)))
          if (!(yield* this.loopBody(statement.body))) return;
        return;
      case 'for':
        if (statement.initial !== undefined) yield* this.statement(statement.initial);
        while (statement.condition === undefined || isTrue(yield* this.evaluator.evaluate(statement.condition))) {
          if (!(yield* this.loopBody(statement.body))) return;
          if (statement.step !== undefined) yield* this.statement(statement.step);
        }
        return;
      case 'for-in':
        for (const key of [...this.memory.array(statement.array).keys()]) {
          this.memory.setVariable(statement.variable, fromInput(key));
          if (!(yield* this.loopBody(statement.body))) return;
        }
        return;
      case 'delete':
        if (statement.subscripts === undefined) this.memory.array(statement.name).clear();
        else this.memory.array(statement.name).delete(yield* this.evaluator.key(statement.subscripts));
        return;
      case 'exit':
        if (statement.value !== undefined)
          this.exitCode = toNumber(yield* this.evaluator.evaluate(statement.value)) & 0xff;
        throw new Leave('exit');
      case 'return':
        throw new Leave('return', statement.value === undefined ? '' : yield* this.evaluator.evaluate(statement.value));
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

  /** Runs the body of a function up to its `return`. */
  private *functionBody(body: AwkStatement): Coroutine<AwkValue> {
    try {
      yield* this.statement(body);
      return '';
    } catch (error) {
      if (error instanceof Leave && error.kind === 'return') return error.value;
      throw error;
    }
  }

  private *print(statement: Extract<AwkStatement, { readonly type: 'print' }>): Coroutine<void> {
    const values: AwkValue[] = [];
    for (const arg of statement.args) values.push(yield* this.evaluator.evaluate(arg));
    const [format = '', ...args] = values;
    const plain =
      values.length === 0 ? this.memory.line : values.map((value) => toText(value)).join(this.memory.text('OFS'));
    const text = statement.isFormatted ? awkFormat(toText(format), args) : `${plain}${this.memory.text('ORS')}`;
    if (statement.output === undefined) return yield* this.call.print(text);
    const path = toText(yield* this.evaluator.evaluate(statement.output.path));
    if (path === '/dev/stderr') return yield* this.call.process.complain(text);
    if (path === '/dev/stdout' || path === '-') return yield* this.call.print(text);
    const { files } = this.call.process;
    if (statement.output.mode === '>' && !this.opened.has(path)) files.write(path, text);
    else files.append(path, text);
    this.opened.add(path);
  }
}
