import { joinedBytes } from './bytes';
import { LIBRARIES } from './libraries';
import type { Node } from './parser';
import { arithmeticOfTimes } from './times';
import { CelError, CelObject, isCelList, isCelMap, isEqual, Optional, type CelValue } from './value';

/** Values of names. */
export type Variables = Readonly<Record<string, CelValue>>;

const MACROS: ReadonlySet<string> = new Set([
  'all',
  'exists',
  'exists_one',
  'existsOne',
  'map',
  'filter',
  'transformList',
  'transformMap',
]);

/** Names before a dot that are no variables but part of a function's name. */
const NAMESPACES: ReadonlySet<string> = new Set(['cel', 'format', 'ip', 'optional', 'sets', 'strings']);

/** Names of types, which compare with `type(x)`. */
const TYPE_NAMES: ReadonlySet<string> = new Set([
  'bytes',
  'int',
  'uint',
  'double',
  'string',
  'bool',
  'list',
  'map',
  'null_type',
]);

const noOverload = (): CelError => new CelError('no such overload');

/** The value of an expression. Throws a CelError. Source: cel-spec, doc/langdef.md, Evaluation. */
export function evaluate(node: Node, variables: Variables): CelValue {
  switch (node.kind) {
    case 'literal':
      return node.value;
    case 'name':
      return valueOfName(node.name, variables);
    case 'list':
      return node.items.map((item) => evaluate(item, variables));
    case 'map':
      return Object.fromEntries(
        node.entries.map(([key, value]) => [String(evaluate(key, variables) as string), evaluate(value, variables)]),
      );
    case 'field':
      return qualifiedVariable(node, variables) ?? select(evaluate(node.of, variables), node.name, node.isOptional);
    case 'index':
      return select(evaluate(node.of, variables), evaluate(node.index, variables), node.isOptional);
    case 'call':
      return call(node, variables);
    case 'unary':
      return unary(node.operator, evaluate(node.of, variables));
    case 'binary':
      return binary(node, variables);
    case 'choice':
      return evaluate(evaluate(node.test, variables) === true ? node.yes : node.no, variables);
  }
}

/** A variable whose name has a dot in it: `authorizer.requestResource`. */
function qualifiedVariable({ of, name }: Extract<Node, { kind: 'field' }>, variables: Variables): CelValue | undefined {
  return of.kind === 'name' ? variables[`${of.name}.${name}`] : undefined;
}

function valueOfName(name: string, variables: Variables): CelValue {
  const value = variables[name];
  if (value !== undefined) return value;
  if (TYPE_NAMES.has(name)) return name;
  throw new CelError(`undeclared reference to '${name}' (in container '')`);
}

function select(of: CelValue, key: CelValue, isOptional: boolean): CelValue {
  const isMissingAllowed = isOptional || of instanceof Optional;
  const inside = of instanceof Optional ? of.value : of;
  const found = inside === undefined ? undefined : member(inside, key);
  if (isMissingAllowed) return new Optional(found);
  if (found === undefined) {
    const isIndex = inside !== undefined && isCelList(inside);
    throw new CelError(
      isIndex ? `index out of bounds: ${String(key as number)}` : `no such key: ${String(key as string)}`,
    );
  }
  return found;
}

function member(of: CelValue, key: CelValue): CelValue | undefined {
  if (isCelList(of)) return typeof key === 'number' ? of[key] : undefined;
  if (!isCelMap(of)) throw noOverload();
  const name = String(key as string);
  return Object.prototype.hasOwnProperty.call(of, name) ? of[name] : undefined;
}

type Call = Extract<Node, { kind: 'call' }>;

function call(node: Call, variables: Variables): CelValue {
  const { name, target, args } = node;
  if (name === 'has' && target === undefined) return has(args[0], variables);
  if (target !== undefined && MACROS.has(name)) return macro(node, target, variables);
  if (target !== undefined && (name === 'optMap' || name === 'optFlatMap'))
    return optionalMacro(node, target, variables);
  if (target?.kind === 'name' && NAMESPACES.has(target.name) && variables[target.name] === undefined) {
    if (target.name === 'cel' && name === 'bind') return bind(args, variables);
    return run(`${target.name}.${name}`, args, variables);
  }
  return run(name, target === undefined ? args : [target, ...args], variables);
}

/** The first library that has a function for values of these types answers. */
function run(name: string, args: readonly Node[], variables: Variables): CelValue {
  const functions = LIBRARIES.flatMap((library) => (Object.hasOwn(library, name) ? (library[name] ?? []) : []));
  if (functions.length === 0) throw new CelError(`undeclared reference to '${name}' (in container '')`);
  const values = args.map((each) => evaluate(each, variables));
  for (const each of functions) {
    const result = each(...values);
    if (result !== undefined) return result;
  }
  throw noOverload();
}

/** `cel.bind(name, value, body)`. */
function bind([name, value, body]: readonly Node[], variables: Variables): CelValue {
  if (name?.kind !== 'name' || value === undefined || body === undefined) throw noOverload();
  return evaluate(body, { ...variables, [name.name]: evaluate(value, variables) });
}

function optionalMacro({ name, args }: Call, target: Node, variables: Variables): CelValue {
  const of = evaluate(target, variables);
  const [variable, body] = args;
  if (!(of instanceof Optional) || variable?.kind !== 'name' || body === undefined) throw noOverload();
  if (of.value === undefined) return of;
  const result = evaluate(body, { ...variables, [variable.name]: of.value });
  return name === 'optMap' ? new Optional(result) : result;
}

