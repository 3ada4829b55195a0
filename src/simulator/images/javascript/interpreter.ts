import { checkpoint, type Coroutine } from '../../process';
import type { Expression, Statement } from './ast';
import { memberOf } from './members';
import { binary, unary } from './operators';
import { parseJavaScript } from './parser';
import { ScriptError } from './script-error';
import { isPlainObject, type PlainObject, ScriptFunction, scriptText } from './values';

/** Variables of a function or of a script, within those around it. */
class Scope {
  readonly variables = new Map<string, unknown>();

  constructor(private readonly outer?: Scope) {}

  /** Where a variable is; undefined when nobody has it. */
  find(name: string): Scope | undefined {
    return this.variables.has(name) ? this : this.outer?.find(name);
  }
}

/** How a statement has ended, when not by coming to its end. */
type Leaving =
  { readonly type: 'break' | 'continue' } | { readonly type: 'return'; readonly value: unknown } | undefined;

/** How deep functions may call each other. */
const DEPTH_MAX = 200;

/** Takes the processor time of a step of a loop: one that never waits must not make time stand still. */
export type Pace = () => Coroutine<void>;

/**
 * Runs scripts, one after the other, with the variables that they leave. Functions of `globals` may wait: what takes time in a
 * real shell does so here.
 */
export class Interpreter {
  private readonly globals = new Scope();
  private depth = 0;

  constructor(
    globals: Readonly<Record<string, unknown>>,
    private readonly pace: Pace = checkpoint,
    /** Makes what a literal of a regular expression stands for. */
    private readonly regex: (pattern: string, flags: string) => unknown = (pattern, flags) =>
      new RegExp(pattern, flags),
  ) {
    for (const [name, value] of Object.entries(globals)) this.globals.variables.set(name, value);
  }

  /** A variable that a script has left. */
  variable(name: string): unknown {
    return this.globals.variables.get(name);
  }

  set(name: string, value: unknown): void {
    this.globals.variables.set(name, value);
  }

  /** Runs a script; returns the value of its last expression. @throws ScriptError */
  *run(source: string): Coroutine<unknown> {
    let last: unknown;
    this.depth = 0;
    for (const statement of parseJavaScript(source)) {
      last = statement.type === 'expression' ? yield* this.value(statement.value, this.globals) : undefined;
      if (statement.type !== 'expression') yield* this.execute(statement, this.globals);
    }
    return last;
  }

  private *block(body: readonly Statement[], scope: Scope): Coroutine<Leaving> {
    for (const statement of body) {
      const leaving = yield* this.execute(statement, scope);
      if (leaving !== undefined) return leaving;
    }
    return undefined;
  }

  private *execute(statement: Statement, scope: Scope): Coroutine<Leaving> {
    switch (statement.type) {
      case 'expression':
        yield* this.value(statement.value, scope);
        return undefined;
      case 'declare':
        for (const { name, value } of statement.names) {
          scope.variables.set(name, value === undefined ? undefined : yield* this.value(value, scope));
        }
        return undefined;
      case 'block':
        return yield* this.block(statement.body, scope);
      case 'if':
        if (yield* this.value(statement.test, scope)) return yield* this.execute(statement.then, scope);
        return statement.otherwise === undefined ? undefined : yield* this.execute(statement.otherwise, scope);
      case 'for':
        return yield* this.loop(statement, scope);
      case 'each':
        return yield* this.each(statement, scope);
      case 'return':
        return {
          type: 'return',
          value: statement.value === undefined ? undefined : yield* this.value(statement.value, scope),
        };
      case 'throw': {
        const thrown = yield* this.value(statement.value, scope);
        const message = isPlainObject(thrown) ? scriptText(thrown.message) : scriptText(thrown);
        throw thrown instanceof ScriptError ? thrown : new ScriptError(message, 'Error', thrown);
      }
      case 'try':
        return yield* this.attempt(statement, scope);
      default:
        return { type: statement.type };
    }
  }

