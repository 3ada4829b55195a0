import { aggregate, isAggregate } from './aggregate';
import type { Expression, Select } from './ast';
import { storedValue } from './stored-value';
import type { Context } from './dialect';
import { commonFunctions } from './functions';
import { likePattern } from './like';
import { columnValue, type Scope } from './scope';
import { SqlError } from './sql-error';
import { runSelect } from './select';
import { compareValues, type SqlValue, toNumber, toText, truthOf } from './values';

/** Value of an expression. Throws SqlError. */
export function evaluate(expression: Expression, scope: Scope, context: Context): SqlValue {
  const value = (inner: Expression): SqlValue => evaluate(inner, scope, context);
  const truth = (isTrue: boolean | undefined): SqlValue =>
    isTrue === undefined ? null : context.dialect.truth(isTrue);
  const negated = (isTrue: boolean | undefined, isNegated: boolean): SqlValue =>
    truth(isTrue === undefined ? undefined : isTrue !== isNegated);
  switch (expression.type) {
    case 'literal':
      return expression.value;
    case 'column': {
      const { aliases, ...rest } = scope;
      const meant = expression.table === undefined ? aliases?.get(expression.name.toLowerCase()) : undefined;
      return meant === undefined
        ? columnValue(scope, expression.name, expression.table)
        : evaluate(meant, rest, context);
    }
    case 'parameter':
      return context.parameters[expression.index] ?? null;
    case 'variable':
      return variableValue(expression.name, context);
    case 'unary': {
      const operand = value(expression.operand);
      if (operand === null) return null;
      if (expression.operator === 'not') return truth(truthOf(operand) === false);
      return expression.operator === '-' ? -toNumber(operand) : toNumber(operand);
    }
    case 'binary':
      return binary(expression.operator, expression.left, expression.right, scope, context);
    case 'isNull':
      return truth((value(expression.operand) === null) !== expression.isNegated);
    case 'isTruth':
      return truth((truthOf(value(expression.operand)) === expression.truth) !== expression.isNegated);
    case 'in':
      return negated(isIn(value(expression.operand), expression.list, scope, context), expression.isNegated);
    case 'between': {
      const [operand, low, high] = [value(expression.operand), value(expression.low), value(expression.high)];
      if (operand === null || low === null || high === null) return null;
      const isWithin = compare(operand, low, context) >= 0 && compare(operand, high, context) <= 0;
      return negated(isWithin, expression.isNegated);
    }
    case 'like': {
      const [operand, pattern] = [value(expression.operand), value(expression.pattern)];
      if (operand === null || pattern === null) return null;
      const { collate } = context.dialect;
      const [text, wanted] = [collate(toText(operand)), collate(toText(pattern))];
      const regular = expression.isRegular ? new RegExp(wanted) : likePattern(wanted);
      return negated(regular.test(text), expression.isNegated);
    }
    case 'case':
      return caseValue(expression, scope, context);
    case 'countRows':
      return aggregateValue('count', undefined, false, scope, context);
    case 'call':
      return callValue(expression, scope, context);
    case 'cast': {
      const operand = value(expression.operand);
      const type = { ...expression.to, name: CAST_TYPES[expression.to.name] ?? expression.to.name };
      return operand === null ? null : storedValue({ ...CAST_COLUMN, type }, operand, 1);
    }
    case 'subquery':
      return scalar(expression.select, scope, context);
    case 'exists':
      return truth(runSelect(expression.select, context, scope).rows.length > 0);
    case 'inserted': {
      const { inserted } = scope;
      return inserted === undefined ? null : columnValue({ ...inserted, clause: scope.clause }, expression.name);
    }
  }
}

const CAST_TYPES: Readonly<Record<string, string>> = { char: 'text', signed: 'bigint', unsigned: 'bigint' };
const CAST_COLUMN = { name: '', isNullable: true, isAutoIncrement: false, isUpdateTime: false };

const compare = (a: SqlValue, b: SqlValue, { dialect }: Context): number => compareValues(a, b, dialect.collate);

function variableValue(name: string, context: Context): SqlValue {
  if (!name.startsWith('@@')) return context.session.variables.get(name.slice(1).toLowerCase()) ?? null;
  const plain = name
    .slice(2)
    .replace(/^(?:global|session|local)\./i, '')
    .toLowerCase();
  return context.dialect.variable(plain, context);
}

const COMPARISONS: Readonly<Record<string, (order: number) => boolean>> = {
  '=': (order) => order === 0,
  '<>': (order) => order !== 0,
  '!=': (order) => order !== 0,
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};

