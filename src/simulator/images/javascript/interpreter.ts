import { checkpoint, type Coroutine } from '../../process';
import type { Expression, Statement } from './ast';
import { memberOf } from './members';
import { binary, unary } from './operators';
import { parseJavaScript } from './parser';
import { Scope } from './scope';
import { ScriptError } from './script-error';
import { type Pace, StatementRunner } from './statements';
import { isPlainObject, type PlainObject, ScriptFunction, scriptText } from './values';

/** How deep functions may call each other. */
const DEPTH_MAX = 200;

/**
 * Runs scripts, one after the other, with the variables that they leave. Functions of `globals` may wait: what takes time in a
 * real shell does so here.
 */
export class Interpreter {
  private readonly globals = new Scope();
  private readonly statements: StatementRunner;
  private depth = 0;

  constructor(
    globals: Readonly<Record<string, unknown>>,
    pace: Pace = checkpoint,
    /** Makes what a literal of a regular expression stands for. */
    private readonly regex: (pattern: string, flags: string) => unknown = (pattern, flags) =>
      new RegExp(pattern, flags),
  ) {
    this.statements = new StatementRunner((expression, scope) => this.value(expression, scope), pace);
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
      if (statement.type !== 'expression') yield* this.statements.execute(statement, this.globals);
    }
    return last;
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
    const call = (args: readonly unknown[], self: unknown): Coroutine<unknown> => {
      const inner = new Scope(scope);
      if (!isArrow) inner.variables.set('this', self);
      for (const [index, parameter] of parameters.entries()) inner.variables.set(parameter, args[index]);
      return this.enter(body, inner);
    };
    return new ScriptFunction(name, call);
  }

  /** Runs the body of a function. */
  private *enter(body: readonly Statement[], scope: Scope): Coroutine<unknown> {
    this.depth += 1;
    if (this.depth > DEPTH_MAX) throw new ScriptError('too much recursion', 'InternalError');
    const leaving = yield* this.statements.block(body, scope);
    this.depth -= 1;
    return leaving?.type === 'return' ? leaving.value : undefined;
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