  private *loop(statement: Extract<Statement, { type: 'for' }>, scope: Scope): Coroutine<Leaving> {
    const { begin, test, step, body } = statement;
    if (begin !== undefined) yield* this.execute(begin, scope);
    while (test === undefined || (yield* this.value(test, scope))) {
      yield* this.pace();
      const leaving = yield* this.execute(body, scope);
      if (leaving?.type === 'break') break;
      if (leaving?.type === 'return') return leaving;
      if (step !== undefined) yield* this.value(step, scope);
    }
    return undefined;
  }

  private *each(statement: Extract<Statement, { type: 'each' }>, scope: Scope): Coroutine<Leaving> {
    const list = yield* this.value(statement.list, scope);
    const items =
      statement.way === 'in' ? Object.keys(Object(list) as object) : Array.isArray(list) ? (list as unknown[]) : [];
    for (const item of items) {
      yield* this.pace();
      scope.variables.set(statement.name, item);
      const leaving = yield* this.execute(statement.body, scope);
      if (leaving?.type === 'break') break;
      if (leaving?.type === 'return') return leaving;
    }
    return undefined;
  }

  private *attempt(statement: Extract<Statement, { type: 'try' }>, scope: Scope): Coroutine<Leaving> {
    const { body, name, handler, finalizer } = statement;
    let leaving: Leaving;
    try {
      leaving = yield* this.execute(body, scope);
    } catch (error) {
      if (!(error instanceof ScriptError) || handler === undefined) throw error;
      if (name !== undefined) scope.variables.set(name, error.thrown ?? error);
      leaving = yield* this.execute(handler, scope);
    }
    return finalizer === undefined ? leaving : ((yield* this.execute(finalizer, scope)) ?? leaving);
  }

  private *value(expression: Expression, scope: Scope): Coroutine<unknown> {
    switch (expression.type) {
      case 'literal':
        return expression.value;
      case 'regex':
        return this.regex(expression.pattern, expression.flags);
      case 'template': {
        let text = expression.parts[0] ?? '';
        for (const [index, each] of expression.values.entries()) {
          text += scriptText(yield* this.value(each, scope)) + (expression.parts[index + 1] ?? '');
        }
        return text;
      }
      case 'name': {
        const { name } = expression;
        const home = scope.find(name);
        if (home === undefined) throw new ScriptError(`${name} is not defined`, 'ReferenceError');
        return home.variables.get(name);
      }
      case 'array':
        return yield* this.values(expression.items, scope);
      case 'object':
        return yield* this.object(expression, scope);
      case 'function':
        return this.closure(expression, scope);
      case 'member': {
        const object = yield* this.value(expression.object, scope);
        if (expression.isOptional && (object === undefined || object === null)) return undefined;
        return memberOf(object, scriptText(yield* this.value(expression.key, scope)));
      }
      case 'call':
        return yield* this.call(expression, scope);
      case 'unary':
        return yield* this.unary(expression, scope);
      case 'step': {
        const old = Number(yield* this.value(expression.target, scope));
        yield* this.assign(expression.target, old + expression.by, scope);
        return expression.isPrefix ? old + expression.by : old;
      }
      case 'binary':
        return binary(
          expression.operator,
          yield* this.value(expression.left, scope),
          yield* this.value(expression.right, scope),
        );
      case 'logical': {
        const left = yield* this.value(expression.left, scope);
        const { operator } = expression;
        const isEnough =
          operator === '&&' ? !left : operator === '||' ? Boolean(left) : left !== undefined && left !== null;
        return isEnough ? left : yield* this.value(expression.right, scope);
      }
      case 'assign': {
        const old = expression.operator === '=' ? undefined : yield* this.value(expression.target, scope);
        const given = yield* this.value(expression.value, scope);
        const next = expression.operator === '=' ? given : binary(expression.operator.slice(0, -1), old, given);
        yield* this.assign(expression.target, next, scope);
        return next;
      }
      case 'choice':
        return yield* this.value(
          (yield* this.value(expression.test, scope)) ? expression.then : expression.otherwise,
          scope,
        );
      case 'sequence':
        return (yield* this.values(expression.items, scope)).at(-1);
      case 'spread':
        throw new ScriptError('unexpected ...', 'SyntaxError');
    }
  }

