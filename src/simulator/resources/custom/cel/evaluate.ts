import { equalJson } from '../../../api';
import { FUNCTIONS } from './functions';
import type { Node } from './parser';
import { CelError, isCelList, isCelMap, Optional, type CelValue } from './value';

/** Values of names. */
export type Variables = Readonly<Record<string, CelValue>>;

const MACROS: ReadonlySet<string> = new Set(['all', 'exists', 'exists_one', 'existsOne', 'map', 'filter']);

/** Names of types, which compare with `type(x)`. */
const TYPE_NAMES: ReadonlySet<string> = new Set([
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
      return select(evaluate(node.of, variables), node.name, node.isOptional);
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
  if (target?.kind === 'name' && target.name === 'optional' && variables['optional'] === undefined) {
    return new Optional(name === 'none' ? undefined : evaluate(args[0] as Node, variables));
  }
  const run = FUNCTIONS[name];
  if (run === undefined) throw new CelError(`undeclared reference to '${name}' (in container '')`);
  const all = target === undefined ? args : [target, ...args];
  const result = run(...all.map((each) => evaluate(each, variables)));
  if (result === undefined) throw noOverload();
  return result;
}

function has(node: Node | undefined, variables: Variables): boolean {
  if (node?.kind !== 'field') throw new CelError('invalid argument to has() macro');
  const of = evaluate(node.of, variables);
  if (of instanceof Optional) return of.value !== undefined && member(of.value, node.name) !== undefined;
  return member(of, node.name) !== undefined;
}

function macro({ name, args }: Call, target: Node, variables: Variables): CelValue {
  const [variable, ...bodies] = args;
  if (variable?.kind !== 'name' || bodies.length === 0) throw new CelError(`invalid argument to ${name}() macro`);
  const of = evaluate(target, variables);
  const items = isCelList(of) ? of : isCelMap(of) ? Object.keys(of) : undefined;
  if (items === undefined) throw noOverload();
  const run = (body: Node | undefined, item: CelValue): CelValue =>
    evaluate(body as Node, { ...variables, [variable.name]: item });
  const isTrue = (item: CelValue): boolean => run(bodies[0], item) === true;
  switch (name) {
    case 'all':
      return items.every(isTrue);
    case 'exists':
      return items.some(isTrue);
    case 'filter':
      return items.filter(isTrue);
    case 'map':
      return (bodies.length === 1 ? items : items.filter(isTrue)).map((item) => run(bodies.at(-1), item));
    default:
      return items.filter(isTrue).length === 1;
  }
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
      return equalJson(a, b);
    case '!=':
      return !equalJson(a, b);
    case 'in':
      if (isCelList(b)) return b.some((each) => equalJson(each, a));
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