const CALCULATIONS: Readonly<Record<string, (a: number, b: number) => number | null>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => (b === 0 ? null : a / b),
  '%': (a, b) => (b === 0 ? null : a % b),
  MOD: (a, b) => (b === 0 ? null : a % b),
  DIV: (a, b) => (b === 0 ? null : Math.trunc(a / b)),
};

function binary(operator: string, left: Expression, right: Expression, scope: Scope, context: Context): SqlValue {
  const a = evaluate(left, scope, context);
  if (operator === '||' && context.dialect.concatenates) {
    const b = evaluate(right, scope, context);
    return a === null || b === null ? null : toText(a) + toText(b);
  }
  if (operator === 'AND' || operator === '&&') return conjunction(a, false, right, scope, context);
  if (operator === 'OR' || operator === '||') return conjunction(a, true, right, scope, context);
  const b = evaluate(right, scope, context);
  if (operator === '<=>') return context.dialect.truth(compare(a, b, context) === 0);
  if (a === null || b === null) return null;
  if (operator === 'XOR') return context.dialect.truth(truthOf(a) !== truthOf(b));
  const comparison = COMPARISONS[operator];
  if (comparison !== undefined) return context.dialect.truth(comparison(compare(a, b, context)));
  return CALCULATIONS[operator]?.(toNumber(a), toNumber(b)) ?? null;
}

/** AND and OR: one side that is `decisive` decides, NULL stays NULL otherwise. */
function conjunction(a: SqlValue, decisive: boolean, right: Expression, scope: Scope, context: Context): SqlValue {
  const first = truthOf(a);
  if (first === decisive) return context.dialect.truth(decisive);
  const second = truthOf(evaluate(right, scope, context));
  if (second === decisive) return context.dialect.truth(decisive);
  return first === undefined || second === undefined ? null : context.dialect.truth(!decisive);
}

function isIn(
  operand: SqlValue,
  list: readonly Expression[] | Select,
  scope: Scope,
  context: Context,
): boolean | undefined {
  const values =
    'type' in list
      ? runSelect(list, context, scope).rows.map(([first]) => first ?? null)
      : list.map((entry) => evaluate(entry, scope, context));
  if (operand === null) return undefined;
  if (values.some((value) => value !== null && compare(operand, value, context) === 0)) return true;
  return values.includes(null) ? undefined : false;
}

function caseValue(
  { operand, branches, otherwise }: Extract<Expression, { type: 'case' }>,
  scope: Scope,
  context: Context,
): SqlValue {
  const wanted = operand === undefined ? undefined : evaluate(operand, scope, context);
  for (const { when, then } of branches) {
    const value = evaluate(when, scope, context);
    const holds =
      wanted === undefined
        ? truthOf(value) === true
        : value !== null && wanted !== null && compare(wanted, value, context) === 0;
    if (holds) return evaluate(then, scope, context);
  }
  return otherwise === undefined ? null : evaluate(otherwise, scope, context);
}

function callValue(
  { name, args, isDistinct }: Extract<Expression, { type: 'call' }>,
  scope: Scope,
  context: Context,
): SqlValue {
  if (isAggregate(name)) return aggregateValue(name, args, isDistinct, scope, context);
  const run = context.dialect.functions[name] ?? commonFunctions[name];
  if (run === undefined) throw new SqlError({ kind: 'unknownFunction', name });
  return run(
    args.map((arg) => evaluate(arg, scope, context)),
    context,
  );
}

/** Value of an aggregate: of each row of the group, what its argument is; without one, the row itself. */
function aggregateValue(
  name: string,
  args: readonly Expression[] | undefined,
  isDistinct: boolean,
  scope: Scope,
  context: Context,
): SqlValue {
  const { group, ...rest } = scope;
  if (group === undefined) throw new SqlError({ kind: 'notSupported', what: `${name} outside of a select list` });
  const [argument] = args ?? [];
  const values = group.map((row) => (argument === undefined ? true : evaluate(argument, { ...rest, row }, context)));
  return aggregate(name, values, isDistinct, context.dialect.collate);
}

function scalar(select: Select, scope: Scope, context: Context): SqlValue {
  const { rows, columns } = runSelect(select, context, scope);
  if (columns.length !== 1) throw new SqlError({ kind: 'columnCount', count: 1 });
  if (rows.length > 1) throw new SqlError({ kind: 'subqueryRows' });
  return rows[0]?.[0] ?? null;
}