  private *unary({ operator, value }: Extract<Expression, { type: 'unary' }>, scope: Scope): Coroutine<unknown> {
    if (operator === 'typeof' && value.type === 'name' && scope.find(value.name) === undefined) return 'undefined';
    if (operator === 'delete' && value.type === 'member') {
      const object = yield* this.value(value.object, scope);
      if (isPlainObject(object)) delete object[scriptText(yield* this.value(value.key, scope))];
      return true;
    }
    return unary(operator, yield* this.value(value, scope));
  }

  private *values(items: readonly Expression[], scope: Scope): Coroutine<unknown[]> {
    const values: unknown[] = [];
    for (const item of items) {
      if (item.type !== 'spread') values.push(yield* this.value(item, scope));
      else values.push(...((yield* this.value(item.value, scope)) as unknown[]));
    }
    return values;
  }

  private *object({ members }: Extract<Expression, { type: 'object' }>, scope: Scope): Coroutine<PlainObject> {
    const entries: [string, unknown][] = [];
    for (const member of members) {
      if ('spread' in member) {
        const other = yield* this.value(member.spread, scope);
        if (isPlainObject(other)) entries.push(...Object.entries(other));
      } else entries.push([scriptText(yield* this.value(member.key, scope)), yield* this.value(member.value, scope)]);
    }
    // Not by assignment: a member may have any name.
    return Object.fromEntries(entries);
  }

  private closure(expression: Extract<Expression, { type: 'function' }>, scope: Scope): ScriptFunction {
    const { name, parameters, body, isArrow } = expression;
    const interpreter = this;
    return new ScriptFunction(name, function* (args, self) {
      const inner = new Scope(scope);
      if (!isArrow) inner.variables.set('this', self);
      for (const [index, parameter] of parameters.entries()) inner.variables.set(parameter, args[index]);
      interpreter.depth += 1;
      if (interpreter.depth > DEPTH_MAX) throw new ScriptError('too much recursion', 'InternalError');
      const leaving = yield* interpreter.block(body, inner);
      interpreter.depth -= 1;
      return leaving?.type === 'return' ? leaving.value : undefined;
    });
  }

  private *call({ callee, args }: Extract<Expression, { type: 'call' }>, scope: Scope): Coroutine<unknown> {
    let self: unknown;
    let does: unknown;
    if (callee.type === 'member') {
      self = yield* this.value(callee.object, scope);
      if (callee.isOptional && (self === undefined || self === null)) return undefined;
      does = memberOf(self, scriptText(yield* this.value(callee.key, scope)));
    } else does = yield* this.value(callee, scope);
    const values = yield* this.values(args, scope);
    if (does instanceof ScriptFunction) return yield* does.call(values, self);
    throw new ScriptError(`${nameOf(callee)} is not a function`, 'TypeError');
  }

  private *assign(target: Expression, value: unknown, scope: Scope): Coroutine<void> {
    if (target.type === 'name') {
      (scope.find(target.name) ?? this.globals).variables.set(target.name, value);
      return;
    }
    if (target.type !== 'member') throw new ScriptError('invalid assignment left-hand side', 'ReferenceError');
    const object = yield* this.value(target.object, scope);
    const key = scriptText(yield* this.value(target.key, scope));
    if (Array.isArray(object) && /^\d+$/.test(key)) (object as unknown[])[Number(key)] = value;
    else if (isPlainObject(object))
      Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
    else throw new ScriptError(`cannot set '${key}' of ${scriptText(object)}`, 'TypeError');
  }
}

/** How messages name what was called: `db.users.find`. */
function nameOf(expression: Expression): string {
  if (expression.type === 'name') return expression.name;
  if (expression.type !== 'member') return 'expression';
  const key = expression.key.type === 'literal' ? String(expression.key.value) : '...';
  return `${nameOf(expression.object)}.${key}`;
}