function has(node: Node | undefined, variables: Variables): boolean {
  if (node?.kind !== 'field') throw new CelError('invalid argument to has() macro');
  const of = evaluate(node.of, variables);
  if (of instanceof Optional) return of.value !== undefined && member(of.value, node.name) !== undefined;
  return member(of, node.name) !== undefined;
}

/** What a macro goes over: each item under one name, or under two with its index or key before it. */
function macro({ name, args }: Call, target: Node, variables: Variables): CelValue {
  const isOverPairs = args.length > 2 && args[1]?.kind === 'name' && name !== 'map';
  const names = args.slice(0, isOverPairs ? 2 : 1).map((each) => (each.kind === 'name' ? each.name : ''));
  const bodies = args.slice(names.length);
  if (names.includes('') || bodies.length === 0) throw new CelError(`invalid argument to ${name}() macro`);
  const of = evaluate(target, variables);
  if (!isCelList(of) && !isCelMap(of)) throw noOverload();
  const pairs: readonly (readonly [CelValue, CelValue])[] = isCelList(of) ? [...of.entries()] : Object.entries(of);
  const [first = '', second = ''] = names;
  const itemOf = ([key, value]: readonly [CelValue, CelValue]): CelValue => (isCelList(of) ? value : key);
  const on = (body: Node | undefined, pair: readonly [CelValue, CelValue]): CelValue => {
    const bound = isOverPairs ? { [first]: pair[0], [second]: pair[1] } : { [first]: itemOf(pair) };
    return evaluate(body as Node, { ...variables, ...bound });
  };
  const isTrue = (pair: readonly [CelValue, CelValue]): boolean => on(bodies[0], pair) === true;
  const chosen = (): typeof pairs => (bodies.length === 1 ? pairs : pairs.filter(isTrue));
  switch (name) {
    case 'all':
    case 'exists':
      return quantified(
        pairs.map((pair) => () => on(bodies[0], pair)),
        name === 'exists',
      );
    case 'filter':
      return pairs.filter(isTrue).map(itemOf);
    case 'map':
    case 'transformList':
      return chosen().map((pair) => on(bodies.at(-1), pair));
    case 'transformMap':
      return Object.fromEntries(chosen().map((pair) => [String(pair[0] as string), on(bodies.at(-1), pair)]));
    default:
      return pairs.filter(isTrue).length === 1;
  }
}

/** One decisive item decides, even when others fail. */
function quantified(items: readonly (() => CelValue)[], decisive: boolean): CelValue {
  let failure: CelError | undefined;
  for (const item of items) {
    try {
      if (item() === decisive) return decisive;
    } catch (error) {
      if (!(error instanceof CelError)) throw error;
      failure ??= error;
    }
  }
  if (failure !== undefined) throw failure;
  return !decisive;
}

function unary(operator: string, value: CelValue): CelValue {
  if (operator === '!' && typeof value === 'boolean') return !value;
  if (operator === '-' && typeof value === 'number') return -value;
  throw noOverload();
}

/** `&&` and `||` are decided by either side, even when the other fails. */
function logical(left: () => CelValue, right: () => CelValue, decisive: boolean): CelValue {
  let failure: CelError | undefined;
  for (const side of [left, right]) {
    try {
      const value = side();
      if (typeof value !== 'boolean') throw noOverload();
      if (value === decisive) return decisive;
    } catch (error) {
      if (!(error instanceof CelError)) throw error;
      failure ??= error;
    }
  }
  if (failure !== undefined) throw failure;
  return !decisive;
}

function binary({ operator, left, right }: Extract<Node, { kind: 'binary' }>, variables: Variables): CelValue {
  const [first, second] = [(): CelValue => evaluate(left, variables), (): CelValue => evaluate(right, variables)];
  if (operator === '&&') return logical(first, second, false);
  if (operator === '||') return logical(first, second, true);
  const [a, b] = [first(), second()];
  switch (operator) {
    case '==':
      return isEqual(a, b);
    case '!=':
      return !isEqual(a, b);
    case 'in':
      if (isCelList(b)) return b.some((each) => isEqual(each, a));
      return isCelMap(b) ? member(b, a) !== undefined : fail();
    default:
      return arithmetic(operator, a, b);
  }
}

function fail(): never {
  throw noOverload();
}

function arithmetic(operator: string, a: CelValue, b: CelValue): CelValue {
  if (typeof a === 'string' && typeof b === 'string') {
    return operator === '+' ? a + b : compared(operator, a < b ? -1 : a > b ? 1 : 0);
  }
  if (a instanceof CelObject && b instanceof CelObject) {
    const result = joinedBytes(operator, a, b) ?? arithmeticOfTimes(operator, a, b);
    if (result !== undefined) return result;
    if (a.type !== b.type || a.order === undefined || b.order === undefined) throw noOverload();
    return compared(operator, a.order < b.order ? -1 : a.order > b.order ? 1 : 0);
  }
  if (operator === '+' && isCelList(a) && isCelList(b)) return [...a, ...b];
  if (typeof a !== 'number' || typeof b !== 'number') throw noOverload();
  const isWhole = Number.isInteger(a) && Number.isInteger(b);
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      if (isWhole && b === 0) throw new CelError('division by zero');
      return isWhole ? Math.trunc(a / b) : a / b;
    case '%':
      if (b === 0) throw new CelError('modulus by zero');
      return a % b;
    default:
      return compared(operator, a - b);
  }
}

function compared(operator: string, difference: number): boolean {
  switch (operator) {
    case '<':
      return difference < 0;
    case '<=':
      return difference <= 0;
    case '>':
      return difference > 0;
    case '>=':
      return difference >= 0;
    default:
      throw noOverload();
  }
}
