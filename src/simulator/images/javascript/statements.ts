import type { Coroutine } from '../../process';
import type { Expression, Statement } from './ast';
import type { Scope } from './scope';
import { ScriptError } from './script-error';
import { isPlainObject, scriptText } from './values';

/** How a statement has ended, when not by coming to its end. */
export type Leaving =
  { readonly type: 'break' | 'continue' } | { readonly type: 'return'; readonly value: unknown } | undefined;

/** Takes the processor time of a step of a loop: one that never waits must not make time stand still. */
export type Pace = () => Coroutine<void>;

/** Runs statements; what expressions are worth somebody else says. */
export class StatementRunner {
  constructor(
    private readonly value: (expression: Expression, scope: Scope) => Coroutine<unknown>,
    private readonly pace: Pace,
  ) {}

  *block(body: readonly Statement[], scope: Scope): Coroutine<Leaving> {
    for (const statement of body) {
      const leaving = yield* this.execute(statement, scope);
      if (leaving !== undefined) return leaving;
    }
    return undefined;
  }

  *execute(statement: Statement, scope: Scope): Coroutine<Leaving> {
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
}
